//! What the vendor's systems say of false detections: reports that they bring in, and verdicts.

use caseport_domain::api::{Detection, HistoryEntry, Page};
use caseport_domain::{Code as _, case::Verdict};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::{T0, TestApp, User};

const CORA: &str = "cora@contoso.example";
const HASH: &str = "9ff56e95e1a4f8d562127a03765a110a4188732916d7473b835fe23868585071";

fn brought(changes: Value) -> Value {
    let mut report = json!({
        "submitter": CORA,
        "file_name": "pump.exe",
        "size": 48_234_496,
        "sha256": HASH.to_uppercase(),
        "submission_type": "false_positive",
        "products": ["metadefender-core"],
    });
    report.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    report
}

async fn history(user: &User<'_>, number: impl std::fmt::Display) -> Vec<HistoryEntry> {
    user.get(&format!("/cases/{number}/history")).await.read_as::<Page<HistoryEntry>>(200).items
}

#[tokio::test]
async fn a_report_is_brought_in_in_somebodys_name() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Mail gateway").await;
    let answer = service.post("/vendor/false-detections", &brought(json!({}))).await;
    let made: Detection = answer.read_as(201);
    assert_eq!(answer.header("location"), format!("/api/v1/cases/{}", made.case));
    assert_eq!((made.file_name.as_str(), made.size, made.sha256.as_str()), ("pump.exe", 48_234_496, HASH));
    let cora = app.sign_in(CORA).await;
    assert_eq!(cora.detection(made.case).await, made);
    let case = cora.case(made.case).await;
    assert_eq!(case.summary.subject, "False positive: pump.exe");
    assert_eq!((case.summary.submitter.id.as_str(), case.relation.code()), ("cora", "submitter"));
    assert_eq!(case.summary.organization.unwrap().id.as_str(), "contoso");
    assert_eq!(case.description, "Reported without a description.");
    let [created] = history(&cora, made.case).await.try_into().unwrap();
    assert_eq!((created.by.name.as_str(), created.by.side.code()), ("Mail gateway", "vendor"));
    assert_eq!(cora.list("contoso", "tab=false_detection").await.items[0].number, made.case);
    let files = cora.files(made.case).await;
    assert!(!files[0].download.is_allowed());
    // In another of their organizations, and by somebody who is named.
    let elsewhere = brought(json!({
        "submitter": "Max@Multi.example", "organization": "northwind", "by": "Ana of Research", "description": "Hm.",
    }));
    let made: Detection = service.post("/vendor/false-detections", &elsewhere).await.read_as(201);
    let max = app.sign_in("max@multi.example").await;
    assert_eq!(max.case(made.case).await.summary.organization.unwrap().id.as_str(), "northwind");
    assert_eq!(history(&max, made.case).await[0].by.name, "Ana of Research");
}

#[tokio::test]
async fn a_report_that_cannot_be_is_refused_field_by_field() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Mail gateway").await;
    let rows: [(Value, &str, &str); 10] = [
        (json!({ "submitter": "nobody@contoso.example" }), "submitter", "unknown"),
        (json!({ "submitter": "cora" }), "submitter", "invalid"),
        (json!({ "organization": "adatum" }), "organization", "unknown"),
        (json!({ "file_name": " " }), "file_name", "required"),
        (json!({ "size": 0 }), "size", "required"),
        (json!({ "size": 2_147_483_649_u64 }), "size", "too_long"),
        (json!({ "size": -1 }), "size", "invalid"),
        (json!({ "sha256": "9ff5" }), "sha256", "invalid"),
        (json!({ "products": ["x"] }), "products", "unknown"),
        (json!({ "submission_type": "" }), "submission_type", "required"),
    ];
    for (changes, field, code) in rows {
        let found = service.post("/vendor/false-detections", &brought(changes.clone())).await.fields(422);
        assert_eq!(found, [(field.to_owned(), code.to_owned())], "{changes}");
    }
}

#[tokio::test]
async fn a_service_repeats_under_its_own_keys() {
    let app = TestApp::demo().await;
    let (mail, _) = app.service("Mail gateway").await;
    let (cloud, _) = app.service("Cloud").await;
    let mail = mail.with("idempotency-key", "1");
    let first = mail.post("/vendor/false-detections", &brought(json!({}))).await;
    let again = mail.post("/vendor/false-detections", &brought(json!({}))).await;
    assert_eq!((again.status, again.text()), (201, first.text()));
    mail.post("/vendor/false-detections", &brought(json!({ "size": 1 }))).await.problem(422);
    let cloud = cloud.with("idempotency-key", "1");
    let other = cloud.post("/vendor/false-detections", &brought(json!({}))).await;
    assert_ne!(other.read_as::<Detection>(201).case, first.read_as::<Detection>(201).case);
}

