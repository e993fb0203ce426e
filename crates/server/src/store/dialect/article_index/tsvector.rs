//! The knowledge base's index over PostgreSQL's `tsvector`, with the same results as the embedded database's: the words
//! are stemmed here, and ranked by the same formula (BM25, as SQLite's documentation of FTS5 gives it).
//!
//! A lexeme is a stem; it has the weight A where it is in title or keywords, and none elsewhere.

use std::collections::HashMap;

use super::words::stems;
use super::{Entry, Frequency, MARK, Place, Ranked, WEIGHTS, Word, numbers, rows};
use crate::store::row::{Row, get};
use crate::store::{Conn, Result, Write, sql};

/// Rows that are inserted at once.
const AT_ONCE: usize = 500;
/// BM25's constants.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// What a word in more than half of all rows is worth.
const LEAST: f64 = 1e-6;

pub(super) async fn add(write: &mut Write, entries: &[Entry]) -> Result<()> {
    let rows: Vec<_> = rows(entries).collect();
    for rows in rows.chunks(AT_ONCE) {
        let into = "article_rows (id, number, title, keywords, heading, passage, words, length)";
        let insert = sql::insert(into, rows, |values, row| {
            let (vector, length) = vector(&row.columns);
            values.push_bind(row.id).push_bind(row.number);
            for text in &row.columns {
                values.push_bind(*text);
            }
            values.push_cast(vector, "tsvector").push_bind(length);
        });
        insert.execute(write).await?;
    }
    Ok(())
}

/// A row's words as PostgreSQL reads them, and how many there are; the article's number counts as one.
fn vector(columns: &[&str; 4]) -> (String, i64) {
    let mut lexemes: HashMap<String, bool> = HashMap::new();
    let mut length = 1;
    for (column, text) in columns.iter().enumerate() {
        for (_, stem) in stems(text) {
            *lexemes.entry(stem).or_default() |= column < 2;
            length += 1;
        }
    }
    // Letters and digits only: nothing in them could end the quotes.
    let lexemes = lexemes
        .iter()
        .map(|(stem, in_head)| if *in_head { format!("'{stem}':1A") } else { format!("'{stem}':1") });
    (lexemes.collect::<Vec<_>>().join(" "), length)
}

pub(super) async fn remove(write: &mut Write, number: i64) -> Result<()> {
    sql::query("DELETE FROM article_rows WHERE number = $1").bind(number).execute(write).await?;
    Ok(())
}

pub(super) async fn frequencies(conn: &mut Conn, words: &[Word], most: u32) -> Result<Vec<Frequency>> {
    let rows = sql::query(
        "SELECT n, n = $2 OR (n > 0 AND EXISTS (
                    SELECT 1 FROM article_rows WHERE words @@ (quoted || ':A')::tsquery)) AS in_heads
         FROM (SELECT key, value AS quoted, (SELECT COUNT(*) FROM (
                   SELECT 1 FROM article_rows WHERE words @@ value::tsquery LIMIT $2) AS found) AS n
               FROM json_each($1)) AS counted
         ORDER BY key",
    )
    .bind(serde_json::to_string(&quoted(words))?)
    .bind(i64::from(most))
    .fetch_all(conn)
    .await?;
    rows.iter().map(Frequency::of).collect()
}

pub(super) async fn places(conn: &mut Conn, words: &[Word]) -> Result<Vec<Vec<Place>>> {
    let rows = sql::query(
        "SELECT (SELECT string_agg(id::text, ',' ORDER BY id) FROM article_rows WHERE words @@ word.value::tsquery) AS ids
         FROM json_each($1) AS word ORDER BY word.key",
    )
    .bind(serde_json::to_string(&quoted(words))?)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(numbers(get(row, "ids")?)?.into_iter().map(Place::of).collect())).collect()
}

pub(super) async fn about(conn: &mut Conn, product: &str) -> Result<Vec<i64>> {
    let row = sql::query(
        "SELECT string_agg(number::text, ',') AS ids FROM article_products WHERE product_id IN ('', $1)",
    )
    .bind(product)
    .fetch_one(conn)
    .await?;
    numbers(get(&row, "ids")?)
}

