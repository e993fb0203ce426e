//! Signing in, and who is signed in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::RoleRef;
use crate::id::{OrganizationId, UserId};
use crate::organization::OrganizationKind;

/// An attempt to sign in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// A session for a page that embeds the app: it sends the token with each request, and asks for another in time.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BearerToken {
    /// What `Authorization: Bearer` carries.
    pub token: String,
    /// When it ends.
    #[serde(deserialize_with = "crate::time::moment")]
    pub expires_at: DateTime<Utc>,
}

/// What is about to be downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketRequest {
    /// A path of the API's, without its query: of a file, or of a list as CSV.
    pub path: String,
}

/// Leave to download one thing, for whoever has it: a browser that downloads sends no token.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// The value of the parameter `ticket`.
    pub ticket: String,
    /// Until when a download can begin, or go on.
    #[serde(deserialize_with = "crate::time::moment")]
    pub expires_at: DateTime<Utc>,
}

/// Who is signed in, and where they belong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The person.
    pub user: UserProfile,
    /// Their organizations, by name; empty for a personal user.
    pub organizations: Vec<Membership>,
    /// The one that opens first; none for the personal scope.
    pub default_organization: Option<OrganizationId>,
}

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserProfile {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// BCP 47, such as `en-US`.
    pub locale: String,
    /// IANA, such as `Europe/Berlin`.
    pub time_zone: String,
}

/// One of the person's organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Customer or partner.
    pub kind: OrganizationKind,
    /// The person's role there.
    pub role: RoleRef,
}

/// Which organization is to open first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DefaultOrganizationRequest {
    /// An organization id, or `personal`.
    pub organization: String,
}
