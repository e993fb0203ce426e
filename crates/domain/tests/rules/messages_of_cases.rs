//! Messages about cases, in the contract's own words.

use caseport_domain::api::{
    CaseDetail, CaseSummary, Catalog, CloseRequest, CommentRequest, Detection, HistoryEntry, ReportAllowance,
    TabCounts,
};
use caseport_domain::case::Verdict;
use caseport_domain::validate::{FalseDetectionRequest, NewCaseRequest};
use caseport_domain::{Known, Severity, Status};
use serde_json::{Value, from_value, json, to_value};

fn yes() -> Value {
    json!({ "allowed": true })
}

fn no() -> Value {
    json!({
        "allowed": false,
        "reason": { "code": "case_not_closed", "message": "The case is not closed.", "granted_by": [] },
    })
}

fn summary() -> Value {
    json!({
        "number": "10000042",
        "subject": "Scans are slow",
        "product": { "id": "core", "name": "Core" },
        "severity": "s2",
        "status": "waiting_on_customer",
        "organization": { "id": "contoso", "name": "Contoso" },
        "submitter": { "id": "u1", "name": "Ana Ruiz", "email": "ana@contoso.example" },
        "created_at": "2026-11-02T09:00:00Z",
        "updated_at": "2026-11-03T10:00:00Z",
        "closed_at": null,
        "rating": null,
        "can_rate": no(),
    })
}

fn detail() -> Value {
    let mut detail = summary();
    let more = json!({
        "kind": "support",
        "filed_by": null,
        "description": "Since the **update**.",
        "platform": { "id": "linux", "name": "Linux" },
        "issue_type": { "id": "performance", "name": "Performance" },
        "license": { "id": null, "name": "ABCD-1234" },
        "version": "5.1",
        "ccs": ["ops@contoso.example"],
        "escalation": {
            "state": "acknowledged",
            "by": { "id": "u1", "name": "Ana Ruiz", "email": "ana@contoso.example" },
            "at": "2026-11-02T12:00:00Z",
            "reason": "Production is down.",
            "acknowledged_by": "Vera",
            "acknowledged_at": "2026-11-02T13:00:00Z",
            "note": "On it.",
            "withdrawn_by": null,
            "withdrawn_at": null,
        },
        "rating_deadline": null,
        "reopen_deadline": null,
        "response_target": { "value": 8, "unit": "business_hours" },
        "first_response_due": "2026-11-02T17:00:00Z",
        "first_response_at": null,
        "relation": "submitter",
        "actions": {
            "comment": yes(), "add_files": yes(), "edit_ccs": yes(), "escalate": yes(),
            "withdraw_escalation": yes(),
            "close": yes(), "reopen": no(), "rate": no(), "download_files": yes(),
        },
        "etag": "\"7\"",
    });
    let fields = more.as_object().expect("an object").clone();
    detail.as_object_mut().expect("an object").extend(fields);
    detail
}

#[test]
fn a_row_of_a_list_is_as_in_the_contract() {
    let row: CaseSummary = from_value(summary()).expect("a row");
    assert_eq!(row.status, Known::Value(Status::WaitingOnCustomer));
    assert_eq!(row.severity, Known::Value(Severity::S2));
    assert!(!row.can_rate.is_allowed());
    assert_eq!(to_value(&row).expect("JSON"), summary());
}

#[test]
fn a_rated_closed_case_of_a_personal_user_is_a_row_too() {
    let mut wire = summary();
    wire["status"] = json!("closed");
    wire["closed_at"] = json!("2026-11-04T09:00:00Z");
    wire["organization"] = Value::Null;
    wire["rating"] = json!({
        "overall": 5, "solution": null, "speed": 3, "comment": null, "rated_at": "2026-11-04T09:30:00Z",
    });
    wire["can_rate"] = yes();
    let row: CaseSummary = from_value(wire.clone()).expect("a row");
    assert_eq!(to_value(&row).expect("JSON"), wire);
}

#[test]
fn the_page_of_a_case_has_the_fields_of_the_row_and_its_own_side_by_side() {
    let case: CaseDetail = from_value(detail()).expect("a case");
    assert!(case.actions.escalate.is_allowed() && !case.actions.reopen.is_allowed());
    assert_eq!(to_value(&case).expect("JSON"), detail());
}

#[test]
fn a_case_of_a_newer_server_keeps_the_codes_that_this_build_does_not_know() {
    let mut newer = detail();
    newer["status"] = json!("waiting_on_partner");
    newer["severity"] = json!("s0");
    newer["relation"] = json!("auditor");
    newer["escalation"]["state"] = json!("resolved");
    let case: CaseDetail = from_value(newer.clone()).expect("a case");
    assert_eq!(case.summary.status.value(), None);
    assert_eq!(to_value(&case).expect("JSON"), newer);
    newer["mood"] = json!("sunny");
    assert_eq!(from_value::<CaseDetail>(newer).expect("a case"), case);
}

#[test]
fn a_case_number_in_a_message_must_have_eight_digits() {
    let mut wire = summary();
    wire["number"] = json!("42");
    assert!(from_value::<CaseSummary>(wire).is_err());
}

#[test]
fn counts_are_as_in_the_contract() {
    let wire = json!({ "total": 9, "open": 6, "waiting_on_me": 2, "waiting_on_vendor": 3, "closed": 3 });
    let counts: TabCounts = from_value(wire.clone()).expect("counts");
    assert_eq!(to_value(counts).expect("JSON"), wire);
}

