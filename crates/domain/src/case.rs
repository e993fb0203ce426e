//! What a case is to the rules: its kind, status, severity, and the lists that may hold it.

use chrono::{DateTime, Utc};

use crate::code::codes;
use crate::id::{OrganizationId, UserId};

codes! {
    /// The five lists of the Support page.
    Tab {
        /// "My Cases": what the user submitted, in any organization.
        My = "my",
        /// "Organization Cases": what the current organization's own members submitted for it.
        Organization = "organization",
        /// "Partner Cases": what partners filed on behalf of the current organization.
        Partner = "partner",
        /// "Customer Cases": what the current partner organization's members filed for customers.
        Customer = "customer",
        /// "False Detection Submissions": the cases that the user's reports created.
        FalseDetection = "false_detection",
    }
}

impl Tab {
    /// Whether the list follows the current organization, not the user.
    pub fn follows_organization(self) -> bool {
        matches!(self, Self::Organization | Self::Partner | Self::Customer)
    }
}

codes! {
    /// Where a case stands.
    Status {
        /// New: nobody has answered.
        Open = "open",
        /// The vendor's turn.
        WaitingOnVendor = "waiting_on_vendor",
        /// The customer's side's turn ("Waiting on me").
        WaitingOnCustomer = "waiting_on_customer",
        /// Closed.
        Closed = "closed",
    }
}

codes! {
    /// What a list can be narrowed to by status.
    StatusFilter {
        /// Every case that is not closed.
        Open = "open",
        /// Cases that wait on the customer's side.
        WaitingOnMe = "waiting_on_me",
        /// Cases that wait on the vendor.
        WaitingOnVendor = "waiting_on_vendor",
        /// Closed cases.
        Closed = "closed",
    }
}

impl StatusFilter {
    /// The statuses that the filter lets through.
    pub fn statuses(self) -> &'static [Status] {
        match self {
            Self::Open => &[Status::Open, Status::WaitingOnVendor, Status::WaitingOnCustomer],
            Self::WaitingOnMe => &[Status::WaitingOnCustomer],
            Self::WaitingOnVendor => &[Status::WaitingOnVendor],
            Self::Closed => &[Status::Closed],
        }
    }
}

codes! {
    /// How much the problem hurts; decides, with the support plan, how soon the first response is due.
    Severity {
        /// S1 "Critical"
        S1 = "s1",
        /// S2 "High"
        S2 = "s2",
        /// S3 "Medium"
        S3 = "s3",
        /// S4 "Low"
        S4 = "s4",
    }
}

impl Severity {
    /// The severity's name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::S1 => "Critical",
            Self::S2 => "High",
            Self::S3 => "Medium",
            Self::S4 => "Low",
        }
    }

    /// When to choose it, in a sentence.
    pub fn guidance(self) -> &'static str {
        match self {
            Self::S1 => "Production is down or unprotected, and there is no workaround.",
            Self::S2 => "A major function is impaired; work goes on, but only with great difficulty.",
            Self::S3 => "A function does not work as expected, and there is a workaround.",
            Self::S4 => "A question, a cosmetic flaw or a wish; work is not affected.",
        }
    }
}

codes! {
    /// How a case came to be.
    CaseKind {
        /// Submitted through the wizard.
        Support = "support",
        /// Made from a false-detection report; its files are never downloadable.
        FalseDetection = "false_detection",
    }
}

codes! {
    /// Where the escalation of a case stands.
    EscalationState {
        /// Asked for by the customer's side.
        Requested = "requested",
        /// Taken up by the vendor.
        Acknowledged = "acknowledged",
        /// Taken back by the customer's side.
        Withdrawn = "withdrawn",
    }
}

impl EscalationState {
    /// Whether the escalation is in force: while it is, there can be no second one.
    pub fn is_active(self) -> bool {
        !matches!(self, Self::Withdrawn)
    }
}

codes! {
    /// What a false-detection report says of the verdict that it disputes.
    SubmissionType {
        /// A clean file was called malicious.
        FalsePositive = "false_positive",
        /// A malicious file was not.
        FalseNegative = "false_negative",
    }
}

impl SubmissionType {
    /// What the subject of the case that is made from the report begins with.
    pub fn label(self) -> &'static str {
        match self {
            Self::FalsePositive => "False positive",
            Self::FalseNegative => "False negative",
        }
    }
}

codes! {
    /// What the vendor's analysis of a false-detection report came to.
    Verdict {
        /// "In queue"
        InQueue = "in_queue",
        /// "In progress"
        InProgress = "in_progress",
        /// "Inconclusive"
        Inconclusive = "inconclusive",
        /// "Confirmed benign"
        ConfirmedBenign = "confirmed_benign",
        /// "Confirmed malicious"
        ConfirmedMalicious = "confirmed_malicious",
        /// "Rejected"
        Rejected = "rejected",
    }
}

/// The facts about a case that the rules read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    /// How it came to be.
    pub kind: CaseKind,
    /// The organization that the case is for; none for a personal user's case.
    pub organization: Option<OrganizationId>,
    /// The organization whose member filed it: the same one, or a partner's. None for a personal user's case.
    pub filed_from: Option<OrganizationId>,
    /// Who submitted it.
    pub submitter: UserId,
    /// Where it stands.
    pub status: Status,
    /// When it was closed last; none while it is not closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether an escalation is in force.
    pub escalated: bool,
    /// Whether the submitter has rated it.
    pub rated: bool,
}

impl CaseFacts {
    /// Whether a partner filed the case on behalf of the organization that it is for.
    pub fn is_filed_by_partner(&self) -> bool {
        self.organization != self.filed_from
    }
}
