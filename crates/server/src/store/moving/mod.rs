//! A whole store from one database to another: every row as it is, of whatever tables there are. Who decides what is moved
//! when, and says how far it has come, is `crate::relocate`.
//!
//! Triggers and indexes are put aside meanwhile: rows must neither be counted nor told of once more, and an index is made
//! faster of all rows than with each.

pub mod files;
pub mod marker;
pub mod steps;
mod table;
mod value;

pub use table::{AT_ONCE, Sum, Table, tables};
pub use value::{ColumnKind, Digest, Value};

use sqlx::AssertSqlSafe;

use super::dialect::{migrations, schema};
use super::row::get;
use super::{Conn, Result, sql};

/// What of the migrations a database has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// None, nor any table: nobody has used it for anything, or whoever was about to was killed before the first migration.
    Nothing,
    /// Tables that are not ours.
    Foreign,
    /// Not all.
    Older,
    /// All.
    Current,
    /// Such as are not known here.
    Newer,
}

/// What of the migrations the database has.
///
/// # Errors
/// As any query.
pub async fn version(conn: &mut Conn) -> Result<Version> {
    if schema::columns(conn).await?.is_empty() {
        return Ok(Version::Nothing);
    }
    if !schema::has_table(conn, schema::MIGRATIONS).await? {
        return Ok(Version::Foreign);
    }
    let rows = sql::query("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(conn).await?;
    let applied: Vec<i64> = rows.iter().map(|row| get(row, "version")).collect::<Result<_>>()?;
    let known = match conn.kind() {
        super::Kind::Sqlite => migrations::of_sqlite(),
        super::Kind::Postgres => migrations::of_postgres(),
    };
    let known: Vec<i64> = known.iter().map(|migration| migration.version).collect();
    Ok(match applied.iter().all(|version| known.contains(version)) {
        false => Version::Newer,
        true if applied.len() < known.len() => Version::Older,
        true => Version::Current,
    })
}

/// The tables that have rows, but those that every store has.
///
/// # Errors
/// As any query.
pub async fn used_tables(conn: &mut Conn) -> Result<Vec<String>> {
    let mut names: Vec<String> =
        schema::columns(conn).await?.into_iter().map(|column| column.table).collect();
    names.dedup();
    let mut used = Vec::new();
    for name in names.into_iter().filter(|name| !steps::UNUSED.contains(&name.as_str())) {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{name}\") AS it");
        if get(&sql::query(AssertSqlSafe(sql)).fetch_one(conn).await?, "it")? {
            used.push(name);
        }
    }
    Ok(used)
}
