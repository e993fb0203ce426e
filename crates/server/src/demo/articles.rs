//! The demo's knowledge base: Markdown files with a few lines of front matter.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{DemoError, files};
use crate::store::Write;
use crate::store::articles::{Article, save};

/// Brings every article into the store.
pub async fn fill(write: &mut Write) -> Result<(), DemoError> {
    for (name, text) in files::articles()? {
        let article = parse(text).ok_or_else(|| DemoError::data(&name, "its front matter is incomplete"))?;
        save(write, &article.as_stored()).await?;
    }
    Ok(())
}

struct Parsed<'a> {
    id: &'a str,
    title: &'a str,
    products: Vec<&'a str>,
    keywords: Vec<&'a str>,
    updated_at: DateTime<Utc>,
    body: &'a str,
}

impl Parsed<'_> {
    fn as_stored(&self) -> Article<'_> {
        let Self { id, title, products, keywords, updated_at, body } = self;
        Article { id, title, body, products, keywords, updated_at: *updated_at }
    }
}

/// `---`, lines of `key: value`, `---`, the text. A list stands in brackets.
fn parse(text: &str) -> Option<Parsed<'_>> {
    let (front, body) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    let value =
        |key: &str| front.lines().find_map(|line| Some(line.strip_prefix(key)?.strip_prefix(':')?.trim()));
    let list = |key: &str| {
        let items = value(key)?.strip_prefix('[')?.strip_suffix(']')?;
        Some(items.split(',').map(str::trim).filter(|item| !item.is_empty()).collect())
    };
    let updated: NaiveDate = value("updated")?.parse().ok()?;
    Some(Parsed {
        id: value("id")?,
        title: value("title")?,
        products: list("products")?,
        keywords: list("keywords")?,
        updated_at: updated.and_time(NaiveTime::MIN).and_utc(),
        body: body.trim(),
    })
}
