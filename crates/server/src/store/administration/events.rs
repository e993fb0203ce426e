//! Event History: one function writes every entry, in the transaction of the change; nothing changes one.

use crate::store::sql;
use caseport_domain::Code as _;
use caseport_domain::api::{EventChange, EventPerson, OrganizationEventKind};
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

use super::actor::Permit;
use super::member;
use crate::store::fold::fold;
use crate::store::row::get;
use crate::store::{Conn, Error, Result, Write};

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What happened.
    pub kind: OrganizationEventKind,
    /// To whom; none where it was no person.
    pub subject: Option<EventPerson>,
    /// To which role, by its name.
    pub role: Option<String>,
    /// What changed.
    pub changes: Vec<EventChange>,
    /// Of what was refused: what it would have been.
    pub attempted: Option<OrganizationEventKind>,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl NewEvent {
    /// An entry that says only what happened.
    pub fn new(kind: OrganizationEventKind) -> Self {
        Self { kind, subject: None, role: None, changes: Vec::new(), attempted: None, reason: None }
    }
}

/// One thing that changed.
pub fn change(what: &str, old: Option<impl Into<String>>, new: Option<impl Into<String>>) -> EventChange {
    EventChange { what: what.to_owned(), old: old.map(Into::into), new: new.map(Into::into) }
}

/// Writes what somebody did who was allowed to.
pub(super) async fn record<T>(
    write: &mut Write,
    permit: &Permit<T>,
    event: NewEvent,
    now: DateTime<Utc>,
) -> Result<()> {
    let by = person(write, permit.by()).await?;
    append(write, permit.organization(), &by, &event, now).await
}

/// Writes an entry.
///
/// # Errors
/// As any query.
pub async fn append(
    write: &mut Write,
    organization: &OrganizationId,
    by: &EventPerson,
    event: &NewEvent,
    now: DateTime<Utc>,
) -> Result<()> {
    let subject = event.subject.as_ref();
    let changes = (!event.changes.is_empty()).then(|| serde_json::to_string(&event.changes)).transpose()?;
    sql::query(
        "INSERT INTO organization_events (organization_id, at, kind, by_id, by_name, by_email, subject_id, subject_name,
             subject_email, role, changes, attempted, reason, search_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(organization.as_str())
    .bind(now.timestamp_micros())
    .bind(event.kind.code())
    .bind(by.id.as_ref().map(UserId::as_str).unwrap_or_default())
    .bind(&by.name)
    .bind(&by.email)
    .bind(subject.and_then(|it| it.id.as_ref()).map(UserId::as_str))
    .bind(subject.map(|it| &it.name))
    .bind(subject.map(|it| &it.email))
    .bind(&event.role)
    .bind(changes)
    .bind(event.attempted.map(OrganizationEventKind::code))
    .bind(&event.reason)
    .bind(search_key(by, event))
    .execute(write)
    .await?;
    Ok(())
}

/// A person as they are called now.
///
/// # Errors
/// As any query.
pub async fn person(conn: &mut Conn, user: &UserId) -> Result<EventPerson> {
    let row = sql::query("SELECT id, name, email FROM users WHERE id = $1")
        .bind(user.as_str())
        .fetch_optional(conn)
        .await?;
    let row = row.ok_or_else(|| Error::Corrupt(format!("there is no user {user}")))?;
    Ok(member::person(&row)?.into())
}

/// Notes a sign-in in each of the person's organizations.
///
/// # Errors
/// As any query.
pub async fn signed_in(write: &mut Write, user: &UserId, now: DateTime<Utc>) -> Result<()> {
    let rows = sql::query("SELECT organization_id FROM memberships WHERE user_id = $1")
        .bind(user.as_str())
        .fetch_all(write)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let by = person(write, user).await?;
    for row in &rows {
        let organization = OrganizationId(get(row, "organization_id")?);
        append(write, &organization, &by, &NewEvent::new(OrganizationEventKind::SignedIn), now).await?;
    }
    Ok(())
}

fn search_key(by: &EventPerson, event: &NewEvent) -> String {
    let mut texts = vec![by.name.as_str(), &by.email];
    texts.extend(by.is_sign_on().then_some("single sign-on"));
    texts.extend(event.subject.iter().flat_map(|it| [it.name.as_str(), &it.email]));
    texts.extend(event.role.as_deref());
    texts.extend(event.changes.iter().flat_map(|it| it.old.as_deref().into_iter().chain(it.new.as_deref())));
    texts.extend(event.reason.as_deref());
    fold(&texts.join("\n"))
}
