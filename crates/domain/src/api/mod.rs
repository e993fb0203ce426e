//! The messages of the HTTP contract, in one place for server and app. Outside Rust they are described by the
//! server's OpenAPI document; `docs/API.md` says what is behind them.

mod administration;
mod case;
mod catalog;
mod config;
mod detection;
mod file;
mod history;
mod live;
mod problem;
mod session;
mod sign_on;
mod suggestion;
mod vendor;

pub use administration::{
    AcceptRequest, AssignRoleRequest, CaseAccess, CaseAccessRequest, EventChange, EventPerson, Invitation,
    InvitationRef, InvitationRequest, Member, MemberState, MemberView, OrganizationEvent,
    OrganizationEventKind, Role, TransferRequest,
};
pub use case::{
    CaseDetail, CaseSummary, CcsRequest, CloseRequest, CommentRequest, Escalation, EscalationRequest,
    License, Rating, ReopenRequest, TabCounts,
};
pub use catalog::{Catalog, IssueTypeEntry, LicenseEntry, ProductEntry, SeverityEntry};
pub use config::{Config, DemoAccount, Limits, Link, Vendor};
pub use detection::{Detection, ReportAllowance};
pub use file::CaseFile;
pub use history::{HistoryActor, HistoryEntry, HistoryFile, HistoryKind, Side};
pub use live::{LiveCase, LiveEvent, LiveUpload};
pub use problem::{Meanwhile, Problem};
pub use session::{
    BearerToken, DefaultOrganizationRequest, LoginRequest, Membership, Session, Ticket, TicketRequest,
    UserProfile,
};
pub use sign_on::{SignInProvider, SignOnFailure, SignedOut};
pub use suggestion::{Article, PassagePart, Solved, SuggestedArticle, Suggestions};
pub use vendor::VendorCase;

use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, RoleId, UserId};
use crate::level::Level;
use crate::organization::SupportPlan;

/// An organization as other messages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationRef {
    /// Its id.
    pub id: OrganizationId,
    /// Its name now.
    pub name: String,
}

/// A role as other messages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleRef {
    /// Its id.
    pub id: RoleId,
    /// Its name now.
    pub label: String,
}

/// A person as other messages name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their name now.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Something with an id and a name: a product, a platform, an issue type, a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name now.
    pub name: String,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts; none on the last one. Opaque.
    pub next_cursor: Option<String>,
    /// How many rows the list has in all, with the present filters.
    pub total: u64,
    /// Whether there are more than `total`: where words or dates leave very many rows, they are not counted to the end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub total_at_least: bool,
    /// Up to where the organization's stream is told by these rows: to be sent as `Last-Event-ID`. Of lists of cases only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A list that is always whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Items<T> {
    /// The entries, in the list's order.
    pub items: Vec<T>,
    /// As in other lists: there is no next page.
    #[serde(default)]
    pub next_cursor: Option<String>,
    /// How many there are.
    #[serde(default)]
    pub total: u64,
}

impl<T> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        let total = items.len() as u64;
        Self { items, next_cursor: None, total }
    }
}

/// A customer that one may submit cases for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its support plan, which decides the response target.
    pub support_plan: SupportPlan,
}

/// A role object, what it offers, and what each level of it allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleObjectEntry {
    /// Its key, as in `permissions`.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Where in the vendor's portals it applies.
    pub applies_to: String,
    /// The levels that it offers with what each allows, lowest first.
    pub levels: Vec<LevelEntry>,
    /// Whether it exists only in partner organizations.
    pub partner: bool,
    /// Whether custom roles may give a level on it.
    pub custom: bool,
}

/// One level that a role object offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LevelEntry {
    /// The level.
    pub level: Level,
    /// Its name.
    pub label: String,
    /// What it allows, in a sentence.
    pub meaning: String,
}

/// Every role object, as `/role-objects` answers.
pub fn role_objects() -> Vec<RoleObjectEntry> {
    use crate::{Code as _, RoleObject};
    let levels = |object: RoleObject| {
        let entry = |level: &Level| LevelEntry {
            level: *level,
            label: level.label().to_owned(),
            meaning: object.meaning(*level).unwrap_or_default().to_owned(),
        };
        object.levels().iter().map(entry).collect()
    };
    let entry = |object: &RoleObject| RoleObjectEntry {
        key: object.code().to_owned(),
        label: object.label().to_owned(),
        applies_to: object.applies_to().to_owned(),
        levels: levels(*object),
        partner: object.is_partner_only(),
        custom: object.is_open_to_custom_roles(),
    };
    RoleObject::ALL.iter().map(entry).collect()
}
