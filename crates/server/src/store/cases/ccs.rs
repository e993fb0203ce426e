//! Who else is kept informed of a case, and since which revision of it.

use crate::store::sql;
use caseport_domain::api::HistoryKind;
use caseport_domain::validate::{CcChange, EmailAddress};
use chrono::{DateTime, Utc};

use super::event::{Actor, Event, Payload, record};
use super::permit::{Allowed, EditCcs};
use super::visible::VisibleCase;
use crate::store::row::{get, unsigned};
use crate::store::{Conn, Result, Write};

/// The CC's of a case as they are.
#[derive(Clone, Debug)]
pub struct Ccs {
    /// The addresses, in the order in which they came.
    pub emails: Vec<String>,
    /// The submitter's address.
    pub submitter: String,
    since: u64,
    revision: u64,
}

impl Ccs {
    /// Whether whoever read the case at `revision` saw them as they are.
    pub fn were_there_at(&self, revision: u64) -> bool {
        (self.since..=self.revision).contains(&revision)
    }
}

/// The CC's of a case.
///
/// # Errors
/// As any query.
pub async fn ccs(conn: &mut Conn, case: &VisibleCase) -> Result<Ccs> {
    let number = i64::from(case.number().value());
    let row = sql::query(
        "SELECT c.ccs_revision, c.revision, u.email FROM cases c JOIN users u ON u.id = c.submitter_id WHERE c.number = $1",
    )
    .bind(number)
    .fetch_one(&mut *conn)
    .await?;
    let emails = sql::query("SELECT email FROM case_ccs WHERE case_number = $1 ORDER BY position")
        .bind(number)
        .fetch_all(conn)
        .await?;
    Ok(Ccs {
        emails: emails.iter().map(|row| get(row, "email")).collect::<Result<_>>()?,
        submitter: get(&row, "email")?,
        since: unsigned(&row, "ccs_revision")?,
        revision: unsigned(&row, "revision")?,
    })
}

/// Removes those that go and adds those that come.
///
/// # Errors
/// As any query.
pub async fn change_ccs(
    write: &mut Write,
    allowed: &Allowed<EditCcs>,
    change: &CcChange,
    now: DateTime<Utc>,
) -> Result<()> {
    remove_ccs(write, allowed, &change.removed, now).await?;
    add_ccs(write, allowed, &change.added, now).await
}

/// Adds addresses to keep informed; those that are there already are passed over.
///
/// # Errors
/// As any query.
pub async fn add_ccs(
    write: &mut Write,
    allowed: &Allowed<EditCcs>,
    emails: &[EmailAddress],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut added = Vec::new();
    for email in emails {
        let done = sql::query(
            "INSERT INTO case_ccs (case_number, email, position)
             VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM case_ccs WHERE case_number = $1))
             ON CONFLICT (case_number, email) DO NOTHING",
        )
        .bind(i64::from(allowed.case().value()))
        .bind(email.as_str())
        .execute(write)
        .await?;
        if done.rows_affected() > 0 {
            added.push(email.as_str().to_owned());
        }
    }
    record_ccs(write, allowed, HistoryKind::CcsAdded, added, now).await
}

/// Removes addresses; those that are not there are passed over.
///
/// # Errors
/// As any query.
pub async fn remove_ccs(
    write: &mut Write,
    allowed: &Allowed<EditCcs>,
    emails: &[EmailAddress],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut removed = Vec::new();
    for email in emails {
        let done = sql::query("DELETE FROM case_ccs WHERE case_number = $1 AND email = $2")
            .bind(i64::from(allowed.case().value()))
            .bind(email.as_str())
            .execute(write)
            .await?;
        if done.rows_affected() > 0 {
            removed.push(email.as_str().to_owned());
        }
    }
    record_ccs(write, allowed, HistoryKind::CcsRemoved, removed, now).await
}

async fn record_ccs(
    write: &mut Write,
    allowed: &Allowed<EditCcs>,
    kind: HistoryKind,
    emails: Vec<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    if emails.is_empty() {
        return Ok(());
    }
    let actor = Actor::User(allowed.by().clone());
    let payload = Payload { emails, ..Payload::default() };
    record(write, allowed.case(), Event { payload, ..Event::new(kind, now, &actor) }).await?;
    sql::query("UPDATE cases SET ccs_revision = revision WHERE number = $1")
        .bind(i64::from(allowed.case().value()))
        .execute(write)
        .await?;
    Ok(())
}
