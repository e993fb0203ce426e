//! Cases: as a list shows them, as their page shows them, and what is done to them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Named, OrganizationRef, Person};
use crate::case::{CaseKind, EscalationState, Severity, Status};
use crate::code::Known;
use crate::decision::Decision;
use crate::id::CaseNumber;
use crate::policy::{CaseActions, Relation};
use crate::response::ResponseTarget;
use crate::validate::{NewRating, RatingRequest, Stars};

/// A case as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseSummary {
    /// Its address.
    pub number: CaseNumber,
    /// One line.
    pub subject: String,
    /// What it is about.
    pub product: Named,
    /// How much it hurts.
    #[cfg_attr(feature = "openapi", schema(value_type = Severity))]
    pub severity: Known<Severity>,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = Status))]
    pub status: Known<Status>,
    /// The organization that it is for; none for a personal user's.
    pub organization: Option<OrganizationRef>,
    /// Who submitted it.
    pub submitter: Person,
    /// When it was submitted.
    #[serde(deserialize_with = "crate::time::moment")]
    pub created_at: DateTime<Utc>,
    /// When anything happened to it last.
    #[serde(deserialize_with = "crate::time::moment")]
    pub updated_at: DateTime<Utc>,
    /// When it was closed last; none while it is not closed.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub closed_at: Option<DateTime<Utc>>,
    /// What the submitter thought of the vendor's work.
    pub rating: Option<Rating>,
    /// Whether the reader may rate it now.
    pub can_rate: Decision,
}

/// A case as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseDetail {
    /// What a list shows of it.
    #[serde(flatten)]
    pub summary: CaseSummary,
    /// How it came to be.
    pub kind: CaseKind,
    /// The partner organization that filed it on behalf of `organization`; none where it filed its own.
    pub filed_by: Option<OrganizationRef>,
    /// Markdown.
    pub description: String,
    /// The product's platform.
    pub platform: Option<Named>,
    /// The kind of issue.
    pub issue_type: Option<Named>,
    /// The license; without an id where it was typed by hand.
    pub license: Option<License>,
    /// The product's version.
    pub version: Option<String>,
    /// Who else is kept informed.
    pub ccs: Vec<String>,
    /// The last escalation, in force or withdrawn.
    pub escalation: Option<Escalation>,
    /// Until when a given rating can be changed; none while the case is not closed.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub rating_deadline: Option<DateTime<Utc>>,
    /// Until when it can be reopened; none while it is not closed.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub reopen_deadline: Option<DateTime<Utc>>,
    /// How soon the first response was promised.
    pub response_target: ResponseTarget,
    /// When the first response is or was due.
    #[serde(deserialize_with = "crate::time::moment")]
    pub first_response_due: DateTime<Utc>,
    /// When the vendor answered first.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub first_response_at: Option<DateTime<Utc>>,
    /// What the reader is to the case.
    #[cfg_attr(feature = "openapi", schema(value_type = Relation))]
    pub relation: Known<Relation>,
    /// What the reader may do.
    pub actions: CaseActions,
    /// The version of what was read, for `If-Match`.
    pub etag: String,
}

/// The license of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct License {
    /// Its id; none where the key was typed by hand.
    pub id: Option<String>,
    /// What it covers, or the key as typed.
    pub name: String,
}

/// A given rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    /// 1 to 5 stars.
    pub overall: u8,
    /// 1 to 5 stars, where given.
    pub solution: Option<u8>,
    /// 1 to 5 stars, where given.
    pub speed: Option<u8>,
    /// In words, where given.
    pub comment: Option<String>,
    /// When it was given or changed last.
    #[serde(deserialize_with = "crate::time::moment")]
    pub rated_at: DateTime<Utc>,
}

impl Rating {
    /// Whether it says the same as `other`.
    pub fn is(&self, other: &NewRating) -> bool {
        let stars = |stars: Option<Stars>| stars.map(Stars::value);
        self.overall == other.overall.value()
            && self.solution == stars(other.solution)
            && self.speed == stars(other.speed)
            && self.comment == other.comment
    }
}

/// An escalation to the vendor's management.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Escalation {
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = EscalationState))]
    pub state: Known<EscalationState>,
    /// Who asked for it.
    pub by: Person,
    /// When.
    #[serde(deserialize_with = "crate::time::moment")]
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// Who of the vendor took it up.
    pub acknowledged_by: Option<String>,
    /// When.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// What they said.
    pub note: Option<String>,
    /// Who took it back.
    #[serde(default)]
    pub withdrawn_by: Option<Person>,
    /// When.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// How many cases a tab holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TabCounts {
    /// All of them.
    pub total: u64,
    /// Those not closed.
    pub open: u64,
    /// Those that wait on the customer's side.
    pub waiting_on_me: u64,
    /// Those that wait on the vendor.
    pub waiting_on_vendor: u64,
    /// Those closed.
    pub closed: u64,
}

/// A comment to add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentRequest {
    /// Markdown, 1 to 20,000 characters.
    #[serde(default)]
    pub text: String,
}

/// Escalating a case to the vendor's management.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EscalationRequest {
    /// Why, 10 to 2,000 characters.
    #[serde(default)]
    pub reason: String,
}

/// Reopening a closed case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReopenRequest {
    /// Why, 1 to 2,000 characters.
    #[serde(default)]
    pub reason: String,
}

/// Who else is to be kept informed of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CcsRequest {
    /// All the addresses there are to be, at most 20; who is left out is removed.
    #[serde(default)]
    pub emails: Vec<String>,
}

/// Closing a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseRequest {
    /// The submitter's rating, given in the same step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingRequest>,
}
