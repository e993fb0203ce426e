//! The steps of a move on the database that is filled, each of them one transaction: a kill between two of them, or in one,
//! leaves a database that the next run goes on with.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::super::dialect::{self, Room, bulk, case_index, numbering, schema};
use super::super::{Result, Store, Write, articles, settings, sql, uploads};
use super::marker::{self, Progress};
use super::table::Table;
use super::value::Value;
use crate::files::Standing;

/// The setting with the sum of what was moved, by which a finished move is known.
pub const MOVED: &str = "moved";
/// What a store has before anybody has used it.
pub const UNUSED: [&str; 3] = ["issue_types", "sequences", "settings"];

/// Begins: marks the database, puts triggers and indexes aside, and removes what the migrations have brought.
///
/// # Errors
/// As any query.
pub async fn begin(store: &Store, tables: &[Table], source: &str) -> Result<()> {
    let mut write = store.write().await?;
    marker::make(&mut write, source).await?;
    for addition in schema::additions(&mut write).await? {
        if tables.iter().any(|table| table.name == addition.table) {
            marker::put_aside(&mut write, &addition).await?;
            let sql = addition.drop_sql(store.kind());
            sql::query(AssertSqlSafe(sql)).execute(&mut write).await?;
        }
    }
    empty(&mut write, tables).await?;
    write.commit().await
}

/// Begins anew, after it turned out that what has been copied is of no use any more.
///
/// # Errors
/// As any query.
pub async fn begin_anew(store: &Store, tables: &[Table]) -> Result<()> {
    let mut write = store.write().await?;
    marker::forget_progress(&mut write).await?;
    empty(&mut write, tables).await?;
    write.commit().await
}

async fn empty(write: &mut Write, tables: &[Table]) -> Result<()> {
    bulk::empty(write, tables).await?;
    for table in tables {
        marker::begin(write, &table.name).await?;
    }
    Ok(())
}

/// Adds rows of a table behind those that are there, and notes it. Says no, and adds nothing, where the table does not stand as
/// it did: another move is at work.
///
/// # Errors
/// As any query.
pub async fn add(
    store: &Store,
    table: &Table,
    (from, to): (&Progress, &Progress),
    rows: &[Vec<Value>],
) -> Result<bool> {
    let mut write = store.write().await?;
    if !marker::advance(&mut write, &table.name, from, to).await? {
        return Ok(false);
    }
    bulk::insert(&mut write, table, rows).await?;
    write.commit().await?;
    Ok(true)
}

/// Takes room for many rows.
///
/// # Errors
/// As any query.
pub async fn make_room(store: &Store) -> Result<()> {
    dialect::make_room(&mut store.write().await?, Room::ForMany).await
}

/// The indexes that are still to be put back.
///
/// # Errors
/// As any query.
pub async fn missing_indexes(store: &Store) -> Result<Vec<(String, String)>> {
    marker::aside(&mut *store.read().await?, "index").await
}

/// Puts an index back.
///
/// # Errors
/// As any query.
pub async fn put_back(store: &Store, (name, sql): (&str, &str)) -> Result<()> {
    let mut write = store.write().await?;
    sql::query(AssertSqlSafe(sql.to_owned())).execute(&mut write).await?;
    marker::is_back(&mut write, "index", name).await?;
    write.commit().await
}

/// What is left to be done at the end.
#[derive(Debug)]
pub struct Last<'a> {
    /// The last numbers that the source has given.
    pub numbers: &'a BTreeMap<String, i64>,
    /// Uploads that stand elsewhere now than in the source's files.
    pub uploads: &'a [(uploads::Upload, u64, Standing)],
    /// The sum of everything that was moved.
    pub sum: &'a str,
}

/// The last step: from here on it is a store like any other.
///
/// # Errors
/// As any query.
pub async fn finish(store: &Store, last: &Last<'_>) -> Result<()> {
    let mut write = store.write().await?;
    articles::index_what_is_there(&mut write).await?;
    case_index::make(&mut write).await?;
    for (upload, received, standing) in last.uploads {
        let step =
            uploads::Step { before: upload.received, received: *received, expires_at: upload.expires_at };
        uploads::advance(&mut write, &upload.id, step, standing).await?;
    }
    settings::set(&mut write, MOVED, last.sum).await?;
    numbering::go_on(&mut write, last.numbers).await?;
    for (_, sql) in marker::aside(&mut write, "trigger").await? {
        sql::query(AssertSqlSafe(sql)).execute(&mut write).await?;
    }
    marker::remove(&mut write).await?;
    dialect::sample_statistics(&mut write).await?;
    write.commit().await
}
