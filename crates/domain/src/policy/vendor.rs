//! What stands in the vendor's way on a case. Its systems need no right but their token.

use crate::case::{EscalationState, Status};
use crate::decision::{Decision, Reason, ReasonCode};

/// Taking an escalation up: one that is asked for and not taken up yet, of a case that is not closed.
pub fn acknowledge(status: Status, escalation: Option<EscalationState>) -> Decision {
    let no = |code, message: &str| Decision::from(Reason::new(code, message));
    match escalation {
        _ if status == Status::Closed => {
            no(ReasonCode::CaseClosed, "The case is closed, and with it its escalation.")
        }
        Some(EscalationState::Requested) => Decision::Allowed,
        Some(EscalationState::Acknowledged) => {
            no(ReasonCode::AlreadyAcknowledged, "The escalation was acknowledged already.")
        }
        Some(EscalationState::Withdrawn) | None => {
            no(ReasonCode::NotEscalated, "No escalation of this case is in force.")
        }
    }
}
