//! Reports of false detections: made, seen by whom, and the case that comes of them.

use caseport_domain::api::{CaseDetail, Detection, HistoryEntry, Page};
use caseport_domain::{CaseKind, Code as _, Known};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, T0, TestApp, bytes, report, sha256};

const CORA: &str = "cora@contoso.example";

/// A problem's bytes without the one thing that differs by nature.
fn but_for_the_id(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text().replace(answer.header("x-request-id"), ""))
}

#[tokio::test]
async fn a_report_becomes_a_case_with_the_file_told_of() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let content = bytes(3_000_000);
    let upload = cora.uploaded_to_report("../mail/насос.exe", &content).await;
    app.clock.pass(TimeDelta::minutes(5));
    let wanted = report(
        &upload,
        json!({
            "submission_type": "false_negative",
            "products": ["metadefender-kiosk", "metadefender-core", "metadefender-kiosk"],
            "description": "It *phones* home.",
        }),
    );
    let answer = cora.report(&wanted).await;
    let case: CaseDetail = answer.read_as(201);
    let number = case.summary.number;
    assert_eq!(answer.header("location"), format!("/api/v1/cases/{number}"));
    assert_eq!(case.kind, CaseKind::FalseDetection);
    assert_eq!(case.summary.subject, "False negative: насос.exe");
    assert_eq!(case.summary.product.id, "metadefender-kiosk");
    assert_eq!(case.summary.organization.as_ref().unwrap().id.as_str(), "contoso");
    assert_eq!((case.summary.submitter.id.as_str(), case.summary.status.code()), ("cora", "open"));
    assert_eq!((case.description.as_str(), case.filed_by.is_none()), ("It *phones* home.", true));
    assert_eq!(case.relation.code(), "submitter");
    assert_eq!(cora.case(number).await, case);

    let at = T0 + TimeDelta::minutes(5);
    let detection = cora.detection(number).await;
    let Detection { file_name, size, sha256: hash, .. } = &detection;
    assert_eq!((file_name.as_str(), *size), ("насос.exe", 3_000_000));
    assert_eq!(hash, &sha256(&content));
    assert_eq!((detection.case, detection.reported_at), (number, at));
    assert_eq!((detection.submission_type.code(), detection.verdict.code()), ("false_negative", "in_queue"));
    let products: Vec<_> = detection.products.iter().map(|it| (it.id.as_str(), it.name.as_str())).collect();
    let [kiosk, core] =
        [("metadefender-kiosk", "MetaDefender Kiosk"), ("metadefender-core", "MetaDefender Core")];
    assert_eq!(products, [kiosk, core]);
    assert_eq!((detection.description.as_str(), detection.verdict_changed_at), ("It *phones* home.", None));
    assert_eq!(detection.reported_by.email, CORA);

    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    let kinds: Vec<_> = history.items.iter().map(|entry| entry.kind.code()).collect();
    assert_eq!(kinds, ["created"]);
    // It is in its own list and in no other.
    let listed = cora.list("contoso", "tab=false_detection").await;
    assert_eq!(listed.items[0].number, number);
    assert!(cora.whole_list("contoso", "tab=my").await.iter().all(|row| row.number != number));
    // What is written in the case goes on as everywhere.
    cora.post(&format!("/cases/{number}/comments"), &json!({ "text": "Hurry." }))
        .await
        .read_as::<HistoryEntry>(201);
}

#[tokio::test]
async fn numbers_follow_each_other_whatever_the_case_is_made_of() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let first = cora.submitted("contoso", json!({})).await.summary.number.value();
    let second = cora.reported("a.exe", b"a", json!({})).await.summary.number.value();
    let third = cora.submitted("contoso", json!({})).await.summary.number.value();
    assert_eq!((second, third), (first + 1, first + 2));
}

/// Everybody may report; the case is their organization's, and theirs alone.
#[tokio::test]
async fn every_account_reports_and_nobody_else_sees_it() {
    let app = TestApp::demo().await;
    let config = app.anonymous().get("/config").await.json();
    let emails: Vec<_> =
        config["demo_accounts"].as_array().unwrap().iter().map(|it| it["email"].as_str().unwrap()).collect();
    assert_eq!(emails.len(), 16);
    let mut made = Vec::new();
    for email in &emails {
        let user = app.sign_in(email).await;
        let case = user.reported("a.exe", email.as_bytes(), json!({})).await;
        made.push((*email, case.summary.number));
        let session = user.get("/session").await.json();
        let own = session["default_organization"].as_str();
        assert_eq!(case.summary.organization.map(|it| it.id.0).as_deref(), own, "{email}");
    }
    for reader in &emails {
        let user = app.sign_in(reader).await;
        for (reporter, number) in &made {
            let answer = user.get(&format!("/cases/{number}/detection")).await;
            if reader == reporter {
                assert_eq!(answer.read_as::<Detection>(200).reported_by.email, *reader);
                assert!(user.list("personal", &format!("tab=false_detection&q={number}")).await.total == 1);
            } else {
                let unknown = user.get("/cases/99999999/detection").await;
                assert_eq!(but_for_the_id(&answer), but_for_the_id(&unknown), "{reader} {reporter}");
                answer.problem(404);
            }
        }
    }
    let (_, number) = made[0];
    app.anonymous().get(&format!("/cases/{number}/detection")).await.problem(401);
}

