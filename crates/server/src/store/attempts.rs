//! Failed sign-ins, counted per address and per client.

use crate::store::sql;
use chrono::{DateTime, Utc};

use super::row::get;
use super::{Conn, Result, Write};

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Counted<'a> {
    /// Failures for one address, by its hash.
    Address(&'a str),
    /// Failures from one client.
    Client(&'a str),
}

/// The time of the `limit`-th latest failure since `since`: while it is within the window, the limit is reached.
///
/// # Errors
/// As any query.
pub async fn limit_reached(
    conn: &mut Conn,
    counted: Counted<'_>,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Option<DateTime<Utc>>> {
    let (sql, value) = match counted {
        Counted::Address(hash) => (
            "SELECT at FROM login_attempts WHERE address = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
            hash,
        ),
        Counted::Client(client) => (
            "SELECT at FROM login_attempts WHERE client = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
            client,
        ),
    };
    let row = sql::query(sql)
        .bind(value)
        .bind(since.timestamp_micros())
        .bind(i64::from(limit.saturating_sub(1)))
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| get::<i64>(&row, "at")).transpose()?.and_then(DateTime::from_timestamp_micros))
}

/// Notes a failure.
///
/// # Errors
/// As any query.
pub async fn failed(write: &mut Write, address: &str, client: &str, now: DateTime<Utc>) -> Result<()> {
    sql::query("INSERT INTO login_attempts (address, client, at) VALUES ($1, $2, $3)")
        .bind(address)
        .bind(client)
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}

/// Forgets an address's failures, after a right password.
///
/// # Errors
/// As any query.
pub async fn forget(write: &mut Write, address: &str) -> Result<()> {
    sql::query("DELETE FROM login_attempts WHERE address = $1").bind(address).execute(write).await?;
    Ok(())
}

/// Removes failures that no window reaches any more.
///
/// # Errors
/// As any query.
pub async fn sweep(write: &mut Write, before: DateTime<Utc>) -> Result<()> {
    sql::query("DELETE FROM login_attempts WHERE at <= $1")
        .bind(before.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}
