//! What whoever operates the server looks at: how much waits, and how much there is. Nothing of it is about anybody.

use crate::store::sql;
use chrono::{DateTime, TimeDelta, Utc};

use super::row::{get, time_opt, unsigned};
use super::{Connections, Result, Store, journal};

/// The figures at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Connections of this process, the one that read this among them.
    pub connections: [Connections; 3],
    /// Uploads that are not complete.
    pub uploads: u64,
    /// Mails that wait to be sent.
    pub waiting: u64,
    /// Mails that were sent, and are kept still.
    pub sent: u64,
    /// Mails that were given up, and are kept still.
    pub given_up: u64,
    /// For how long the first mail that waits is overdue.
    pub overdue: TimeDelta,
    /// The newest event's number.
    pub latest_event: i64,
}

/// Reads them.
///
/// # Errors
/// As any query.
pub async fn read(store: &Store, now: DateTime<Utc>) -> Result<Figures> {
    let mut read = store.read().await?;
    let connections = store.connections();
    let mails = sql::query(
        "SELECT SUM(CASE WHEN sent_at IS NULL AND failed_at IS NULL THEN 1 ELSE 0 END) AS waiting,
                SUM(CASE WHEN sent_at IS NOT NULL THEN 1 ELSE 0 END) AS sent,
                SUM(CASE WHEN failed_at IS NOT NULL THEN 1 ELSE 0 END) AS given_up,
                MIN(CASE WHEN sent_at IS NULL AND failed_at IS NULL THEN next_attempt_at END) AS due
         FROM outbox",
    )
    .fetch_one(&mut read)
    .await?;
    let count = |name| get::<Option<i64>>(&mails, name).map(|count| count.unwrap_or_default().unsigned_abs());
    let due = time_opt(&mails, "due")?;
    let uploads =
        sql::query("SELECT COUNT(*) AS open FROM uploads WHERE finished_at IS NULL AND expires_at > $1")
            .bind(now.timestamp_micros())
            .fetch_one(&mut read)
            .await?;
    let (_, latest_event) = journal::range(&mut read).await?;
    Ok(Figures {
        connections,
        uploads: unsigned(&uploads, "open")?,
        waiting: count("waiting")?,
        sent: count("sent")?,
        given_up: count("given_up")?,
        overdue: due.map_or_else(TimeDelta::zero, |due| now - due),
        latest_event,
    })
}
