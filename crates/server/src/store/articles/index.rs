//! Keeping the index in step with the articles, and making it anew where it is missing or of another form.

use crate::store::sql;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::passages::{one_line, passages};
use super::{Article, all};
use crate::store::dialect::article_index::{self, Entry, ROWS_PER_ARTICLE};
use crate::store::row::get;
use crate::store::{Conn, Result, Write, settings};

/// The form of the index; another number makes it anew when the store is opened.
const FORM: &str = "1";
/// The setting that holds the form.
const SETTING: &str = "article_index";
/// Articles that go into the index in one statement.
const AT_ONCE: usize = 100;
/// In place of a product: all of them.
const EVERY_PRODUCT: &str = "";

/// Puts articles into the index, in place of what it held of them.
pub(super) async fn put(write: &mut Write, articles: &[&Article]) -> Result<()> {
    let held: HashSet<String> = {
        let rows = sql::query("SELECT article_id FROM article_numbers").fetch_all(write).await?;
        rows.iter().map(|row| get(row, "article_id")).collect::<Result<_>>()?
    };
    for article in articles.iter().filter(|article| held.contains(&article.id)) {
        remove(write, &article.id).await?;
    }
    for some in articles.chunks(AT_ONCE) {
        let row = sql::query("SELECT COALESCE(MAX(number), 0) AS n FROM article_numbers");
        let last: i64 = get(&row.fetch_one(write).await?, "n")?;
        let entries: Vec<Entry> =
            (last + 1..).zip(some).map(|(number, article)| entry(number, article)).collect();
        let numbers = entries.iter().zip(some);
        let insert = sql::insert(
            "article_numbers (number, article_id, rows)",
            numbers.clone(),
            |row, (entry, article)| {
                let rows = i64::try_from(entry.passages.len() + 1).unwrap_or(i64::MAX);
                row.push_bind(entry.number).push_bind(&article.id).push_bind(rows);
            },
        );
        insert.execute(write).await?;
        for (entry, article) in numbers {
            about(write, entry.number, &article.products).await?;
        }
        article_index::add(write, &entries).await?;
    }
    Ok(())
}

fn entry(number: i64, article: &Article) -> Entry {
    let passages = passages(&article.body).into_iter().map(|it| (it.heading, it.text));
    Entry {
        number,
        title: one_line(&article.title),
        keywords: one_line(&article.keywords.join(" ")),
        passages: passages.take(ROWS_PER_ARTICLE - 1).collect(),
    }
}

/// Notes which products an article is about.
async fn about(write: &mut Write, number: i64, products: &[String]) -> Result<()> {
    let mut ids: BTreeSet<&str> = products.iter().map(String::as_str).collect();
    if ids.is_empty() {
        ids.insert(EVERY_PRODUCT);
    }
    let insert = sql::insert("article_products (number, product_id)", ids, |row, id| {
        row.push_bind(number).push_bind(id);
    });
    insert.execute(write).await?;
    Ok(())
}

/// Takes an article out of the index.
pub(super) async fn remove(write: &mut Write, id: &str) -> Result<()> {
    let row = sql::query("SELECT number FROM article_numbers WHERE article_id = $1")
        .bind(id)
        .fetch_optional(write)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let number: i64 = get(&row, "number")?;
    article_index::remove(write, number).await?;
    sql::query("DELETE FROM article_products WHERE number = $1").bind(number).execute(write).await?;
    sql::query("DELETE FROM article_numbers WHERE number = $1").bind(number).execute(write).await?;
    Ok(())
}

/// Puts the articles into the index that have their numbers in it already, under these: after the tables came from another
/// database, whose index stayed there.
///
/// # Errors
/// As any query.
pub async fn index_what_is_there(write: &mut Write) -> Result<()> {
    let rows =
        sql::query("SELECT number, article_id FROM article_numbers ORDER BY number").fetch_all(write).await?;
    let numbers: Vec<(i64, String)> =
        rows.iter().map(|row| Ok((get(row, "number")?, get(row, "article_id")?))).collect::<Result<_>>()?;
    let articles: HashMap<String, Article> = all(write).await?.into_iter().collect();
    for some in numbers.chunks(AT_ONCE) {
        let known = some.iter().filter_map(|(number, id)| Some(entry(*number, articles.get(id)?)));
        article_index::add(write, &known.collect::<Vec<_>>()).await?;
    }
    if numbers.is_empty() {
        return Ok(());
    }
    article_index::tidy(write).await
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
    put(write, &articles.values().collect::<Vec<_>>()).await?;
    article_index::tidy(write).await?;
    settings::set(write, SETTING, FORM).await
}
