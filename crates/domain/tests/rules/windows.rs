//! The windows after closing, computed by hand over month, year and leap-day boundaries.

use caseport_domain::policy::{Action, action, rate, rating_deadline, reopen_deadline, standings};
use caseport_domain::{CaseFacts, Status};
use chrono::Duration;

use crate::support::at;
use crate::support::cases::{ME, case, in_status};

/// Closed at; rating changeable until (7 x 24 hours); reopening possible until (30 days).
const WINDOWS: [(&str, &str, &str); 9] = [
    ("2026-11-02T09:00:00Z", "2026-11-09T09:00:00Z", "2026-12-02T09:00:00Z"),
    // From a month of 31 days over February.
    ("2026-01-31T10:15:30Z", "2026-02-07T10:15:30Z", "2026-03-02T10:15:30Z"),
    // The same in a leap year.
    ("2028-01-31T10:15:30Z", "2028-02-07T10:15:30Z", "2028-03-01T10:15:30Z"),
    // Over the leap day, and over its absence.
    ("2028-02-25T00:00:00Z", "2028-03-03T00:00:00Z", "2028-03-26T00:00:00Z"),
    ("2027-02-25T00:00:00Z", "2027-03-04T00:00:00Z", "2027-03-27T00:00:00Z"),
    // On the leap day.
    ("2028-02-29T12:00:00Z", "2028-03-07T12:00:00Z", "2028-03-30T12:00:00Z"),
    // Over the end of the year.
    ("2026-12-28T23:59:59Z", "2027-01-04T23:59:59Z", "2027-01-27T23:59:59Z"),
    // Over the changes of clocks in Europe and America: hours are hours.
    ("2026-10-24T23:30:00Z", "2026-10-31T23:30:00Z", "2026-11-23T23:30:00Z"),
    ("2027-03-10T08:00:00Z", "2027-03-17T08:00:00Z", "2027-04-09T08:00:00Z"),
];

fn closed(at_moment: &str) -> CaseFacts {
    let case = in_status(case(None, None, ME), Status::Closed);
    CaseFacts { closed_at: Some(at(at_moment)), rated: true, ..case }
}

#[test]
fn a_rating_can_be_changed_until_its_deadline_to_the_second() {
    for (closed_at, rating, _) in WINDOWS {
        let case = closed(closed_at);
        assert_eq!(rating_deadline(&case), Some(at(rating)), "{closed_at}");
        assert!(rate(&ME.into(), &case, at(closed_at)).is_allowed(), "{closed_at}");
        assert!(rate(&ME.into(), &case, at(rating)).is_allowed(), "{closed_at}");
        assert!(!rate(&ME.into(), &case, at(rating) + Duration::seconds(1)).is_allowed(), "{closed_at}");
    }
}

#[test]
fn a_first_rating_may_be_given_at_any_time_after_closing() {
    for (closed_at, rating, reopening) in WINDOWS {
        let case = CaseFacts { rated: false, ..closed(closed_at) };
        for now in [at(closed_at), at(rating), at(reopening), at("2099-12-31T23:59:59Z")] {
            assert!(rate(&ME.into(), &case, now).is_allowed(), "{closed_at} {now}");
        }
    }
}

#[test]
fn a_case_can_be_reopened_until_its_deadline_to_the_second() {
    for (closed_at, _, reopening) in WINDOWS {
        let case = closed(closed_at);
        let standings = standings(&ME.into(), &[], &case);
        let reopen = |now| action(Action::Reopen, &standings, &case, now).is_allowed();
        assert_eq!(reopen_deadline(&case), Some(at(reopening)), "{closed_at}");
        assert!(reopen(at(closed_at)), "{closed_at}");
        assert!(reopen(at(reopening)), "{closed_at}");
        assert!(!reopen(at(reopening) + Duration::seconds(1)), "{closed_at}");
    }
}

#[test]
fn a_case_that_is_not_closed_has_no_deadlines() {
    for status in [Status::Open, Status::WaitingOnVendor, Status::WaitingOnCustomer] {
        let case = in_status(case(None, None, ME), status);
        assert_eq!(rating_deadline(&case), None);
        assert_eq!(reopen_deadline(&case), None);
    }
}

#[test]
fn a_case_closed_too_long_ago_offers_a_follow_up() {
    let case = closed("2026-01-01T00:00:00Z");
    let decision =
        action(Action::Reopen, &standings(&ME.into(), &[], &case), &case, at("2026-06-01T00:00:00Z"));
    assert!(decision.reason().is_some_and(|reason| reason.message.contains("follow-up case")));
}