pub(super) async fn ranked(conn: &mut Conn, words: &[Word], among: &[i64]) -> Result<Vec<Ranked>> {
    let row =
        sql::query("SELECT COUNT(*) AS n, COALESCE(SUM(length), 0)::float8 AS length FROM article_rows")
            .fetch_one(conn)
            .await?;
    let (rows, length): (i64, f64) = (get(&row, "n")?, get(&row, "length")?);
    let (rows, average) = (as_f64(rows), length / as_f64(rows).max(1.0));
    // A word that was asked for twice, in two forms, counts twice.
    let asked: Vec<String> = words.iter().map(stem_of).collect();
    let found = sql::query(
        "SELECT (SELECT COUNT(*) FROM article_rows WHERE words @@ word.value::tsquery) AS n
         FROM json_each($1) AS word ORDER BY word.key",
    )
    .bind(serde_json::to_string(&quoted(words))?)
    .fetch_all(conn)
    .await?;
    let worth: Vec<f64> = found
        .iter()
        .map(|row| {
            let n = as_f64(get(row, "n")?);
            Ok(((rows - n + 0.5) / (n + 0.5)).ln().max(LEAST))
        })
        .collect::<Result<_>>()?;
    let rows = sql::query(
        "SELECT id, title, keywords, heading, passage, length FROM article_rows
         WHERE number IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND words @@ $2::tsquery ORDER BY id",
    )
    .bind(serde_json::to_string(among)?)
    .bind(quoted(words).join(" | "))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (id, length): (i64, i64) = (get(row, "id")?, get(row, "length")?);
            let counts = counts(row)?;
            let share = K1 * (1.0 - B + B * as_f64(length) / average);
            let rank = asked.iter().zip(&worth).map(|(stem, worth)| {
                let n = counts.get(stem).copied().unwrap_or_default();
                worth * (n * (K1 + 1.0) / (n + share))
            });
            Ok(Ranked::of(id, rank.sum()))
        })
        .collect()
}

/// How often each stem is in a row, by what its columns weigh.
fn counts(row: &Row) -> Result<HashMap<String, f64>> {
    let mut counts = HashMap::new();
    for (column, weight) in ["title", "keywords", "heading", "passage"].into_iter().zip(WEIGHTS) {
        for (_, stem) in stems(get(row, column)?) {
            *counts.entry(stem).or_default() += weight;
        }
    }
    Ok(counts)
}

pub(super) async fn marked(conn: &mut Conn, words: &[Word], row: i64) -> Result<Option<(String, String)>> {
    let found =
        sql::query("SELECT heading, passage FROM article_rows WHERE id = $1 AND words @@ $2::tsquery")
            .bind(row)
            .bind(quoted(words).join(" | "))
            .fetch_optional(conn)
            .await?;
    let asked: Vec<String> = words.iter().map(stem_of).collect();
    found
        .map(|row| Ok((marks(get(&row, "heading")?, &asked), marks(get(&row, "passage")?, &asked))))
        .transpose()
}

fn marks(text: &str, asked: &[String]) -> String {
    let mut marked = String::with_capacity(text.len() + 16);
    let mut done = 0;
    for (at, _) in stems(text).into_iter().filter(|(_, stem)| asked.contains(stem)) {
        marked.push_str(&text[done..at.start]);
        marked.push(MARK.0);
        marked.push_str(&text[at.clone()]);
        marked.push(MARK.1);
        done = at.end;
    }
    marked.push_str(&text[done..]);
    marked
}

fn stem_of(word: &Word) -> String {
    stems(word.as_str()).into_iter().map(|(_, stem)| stem).collect()
}

/// Each word's stem as PostgreSQL's query language has it.
fn quoted(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| format!("'{}'", stem_of(word))).collect()
}

/// Row counts are far below what an `f64` holds exactly.
fn as_f64(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
