//! The demo's knowledge base: the files that `articles import` would read, built in.

use super::{DemoError, files};
use crate::knowledge;
use crate::store::Write;
use crate::store::articles::{save, tidy};

/// Brings every article into the store.
pub async fn fill(write: &mut Write) -> Result<(), DemoError> {
    let mut articles = Vec::new();
    for (name, text) in files::articles()? {
        let file = knowledge::parse(text).map_err(|mistakes| {
            let all: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            DemoError::data(&name, all.join("; "))
        })?;
        articles.push(file.article);
    }
    save(write, &articles.iter().collect::<Vec<_>>()).await?;
    tidy(write).await?;
    Ok(())
}
