//! What the vendor's own systems say of a case: replies, where it stands, and that an escalation was taken up.

use serde::{Deserialize, Serialize};

use super::report::vendor_name;
use super::{AcknowledgementNote, CommentText, FieldErrorCode, FieldErrors, Mistake, VendorName};
use crate::case::{EscalationState, Status};
use crate::code::Code as _;

/// The vendor's reply, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VendorCommentRequest {
    /// Markdown, 1 to 20,000 characters.
    pub text: String,
    /// Who of the vendor's says it, to 100 characters; the service itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A valid reply of the vendor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVendorComment {
    /// Its words.
    pub text: CommentText,
    /// Who says it; none for the service itself.
    pub by: Option<VendorName>,
}

impl TryFrom<&VendorCommentRequest> for NewVendorComment {
    type Error = FieldErrors;

    fn try_from(request: &VendorCommentRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let text = errors.take("text", CommentText::new(&request.text));
        let by = errors.take("by", vendor_name(request.by.as_deref()));
        match (text, by) {
            (Some(text), Some(by)) => Ok(Self { text, by }),
            _ => Err(errors),
        }
    }
}

/// Where the vendor says that a case stands, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VendorStatusRequest {
    /// `waiting_on_vendor`, `waiting_on_customer` or `closed`; a case is `open` only until somebody answers.
    pub status: String,
    /// Who of the vendor's says it, to 100 characters; the service itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Where the vendor says that a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVendorStatus {
    /// Where.
    pub status: Status,
    /// Who says so; none for the service itself.
    pub by: Option<VendorName>,
}

impl TryFrom<&VendorStatusRequest> for NewVendorStatus {
    type Error = FieldErrors;

    fn try_from(request: &VendorStatusRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let known = Status::parse(&request.status).filter(|status| *status != Status::Open);
        let status = errors.take("status", known.ok_or_else(|| choice(STATUSES)));
        let by = errors.take("by", vendor_name(request.by.as_deref()));
        match (status, by) {
            (Some(status), Some(by)) => Ok(Self { status, by }),
            _ => Err(errors),
        }
    }
}

/// That the vendor takes an escalation up, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VendorEscalationRequest {
    /// `acknowledged`.
    pub state: String,
    /// What is done about it, 1 to 2,000 characters.
    pub note: String,
    /// Who of the vendor's takes it up, to 100 characters; the service itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// That the vendor takes an escalation up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAcknowledgement {
    /// What is done about it.
    pub note: AcknowledgementNote,
    /// Who takes it up; none for the service itself.
    pub by: Option<VendorName>,
}

impl TryFrom<&VendorEscalationRequest> for NewAcknowledgement {
    type Error = FieldErrors;

    fn try_from(request: &VendorEscalationRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let acknowledged = EscalationState::parse(&request.state) == Some(EscalationState::Acknowledged);
        let state = errors.take("state", acknowledged.then_some(()).ok_or_else(|| choice("acknowledged")));
        let note = errors.take("note", AcknowledgementNote::new(&request.note));
        let by = errors.take("by", vendor_name(request.by.as_deref()));
        match (state, note, by) {
            (Some(()), Some(note), Some(by)) => Ok(Self { note, by }),
            _ => Err(errors),
        }
    }
}

const STATUSES: &str = "waiting_on_vendor, waiting_on_customer or closed";

fn choice(values: &str) -> Mistake {
    Mistake::new(FieldErrorCode::Invalid, format!("Choose {values}."))
}
