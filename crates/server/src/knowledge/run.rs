//! `articles import`: the command.

use std::io::Write as _;

use super::{ArticleFolder, ImportError, Imported};
use crate::cli::Import;
use crate::serve;

/// Imports, and says on stdout what was done and on stderr what may be a mistake.
///
/// # Errors
/// Nothing was imported, in a line for each reason.
pub fn run(options: &Import) -> Result<(), ImportError> {
    let folder = ArticleFolder::read(&options.folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| ImportError(vec![format!("cannot start: {error}")]))?;
    let imported = runtime.block_on(async {
        let store =
            serve::open(&options.place).await.map_err(|error| ImportError(vec![error.to_string()]))?;
        let imported = folder.import(&store, options.prune).await;
        store.close().await;
        Ok::<_, ImportError>(imported?)
    })?;
    for warning in &imported.warnings {
        eprintln!("caseport-server: warning: {warning}");
    }
    // The work is done, whoever reads of it or does not.
    drop(writeln!(std::io::stdout(), "{}", told(&imported, options.prune)));
    Ok(())
}

fn told(imported: &Imported, prune: bool) -> String {
    let Imported { added, changed, unchanged, removed, .. } = imported;
    let removed = if prune { format!(", {removed} removed") } else { String::new() };
    format!("articles: {added} added, {changed} changed, {unchanged} unchanged{removed}")
}
