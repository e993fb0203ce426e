//! The numbers that a database gives by itself, and how it goes on behind those that were given elsewhere.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::super::row::get;
use super::super::{Conn, Kind, Result, Write, sql};

/// The last number that was given in each table that says so: never again given, even where its row is gone.
///
/// # Errors
/// As any query.
pub async fn last_numbers(conn: &mut Conn) -> Result<BTreeMap<String, i64>> {
    let sql = match conn.kind() {
        Kind::Sqlite => "SELECT name AS \"table\", CAST(seq AS INTEGER) AS last FROM sqlite_sequence",
        Kind::Postgres => {
            "SELECT t.relname::text AS \"table\",
                 COALESCE(pg_sequence_last_value(pg_get_serial_sequence(quote_ident(t.relname), c.attname)::regclass), 0)
                     AS last
             FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attidentity <> ''
             WHERE t.relnamespace = current_schema()::regnamespace"
        }
    };
    let rows = sql::query(sql).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((get(row, "table")?, get(row, "last")?))).collect()
}

/// Has every table's numbers go on behind its rows, and behind the last that was given elsewhere.
///
/// # Errors
/// As any query.
pub async fn go_on(write: &mut Write, last: &BTreeMap<String, i64>) -> Result<()> {
    match write.kind() {
        Kind::Sqlite => sqlite(write, last).await,
        Kind::Postgres => postgres(write, last).await,
    }
}

/// Where nothing is said, the database itself takes the number behind the largest.
async fn sqlite(write: &mut Write, last: &BTreeMap<String, i64>) -> Result<()> {
    for (table, last) in last {
        let promised = sql::query(
            "SELECT 1 AS it FROM sqlite_schema WHERE type = 'table' AND name = $1 AND sql LIKE '%AUTOINCREMENT%'",
        );
        if promised.bind(table).fetch_optional(write).await?.is_none() {
            continue;
        }
        let known = sql::query("UPDATE sqlite_sequence SET seq = MAX(seq, $2) WHERE name = $1");
        if known.bind(table).bind(*last).execute(write).await?.rows_affected() == 0 {
            let new = sql::query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)");
            new.bind(table).bind(*last).execute(write).await?;
        }
    }
    Ok(())
}

async fn postgres(write: &mut Write, last: &BTreeMap<String, i64>) -> Result<()> {
    let identities = sql::query(
        "SELECT t.relname::text AS \"table\", c.attname::text AS \"column\",
             pg_get_serial_sequence(quote_ident(t.relname), c.attname)::text AS sequence
         FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attidentity <> ''
         WHERE t.relnamespace = current_schema()::regnamespace",
    );
    for row in &identities.fetch_all(write).await? {
        let (table, column): (&str, &str) = (get(row, "table")?, get(row, "column")?);
        let sql = format!(
            "SELECT setval($1::text::regclass, GREATEST(largest, $2, 1), GREATEST(largest, $2) > 0)
             FROM (SELECT COALESCE(MAX(\"{column}\"), 0) AS largest FROM \"{table}\") AS numbers"
        );
        let given = last.get(table).copied().unwrap_or_default();
        sql::query(AssertSqlSafe(sql))
            .bind(get::<&str>(row, "sequence")?)
            .bind(given)
            .fetch_one(write)
            .await?;
    }
    Ok(())
}
