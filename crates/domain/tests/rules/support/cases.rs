//! Cases: one of each sort that differs to the rules.

use caseport_domain::{CaseFacts, CaseKind, Code, Status};

use super::at;

/// The reader in most tests.
pub const ME: &str = "user-me";
/// Two organizations that the reader may belong to, and one that they never belong to.
pub const ORGANIZATIONS: [&str; 3] = ["org-a", "org-b", "org-foreign"];

/// When every closed case of these tests was closed.
pub const CLOSED_AT: &str = "2026-11-02T09:00:00Z";

/// An open support case of `submitter`, for one organization, filed from one.
pub fn case(organization: Option<&str>, filed_from: Option<&str>, submitter: &str) -> CaseFacts {
    CaseFacts {
        kind: CaseKind::Support,
        organization: organization.map(Into::into),
        filed_from: filed_from.map(Into::into),
        submitter: submitter.into(),
        status: Status::Open,
        closed_at: None,
        escalated: false,
        rated: false,
    }
}

/// The same case in another status.
pub fn in_status(mut case: CaseFacts, status: Status) -> CaseFacts {
    case.status = status;
    case.closed_at = (status == Status::Closed).then(|| at(CLOSED_AT));
    case
}

/// Every sort of case over the three organizations, the personal scope, two submitters and two kinds.
pub fn all() -> Vec<CaseFacts> {
    let mut cases = Vec::new();
    for kind in CaseKind::ALL {
        for submitter in [ME, "user-other"] {
            cases.push(CaseFacts { kind: *kind, ..case(None, None, submitter) });
            for is_for in ORGANIZATIONS {
                for from in ORGANIZATIONS {
                    cases.push(CaseFacts { kind: *kind, ..case(Some(is_for), Some(from), submitter) });
                }
            }
        }
    }
    cases
}
