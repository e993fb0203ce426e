//! What the vendor's people do to a case. They have no account here: their own system speaks for them.

use crate::store::sql;
use caseport_domain::Status;
use caseport_domain::api::{HistoryKind, VendorCase};
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::{CommentText, VendorName};
use chrono::{DateTime, Utc};

use super::detail::escalation;
use super::event::{Actor, Event, record};
use super::permit::Importer;
use crate::store::row::{code, get, time};
use crate::store::services::Service;
use crate::store::{Conn, Result, Write};

/// The proof that the vendor's side speaks, and in whose name.
#[derive(Clone, Debug)]
pub struct VendorDesk(String);

impl VendorDesk {
    /// A service speaks, in the name of one of the vendor's people where one is named, and in its own otherwise.
    pub fn of(service: &Service, name: Option<&VendorName>) -> Self {
        Self(name.map_or(service.name(), VendorName::as_str).to_owned())
    }

    /// Speaks in the past, as an import tells it.
    pub fn imported(_: Importer, name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Somebody speaks whom the demo plays.
    pub fn played(_: Importer, name: &str) -> Self {
        Self(name.to_owned())
    }

    /// In whose name.
    pub fn name(&self) -> &str {
        &self.0
    }

    pub(super) fn actor(&self) -> Actor {
        Actor::Vendor(self.0.clone())
    }
}

/// The case as the vendor's side sees it: any that there is.
///
/// # Errors
/// As any query.
pub async fn vendor_case(conn: &mut Conn, case: CaseNumber) -> Result<Option<VendorCase>> {
    let number = i64::from(case.value());
    let row = sql::query("SELECT subject, status, updated_at FROM cases WHERE number = $1")
        .bind(number)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(VendorCase {
        number: case,
        subject: get(&row, "subject")?,
        status: code::<Status>(&row, "status")?.into(),
        escalation: escalation(conn, number).await?,
        updated_at: time(&row, "updated_at")?,
    }))
}

/// Adds the vendor's reply; it is the customer's turn then. On a closed case it changes nothing else.
///
/// # Errors
/// As any query.
pub async fn vendor_comment(
    write: &mut Write,
    desk: &VendorDesk,
    case: CaseNumber,
    text: &CommentText,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = responded(write, case, now).await?;
    let changes = !matches!(before, Status::Closed | Status::WaitingOnCustomer);
    let actor = desk.actor();
    let event = Event {
        text: Some(text.as_str()),
        status: changes.then_some(Status::WaitingOnCustomer),
        ..Event::new(HistoryKind::Comment, now, &actor)
    };
    record(write, case, event).await
}

/// Puts the case where the vendor says that it stands: closes it, reopens it, or says whose turn it is. False where it
/// stands there already.
///
/// # Errors
/// As any query.
pub async fn vendor_status(
    write: &mut Write,
    desk: &VendorDesk,
    case: CaseNumber,
    status: Status,
    now: DateTime<Utc>,
) -> Result<bool> {
    let before = responded(write, case, now).await?;
    if before == status {
        return Ok(false);
    }
    let kind = match (before, status) {
        (_, Status::Closed) => HistoryKind::Closed,
        (Status::Closed, _) => HistoryKind::Reopened,
        _ => HistoryKind::Status,
    };
    let actor = desk.actor();
    record(write, case, Event { status: Some(status), ..Event::new(kind, now, &actor) }).await?;
    Ok(true)
}

/// Notes the first response where it is that; the status before.
async fn responded(write: &mut Write, case: CaseNumber, now: DateTime<Utc>) -> Result<Status> {
    let row = sql::query(
        "UPDATE cases SET first_response_at = COALESCE(first_response_at, $2) WHERE number = $1 RETURNING status",
    )
    .bind(i64::from(case.value()))
    .bind(now.timestamp_micros())
    .fetch_one(write)
    .await?;
    code(&row, "status")
}
