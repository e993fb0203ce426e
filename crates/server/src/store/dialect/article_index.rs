//! The full-text index of the knowledge base: all that is SQLite's FTS5 about it. On PostgreSQL this file would be
//! written anew, over `tsvector`; what is behind it would stay.
//!
//! What people type never reaches FTS5's query language: a [`Word`] has letters and digits only, and goes in quoted.

use std::iter;

use sqlx::AssertSqlSafe;

use crate::store::row::{get, unsigned};
use crate::store::{Conn, Error, Result, Write};

/// Rows of one article, at most: the first for title and keywords, the others for a passage each.
pub const ROWS_PER_ARTICLE: usize = 1024;
/// Where a matching word begins and ends in a marked text; no text in the index holds control characters.
pub const MARK: (char, char) = ('\u{1}', '\u{2}');
/// How much more a word counts in title, keywords, heading and passage, for BM25.
const BM25: &str = "bm25(article_index, 8.0, 6.0, 3.0, 1.0, 0.0)";

/// A word to look for: letters and digits, nothing that the index's query language could take for its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word(String);

impl Word {
    /// The word, where it is one.
    pub fn new(text: &str) -> Option<Self> {
        let plain = !text.is_empty() && text.chars().all(char::is_alphanumeric);
        plain.then(|| Self(text.to_owned()))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word, to look for in whatever is text; not in `number`, which has names of our own.
    fn quoted(&self) -> String {
        format!("{{title keywords heading passage}} : \"{}\"", self.0)
    }
}

/// An article on its way into the index.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// Its keywords.
    pub keywords: String,
    /// Heading and text of each passage.
    pub passages: Vec<(String, String)>,
}

/// Adds articles that the index does not hold. Many at once: the index writes down what it has in hand before each
/// statement with several rows.
///
/// # Errors
/// As any query.
pub async fn add(write: &mut Write, entries: &[Entry]) -> Result<()> {
    let rows: Vec<_> = entries
        .iter()
        .flat_map(|entry| {
            let head = (entry.title.as_str(), entry.keywords.as_str(), "", "");
            let passages = entry.passages.iter().take(ROWS_PER_ARTICLE - 1);
            let passages = passages.map(|(heading, text)| ("", "", heading.as_str(), text.as_str()));
            let ids = entry.number * row_count()..;
            iter::once(head).chain(passages).zip(ids).map(|(columns, id)| (id, columns, name(entry.number)))
        })
        .collect();
    sqlx::query(
        "INSERT INTO article_index (rowid, title, keywords, heading, passage, number)
         SELECT value ->> 0, value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', value ->> '$[1][3]',
                value ->> 2
         FROM json_each($1)",
    )
    .bind(serde_json::to_string(&rows)?)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Takes an article out of the index.
///
/// # Errors
/// As any query.
pub async fn remove(write: &mut Write, number: i64) -> Result<()> {
    let first = number * row_count();
    sqlx::query("DELETE FROM article_index WHERE rowid BETWEEN $1 AND $2")
        .bind(first)
        .bind(first + row_count() - 1)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Puts the index in the best order, after many articles came at once.
///
/// # Errors
/// As any query.
pub async fn tidy(write: &mut Write) -> Result<()> {
    sqlx::query("INSERT INTO article_index (article_index) VALUES ('optimize')")
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// How often a word is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// In how many rows, counted no further than was asked for.
    pub rows: u32,
    /// Whether it is in any title or keyword; not looked up for a word that is in too many rows to count.
    pub in_heads: bool,
}

/// How often each word is there, counted no further than `most`.
///
/// # Errors
/// As any query.
pub async fn frequencies(conn: &mut Conn, words: &[Word], most: u32) -> Result<Vec<Frequency>> {
    let quoted: Vec<String> = words.iter().map(Word::quoted).collect();
    let rows = sqlx::query(
        "SELECT n, n = $2 OR (n > 0 AND EXISTS (
                    SELECT 1 FROM article_index WHERE article_index MATCH '{title keywords} : (' || word || ')')) AS in_heads
         FROM (SELECT key, value AS word, (SELECT COUNT(*) FROM (
                   SELECT 1 FROM article_index WHERE article_index MATCH value LIMIT $2)) AS n
               FROM json_each($1))
         ORDER BY key",
    )
    .bind(serde_json::to_string(&quoted)?)
    .bind(i64::from(most))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(Frequency { rows: unsigned(row, "n")?, in_heads: get(row, "in_heads")? }))
        .collect()
}