#[test]
fn entries_of_the_history_carry_what_their_kind_has_and_leave_out_the_rest() {
    let entry = |kind: &str, more: Value| {
        let mut entry = json!({
            "id": "h1",
            "kind": kind,
            "at": "2026-11-02T09:00:00Z",
            "by": { "id": null, "name": "Vera", "email": null, "side": "vendor" },
        });
        let fields = more.as_object().expect("an object").clone();
        entry.as_object_mut().expect("an object").extend(fields);
        entry
    };
    for wire in [
        entry("created", json!({})),
        entry("comment", json!({ "text": "Hello" })),
        entry("file", json!({ "file": { "id": "f1", "name": "log.txt", "size": 2_147_483_648_u64 } })),
        entry("status", json!({ "status": "waiting_on_customer" })),
        entry("status", json!({ "status": "waiting_on_moon" })),
        entry("ccs_added", json!({ "emails": ["a@example.com"] })),
        entry("verdict", json!({ "verdict": "confirmed_benign", "text": "Clean." })),
        entry("verdict", json!({ "verdict": "confirmed_by_oracle" })),
        entry("teleported", json!({ "text": "A newer server's kind" })),
    ] {
        let read: HistoryEntry = from_value(wire.clone()).expect("an entry");
        assert_eq!(to_value(&read).expect("JSON"), wire);
    }
}

#[test]
fn the_report_behind_a_case_is_as_in_the_contract() {
    let mut wire = json!({
        "case": "10000042",
        "file_name": "pump.exe",
        "size": 2_147_483_648_u64,
        "sha256": "9ff5",
        "submission_type": "false_positive",
        "products": [{ "id": "core", "name": "Core" }],
        "description": "Signed by its maker.",
        "verdict": "in_queue",
        "verdict_changed_at": null,
        "reported_at": "2026-11-02T09:00:00Z",
        "reported_by": { "id": "u1", "name": "Ana Ruiz", "email": "ana@contoso.example" },
    });
    let report: Detection = from_value(wire.clone()).expect("a report");
    assert_eq!(report.verdict, Known::Value(Verdict::InQueue));
    assert_eq!(to_value(&report).expect("JSON"), wire);
    // What a newer server says is kept as it is.
    wire["verdict"] = json!("confirmed_harmless");
    wire["submission_type"] = json!("false_alarm");
    wire["verdict_changed_at"] = json!("2026-11-03T09:00:00Z");
    let newer: Detection = from_value(wire.clone()).expect("a report");
    assert_eq!(newer.verdict.value(), None);
    assert_eq!(to_value(&newer).expect("JSON"), wire);
}

#[test]
fn a_report_is_sent_with_the_fields_of_the_contract() {
    let wire = json!({
        "organization": "contoso",
        "upload": "u-1",
        "submission_type": "false_positive",
        "products": ["core"],
        "description": "Signed by its maker.",
    });
    let request: FalseDetectionRequest = from_value(wire.clone()).expect("a request");
    assert_eq!(to_value(&request).expect("JSON"), wire);
    assert_eq!(
        from_value::<FalseDetectionRequest>(json!({})).expect("a request"),
        FalseDetectionRequest::default()
    );
    let allowance = json!({
        "report": no(), "limit": 40, "remaining": 0, "resets_at": "2026-11-03T00:00:00Z",
    });
    let read: ReportAllowance = from_value(allowance.clone()).expect("an allowance");
    assert_eq!(to_value(&read).expect("JSON"), allowance);
}

#[test]
fn a_new_case_is_sent_with_the_fields_of_the_contract() {
    let wire = json!({
        "customer": "fabrikam",
        "product": "core",
        "platform": "linux",
        "issue_type": "performance",
        "severity": "s1",
        "license": "lic-1",
        "version": "5.1",
        "subject": "Scans are slow",
        "description": "Since the update, every scan takes a minute.",
        "ccs": ["ops@contoso.example"],
    });
    let request: NewCaseRequest = from_value(wire.clone()).expect("a request");
    assert_eq!(to_value(&request).expect("JSON"), wire);
    let least = to_value(NewCaseRequest::default()).expect("JSON");
    let keys: Vec<_> = least.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(keys, ["description", "issue_type", "product", "severity", "subject"]);
}

#[test]
fn small_requests_are_read_leniently() {
    assert_eq!(from_value::<CommentRequest>(json!({})).expect("a comment").text, "");
    assert_eq!(from_value::<CloseRequest>(json!({})).expect("closing").rating, None);
    let rated: CloseRequest = from_value(json!({ "rating": { "overall": 4 } })).expect("closing");
    assert_eq!(rated.rating.and_then(|rating| rating.overall), Some(4));
    let unrated: CloseRequest = from_value(json!({ "rating": { "speed": 4 } })).expect("closing");
    assert_eq!(unrated.rating.and_then(|rating| rating.overall), None);
}

#[test]
fn a_catalog_is_as_in_the_contract() {
    let wire = json!({
        "organization": { "id": "contoso", "name": "Contoso" },
        "support_plan": "gold",
        "products": [{
            "id": "core", "name": "Core", "featured": true,
            "platforms": [{ "id": "linux", "name": "Linux" }], "versions": ["5.1"],
        }],
        "issue_types": [{ "id": "performance", "name": "Performance", "description": "It is slow." }],
        "severities": [{
            "id": "s1", "name": "Critical", "guidance": "It is down.", "target": { "value": 2, "unit": "hours" },
        }],
        "ai_assistance": true,
        "licenses": [{
            "id": "lic-1", "name": "Core", "key": "ABCD", "product": "core", "expires_at": null,
        }],
    });
    let catalog: Catalog = from_value(wire.clone()).expect("a catalog");
    assert_eq!(to_value(&catalog).expect("JSON"), wire);
}
