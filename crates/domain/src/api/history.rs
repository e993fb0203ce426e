//! What happened in a case, in order: comments and events.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Rating;
use crate::case::{Status, Verdict};
use crate::code::{Known, codes};
use crate::id::UserId;

codes! {
    /// Kinds of entries of a case's history.
    HistoryKind {
        /// Submitted.
        Created = "created",
        /// A comment.
        Comment = "comment",
        /// A file was added.
        File = "file",
        /// The status changed.
        Status = "status",
        /// Escalated to management.
        Escalated = "escalated",
        /// The vendor took the escalation up.
        EscalationAcknowledged = "escalation_acknowledged",
        /// The escalation was withdrawn.
        EscalationWithdrawn = "escalation_withdrawn",
        /// CC's were added.
        CcsAdded = "ccs_added",
        /// CC's were removed.
        CcsRemoved = "ccs_removed",
        /// Rated, or the rating changed.
        Rated = "rated",
        /// Closed.
        Closed = "closed",
        /// Reopened.
        Reopened = "reopened",
        /// The vendor's analysis of a reported file has come to something else.
        Verdict = "verdict",
    }
}

codes! {
    /// Which side did it.
    Side {
        /// The customer, or the partner for it.
        Customer = "customer",
        /// The vendor.
        Vendor = "vendor",
    }
}

/// One entry of a case's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// Its id.
    pub id: String,
    /// What happened.
    #[cfg_attr(feature = "openapi", schema(value_type = HistoryKind))]
    pub kind: Known<HistoryKind>,
    /// When.
    #[serde(deserialize_with = "crate::time::moment")]
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: HistoryActor,
    /// The comment, the reason or the note; Markdown for comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When its author changed the words of a comment last.
    #[serde(default, deserialize_with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    /// When its author took a comment back; it has no words then.
    #[serde(default, deserialize_with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Until when the reader can edit or withdraw it; none where they cannot.
    #[serde(default, deserialize_with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    pub changeable_until: Option<DateTime<Utc>>,
    /// The file that was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<HistoryFile>,
    /// The status that it changed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Status>))]
    pub status: Option<Known<Status>>,
    /// The CC's that were added or removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// The rating that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// The verdict that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Verdict>))]
    pub verdict: Option<Known<Verdict>>,
}

/// Who did something in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryActor {
    /// The person's id; none for the vendor's people, who have no account here.
    pub id: Option<UserId>,
    /// Their name.
    pub name: String,
    /// Their address; none for the vendor's people.
    pub email: Option<String>,
    /// Which side they are on.
    pub side: Side,
}

/// A file as the history names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryFile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}
