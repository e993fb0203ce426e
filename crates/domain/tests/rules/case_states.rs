//! What the state of a case forbids, over status x escalated x rated x kind x the time since closing.

use caseport_domain::policy::{Action, action, rate, standings};
use caseport_domain::{Access, CaseFacts, CaseKind, Code, ReasonCode, Status};
use chrono::{DateTime, Duration, Utc};

use crate::support::at;
use crate::support::cases::{CLOSED_AT, ME, case, in_status};
use crate::support::verdict::{No, assert_verdict, first_unmet};

/// Section 3 in straight lines: what must hold of the case, apart from who asks.
fn expected(wanted: Action, case: &CaseFacts, since_closing: Duration) -> Option<No> {
    let closed = case.status == Status::Closed;
    let not_closed = (!closed, No::Because(ReasonCode::CaseClosed));
    let is_closed = (closed, No::Because(ReasonCode::CaseNotClosed));
    let within_30_days = since_closing <= Duration::seconds(30 * 24 * 60 * 60);
    let within_7_days = since_closing <= Duration::seconds(7 * 24 * 60 * 60);
    match wanted {
        Action::Comment | Action::AddFiles | Action::EditCcs | Action::Close => first_unmet(&[not_closed]),
        Action::Escalate => {
            first_unmet(&[not_closed, (!case.escalated, No::Because(ReasonCode::AlreadyEscalated))])
        }
        Action::WithdrawEscalation => {
            first_unmet(&[not_closed, (case.escalated, No::Because(ReasonCode::NotEscalated))])
        }
        Action::Reopen => {
            first_unmet(&[is_closed, (within_30_days, No::Because(ReasonCode::ReopenWindowOver))])
        }
        Action::Rate => {
            let in_time = !case.rated || within_7_days;
            first_unmet(&[is_closed, (in_time, No::Because(ReasonCode::RatingWindowOver))])
        }
        Action::DownloadFiles => {
            let support = case.kind == CaseKind::Support;
            first_unmet(&[(support, No::Because(ReasonCode::FalseDetectionFile))])
        }
    }
}

/// Right after closing, and one second around each deadline; the moment matters to closed cases only.
fn moments() -> Vec<(DateTime<Utc>, Duration)> {
    let days = |days: i64| 86_400 * days;
    let seconds =
        [0, 1, days(7) - 1, days(7), days(7) + 1, days(30) - 1, days(30), days(30) + 1, days(4_000)];
    let after = |seconds| (at(CLOSED_AT) + Duration::seconds(seconds), Duration::seconds(seconds));
    seconds.into_iter().map(after).collect()
}

fn every_state(mut check: impl FnMut(&CaseFacts)) {
    for kind in CaseKind::ALL {
        for status in Status::ALL {
            for escalated in [false, true] {
                for rated in [false, true] {
                    let mine = case(Some("org-a"), Some("org-a"), ME);
                    check(&CaseFacts { kind: *kind, escalated, rated, ..in_status(mine, *status) });
                }
            }
        }
    }
}

#[test]
fn every_state_of_a_case_forbids_what_the_page_says_and_nothing_else() {
    every_state(|case| {
        let standings = standings(&ME.into(), &[], case);
        for (now, since) in moments() {
            for wanted in Action::ALL {
                let decision = action(*wanted, &standings, case, now);
                assert_verdict(&decision, expected(*wanted, case, since), None, &(wanted, case, now));
            }
        }
    });
}

#[test]
fn rating_in_a_list_is_decided_as_on_the_page_of_the_case() {
    every_state(|case| {
        for submitter in [ME, "user-other"] {
            let case = CaseFacts { submitter: submitter.into(), ..case.clone() };
            for (now, since) in moments() {
                let mine = (submitter == ME, No::Because(ReasonCode::NotSubmitter));
                let expected = first_unmet(&[mine]).or_else(|| expected(Action::Rate, &case, since));
                assert_verdict(&rate(&ME.into(), &case, now), expected, None, &(&case, now));
            }
        }
    });
}

#[test]
fn the_right_is_asked_before_the_state() {
    // A stranger is not told whether the case is open.
    let accesses: [Access; 0] = [];
    for status in Status::ALL {
        let case = in_status(case(Some("org-b"), Some("org-b"), "user-other"), *status);
        let standings = standings(&ME.into(), &accesses, &case);
        for wanted in Action::ALL {
            let decision = action(*wanted, &standings, &case, at("2030-01-01T00:00:00Z"));
            assert_verdict(&decision, Some(No::Because(ReasonCode::NotSubmitter)), None, &(wanted, status));
        }
    }
}

#[test]
fn reopening_keeps_the_rating_and_the_next_closing_starts_a_new_week() {
    let rated = CaseFacts { rated: true, ..in_status(case(None, None, ME), Status::Closed) };
    let later = at(CLOSED_AT) + Duration::days(20);
    assert!(!rate(&ME.into(), &rated, later).is_allowed());
    let reopened = CaseFacts { rated: true, ..in_status(rated, Status::WaitingOnVendor) };
    assert!(!rate(&ME.into(), &reopened, later).is_allowed());
    let closed_again = CaseFacts { status: Status::Closed, closed_at: Some(later), ..reopened };
    assert!(rate(&ME.into(), &closed_again, later + Duration::days(7)).is_allowed());
    assert!(!rate(&ME.into(), &closed_again, later + Duration::days(7) + Duration::seconds(1)).is_allowed());
}
