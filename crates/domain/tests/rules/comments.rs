//! Editing and withdrawing a comment, and what the vendor's systems say of a case.

use caseport_domain::case::EscalationState;
use caseport_domain::policy::{CommentFacts, acknowledge, change_comment, comment_deadline, standings};
use caseport_domain::validate::{
    FieldErrorCode, NewAcknowledgement, NewRole, NewVendorComment, NewVendorStatus, RoleRequest,
    VendorCommentRequest, VendorEscalationRequest, VendorStatusRequest,
};
use caseport_domain::{Code, ReasonCode, Status};
use chrono::Duration;

use crate::support::at;
use crate::support::cases::{ME, case, in_status};
use crate::support::verdict::{No, assert_verdict, first_unmet};

#[test]
fn a_comment_is_changed_by_its_author_for_five_minutes_while_they_may_comment() {
    let written = at("2026-11-03T09:00:00Z");
    let because = |code| No::Because(code);
    for author in [Some(ME), Some("user-other"), None] {
        for withdrawn in [false, true] {
            for seconds in [0, 1, 299, 300, 301, 86_400] {
                for status in Status::ALL {
                    for submitter in [ME, "user-other"] {
                        let case = in_status(case(None, None, submitter), *status);
                        let comment = CommentFacts { by: author.map(Into::into), at: written, withdrawn };
                        let now = written + Duration::seconds(seconds);
                        let standings = standings(&ME.into(), &[], &case);
                        let expected = first_unmet(&[
                            (author == Some(ME), because(ReasonCode::NotAuthor)),
                            (!withdrawn, because(ReasonCode::CommentWithdrawn)),
                            (seconds <= 300, because(ReasonCode::CommentWindowOver)),
                            // Who has lost sight of the case has lost their comments, too.
                            (submitter == ME, because(ReasonCode::NotSubmitter)),
                            (*status != Status::Closed, because(ReasonCode::CaseClosed)),
                        ]);
                        let decision = change_comment(&ME.into(), &comment, &standings, &case, now);
                        assert_verdict(&decision, expected, None, &(author, withdrawn, seconds, status));
                        assert_eq!(comment_deadline(&comment), written + Duration::minutes(5));
                    }
                }
            }
        }
    }
}

#[test]
fn a_reply_needs_words_and_may_name_its_author() {
    let reply = |text: &str, by: Option<&str>| {
        NewVendorComment::try_from(&VendorCommentRequest { text: text.to_owned(), by: by.map(str::to_owned) })
    };
    let new = reply(" Try the update. ", Some("Priya")).expect("valid");
    assert_eq!(new.text.as_str(), "Try the update.");
    assert_eq!(new.by.expect("named").as_str(), "Priya");
    assert_eq!(reply("x", None).expect("valid").by, None);
    let wrong = reply(" \n", Some("")).expect_err("both are wrong");
    assert_eq!(wrong.0.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["text", "by"]);
    assert!(reply(&"x".repeat(20_001), None).is_err());
}

#[test]
fn the_vendor_sets_every_status_but_open() {
    for status in Status::ALL.iter().map(|status| status.code()).chain(["", "solved", "OPEN"]) {
        let request = VendorStatusRequest { status: status.to_owned(), by: None };
        let expected = Status::parse(status).filter(|status| *status != Status::Open);
        match NewVendorStatus::try_from(&request) {
            Ok(new) => assert_eq!(Some(new.status), expected),
            Err(errors) => {
                assert_eq!(expected, None, "{status}");
                assert_eq!(errors.0[0].code, FieldErrorCode::Invalid.into());
                assert!(errors.of("status").is_some_and(|text| text.contains("waiting_on_customer")));
            }
        }
    }
}

#[test]
fn an_acknowledgement_says_what_is_done() {
    let said = |state: &str, note: &str| {
        NewAcknowledgement::try_from(&VendorEscalationRequest {
            state: state.to_owned(),
            note: note.to_owned(),
            by: None,
        })
    };
    assert_eq!(
        said("acknowledged", "Engineering is on it.").expect("valid").note.as_str(),
        "Engineering is on it."
    );
    for (state, note, field) in [
        ("requested", "x", "state"),
        ("withdrawn", "x", "state"),
        ("", "x", "state"),
        ("acknowledged", " ", "note"),
    ] {
        assert!(said(state, note).expect_err("wrong").of(field).is_some(), "{state} {note}");
    }
}

#[test]
fn a_role_has_a_name_of_one_to_sixty_characters() {
    let named =
        |label: &str| NewRole::try_from(&RoleRequest { label: label.to_owned(), ..RoleRequest::default() });
    assert_eq!(named("  Case\tViewer ").expect("valid").label.as_str(), "Case Viewer");
    assert!(named(&"é".repeat(60)).is_ok());
    for (label, code) in [
        ("", FieldErrorCode::Required),
        (" \u{a0}\u{2003}\n", FieldErrorCode::Required),
        (&"é".repeat(61), FieldErrorCode::TooLong),
    ] {
        let errors = named(label).expect_err("wrong");
        assert_eq!(errors.0[0].code, code.into(), "{label:?}");
    }
    let long = RoleRequest { label: "A".to_owned(), description: "x".repeat(501), ..RoleRequest::default() };
    assert!(NewRole::try_from(&long).expect_err("too long").of("description").is_some());
}

#[test]
fn an_escalation_is_taken_up_once_while_the_case_is_open() {
    use EscalationState::{Acknowledged, Requested, Withdrawn};
    for status in Status::ALL {
        for state in [None, Some(Requested), Some(Acknowledged), Some(Withdrawn)] {
            let expected = first_unmet(&[
                (*status != Status::Closed, No::Because(ReasonCode::CaseClosed)),
                (matches!(state, Some(Requested | Acknowledged)), No::Because(ReasonCode::NotEscalated)),
                (state == Some(Requested), No::Because(ReasonCode::AlreadyAcknowledged)),
            ]);
            assert_verdict(&acknowledge(*status, state), expected, None, &(status, state));
        }
    }
}