#[tokio::test]
async fn a_case_that_was_made_otherwise_has_no_report() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    cora.get(&format!("/cases/{number}/detection")).await.problem(404);
    for number in ["1", "1020411", "x"] {
        cora.get(&format!("/cases/{number}/detection")).await.problem(404);
    }
}

#[tokio::test]
async fn every_false_detection_of_the_demo_has_its_report() {
    let app = TestApp::demo().await;
    let config = app.anonymous().get("/config").await.json();
    let mut verdicts = std::collections::BTreeSet::new();
    let mut reports = 0;
    for account in config["demo_accounts"].as_array().unwrap() {
        let user = app.sign_in(account["email"].as_str().unwrap()).await;
        for row in user.whole_list("personal", "tab=false_detection").await {
            let detection = user.detection(row.number).await;
            assert_eq!(detection.products[0].id, row.product.id);
            assert_eq!((detection.sha256.len(), detection.reported_at), (64, row.created_at));
            assert!(!detection.file_name.is_empty() && detection.size > 0, "{detection:?}");
            // The verdict is what the history came to last.
            let history: Page<HistoryEntry> =
                user.get(&format!("/cases/{}/history?limit=200", row.number)).await.read_as(200);
            let last = history.items.iter().rev().find(|entry| entry.verdict.is_some());
            let (verdict, at) = last.map_or((None, None), |it| (it.verdict.clone(), Some(it.at)));
            let in_queue = || Known::from(caseport_domain::case::Verdict::InQueue);
            assert_eq!(detection.verdict, verdict.unwrap_or_else(in_queue), "{}", row.number);
            assert_eq!(detection.verdict_changed_at, at, "{}", row.number);
            verdicts.insert(detection.verdict.code().to_owned());
            reports += 1;
        }
    }
    assert!(reports >= 15, "{reports}");
    let all: Vec<_> = caseport_domain::case::Verdict::ALL.iter().map(|it| it.code().to_owned()).collect();
    assert!(all.iter().all(|it| verdicts.contains(it)), "{verdicts:?}");
}

#[tokio::test]
async fn a_report_is_made_in_the_organization_that_was_asked_for() {
    let app = TestApp::demo().await;
    let max = app.sign_in("max@multi.example").await;
    for (wanted, made_in) in [
        (json!(null), Some("contoso")),
        (json!("contoso"), Some("contoso")),
        (json!("northwind"), Some("northwind")),
        (json!("personal"), None),
    ] {
        let case =
            max.reported("a.exe", wanted.to_string().as_bytes(), json!({ "organization": wanted })).await;
        let organization = case.summary.organization.map(|it| it.id.0);
        assert_eq!(organization.as_deref(), made_in, "{wanted}");
        // Wherever it was made, it follows the person.
        let row = max.list("contoso", "tab=false_detection").await.items.remove(0);
        assert_eq!(row.number, case.summary.number);
    }
    // The response target is that of the organization's plan.
    let case = max.reported("a.exe", b"x", json!({ "organization": "northwind" })).await;
    assert_eq!((case.response_target.value, case.summary.severity.code()), (8, "s3"));
}

#[tokio::test]
async fn what_was_sent_arrives_once() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let upload = cora.uploaded_to_report("a.exe", b"abc").await;
    let keyed = cora.clone().with("idempotency-key", "r1");
    let wanted = report(&upload, json!({}));
    let ten = futures_util::future::join_all((0..10).map(|_| keyed.report(&wanted))).await;
    for answer in &ten {
        assert_eq!((answer.status, answer.text()), (201, ten[0].text()));
        assert_eq!(answer.header("location"), ten[0].header("location"));
    }
    let number = ten[0].read_as::<CaseDetail>(201).summary.number;
    let other = keyed.report(&report(&upload, json!({ "description": "Else." }))).await.problem(422);
    assert_eq!(other.kind, "/problems/idempotency-key-reused");
    // A day later the answer is no longer kept; the file is reported all the same.
    let again = cora.report(&wanted).await;
    assert_eq!(again.problem(409).kind, "/problems/reported-already");
    assert_eq!(again.header("location"), format!("/api/v1/cases/{number}"));
    assert!(again.problem(409).detail.contains(&number.to_string()));
    let mine = cora.whole_list("contoso", "tab=false_detection&q=a.exe").await;
    assert_eq!(mine.len(), 1);
}
