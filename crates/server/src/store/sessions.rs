//! Sessions, by the hash of their token.

use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use super::row::{get, time};
use super::{Conn, Result, Write};

/// A session as it is kept.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// Whose it is.
    pub user: UserId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to within a few minutes.
    pub last_seen_at: DateTime<Utc>,
}

/// The session with that token hash.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<StoredSession>> {
    let row = sqlx::query("SELECT user_id, created_at, last_seen_at FROM sessions WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(StoredSession {
            user: UserId(get(&row, "user_id")?),
            created_at: time(&row, "created_at")?,
            last_seen_at: time(&row, "last_seen_at")?,
        })
    })
    .transpose()
}

/// Begins a session.
///
/// # Errors
/// As any query.
pub async fn begin(write: &mut Write, token_hash: &str, user: &UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at) VALUES ($1, $2, $3, $3)",
    )
    .bind(token_hash)
    .bind(user.as_str())
    .bind(now.timestamp_micros())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Notes that the session is in use.
///
/// # Errors
/// As any query.
pub async fn touch(write: &mut Write, token_hash: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2")
        .bind(token_hash)
        .bind(now.timestamp_micros())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// As any query.
pub async fn end(write: &mut Write, token_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(&mut **write).await?;
    Ok(())
}

/// Removes sessions that can no longer be used.
///
/// # Errors
/// As any query.
pub async fn sweep(
    write: &mut Write,
    created_before: DateTime<Utc>,
    seen_before: DateTime<Utc>,
) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE created_at <= $1 OR last_seen_at <= $2")
        .bind(created_before.timestamp_micros())
        .bind(seen_before.timestamp_micros())
        .execute(&mut **write)
        .await?;
    Ok(())
}
