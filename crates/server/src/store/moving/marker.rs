//! The table by which a database is known whose move is not finished: from where it is filled, how far it has come, and what
//! must be put back at the end. It is there from the first row on and gone with the last step, so no server uses half a store.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::dialect::schema::{self, Addition};
use super::super::row::get;
use super::super::{Conn, Result, Write, sql};
use super::table::Sum;
use super::value::{Digest, Value};

/// Its name. [`super::super::OpenError::HalfMoved`] is what servers say of it.
pub const TABLE: &str = "unfinished_move";
/// The journal of the source.
const SOURCE: (&str, &str) = ("move", "source");
/// That what was copied is of no use any more.
const STALE: (&str, &str) = ("move", "stale");

/// How far a table has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What has been copied.
    pub copied: Sum,
    /// Up to which key; none before the first row.
    pub after: Option<Vec<Value>>,
    /// Whether that is all.
    pub is_whole: bool,
}

#[derive(Serialize, Deserialize)]
struct Noted {
    rows: u64,
    digest: String,
    after: Option<Vec<Value>>,
    is_whole: bool,
}

impl Progress {
    fn to_text(&self) -> Result<String> {
        let Self { copied: Sum { rows, digest }, after, is_whole } = self.clone();
        Ok(serde_json::to_string(&Noted { rows, digest: digest.to_hex(), after, is_whole })?)
    }

    fn of_text(text: &str) -> Result<Self> {
        let Noted { rows, digest, after, is_whole } = serde_json::from_str(text)?;
        Ok(Self { copied: Sum { rows, digest: Digest::of_hex(&digest)? }, after, is_whole })
    }
}

/// Whether a move to this database is not finished.
///
/// # Errors
/// As any query.
pub async fn is_there(conn: &mut Conn) -> Result<bool> {
    schema::has_table(conn, TABLE).await
}

/// Makes the table: from now on no server uses the database.
pub(super) async fn make(write: &mut Write, source: &str) -> Result<()> {
    let make = "CREATE TABLE unfinished_move (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
                    PRIMARY KEY (kind, name))";
    sql::query(make).execute(write).await?;
    note(write, SOURCE, source).await
}

/// Removes the table.
pub(super) async fn remove(write: &mut Write) -> Result<()> {
    sql::query("DROP TABLE unfinished_move").execute(write).await?;
    Ok(())
}

/// The journal of the source that the database is filled from.
///
/// # Errors
/// As any query.
pub async fn source(conn: &mut Conn) -> Result<Option<String>> {
    value(conn, SOURCE).await
}

/// Whether what was copied must be copied anew.
///
/// # Errors
/// As any query.
pub async fn is_stale(conn: &mut Conn) -> Result<bool> {
    Ok(value(conn, STALE).await?.is_some())
}

/// Notes that what was copied must be copied anew.
///
/// # Errors
/// As any query.
pub async fn set_stale(write: &mut Write) -> Result<()> {
    note(write, STALE, "").await
}

/// Forgets how far it has come.
pub(super) async fn forget_progress(write: &mut Write) -> Result<()> {
    sql::query("DELETE FROM unfinished_move WHERE kind = 'table' OR (kind = 'move' AND name = 'stale')")
        .execute(write)
        .await?;
    Ok(())
}

/// How far each table has come.
///
/// # Errors
/// As any query.
pub async fn progress(conn: &mut Conn) -> Result<BTreeMap<String, Progress>> {
    let rows =
        sql::query("SELECT name, value FROM unfinished_move WHERE kind = 'table'").fetch_all(conn).await?;
    rows.iter().map(|row| Ok((get(row, "name")?, Progress::of_text(get(row, "value")?)?))).collect()
}

/// Notes how far a table has come. Says no, and notes nothing, where it does not stand as it did: somebody else is at work.
pub(super) async fn advance(write: &mut Write, table: &str, from: &Progress, to: &Progress) -> Result<bool> {
    let (from, to) = (from.to_text()?, to.to_text()?);
    let gone_on =
        sql::query("UPDATE unfinished_move SET value = $3 WHERE kind = 'table' AND name = $1 AND value = $2");
    Ok(gone_on.bind(table).bind(from).bind(to).execute(write).await?.rows_affected() == 1)
}

/// Notes that a table has not begun.
pub(super) async fn begin(write: &mut Write, table: &str) -> Result<()> {
    note(write, ("table", table), &Progress::default().to_text()?).await
}

/// Notes what must be put back.
pub(super) async fn put_aside(write: &mut Write, addition: &Addition) -> Result<()> {
    note(write, (&addition.kind, &addition.name), &addition.sql).await
}

/// What must be put back of a kind: name and statement.
pub(super) async fn aside(conn: &mut Conn, kind: &str) -> Result<Vec<(String, String)>> {
    let rows = sql::query("SELECT name, value FROM unfinished_move WHERE kind = $1 ORDER BY name")
        .bind(kind)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok((get(row, "name")?, get(row, "value")?))).collect()
}

/// Notes that it has been put back.
pub(super) async fn is_back(write: &mut Write, kind: &str, name: &str) -> Result<()> {
    sql::query("DELETE FROM unfinished_move WHERE kind = $1 AND name = $2")
        .bind(kind)
        .bind(name)
        .execute(write)
        .await?;
    Ok(())
}

async fn value(conn: &mut Conn, (kind, name): (&str, &str)) -> Result<Option<String>> {
    let row = sql::query("SELECT value FROM unfinished_move WHERE kind = $1 AND name = $2")
        .bind(kind)
        .bind(name)
        .fetch_optional(conn)
        .await?;
    row.map(|row| get(&row, "value")).transpose()
}

async fn note(write: &mut Write, (kind, name): (&str, &str), value: &str) -> Result<()> {
    sql::query(
        "INSERT INTO unfinished_move (kind, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value",
    )
    .bind(kind)
    .bind(name)
    .bind(value)
    .execute(write)
    .await?;
    Ok(())
}
