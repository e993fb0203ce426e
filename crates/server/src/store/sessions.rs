//! Sessions, by the hash of their token.

use crate::store::sql;
use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use super::row::{get, time, time_opt};
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
    /// When it ends, whatever happens; none where that is the same for all.
    pub expires_at: Option<DateTime<Utc>>,
    /// The one path that it opens, where it is a ticket.
    pub opens: Option<String>,
}

/// What a session is begun as.
#[derive(Clone, Copy, Debug, Default)]
pub struct Begun<'a> {
    /// When it ends, whatever happens.
    pub expires_at: Option<DateTime<Utc>>,
    /// The one path that it opens.
    pub opens: Option<&'a str>,
}

/// The session with that token hash.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<StoredSession>> {
    let row = sql::query(
        "SELECT user_id, created_at, last_seen_at, expires_at, opens FROM sessions WHERE token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(StoredSession {
            user: UserId(get(&row, "user_id")?),
            created_at: time(&row, "created_at")?,
            last_seen_at: time(&row, "last_seen_at")?,
            expires_at: time_opt(&row, "expires_at")?,
            opens: get(&row, "opens")?,
        })
    })
    .transpose()
}

/// Begins a session.
///
/// # Errors
/// As any query.
pub async fn begin(
    write: &mut Write,
    token_hash: &str,
    user: &UserId,
    now: DateTime<Utc>,
    begun: Begun<'_>,
) -> Result<()> {
    sql::query(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, opens) \
         VALUES ($1, $2, $3, $3, $4, $5)",
    )
    .bind(token_hash)
    .bind(user.as_str())
    .bind(now.timestamp_micros())
    .bind(begun.expires_at.map(|at| at.timestamp_micros()))
    .bind(begun.opens)
    .execute(write)
    .await?;
    Ok(())
}

/// Notes that the session is in use.
///
/// # Errors
/// As any query.
pub async fn touch(write: &mut Write, token_hash: &str, now: DateTime<Utc>) -> Result<()> {
    sql::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2")
        .bind(token_hash)
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}

/// Ends a session, and the tickets of the same person: nobody can tell from whose page each came.
///
/// # Errors
/// As any query.
pub async fn end(write: &mut Write, token_hash: &str) -> Result<()> {
    sql::query(
        "DELETE FROM sessions WHERE opens IS NOT NULL \
         AND user_id = (SELECT user_id FROM sessions WHERE token_hash = $1)",
    )
    .bind(token_hash)
    .execute(write)
    .await?;
    sql::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(write).await?;
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
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query("DELETE FROM sessions WHERE created_at <= $1 OR last_seen_at <= $2 OR expires_at <= $3")
        .bind(created_before.timestamp_micros())
        .bind(seen_before.timestamp_micros())
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}
