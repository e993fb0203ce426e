//! Escalations: asked for and withdrawn by the customer's side, taken up by the vendor.

use crate::store::sql;
use caseport_domain::api::HistoryKind;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::EscalationReason;
use chrono::{DateTime, Utc};

use super::event::{Actor, Event, record};
use super::permit::{Allowed, Escalate, Withdraw};
use super::vendor::VendorDesk;
use crate::store::{Result, Write};

/// Asks for an escalation. `id` is the new escalation's.
///
/// # Errors
/// As any query; a second one in force is refused by the database, too.
pub async fn escalate(
    write: &mut Write,
    allowed: &Allowed<Escalate>,
    id: &str,
    reason: &EscalationReason,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "INSERT INTO escalations (id, case_number, state, by_user, at, reason)
         VALUES ($1, $2, 'requested', $3, $4, $5)",
    )
    .bind(id)
    .bind(i64::from(allowed.case().value()))
    .bind(allowed.by().as_str())
    .bind(now.timestamp_micros())
    .bind(reason.as_str())
    .execute(write)
    .await?;
    let actor = Actor::User(allowed.by().clone());
    let event = Event { text: Some(reason.as_str()), ..Event::new(HistoryKind::Escalated, now, &actor) };
    record(write, allowed.case(), event).await
}

/// Takes the escalation in force back.
///
/// # Errors
/// As any query.
pub async fn withdraw(
    write: &mut Write,
    allowed: &Allowed<Withdraw>,
    text: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "UPDATE escalations SET state = 'withdrawn', withdrawn_by = $2, withdrawn_at = $3
         WHERE case_number = $1 AND state <> 'withdrawn'",
    )
    .bind(i64::from(allowed.case().value()))
    .bind(allowed.by().as_str())
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    let actor = Actor::User(allowed.by().clone());
    record(write, allowed.case(), Event { text, ..Event::new(HistoryKind::EscalationWithdrawn, now, &actor) })
        .await
}

/// Notes that somebody of the vendor took the escalation up.
///
/// # Errors
/// As any query.
pub async fn acknowledge(
    write: &mut Write,
    desk: &VendorDesk,
    case: CaseNumber,
    note: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "UPDATE escalations SET state = 'acknowledged', acknowledged_by = $2, acknowledged_at = $3, note = $4
         WHERE case_number = $1 AND state = 'requested'",
    )
    .bind(i64::from(case.value()))
    .bind(desk.name())
    .bind(now.timestamp_micros())
    .bind(note)
    .execute(write)
    .await?;
    let actor = desk.actor();
    let event = Event { text: Some(note), ..Event::new(HistoryKind::EscalationAcknowledged, now, &actor) };
    record(write, case, event).await
}
