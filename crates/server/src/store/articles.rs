//! The knowledge base: articles as they are imported. Searching it is another matter.

use chrono::{DateTime, Utc};

use super::{Result, Write};

/// An article.
#[derive(Debug)]
pub struct Article<'a> {
    /// Its id, also the last part of its address.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
    /// The products that it is about; none for all of them.
    pub products: &'a [&'a str],
    /// What it is also found by.
    pub keywords: &'a [&'a str],
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// Adds an article, or takes over its new text.
///
/// # Errors
/// As any query.
pub async fn save(write: &mut Write, article: &Article<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO articles (id, title, url, body, products, keywords, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, url = excluded.url, body = excluded.body,
             products = excluded.products, keywords = excluded.keywords, updated_at = excluded.updated_at",
    )
    .bind(article.id)
    .bind(article.title)
    .bind(format!("/articles/{}", article.id))
    .bind(article.body)
    .bind(serde_json::to_string(article.products)?)
    .bind(serde_json::to_string(article.keywords)?)
    .bind(article.updated_at.timestamp_micros())
    .execute(&mut **write)
    .await?;
    Ok(())
}
