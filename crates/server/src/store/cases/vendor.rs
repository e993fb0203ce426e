//! What the vendor's people do to a case. They have no account here: their own system speaks for them.

use caseport_domain::Status;
use caseport_domain::api::HistoryKind;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::{CommentText, VendorName};
use chrono::{DateTime, Utc};

use super::event::{Actor, Event, record};
use super::permit::Importer;
use crate::store::row::code;
use crate::store::services::Service;
use crate::store::{Result, Write};

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

    /// In whose name.
    pub fn name(&self) -> &str {
        &self.0
    }

    pub(super) fn actor(&self) -> Actor {
        Actor::Vendor(self.0.clone())
    }
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
    let number = i64::from(case.value());
    let row = sqlx::query(
        "UPDATE cases SET first_response_at = COALESCE(first_response_at, $2) WHERE number = $1 RETURNING status",
    )
    .bind(number)
    .bind(now.timestamp_micros())
    .fetch_one(&mut **write)
    .await?;
    let before: Status = code(&row, "status")?;
    let changes = !matches!(before, Status::Closed | Status::WaitingOnCustomer);
    let actor = desk.actor();
    let event = Event {
        text: Some(text.as_str()),
        status: changes.then_some(Status::WaitingOnCustomer),
        ..Event::new(HistoryKind::Comment, now, &actor)
    };
    record(write, case, event).await
}
