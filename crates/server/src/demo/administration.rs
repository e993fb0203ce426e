//! What happened in the demo's organizations, written as it would have been, each at its own time in the past.

use crate::store::sql;
use caseport_domain::api::{EventPerson, OrganizationEventKind as Kind};
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

use super::files::OrganizationEvent;
use super::{DemoError, files};
use crate::store::administration::events::{self, NewEvent, change};
use crate::store::{Result, Write, users};

/// Brings it in, oldest first.
pub async fn fill(write: &mut Write, now: DateTime<Utc>) -> std::result::Result<(), DemoError> {
    let mut all = files::organization_events()?;
    all.sort_by_key(|event| std::cmp::Reverse(event.at.0));
    for event in &all {
        let wrong =
            |what: String| DemoError::data("administration.toml", format!("{:?}: {what}", event.at.0));
        happen(write, event, now).await?.map_err(wrong)?;
    }
    Ok(())
}

/// The inner error says what is wrong with the data.
async fn happen(
    write: &mut Write,
    event: &OrganizationEvent,
    now: DateTime<Utc>,
) -> Result<std::result::Result<(), String>> {
    let at = now - event.at.0;
    let Some(by) = users::credentials(write, &event.by).await?.map(|it| it.user) else {
        return Ok(Err(format!("there is no account {}", event.by)));
    };
    if event.kind == Kind::SignedIn {
        return users::signed_in(write, &by, at).await.map(Ok);
    }
    let subject = match &event.whom {
        Some(email) => Some(person(write, email, event.for_name.as_deref()).await?),
        None => None,
    };
    let value = |text: &String| (!text.is_empty()).then(|| text.clone());
    let entry = NewEvent {
        subject,
        role: event.role.clone(),
        changes: event.changes.iter().map(|[what, old, new]| change(what, value(old), value(new))).collect(),
        attempted: event.attempted,
        reason: event.reason.clone(),
        ..NewEvent::new(event.kind)
    };
    let organization = OrganizationId(event.organization.clone());
    let actor = events::person(write, &by).await?;
    events::append(write, &organization, &actor, &entry, at).await?;
    leave_traces(write, &organization, &by, &entry, at).await.map(Ok)
}

async fn person(write: &mut Write, email: &str, name: Option<&str>) -> Result<EventPerson> {
    match users::credentials(write, email).await? {
        Some(account) => events::person(write, &account.user).await,
        None => {
            let name = name.unwrap_or_default().to_owned();
            Ok(EventPerson { id: None, name, email: email.to_owned() })
        }
    }
}

/// Who changed it last, where lists say so.
async fn leave_traces(
    write: &mut Write,
    organization: &OrganizationId,
    by: &UserId,
    entry: &NewEvent,
    at: DateTime<Utc>,
) -> Result<()> {
    let member = entry.subject.as_ref().and_then(|it| it.id.as_ref()).map(UserId::as_str);
    let (sql, what) = match entry.kind {
        Kind::CaseAccessChanged => (
            "UPDATE memberships SET case_view_changed_by = $3, case_view_changed_at = $4
             WHERE organization_id = $1 AND user_id = $2",
            member,
        ),
        Kind::RoleAdded | Kind::RoleChanged => (
            "UPDATE roles SET updated_by = $3, updated_at = $4 WHERE organization_id = $1 AND label = $2",
            entry
                .changes
                .iter()
                .find(|it| it.what == "label")
                .map_or(entry.role.as_deref(), |it| it.new.as_deref()),
        ),
        _ => return Ok(()),
    };
    sql::query(sql)
        .bind(organization.as_str())
        .bind(what)
        .bind(by.as_str())
        .bind(at.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}
