//! The knowledge base as files: Markdown with a few lines of front matter, and bringing a folder of them into a store.

mod article_file;
mod import;
mod run;

pub use article_file::{ArticleFile, FileMistake, parse};
pub use import::{ArticleFolder, ImportError, Imported};
pub use run::run;
