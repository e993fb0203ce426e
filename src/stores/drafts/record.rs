//! What a draft is, as it is kept on the device.

use caseport_domain::id::{CaseNumber, RoleId, UserId};
use caseport_domain::validate::{FalseDetectionRequest, NewCaseRequest};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::role::RoleDraft;
use crate::api::Place;

/// A case being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The answers so far.
    pub request: NewCaseRequest,
    /// Whether it has been chosen for whom the case is.
    pub organization_chosen: bool,
    /// Whether the license and version were answered; leaving both open is an answer.
    pub license_answered: bool,
    /// What was sent without an answer, in order: the case may exist already, as one of these.
    pub sent: Vec<NewCaseRequest>,
    /// The product's name, for the list of drafts.
    pub product_name: String,
    /// For whom the case is, for the list of drafts.
    pub organization_name: String,
}

impl Draft {
    /// The draft of a case that begins with these answers.
    pub fn prefilled(request: NewCaseRequest) -> Self {
        Self {
            organization_chosen: request.customer.is_some(),
            license_answered: request.license.is_some() || request.version.is_some(),
            request,
            ..Self::default()
        }
    }

    /// Whether there is nothing in it that anybody would miss.
    pub fn is_empty(&self) -> bool {
        self.request == NewCaseRequest::default()
            && !self.organization_chosen
            && !self.license_answered
            && self.sent.is_empty()
    }
}

/// A comment or a reason being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextDraft {
    /// Markdown, as typed.
    pub text: String,
    /// What was sent without an answer, in order: it may be there already, as one of these.
    pub sent: Vec<String>,
}

/// A false-detection report being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportDraft {
    /// The answers so far; without the file, which only an upload that has arrived can name.
    pub request: FalseDetectionRequest,
    /// Which of the device's uploads brings the file; empty before one was chosen.
    pub batch: String,
    /// The file's name, for the list of drafts.
    pub file_name: String,
    /// What was sent without an answer, the last of it last: it may have arrived already, as one of these.
    pub sent: Vec<FalseDetectionRequest>,
}

impl ReportDraft {
    /// The report with its file, as it is sent from a place.
    pub fn with_file(&self, place: &Place, upload: String) -> FalseDetectionRequest {
        let organization = Some(place.as_str().to_owned());
        FalseDetectionRequest { organization, upload, ..self.request.clone() }
    }

    /// Whether there is nothing in it that anybody would miss.
    pub fn is_empty(&self) -> bool {
        self.request == FalseDetectionRequest::default() && self.batch.is_empty() && self.sent.is_empty()
    }
}

/// What is being written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A case.
    Case(Box<Draft>),
    /// A comment.
    Comment(TextDraft),
    /// The reason of an escalation.
    Escalation(TextDraft),
    /// The reason of a reopening.
    Reopening(TextDraft),
    /// A false-detection report.
    Report(Box<ReportDraft>),
    /// A role.
    Role(Box<RoleDraft>),
}

impl Content {
    /// Whether there is nothing in it that anybody would miss.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Case(draft) => draft.is_empty(),
            Self::Comment(text) | Self::Escalation(text) | Self::Reopening(text) => {
                text.text.is_empty() && text.sent.is_empty()
            }
            Self::Report(draft) => draft.is_empty(),
            Self::Role(draft) => draft.is_empty(),
        }
    }
}

/// Where a draft belongs: a page looks for the drafts of its slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// A new case, written in an organization (`{org}` of the API).
    Case(String),
    /// A comment in a case.
    Comment(CaseNumber),
    /// Comments in a case that are on their way; there may be several.
    Unsent(CaseNumber),
    /// The reason for which a case is to be escalated.
    Escalation(CaseNumber),
    /// The reason for which a case is to be reopened.
    Reopening(CaseNumber),
    /// A new false-detection report, written in an organization (`{org}` of the API).
    Report(String),
    /// A role of an organization (`{org}` of the API), by its id; a new one without.
    Role(String, Option<RoleId>),
}

impl Slot {
    /// The slot of the cases that are written in an organization.
    pub fn case(place: &Place) -> Self {
        Self::Case(place.as_str().to_owned())
    }

    /// The slot of the false-detection reports that are written in an organization.
    pub fn report(place: &Place) -> Self {
        Self::Report(place.as_str().to_owned())
    }

    /// The case of comments that are on their way.
    pub fn unsent_of(&self) -> Option<CaseNumber> {
        match self {
            Self::Unsent(number) => Some(*number),
            _ => None,
        }
    }

    /// What a text that is written here is.
    pub fn content(&self, text: TextDraft) -> Content {
        match self {
            Self::Case(_) => Content::Case(Box::default()),
            Self::Comment(_) | Self::Unsent(_) => Content::Comment(text),
            Self::Escalation(_) => Content::Escalation(text),
            Self::Reopening(_) => Content::Reopening(text),
            Self::Report(_) => Content::Report(Box::default()),
            Self::Role(..) => Content::Role(Box::default()),
        }
    }
}

/// A draft with what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The draft's own id; also the key under which it is sent, so that it arrives once.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// The page (one per browser tab and load) that may change it.
    pub writer: String,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Where it belongs.
    pub slot: Slot,
    /// What was typed.
    pub content: Content,
}
