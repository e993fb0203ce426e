//! Errors as they travel: RFC 9457 `application/problem+json`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{HistoryActor, HistoryEntry, HistoryKind, Role};
use crate::code::Known;
use crate::decision::{Reason, ReasonCode};
use crate::validate::FieldError;

/// What went wrong, in words for people and codes for programs; never the inner workings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The kind, as a relative URI such as `/problems/invalid-fields`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next.
    #[serde(default)]
    pub detail: String,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Why it is not allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What somebody did, in time to be in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meanwhile: Option<Box<Meanwhile>>,
    /// What it is now, where somebody else has changed it since it was read: a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Box<Role>>,
    /// The request, for whoever reads the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What brought a case into the state that is in the way: whoever comes second is told who was quicker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meanwhile {
    /// What happened.
    #[cfg_attr(feature = "openapi", schema(value_type = HistoryKind))]
    pub kind: Known<HistoryKind>,
    /// Who did it.
    pub by: HistoryActor,
    /// When.
    #[serde(deserialize_with = "crate::time::moment")]
    pub at: DateTime<Utc>,
}

impl Meanwhile {
    /// What must have happened to a case for there to be such a reason; nothing where time alone brings it about.
    pub fn behind(reason: ReasonCode) -> Option<HistoryKind> {
        match reason {
            ReasonCode::CaseClosed => Some(HistoryKind::Closed),
            ReasonCode::CaseNotClosed => Some(HistoryKind::Reopened),
            ReasonCode::AlreadyEscalated => Some(HistoryKind::Escalated),
            ReasonCode::NotEscalated => Some(HistoryKind::EscalationWithdrawn),
            ReasonCode::AlreadyAcknowledged => Some(HistoryKind::EscalationAcknowledged),
            _ => None,
        }
    }

    /// The same in a sentence.
    pub fn told(&self) -> Option<String> {
        let did = match self.kind.value()? {
            HistoryKind::Closed => "closed the case",
            HistoryKind::Reopened => "reopened the case",
            HistoryKind::Escalated => "escalated the case",
            HistoryKind::EscalationWithdrawn => "withdrew the escalation",
            HistoryKind::EscalationAcknowledged => "acknowledged the escalation",
            HistoryKind::CcsAdded | HistoryKind::CcsRemoved => "has changed the CC's meanwhile",
            _ => return None,
        };
        Some(format!("{} {did}.", self.by.name))
    }
}

impl From<HistoryEntry> for Meanwhile {
    fn from(HistoryEntry { kind, by, at, .. }: HistoryEntry) -> Self {
        Self { kind, by, at }
    }
}
