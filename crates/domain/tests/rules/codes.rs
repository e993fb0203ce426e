//! Every enumeration: its codes are lower snake_case, unique, and the same in JSON.

use std::collections::HashSet;
use std::fmt::Debug;

use caseport_domain::api::{HistoryKind, Side};
use caseport_domain::case::{EscalationState, SubmissionType, Verdict};
use caseport_domain::policy::{Action, Relation};
use caseport_domain::response::TargetUnit;
use caseport_domain::validate::FieldErrorCode;
use caseport_domain::{
    BuiltInRole, CaseKind, Code, Known, Level, LinkKind, OrganizationKind, ReasonCode, RoleObject, Severity,
    Status, StatusFilter, SupportPlan, Tab,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn check<T: Code + Debug + Serialize + DeserializeOwned>(codes: &[&str]) {
    let found: Vec<&str> = T::ALL.iter().map(|value| value.code()).collect();
    if !codes.is_empty() {
        assert_eq!(found, codes);
    }
    assert_eq!(found.iter().collect::<HashSet<_>>().len(), found.len(), "unique: {found:?}");
    for value in T::ALL {
        let code = value.code();
        let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
        assert!(code.starts_with(|c: char| c.is_ascii_lowercase()) && code.chars().all(is_snake), "{code}");
        assert_eq!(T::parse(code), Some(*value));
        assert_eq!(T::parse(&code.to_uppercase()), None, "{code}");
        let json = serde_json::to_string(value).expect("JSON");
        assert_eq!(json, format!("\"{code}\""));
        assert_eq!(serde_json::from_str::<T>(&json).expect("a value"), *value);
        assert_eq!(serde_json::to_string(&Known::Value(*value)).expect("JSON"), json);
    }
    assert_eq!(T::parse(""), None);
    assert_eq!(T::parse("something_newer"), None);
}

#[test]
fn the_codes_that_the_contract_names_are_as_it_says() {
    check::<Level>(&["none", "view", "full"]);
    check::<Severity>(&["s1", "s2", "s3", "s4"]);
    check::<Status>(&["open", "waiting_on_vendor", "waiting_on_customer", "closed"]);
    check::<StatusFilter>(&["open", "waiting_on_me", "waiting_on_vendor", "closed"]);
    check::<Tab>(&["my", "organization", "partner", "customer", "false_detection"]);
    check::<OrganizationKind>(&["personal", "customer", "partner"]);
    check::<LinkKind>(&["partner", "other"]);
    check::<BuiltInRole>(&["super_admin", "admin", "user", "mdf_admin", "partner_user"]);
    check::<EscalationState>(&["requested", "acknowledged", "withdrawn"]);
    check::<SubmissionType>(&["false_positive", "false_negative"]);
    check::<Action>(&[
        "comment",
        "add_files",
        "edit_ccs",
        "escalate",
        "withdraw_escalation",
        "close",
        "reopen",
        "rate",
        "download_files",
    ]);
    check::<Verdict>(&[
        "in_queue",
        "in_progress",
        "inconclusive",
        "confirmed_benign",
        "confirmed_malicious",
        "rejected",
    ]);
}

#[test]
fn all_other_codes_are_unique_and_the_same_everywhere() {
    check::<CaseKind>(&["support", "false_detection"]);
    check::<SupportPlan>(&["silver", "gold", "platinum", "emerald_us"]);
    check::<TargetUnit>(&["hours", "business_hours", "business_days"]);
    check::<Side>(&["customer", "vendor"]);
    check::<Relation>(&[]);
    check::<ReasonCode>(&[]);
    check::<RoleObject>(&[]);
    check::<HistoryKind>(&[]);
    check::<FieldErrorCode>(&[]);
}

#[test]
fn a_code_that_this_build_does_not_know_survives_the_way_there_and_back() {
    let newer: Known<Status> = serde_json::from_str("\"waiting_on_partner\"").expect("any string");
    assert_eq!(newer, Known::Other("waiting_on_partner".to_owned()));
    assert_eq!(newer.value(), None);
    assert_eq!((newer.code(), newer.to_string().as_str()), ("waiting_on_partner", "waiting_on_partner"));
    assert_eq!(serde_json::to_string(&newer).expect("JSON"), "\"waiting_on_partner\"");

    let known: Known<Status> = serde_json::from_str("\"waiting_on_vendor\"").expect("a status");
    assert_eq!(known, Known::from(Status::WaitingOnVendor));
    assert_eq!(known.value(), Some(Status::WaitingOnVendor));
    assert_eq!(known.code(), "waiting_on_vendor");
    assert!(serde_json::from_str::<Known<Status>>("7").is_err());
}
