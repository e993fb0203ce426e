//! The knowledge base: articles as they are imported, the index that they are found in, and how often one solved it.
//!
//! An article and what the index holds of it change in one transaction.

mod index;
pub mod passages;
mod question;
mod search;
pub mod solved;
mod stop_words;

pub use index::{bring_up_to_date, index_what_is_there, is_up_to_date};
pub use question::Question;
pub use search::suggest;

pub use super::dialect::article_index::tidy;

use crate::store::sql;
use std::collections::BTreeMap;

use caseport_domain::api::{Article as Shown, Named};
use chrono::{DateTime, Utc};

use super::row::{Row, get, time};
use super::{Conn, Result, Write};

/// An article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its id, also the last part of its address here.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where else it is; none where it is shown here.
    pub url: Option<String>,
    /// Markdown.
    pub body: String,
    /// The products that it is about; none for all of them.
    pub products: Vec<String>,
    /// What it is also found by.
    pub keywords: Vec<String>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

impl Article {
    /// Its address in the store.
    fn stored_url(&self) -> String {
        self.url.clone().unwrap_or_else(|| own_url(&self.id))
    }

    fn of_row(row: &Row) -> Result<Self> {
        let id: String = get(row, "id")?;
        let url: String = get(row, "url")?;
        Ok(Self {
            url: (url != own_url(&id)).then_some(url),
            id,
            title: get(row, "title")?,
            body: get(row, "body")?,
            products: serde_json::from_str(get(row, "products")?)?,
            keywords: serde_json::from_str(get(row, "keywords")?)?,
            updated_at: time(row, "updated_at")?,
        })
    }
}

fn own_url(id: &str) -> String {
    format!("/articles/{id}")
}

/// Adds articles, or takes over their new texts.
///
/// # Errors
/// As any query.
pub async fn save(write: &mut Write, articles: &[&Article]) -> Result<()> {
    for article in articles {
        sql::query(
            "INSERT INTO articles (id, title, url, body, products, keywords, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, url = excluded.url, body = excluded.body,
                 products = excluded.products, keywords = excluded.keywords, updated_at = excluded.updated_at",
        )
        .bind(&article.id)
        .bind(&article.title)
        .bind(article.stored_url())
        .bind(&article.body)
        .bind(serde_json::to_string(&article.products)?)
        .bind(serde_json::to_string(&article.keywords)?)
        .bind(article.updated_at.timestamp_micros())
        .execute(write)
        .await?;
    }
    index::put(write, articles).await
}

/// Removes an article. That it solved something stays known.
///
/// # Errors
/// As any query.
pub async fn remove(write: &mut Write, id: &str) -> Result<()> {
    index::remove(write, id).await?;
    sql::query("DELETE FROM articles WHERE id = $1").bind(id).execute(write).await?;
    Ok(())
}

/// Every article, by its id.
///
/// # Errors
/// As any query.
pub async fn all(conn: &mut Conn) -> Result<BTreeMap<String, Article>> {
    let rows = sql::query("SELECT id, title, url, body, products, keywords, updated_at FROM articles")
        .fetch_all(conn)
        .await?;
    let articles = rows.iter().map(Article::of_row);
    articles.map(|article| article.map(|article| (article.id.clone(), article))).collect()
}

/// An article with its products by name; a product that the catalog does not know goes by its id.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Shown>> {
    let row =
        sql::query("SELECT id, title, url, body, products, keywords, updated_at FROM articles WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *conn)
            .await?;
    let Some(row) = row else { return Ok(None) };
    let article = Article::of_row(&row)?;
    let mut products = Vec::with_capacity(article.products.len());
    for id in article.products {
        let row = sql::query("SELECT name FROM products WHERE id = $1")
            .bind(&id)
            .fetch_optional(&mut *conn)
            .await?;
        let name = match row {
            Some(row) => get(&row, "name")?,
            None => id.clone(),
        };
        products.push(Named { id, name });
    }
    let Article { id, title, body, updated_at, .. } = article;
    Ok(Some(Shown { id, title, body, products, updated_at }))
}

/// Whether there is an article of that id.
///
/// # Errors
/// As any query.
pub async fn exists(conn: &mut Conn, id: &str) -> Result<bool> {
    let row = sql::query("SELECT 1 FROM articles WHERE id = $1").bind(id).fetch_optional(conn).await?;
    Ok(row.is_some())
}
