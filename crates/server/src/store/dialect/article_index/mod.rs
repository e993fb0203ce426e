//! The full-text index of the knowledge base: over SQLite's FTS5 or PostgreSQL's `tsvector`, with the same results.
//!
//! What people type never reaches either's query language: a [`Word`] has letters and digits only, and goes in quoted.

mod fts5;
mod porter;
mod tsvector;
mod words;

use std::iter;

use crate::store::row::{Row as Found, get, unsigned};
use crate::store::{Conn, Error, Kind, Result, Write, sql};

/// Rows of one article, at most: the first for title and keywords, the others for a passage each.
pub const ROWS_PER_ARTICLE: usize = 1024;
/// Where a matching word begins and ends in a marked text; no text in the index holds control characters.
pub const MARK: (char, char) = ('\u{1}', '\u{2}');
/// How much more a word counts in title, keywords, heading and passage, for BM25.
const WEIGHTS: [f64; 4] = [8.0, 6.0, 3.0, 1.0];

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

/// How often a word is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// In how many rows, counted no further than was asked for.
    pub rows: u32,
    /// Whether it is in any title or keyword; not looked up for a word that is in too many rows to count.
    pub in_heads: bool,
}

impl Frequency {
    fn of(row: &Found) -> Result<Self> {
        Ok(Self { rows: unsigned(row, "n")?, in_heads: get(row, "in_heads")? })
    }
}

/// Where a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which article, by its number.
    pub number: i64,
    /// Whether in its title or keywords.
    pub in_head: bool,
}

impl Place {
    fn of(row: i64) -> Self {
        Self { number: row / row_count(), in_head: row % row_count() == 0 }
    }
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

impl Ranked {
    fn of(row: i64, rank: f64) -> Self {
        Self { number: row / row_count(), passage: (row % row_count() != 0).then_some(row), rank }
    }
}

macro_rules! either {
    ($conn:expr, $it:ident => $call:expr) => {
        match $conn.kind() {
            Kind::Sqlite => {
                use fts5 as $it;
                $call.await
            }
            Kind::Postgres => {
                use tsvector as $it;
                $call.await
            }
        }
    };
}

/// Adds articles that the index does not hold. Many at once: the index writes down what it has in hand before each
/// statement with several rows.
///
/// # Errors
/// As any query.
pub async fn add(write: &mut Write, entries: &[Entry]) -> Result<()> {
    either!(write, index => index::add(write, entries))
}

/// Takes an article out of the index.
///
/// # Errors
/// As any query.
pub async fn remove(write: &mut Write, number: i64) -> Result<()> {
    either!(write, index => index::remove(write, number))
}

/// Puts the index in the best order, after many articles came at once.
///
/// # Errors
/// As any query.
pub async fn tidy(write: &mut Write) -> Result<()> {
    match write.kind() {
        Kind::Sqlite => fts5::tidy(write).await,
        // It does so by itself.
        Kind::Postgres => Ok(()),
    }
}

/// How often each word is there, counted no further than `most`.
///
/// # Errors
/// As any query.
pub async fn frequencies(conn: &mut Conn, words: &[Word], most: u32) -> Result<Vec<Frequency>> {
    either!(conn, index => index::frequencies(conn, words, most))
}

/// The places of each word, in the order of the articles.
///
/// # Errors
/// As any query.
pub async fn places(conn: &mut Conn, words: &[Word]) -> Result<Vec<Vec<Place>>> {
    either!(conn, index => index::places(conn, words))
}

/// The numbers of the articles about a product, those about every product included.
///
/// # Errors
/// As any query.
pub async fn about(conn: &mut Conn, product: &str) -> Result<Vec<i64>> {
    either!(conn, index => index::about(conn, product))
}

/// The rows of some articles that hold any of the words, ranked.
///
/// # Errors
/// As any query.
pub async fn ranked(conn: &mut Conn, words: &[Word], numbers: &[i64]) -> Result<Vec<Ranked>> {
    either!(conn, index => index::ranked(conn, words, numbers))
}

/// Heading and text of a row, with every form of the words between [`MARK`]s.
///
/// # Errors
/// As any query.
pub async fn marked(conn: &mut Conn, words: &[Word], row: i64) -> Result<Option<(String, String)>> {
    either!(conn, index => index::marked(conn, words, row))
}

/// Heading and text of an article's first passage, where it has one.
///
/// # Errors
/// As any query.
pub async fn first_passage(conn: &mut Conn, number: i64) -> Result<Option<(String, String)>> {
    let sql = match conn.kind() {
        Kind::Sqlite => "SELECT heading, passage FROM article_index WHERE rowid = $1",
        Kind::Postgres => "SELECT heading, passage FROM article_rows WHERE id = $1",
    };
    let found = sql::query(sql).bind(number * row_count() + 1).fetch_optional(conn).await?;
    found.map(|row| Ok((get(&row, "heading")?, get(&row, "passage")?))).transpose()
}

/// A row of the index: title, keywords, heading and passage.
struct Row<'a> {
    id: i64,
    number: i64,
    columns: [&'a str; 4],
}

/// The rows of articles.
fn rows(entries: &[Entry]) -> impl Iterator<Item = Row<'_>> {
    entries.iter().flat_map(|entry| {
        let head = [entry.title.as_str(), entry.keywords.as_str(), "", ""];
        let passages = entry.passages.iter().take(ROWS_PER_ARTICLE - 1);
        let passages = passages.map(|(heading, text)| ["", "", heading.as_str(), text.as_str()]);
        let ids = entry.number * row_count()..;
        let number = entry.number;
        iter::once(head).chain(passages).zip(ids).map(move |(columns, id)| Row { id, number, columns })
    })
}

/// A column of numbers that was joined by commas: tens of thousands of rows would each cost more than finding them.
fn numbers(text: Option<&str>) -> Result<Vec<i64>> {
    let ids = text.into_iter().flat_map(|text| text.split(','));
    ids.map(|id| id.parse().map_err(|_| Error::Corrupt(format!("the article index has a row {id:?}"))))
        .collect()
}

fn row_count() -> i64 {
    i64::try_from(ROWS_PER_ARTICLE).unwrap_or(i64::MAX)
}
