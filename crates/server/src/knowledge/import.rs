//! Brings a folder of articles into a store: all of them, or none where anything is wrong with one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use caseport_domain::id::ProductId;

use super::article_file::{ArticleFile, parse};
use crate::store::articles::{self, Article};
use crate::store::{Result, Store, Write, catalog};

/// Why nothing was imported, in one line for each mistake.
#[derive(Debug)]
pub struct ImportError(pub Vec<String>);

impl From<crate::store::Error> for ImportError {
    fn from(error: crate::store::Error) -> Self {
        Self(vec![format!("cannot write the articles: {error}")])
    }
}

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Articles that were not there.
    pub added: usize,
    /// Articles that were there otherwise.
    pub changed: usize,
    /// Articles that were there already.
    pub unchanged: usize,
    /// Articles that are not in the folder.
    pub removed: usize,
    /// What may be a mistake, in one line each.
    pub warnings: Vec<String>,
}

/// The articles of a folder, all of them right.
pub struct ArticleFolder(BTreeMap<String, File>);

impl ArticleFolder {
    /// Reads every `*.md` in the folder and its subfolders.
    ///
    /// # Errors
    /// Every mistake in the files, or why they cannot be read.
    pub fn read(folder: &Path) -> std::result::Result<Self, ImportError> {
        read(folder).map(Self).map_err(ImportError)
    }

    /// Brings the articles into a store, and with `prune` removes those that are not among them: in one transaction.
    ///
    /// # Errors
    /// As any query.
    pub async fn import(&self, store: &Store, prune: bool) -> Result<Imported> {
        let Self(files) = self;
        let mut write = store.write().await?;
        let mut imported = Imported { warnings: warnings(&mut write, files).await?, ..Imported::default() };
        let there = articles::all(&mut write).await?;
        let mut new = Vec::new();
        for file in files.values() {
            let article = &file.read.article;
            match there.get(&article.id) {
                Some(same) if same == article => imported.unchanged += 1,
                found => {
                    *(if found.is_some() { &mut imported.changed } else { &mut imported.added }) += 1;
                    new.push(article);
                }
            }
        }
        articles::save(&mut write, &new).await?;
        if prune {
            for id in there.keys().filter(|id| !files.contains_key(*id)) {
                articles::remove(&mut write, id).await?;
                imported.removed += 1;
            }
        }
        if imported.added + imported.changed + imported.removed > 0 {
            articles::tidy(&mut write).await?;
        }
        write.commit().await?;
        Ok(imported)
    }
}

struct File {
    path: PathBuf,
    read: ArticleFile,
}

/// The folder's articles by id; a line for each mistake where there is any.
fn read(folder: &Path) -> std::result::Result<BTreeMap<String, File>, Vec<String>> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    if paths.is_empty() {
        return Err(vec![format!("there are no articles (*.md) in {}", folder.display())]);
    }
    paths.sort();
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for path in paths {
        let read = fs::read(&path).map_err(|error| error.to_string());
        let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()));
        let text = match text {
            Ok(text) => text,
            Err(what) => {
                mistakes.push(format!("{}: {what}", path.display()));
                continue;
            }
        };
        match parse(&text) {
            Err(of_file) => mistakes.extend(of_file.iter().map(|it| match it.line {
                Some(line) => format!("{}:{line}: {}", path.display(), it.what),
                None => format!("{}: {}", path.display(), it.what),
            })),
            Ok(read) => {
                let id = read.article.id.clone();
                if let Some(other) = files.get(&id) {
                    mistakes.push(format!(
                        "{}: the id {id} is taken by {}",
                        path.display(),
                        other.path.display()
                    ));
                } else {
                    files.insert(id, File { path, read });
                }
            }
        }
    }
    if mistakes.is_empty() { Ok(files) } else { Err(mistakes) }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> std::result::Result<(), Vec<String>> {
    let cannot = |error: std::io::Error| vec![format!("cannot read {}: {error}", folder.display())];
    for entry in folder.read_dir().map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let path = entry.path();
        let is_markdown =
            path.extension().and_then(|it| it.to_str()).is_some_and(|it| it.eq_ignore_ascii_case("md"));
        // Links to folders are not followed: they could lead in a circle.
        if entry.file_type().map_err(cannot)?.is_dir() {
            collect(&path, paths)?;
        } else if is_markdown && path.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

/// Products that the catalog does not know, and keys that mean nothing.
async fn warnings(write: &mut Write, files: &BTreeMap<String, File>) -> Result<Vec<String>> {
    let known = catalog::product_ids(write).await?;
    let mut warnings = Vec::new();
    for File { path, read } in files.values() {
        let Article { products, .. } = &read.article;
        for product in products.iter().filter(|it| !known.contains(&ProductId::from(it.as_str()))) {
            warnings.push(format!("{}: there is no product {product} (yet)", path.display()));
        }
        for (line, key) in &read.strange {
            warnings.push(format!("{}:{line}: `{key}` means nothing here", path.display()));
        }
    }
    Ok(warnings)
}