#[tokio::test]
async fn verdicts_are_given_and_told_in_the_case() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.reported("pump.exe", b"pump", json!({})).await.summary.number;
    let (service, _) = app.service("Analysis").await;
    let path = format!("/vendor/cases/{number}/detection");
    let mut minutes = 0;
    // Each of them, from every one before.
    for verdict in Verdict::ALL.iter().chain(Verdict::ALL.iter().rev()) {
        app.clock.pass(TimeDelta::minutes(1));
        minutes += 1;
        let before = cora.detection(number).await;
        let changes = before.verdict.value() != Some(*verdict);
        let etag = cora.case(number).await.etag;
        let given: Detection = service.put(&path, &json!({ "verdict": verdict.code() })).await.read_as(200);
        assert_eq!(given.verdict.value(), Some(*verdict));
        assert_eq!(cora.detection(number).await, given);
        let case = cora.case(number).await;
        assert_eq!(case.etag != etag, changes, "{verdict:?}");
        if changes {
            let at = T0 + TimeDelta::minutes(minutes);
            assert_eq!((given.verdict_changed_at, case.summary.updated_at), (Some(at), at));
            let last = history(&cora, number).await.pop().unwrap();
            assert_eq!((last.kind.code(), last.at), ("verdict", at));
            assert_eq!(last.verdict.unwrap().value(), Some(*verdict));
            assert_eq!((last.by.name.as_str(), last.by.side.code(), last.text), ("Analysis", "vendor", None));
        } else {
            assert_eq!(given.verdict_changed_at, before.verdict_changed_at);
        }
        // It is no answer yet.
        assert_eq!((case.summary.status.code(), case.first_response_at), ("open", None));
    }
    // The same once more, with something to say.
    let note = json!({ "verdict": "in_queue", "by": "Ana of Research", "note": "Waits for <b>the lab</b>." });
    let before = cora.detection(number).await;
    service.put(&path, &note).await.read_as::<Detection>(200);
    assert_eq!(cora.detection(number).await, before);
    let last = history(&cora, number).await.pop().unwrap();
    assert_eq!(
        (last.by.name.as_str(), last.text.as_deref()),
        ("Ana of Research", Some("Waits for <b>the lab</b>."))
    );
    assert_eq!(last.verdict.unwrap().code(), "in_queue");
}

#[tokio::test]
async fn verdicts_reach_closed_cases_too_and_change_nothing_else() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.reported("pump.exe", b"pump", json!({})).await.summary.number;
    cora.post(&format!("/cases/{number}/close"), &json!({})).await;
    let (service, _) = app.service("Analysis").await;
    let verdict = json!({ "verdict": "confirmed_benign" });
    service.put(&format!("/vendor/cases/{number}/detection"), &verdict).await.read_as::<Detection>(200);
    assert_eq!(cora.case(number).await.summary.status.code(), "closed");
    assert_eq!(cora.detection(number).await.verdict.code(), "confirmed_benign");
}

#[tokio::test]
async fn a_verdict_that_cannot_be_is_refused() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.reported("pump.exe", b"pump", json!({})).await.summary.number;
    let support = cora.submitted("contoso", json!({})).await.summary.number;
    let (service, _) = app.service("Analysis").await;
    let path = format!("/vendor/cases/{number}/detection");
    let rows: [(Value, &str, &str); 6] = [
        (json!({}), "verdict", "required"),
        (json!({ "verdict": "clean" }), "verdict", "unknown"),
        (json!({ "verdict": "Rejected" }), "verdict", "unknown"),
        (json!({ "verdict": 1 }), "verdict", "invalid"),
        (json!({ "verdict": "rejected", "by": "x".repeat(101) }), "by", "too_long"),
        (json!({ "verdict": "rejected", "note": "x".repeat(2_001) }), "note", "too_long"),
    ];
    for (body, field, code) in rows {
        assert_eq!(
            service.put(&path, &body).await.fields(422),
            [(field.to_owned(), code.to_owned())],
            "{body}"
        );
    }
    for other in [support.to_string(), "99999999".to_owned(), "x".to_owned()] {
        let path = format!("/vendor/cases/{other}/detection");
        service.put(&path, &json!({ "verdict": "rejected" })).await.problem(404);
    }
    assert_eq!(history(&cora, number).await.len(), 1);
    assert_eq!(history(&cora, support).await.len(), 1);
}
