//! Answers that are kept under a key that the client chose, so that repeating a POST is safe.
//!
//! Looked up and stored in the same write transaction as what the POST does: the writer is alone, so of ten equal
//! requests at once one acts and nine find its answer, and the answer is there exactly if the effect is.

use crate::store::sql;
use chrono::{DateTime, Utc};

use super::row::{get, unsigned};
use super::{Conn, Result, Write};

/// An answer, ready to be given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Of which request: SHA-256 of method, address and body.
    pub fingerprint: String,
    /// Its status.
    pub status: u16,
    /// Its `Location`.
    pub location: Option<String>,
    /// Its JSON.
    pub body: String,
}

/// The answer kept under the caller's key, where it is not older than `since`.
///
/// # Errors
/// As any query.
pub async fn find(
    conn: &mut Conn,
    caller: &str,
    key: &str,
    since: DateTime<Utc>,
) -> Result<Option<KeptAnswer>> {
    let row = sql::query(
        "SELECT fingerprint, status, location, body FROM idempotency_keys
         WHERE caller = $1 AND key = $2 AND created_at > $3",
    )
    .bind(caller)
    .bind(key)
    .bind(since.timestamp_micros())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(KeptAnswer {
            fingerprint: get(&row, "fingerprint")?,
            status: unsigned(&row, "status")?,
            location: get(&row, "location")?,
            body: get(&row, "body")?,
        })
    })
    .transpose()
}

/// Keeps an answer; an expired one under the same key gives way.
///
/// # Errors
/// As any query.
pub async fn keep(
    write: &mut Write,
    caller: &str,
    key: &str,
    answer: &KeptAnswer,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "INSERT INTO idempotency_keys (caller, key, fingerprint, status, location, body, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (caller, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
             location = excluded.location, body = excluded.body, created_at = excluded.created_at",
    )
    .bind(caller)
    .bind(key)
    .bind(&answer.fingerprint)
    .bind(i64::from(answer.status))
    .bind(&answer.location)
    .bind(&answer.body)
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    Ok(())
}

/// Puts `body` in place of the bodies of the caller's answers that are `stale`.
///
/// # Errors
/// As any query.
pub async fn correct(
    write: &mut Write,
    caller: &str,
    stale: impl Fn(&str) -> bool,
    body: &str,
) -> Result<()> {
    let rows = sql::query("SELECT key, body FROM idempotency_keys WHERE caller = $1")
        .bind(caller)
        .fetch_all(write)
        .await?;
    for row in rows {
        if stale(get(&row, "body")?) {
            sql::query("UPDATE idempotency_keys SET body = $3 WHERE caller = $1 AND key = $2")
                .bind(caller)
                .bind(get::<&str>(&row, "key")?)
                .bind(body)
                .execute(write)
                .await?;
        }
    }
    Ok(())
}

/// Removes answers that are too old to be given again.
///
/// # Errors
/// As any query.
pub async fn sweep(write: &mut Write, before: DateTime<Utc>) -> Result<()> {
    sql::query("DELETE FROM idempotency_keys WHERE created_at <= $1")
        .bind(before.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}
