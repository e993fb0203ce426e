//! Writing the history: the entry, what changes on the case's row with it, and the new revision, always together.

use crate::store::sql;
use caseport_domain::api::{HistoryFile, HistoryKind, Rating, Side};
use caseport_domain::case::Verdict;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::{Code as _, Status};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::tell::tell;
use crate::store::row::get;
use crate::store::{Result, Write};

/// Who did something.
#[derive(Clone, Debug)]
pub enum Actor {
    /// Somebody with an account, on the customer's side.
    User(UserId),
    /// One of the vendor's people, by name.
    Vendor(String),
}

/// A kind's particulars, as they are kept with an entry.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Payload {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<HistoryFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// An entry to be written.
pub(super) struct Event<'a> {
    pub kind: HistoryKind,
    pub at: DateTime<Utc>,
    pub actor: &'a Actor,
    pub text: Option<&'a str>,
    /// The status that the case has afterwards, where that is another one.
    pub status: Option<Status>,
    pub payload: Payload,
}

impl<'a> Event<'a> {
    pub fn new(kind: HistoryKind, at: DateTime<Utc>, actor: &'a Actor) -> Self {
        Self { kind, at, actor, text: None, status: None, payload: Payload::default() }
    }
}

/// Writes the entry; with a status the case gets it, and is closed or open accordingly.
pub(super) async fn record(write: &mut Write, case: CaseNumber, event: Event<'_>) -> Result<()> {
    append(write, case, &event).await?;
    let at = event.at.timestamp_micros();
    let number = i64::from(case.value());
    match event.status {
        None => {
            sql::query("UPDATE cases SET updated_at = $2, revision = revision + 1 WHERE number = $1")
                .bind(number)
                .bind(at)
                .execute(write)
                .await?;
        }
        Some(status) => {
            sql::query(
                "UPDATE cases SET updated_at = $2, revision = revision + 1, status = $3, closed_at = $4
                 WHERE number = $1",
            )
            .bind(number)
            .bind(at)
            .bind(status.code())
            .bind((status == Status::Closed).then_some(at))
            .execute(write)
            .await?;
        }
    }
    Ok(())
}

/// Writes the entry alone, for a case whose row is written at the same time; and the mails that tell of it.
pub(super) async fn append(write: &mut Write, case: CaseNumber, event: &Event<'_>) -> Result<()> {
    let (side, actor_id, actor_name) = match event.actor {
        Actor::User(user) => (Side::Customer, Some(user.as_str()), None),
        Actor::Vendor(name) => (Side::Vendor, None, Some(name.as_str())),
    };
    let payload = serde_json::to_string(&event.payload)?;
    let row = sql::query(
        "INSERT INTO case_events (case_number, kind, at, side, actor_id, actor_name, text, status, payload)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING seq",
    )
    .bind(i64::from(case.value()))
    .bind(event.kind.code())
    .bind(event.at.timestamp_micros())
    .bind(side.code())
    .bind(actor_id)
    .bind(actor_name)
    .bind(event.text)
    .bind(event.status.map(Status::code))
    .bind((payload != "{}").then_some(payload))
    .fetch_one(write)
    .await?;
    tell(write, case, get(&row, "seq")?, event).await
}
