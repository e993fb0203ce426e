//! The knowledge base's index over SQLite's FTS5.

use sqlx::AssertSqlSafe;

use super::{Entry, Frequency, Place, Ranked, WEIGHTS, Word, numbers, row_count, rows};
use crate::store::row::get;
use crate::store::{Conn, Result, Write, sql};

pub(super) async fn add(write: &mut Write, entries: &[Entry]) -> Result<()> {
    let rows: Vec<_> = rows(entries).map(|row| (row.id, row.columns, name(row.number))).collect();
    sql::query(
        "INSERT INTO article_index (rowid, title, keywords, heading, passage, number)
         SELECT value ->> 0, value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', value ->> '$[1][3]',
                value ->> 2
         FROM json_each($1)",
    )
    .bind(serde_json::to_string(&rows)?)
    .execute(write)
    .await?;
    Ok(())
}

pub(super) async fn remove(write: &mut Write, number: i64) -> Result<()> {
    let first = number * row_count();
    sql::query("DELETE FROM article_index WHERE rowid BETWEEN $1 AND $2")
        .bind(first)
        .bind(first + row_count() - 1)
        .execute(write)
        .await?;
    Ok(())
}

pub(super) async fn tidy(write: &mut Write) -> Result<()> {
    sql::query("INSERT INTO article_index (article_index) VALUES ('optimize')").execute(write).await?;
    Ok(())
}

pub(super) async fn frequencies(conn: &mut Conn, words: &[Word], most: u32) -> Result<Vec<Frequency>> {
    let quoted: Vec<String> = words.iter().map(quoted).collect();
    let rows = sql::query(
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
    rows.iter().map(Frequency::of).collect()
}

pub(super) async fn places(conn: &mut Conn, words: &[Word]) -> Result<Vec<Vec<Place>>> {
    let quoted: Vec<String> = words.iter().map(quoted).collect();
    // One text for each word: tens of thousands of rows would each cost more than finding them.
    let rows = sql::query(
        "SELECT (SELECT group_concat(rowid) FROM (
                    SELECT rowid FROM article_index WHERE article_index MATCH word.value ORDER BY rowid)) AS ids
         FROM json_each($1) AS word ORDER BY word.key",
    )
    .bind(serde_json::to_string(&quoted)?)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let ids = numbers(get(row, "ids")?)?;
            Ok(ids.into_iter().map(Place::of).collect())
        })
        .collect()
}

pub(super) async fn about(conn: &mut Conn, product: &str) -> Result<Vec<i64>> {
    let row =
        sql::query("SELECT group_concat(number) AS ids FROM article_products WHERE product_id IN ('', $1)")
            .bind(product)
            .fetch_one(conn)
            .await?;
    numbers(get(&row, "ids")?)
}

pub(super) async fn ranked(conn: &mut Conn, words: &[Word], numbers: &[i64]) -> Result<Vec<Ranked>> {
    let names: Vec<_> = numbers.iter().map(|number| name(*number)).collect();
    let matching = format!("({}) AND {{number}} : ({})", any(words), names.join(" OR "));
    let weights = WEIGHTS.map(|weight| format!("{weight:.1}")).join(", ");
    let sql = format!(
        "SELECT rowid AS id, bm25(article_index, {weights}, 0.0) AS rank FROM article_index WHERE article_index MATCH $1"
    );
    let rows = sql::query(AssertSqlSafe(sql)).bind(matching).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = get(row, "id")?;
            let rank: f64 = get(row, "rank")?;
            Ok(Ranked::of(id, -rank))
        })
        .collect()
}

pub(super) async fn marked(conn: &mut Conn, words: &[Word], row: i64) -> Result<Option<(String, String)>> {
    let found = sql::query(
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

/// The word, to look for in whatever is text; not in `number`, which has names of our own.
fn quoted(word: &Word) -> String {
    format!("{{title keywords heading passage}} : \"{}\"", word.as_str())
}

fn any(words: &[Word]) -> String {
    words.iter().map(quoted).collect::<Vec<_>>().join(" OR ")
}

fn name(number: i64) -> String {
    format!("n{number}")
}
