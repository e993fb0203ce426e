//! A case as the vendor's own systems see it: any case, without what somebody may do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Escalation;
use crate::case::Status;
use crate::code::Known;
use crate::id::CaseNumber;

/// A case after the vendor's side has changed where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VendorCase {
    /// Its address.
    pub number: CaseNumber,
    /// One line.
    pub subject: String,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = Status))]
    pub status: Known<Status>,
    /// The last escalation, in force or withdrawn.
    pub escalation: Option<Escalation>,
    /// When anything happened to it last.
    #[serde(deserialize_with = "crate::time::moment")]
    pub updated_at: DateTime<Utc>,
}
