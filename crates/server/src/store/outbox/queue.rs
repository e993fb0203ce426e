//! The mails that wait, as the one who sends them takes them: whoever begins with one has moved its next attempt already,
//! so that a server that is killed at it tries it again later, and neither at once nor never.

use crate::store::sql;
use chrono::{DateTime, Utc};

use super::{Mail, mail};
use crate::store::row::time_opt;
use crate::store::{Conn, Result, Write};

/// Which mails wait.
macro_rules! waiting {
    () => {
        "sent_at IS NULL AND failed_at IS NULL"
    };
}

/// When a mail is tried again that is tried at `$1`: after one minute, then two, four and so on, up to six hours.
macro_rules! again {
    () => {
        "$1 + CASE WHEN attempts >= 9 THEN 21600000000 ELSE 60000000 * (CAST(1 AS BIGINT) << CAST(attempts AS INTEGER)) END"
    };
}

/// Longest text of an error that is kept, in characters.
const ERROR_MAX: usize = 500;

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail was taken over.
    Sent,
    /// It may be, another time.
    Later(String),
    /// It will never be.
    Never(String),
}

/// Takes up to `limit` mails whose time has come, those first that have waited longest.
///
/// # Errors
/// As any query.
pub async fn begin(write: &mut Write, limit: u32, now: DateTime<Utc>) -> Result<Vec<Mail>> {
    give_up(write, now).await?;
    let rows = sql::query(concat!(
        "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ",
        again!(),
        " WHERE id IN (SELECT id FROM outbox WHERE ",
        waiting!(),
        " AND next_attempt_at <= $1 ORDER BY next_attempt_at, id LIMIT $2) RETURNING *"
    ))
    .bind(now.timestamp_micros())
    .bind(i64::from(limit))
    .fetch_all(write)
    .await?;
    let mut mails: Vec<Mail> = rows.iter().map(mail).collect::<Result<_>>()?;
    mails.sort_by_key(|mail| mail.id);
    Ok(mails)
}

/// Notes what became of an attempt. One that would be made too late is not waited for.
///
/// # Errors
/// As any query.
pub async fn note(write: &mut Write, id: i64, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
    let query = match outcome {
        Outcome::Sent => sql::query("UPDATE outbox SET sent_at = $2, last_error = $3 WHERE id = $1"),
        Outcome::Later(_) => sql::query(
            "UPDATE outbox SET last_error = $3, failed_at = CASE WHEN next_attempt_at >= give_up_at THEN $2 END
             WHERE id = $1",
        ),
        Outcome::Never(_) => sql::query("UPDATE outbox SET last_error = $3, failed_at = $2 WHERE id = $1"),
    };
    let error = match outcome {
        Outcome::Sent => None,
        Outcome::Later(error) | Outcome::Never(error) => Some(shortened(error)),
    };
    query.bind(id).bind(now.timestamp_micros()).bind(error).execute(write).await?;
    Ok(())
}

/// Notes for every mail whose time has come that there was nobody to take it.
///
/// # Errors
/// As any query.
pub async fn put_all_off(write: &mut Write, error: &str, now: DateTime<Utc>) -> Result<()> {
    sql::query(concat!(
        "UPDATE outbox SET attempts = attempts + 1, last_error = $2, next_attempt_at = ",
        again!(),
        ", failed_at = CASE WHEN ",
        again!(),
        " >= give_up_at THEN $1 END WHERE ",
        waiting!(),
        " AND next_attempt_at <= $1"
    ))
    .bind(now.timestamp_micros())
    .bind(shortened(error))
    .execute(write)
    .await?;
    Ok(())
}

/// Mails that nobody could send for too long are not sent any more: such as those from before there was a mail server.
async fn give_up(write: &mut Write, now: DateTime<Utc>) -> Result<()> {
    sql::query(concat!(
        "UPDATE outbox SET failed_at = $1, last_error = COALESCE(last_error, 'It was not sent in time.') WHERE ",
        waiting!(),
        " AND give_up_at <= $1"
    ))
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    Ok(())
}

/// When the first of the mails that wait is to be tried.
///
/// # Errors
/// As any query.
pub async fn next_due(conn: &mut Conn) -> Result<Option<DateTime<Utc>>> {
    let row = sql::query(concat!("SELECT MIN(next_attempt_at) AS due FROM outbox WHERE ", waiting!()))
        .fetch_one(conn)
        .await?;
    time_opt(&row, "due")
}

fn shortened(error: &str) -> String {
    crate::letters::one_line(error).chars().take(ERROR_MAX).collect()
}
