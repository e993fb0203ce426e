//! Keeping the index in step with the articles, and making it anew where it is missing or of another form.

use super::passages::{one_line, passages};
use super::{Article, all};
use crate::store::dialect::article_index::{self, ROWS_PER_ARTICLE, Row};
use crate::store::row::get;
use crate::store::{Conn, Result, Write, settings};

/// The form of the index; another number makes it anew when the store is opened.
const FORM: &str = "1";
/// The setting that holds the form.
const SETTING: &str = "article_index";
/// In place of a product: all of them.
const EVERY_PRODUCT: &str = "";

/// Puts an article into the index, in place of what it held of it.
pub(super) async fn put(write: &mut Write, article: &Article) -> Result<()> {
    let passages = passages(&article.body);
    let rows: Vec<_> = passages
        .iter()
        .map(|it| Row { heading: &it.heading, passage: &it.text })
        .take(ROWS_PER_ARTICLE - 1)
        .collect();
    let number = number(write, &article.id, rows.len() + 1).await?;
    article_index::put(
        write,
        number,
        &one_line(&article.title),
        &one_line(&article.keywords.join(" ")),
        &rows,
    )
    .await?;
    sqlx::query("DELETE FROM article_products WHERE number = $1").bind(number).execute(&mut **write).await?;
    let every = [EVERY_PRODUCT.to_owned()];
    let products = if article.products.is_empty() { every.as_slice() } else { article.products.as_slice() };
    for product in products {
        sqlx::query(
            "INSERT INTO article_products (number, product_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(number)
        .bind(product)
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

/// Takes an article out of the index.
pub(super) async fn remove(write: &mut Write, id: &str) -> Result<()> {
    let row = sqlx::query("SELECT number FROM article_numbers WHERE article_id = $1")
        .bind(id)
        .fetch_optional(&mut **write)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let number: i64 = get(&row, "number")?;
    article_index::remove(write, number).await?;
    sqlx::query("DELETE FROM article_products WHERE number = $1").bind(number).execute(&mut **write).await?;
    sqlx::query("DELETE FROM article_numbers WHERE number = $1").bind(number).execute(&mut **write).await?;
    Ok(())
}

/// The article's number in the index, given to it now where it has none.
async fn number(write: &mut Write, id: &str, rows: usize) -> Result<i64> {
    let row = sqlx::query(
        "INSERT INTO article_numbers (number, article_id, rows)
         SELECT COALESCE(MAX(number), 0) + 1, $1, $2 FROM article_numbers WHERE true
         ON CONFLICT (article_id) DO UPDATE SET rows = excluded.rows RETURNING number",
    )
    .bind(id)
    .bind(i64::try_from(rows).unwrap_or(i64::MAX))
    .fetch_one(&mut **write)
    .await?;
    get(&row, "number")
}

/// Whether the index has its present form.
///
/// # Errors
/// As any query.
pub async fn is_up_to_date(conn: &mut Conn) -> Result<bool> {
    Ok(settings::value(conn, SETTING).await?.as_deref() == Some(FORM))
}

/// Makes the index of the articles that are there, unless it is there in its present form.
///
/// # Errors
/// As any query.
pub async fn bring_up_to_date(write: &mut Write) -> Result<()> {
    if is_up_to_date(write).await? {
        return Ok(());
    }
    let articles = all(write).await?;
    for article in articles.values() {
        put(write, article).await?;
    }
    article_index::tidy(write).await?;
    settings::set(write, SETTING, FORM).await
}
