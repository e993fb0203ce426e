//! E-mails to be sent. A mail is written in the transaction of what it tells of: both happened, or neither. The server
//! sends it later (see [`crate::mail`]), and however often it has to try, it is one message under one name.
//!
//! To tell somebody of something: [`enqueue`].

mod queue;

pub use queue::{Outcome, begin, next_due, note, put_all_off};

use crate::store::sql;
use caseport_domain::id::CaseNumber;
use chrono::{DateTime, TimeDelta, Utc};

use super::row::{Row, get, time, time_opt, unsigned};
use super::{Conn, Result, Write};
use crate::letters::Letter;

/// How long is tried to send a mail.
const TRIED: TimeDelta = TimeDelta::days(3);
/// How long a mail is kept, whatever became of it.
const KEPT: TimeDelta = TimeDelta::days(30);

/// A mail to be written.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// The address; one mail has one.
    pub to: &'a str,
    /// What it is, in a word, for whoever looks after the server.
    pub kind: &'a str,
    /// The case that it is about; mails about one case hang together.
    pub case: Option<CaseNumber>,
    /// What it says.
    pub letter: &'a Letter,
    /// What it tells to whom. A second mail with the same key is not written.
    pub dedup_key: &'a str,
    /// When what it tells of happened.
    pub at: DateTime<Utc>,
}

/// A mail as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: i64,
    /// The address.
    pub to: String,
    /// What it is.
    pub kind: String,
    /// The case that it is about.
    pub case: Option<u32>,
    /// What it says.
    pub letter: Letter,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, while it waits.
    pub next_attempt_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub failed_at: Option<DateTime<Utc>>,
    /// Why it could not be sent the last time.
    pub last_error: Option<String>,
}

/// Writes a mail, to be sent once the transaction is committed.
///
/// # Errors
/// As any query.
pub async fn enqueue(write: &mut Write, mail: &NewMail<'_>) -> Result<()> {
    sql::query(
        "INSERT INTO outbox (recipient, kind, case_number, subject, text, html, created_at, next_attempt_at, give_up_at,
             dedup_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) ON CONFLICT (dedup_key) DO NOTHING",
    )
    .bind(mail.to)
    .bind(mail.kind)
    .bind(mail.case.map(|case| i64::from(case.value())))
    .bind(&mail.letter.subject)
    .bind(&mail.letter.text)
    .bind(&mail.letter.html)
    .bind(mail.at.timestamp_micros())
    .bind((mail.at + TRIED).timestamp_micros())
    .bind(mail.dedup_key)
    .execute(write)
    .await?;
    write.has_mail();
    Ok(())
}

/// The mails that are kept, oldest first: all, or those that were not sent.
///
/// # Errors
/// As any query.
pub async fn list(conn: &mut Conn, with_sent: bool) -> Result<Vec<Mail>> {
    let rows = sql::query("SELECT * FROM outbox WHERE sent_at IS NULL OR $1 = 1 ORDER BY id")
        .bind(with_sent)
        .fetch_all(conn)
        .await?;
    rows.iter().map(mail).collect()
}

/// One mail.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, id: i64) -> Result<Option<Mail>> {
    let row = sql::query("SELECT * FROM outbox WHERE id = $1").bind(id).fetch_optional(conn).await?;
    row.as_ref().map(mail).transpose()
}

/// Has a mail that was not sent tried again from now on. False where there is none.
///
/// # Errors
/// As any query.
pub async fn retry(write: &mut Write, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let done = sql::query(
        "UPDATE outbox SET failed_at = NULL, attempts = 0, next_attempt_at = $2, give_up_at = $3
         WHERE id = $1 AND sent_at IS NULL",
    )
    .bind(id)
    .bind(now.timestamp_micros())
    .bind((now + TRIED).timestamp_micros())
    .execute(write)
    .await?;
    write.has_mail();
    Ok(done.rows_affected() > 0)
}

/// Removes what is not kept.
///
/// # Errors
/// As any query.
pub async fn sweep(write: &mut Write, now: DateTime<Utc>) -> Result<()> {
    sql::query("DELETE FROM outbox WHERE created_at < $1")
        .bind((now - KEPT).timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}

fn mail(row: &Row) -> Result<Mail> {
    Ok(Mail {
        id: get(row, "id")?,
        to: get(row, "recipient")?,
        kind: get(row, "kind")?,
        case: get(row, "case_number")?,
        letter: Letter { subject: get(row, "subject")?, text: get(row, "text")?, html: get(row, "html")? },
        created_at: time(row, "created_at")?,
        next_attempt_at: time(row, "next_attempt_at")?,
        attempts: unsigned(row, "attempts")?,
        sent_at: time_opt(row, "sent_at")?,
        failed_at: time_opt(row, "failed_at")?,
        last_error: get(row, "last_error")?,
    })
}
