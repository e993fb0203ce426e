//! Decisions: how they combine, and how they travel.

use caseport_domain::{Decision, Known, Level, Reason, ReasonCode, RoleObject};
use serde_json::{Value, from_value, json, to_value};

fn no(code: ReasonCode) -> Decision {
    Reason::new(code, "No.").into()
}

#[test]
fn a_yes_travels_as_allowed_only() {
    assert_eq!(to_value(Decision::Allowed).expect("JSON"), json!({ "allowed": true }));
    assert_eq!(from_value::<Decision>(json!({ "allowed": true })).expect("a decision"), Decision::Allowed);
}

#[test]
fn a_no_for_a_missing_level_travels_exactly_as_in_the_contract() {
    let grantors = ["Ana Ruiz".to_owned(), "Bo Lindqvist".to_owned()];
    let reason = Reason::needs_level(RoleObject::SupportService, Level::View, Level::Full, &grantors);
    let wire = json!({
        "allowed": false,
        "reason": {
            "code": "needs_level",
            "object": "support_service",
            "have": "view",
            "need": "full",
            "message": "This needs Full Access on \"Support Service\"; your role gives View Only.",
            "granted_by": ["Ana Ruiz", "Bo Lindqvist"],
        },
    });
    let decision = Decision::from(reason);
    assert_eq!(to_value(&decision).expect("JSON"), wire);
    assert_eq!(from_value::<Decision>(wire).expect("a decision"), decision);
}

#[test]
fn a_no_for_another_reason_leaves_out_what_it_does_not_have() {
    let decision = Decision::from(Reason::new(ReasonCode::CaseClosed, "The case is closed."));
    let wire = json!({
        "allowed": false,
        "reason": { "code": "case_closed", "message": "The case is closed.", "granted_by": [] },
    });
    assert_eq!(to_value(&decision).expect("JSON"), wire);
    assert_eq!(from_value::<Decision>(wire).expect("a decision"), decision);
}

#[test]
fn every_reason_survives_the_way_there_and_back() {
    for code in <ReasonCode as caseport_domain::Code>::ALL {
        for names in [&[][..], &["Ana Ruiz".to_owned()][..]] {
            let bare = Reason::new(*code, "Because.").with_granted_by(names);
            let full = Reason {
                code: (*code).into(),
                ..Reason::needs_level(RoleObject::ChannelMdf, Level::None, Level::View, names)
            };
            for reason in [bare, full] {
                let decision = Decision::Denied(reason);
                let wire = to_value(&decision).expect("JSON");
                assert_eq!(from_value::<Decision>(wire).expect("a decision"), decision);
            }
        }
    }
}

#[test]
fn a_no_of_a_newer_server_stays_a_no_with_its_words() {
    let wire = json!({
        "allowed": false,
        "hint": 7,
        "reason": {
            "code": "moon_phase",
            "object": "lunar_service",
            "message": "Wait for the full moon.",
            "granted_by": ["Luna"],
            "until": "tomorrow",
        },
    });
    let decision: Decision = from_value(wire).expect("a decision");
    let reason = decision.reason().expect("a no");
    assert_eq!(reason.code, Known::Other("moon_phase".to_owned()));
    assert_eq!(reason.object, Some(Known::Other("lunar_service".to_owned())));
    assert_eq!(reason.message, "Wait for the full moon.");
    let again = to_value(&decision).expect("JSON");
    assert_eq!(again["reason"]["code"], "moon_phase");
    assert_eq!(again["reason"]["object"], "lunar_service");
}

#[test]
fn a_level_that_this_build_does_not_know_does_not_spoil_the_reason() {
    let wire = json!({
        "allowed": false,
        "reason": { "code": "needs_level", "have": "view", "need": "audit", "message": "No.", "granted_by": [] },
    });
    let decision: Decision = from_value(wire).expect("a decision");
    let reason = decision.reason().expect("a no");
    assert_eq!((reason.have, reason.need), (Some(Level::View), None));
}

#[test]
fn a_no_without_a_reason_is_still_a_no_and_nothing_is_no_decision() {
    let decision: Decision = from_value(json!({ "allowed": false })).expect("a decision");
    assert!(decision.reason().is_some_and(|reason| !reason.message.is_empty()));
    for wire in [json!({}), json!(null), json!(true), json!({ "allowed": "yes" }), json!({ "reason": null })]
    {
        assert!(from_value::<Decision>(wire.clone()).is_err(), "{wire}");
    }
    let lenient: Decision =
        from_value(json!({ "allowed": false, "reason": { "code": "case_closed", "message": "No." } }))
            .expect("a reason without names");
    assert_eq!(lenient.reason().map(|reason| reason.granted_by.len()), Some(0));
    let yes: Decision = from_value(json!({ "allowed": true, "reason": Value::Null })).expect("a decision");
    assert!(yes.is_allowed());
}

#[test]
fn both_are_needed_with_and_and_the_first_no_wins() {
    let (closed, escalated) = (no(ReasonCode::CaseClosed), no(ReasonCode::AlreadyEscalated));
    assert_eq!(Decision::Allowed.and(|| Decision::Allowed), Decision::Allowed);
    assert_eq!(Decision::Allowed.and(|| escalated.clone()), escalated);
    assert_eq!(closed.clone().and(|| Decision::Allowed), closed);
    assert_eq!(closed.clone().and(|| escalated.clone()), closed);
}

#[test]
fn one_is_enough_with_or_and_the_first_no_wins() {
    let (closed, escalated) = (no(ReasonCode::CaseClosed), no(ReasonCode::AlreadyEscalated));
    assert_eq!(Decision::Allowed.or(|| closed.clone()), Decision::Allowed);
    assert_eq!(closed.clone().or(|| Decision::Allowed), Decision::Allowed);
    assert_eq!(closed.clone().or(|| escalated.clone()), closed);
}

#[test]
fn a_decision_is_a_result_for_the_question_mark() {
    assert_eq!(Decision::Allowed.require(), Ok(()));
    let reason = Reason::new(ReasonCode::CaseClosed, "The case is closed.");
    assert_eq!(Decision::Denied(reason.clone()).require(), Err(reason.clone()));
    assert_eq!(Decision::when(true, || reason.clone()), Decision::Allowed);
    assert_eq!(Decision::when(false, || reason.clone()), Decision::Denied(reason));
}