/// Where a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which article, by its number.
    pub number: i64,
    /// Whether in its title or keywords.
    pub in_head: bool,
}

/// The places of each word, in the order of the articles.
///
/// # Errors
/// As any query.
pub async fn places(conn: &mut Conn, words: &[Word]) -> Result<Vec<Vec<Place>>> {
    let quoted: Vec<String> = words.iter().map(Word::quoted).collect();
    // One text for each word: tens of thousands of rows would each cost more than finding them.
    let rows = sqlx::query(
        "SELECT (SELECT group_concat(rowid) FROM (
                    SELECT rowid FROM article_index WHERE article_index MATCH word.value ORDER BY rowid)) AS ids
         FROM json_each($1) AS word ORDER BY word.key",
    )
    .bind(serde_json::to_string(&quoted)?)
    .fetch_all(conn)
    .await?;
    let place = |id: i64| Place { number: id / row_count(), in_head: id % row_count() == 0 };
    rows.iter()
        .map(|row| {
            let ids = numbers(get(row, "ids")?)?;
            Ok(ids.into_iter().map(place).collect())
        })
        .collect()
}

/// The numbers of the articles about a product, those about every product included.
///
/// # Errors
/// As any query.
pub async fn about(conn: &mut Conn, product: &str) -> Result<Vec<i64>> {
    let row =
        sqlx::query("SELECT group_concat(number) AS ids FROM article_products WHERE product_id IN ('', $1)")
            .bind(product)
            .fetch_one(conn)
            .await?;
    numbers(get(&row, "ids")?)
}

/// What `group_concat` made of a column of numbers.
fn numbers(text: Option<&str>) -> Result<Vec<i64>> {
    let ids = text.into_iter().flat_map(|text| text.split(','));
    ids.map(|id| id.parse().map_err(|_| Error::Corrupt(format!("the article index has a row {id:?}"))))
        .collect()
}

/// A row of an article that holds some of the words.
#[derive(Clone, Copy, Debug)]
pub struct Ranked {
    /// The article's number.
    pub number: i64,
    /// The row; none for that of title and keywords.
    pub passage: Option<i64>,
    /// How well it fits, by BM25; more is better.
    pub rank: f64,
}

/// The rows of some articles that hold any of the words, ranked.
///
/// # Errors
/// As any query.
pub async fn ranked(conn: &mut Conn, words: &[Word], numbers: &[i64]) -> Result<Vec<Ranked>> {
    let names: Vec<_> = numbers.iter().map(|number| name(*number)).collect();
    let matching = format!("({}) AND {{number}} : ({})", any(words), names.join(" OR "));
    let sql = format!("SELECT rowid AS id, {BM25} AS rank FROM article_index WHERE article_index MATCH $1");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(matching).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = get(row, "id")?;
            let rank: f64 = get(row, "rank")?;
            let passage = (id % row_count() != 0).then_some(id);
            Ok(Ranked { number: id / row_count(), passage, rank: -rank })
        })
        .collect()
}

/// Heading and text of a row, with every form of the words between [`MARK`]s.
///
/// # Errors
/// As any query.
pub async fn marked(conn: &mut Conn, words: &[Word], row: i64) -> Result<Option<(String, String)>> {
    let found = sqlx::query(
        "SELECT highlight(article_index, 2, char(1), char(2)) AS heading,
                highlight(article_index, 3, char(1), char(2)) AS passage
         FROM article_index WHERE article_index MATCH $1 AND rowid = $2",
    )
    .bind(any(words))
    .bind(row)
    .fetch_optional(conn)
    .await?;
    found.map(|row| Ok((get(&row, "heading")?, get(&row, "passage")?))).transpose()
}

/// Heading and text of an article's first passage, where it has one.
///
/// # Errors
/// As any query.
pub async fn first_passage(conn: &mut Conn, number: i64) -> Result<Option<(String, String)>> {
    let found = sqlx::query("SELECT heading, passage FROM article_index WHERE rowid = $1")
        .bind(number * row_count() + 1)
        .fetch_optional(conn)
        .await?;
    found.map(|row| Ok((get(&row, "heading")?, get(&row, "passage")?))).transpose()
}

fn any(words: &[Word]) -> String {
    words.iter().map(Word::quoted).collect::<Vec<_>>().join(" OR ")
}

fn name(number: i64) -> String {
    format!("n{number}")
}

fn row_count() -> i64 {
    i64::try_from(ROWS_PER_ARTICLE).unwrap_or(i64::MAX)
}
