//! Escalating.

use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{T0, TestApp};

const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn an_escalation_is_on_the_case_with_who_when_and_why() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let path = format!("/cases/{number}/escalation");
    app.clock.pass(TimeDelta::minutes(5));
    // A colleague may, too.
    let carl = app.sign_in("carl@contoso.example").await;
    let case: CaseDetail = carl.post(&path, &json!({ "reason": " Production is down. " })).await.read_as(201);
    let escalation = case.escalation.unwrap();
    assert_eq!((escalation.state.code(), escalation.reason.as_str()), ("requested", "Production is down."));
    assert_eq!((escalation.by.id.as_str(), escalation.at), ("carl", T0 + TimeDelta::minutes(5)));
    assert_eq!(escalation.acknowledged_by, None);
    // One at a time, for whoever asks next as well.
    assert_eq!(
        cora.post(&path, &json!({ "reason": "Production is down!" })).await.reason(409),
        "already_escalated"
    );
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    let entry = history.items.last().unwrap();
    assert_eq!((entry.kind.code(), entry.text.as_deref()), ("escalated", Some("Production is down.")));
}

#[tokio::test]
async fn the_reason_is_required_and_the_right_goes_before_it() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let number = sara.submitted("northwind", json!({ "customer": "contoso" })).await.summary.number;
    let path = format!("/cases/{number}/escalation");
    for (reason, code) in
        [("", "required"), ("Too short", "too_short"), (&"x".repeat(2_001) as &str, "too_long")]
    {
        let fields = sara.post(&path, &json!({ "reason": reason })).await.fields(422);
        assert_eq!(fields, [("reason".to_owned(), code.to_owned())]);
    }
    assert_eq!(
        sara.post(&path, &json!({})).await.fields(422),
        [("reason".to_owned(), "required".to_owned())]
    );
    let vera = app.sign_in("vera@northwind.example").await;
    let reason = vera.post(&path, &json!({ "reason": "" })).await.problem(403).reason.unwrap();
    assert_eq!(reason.object.unwrap().code(), "support_service.customer_cases");
    let tina = app.sign_in("tina@tailspin.example").await;
    tina.post(&path, &json!({ "reason": "Production is down." })).await.problem(404);
    sara.post(&path, &json!({ "reason": "0123456789" })).await.read_as::<CaseDetail>(201);
}

#[tokio::test]
async fn a_closed_case_is_not_escalated() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    let answer =
        cora.post(&format!("/cases/{number}/escalation"), &json!({ "reason": "Still broken." })).await;
    assert_eq!(answer.reason(409), "case_closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_escalation_ten_times_at_once_is_one() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let keyed = cora.clone().with("idempotency-key", "e1");
    let (path, body) = (format!("/cases/{number}/escalation"), json!({ "reason": "Production is down." }));
    let answers = futures_util::future::join_all((0..10).map(|_| keyed.post(&path, &body))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.bytes), (201, &answers[0].bytes));
    }
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.total, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_escalate_at_once_one_is_told() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in("carl@contoso.example").await);
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let (path, body) = (format!("/cases/{number}/escalation"), json!({ "reason": "Production is down." }));
    let (a, b) = tokio::join!(cora.post(&path, &body), carl.post(&path, &body));
    let late = if a.status == 201 { &b } else { &a };
    assert_eq!((a.status + b.status, late.reason(409).as_str()), (201 + 409, "already_escalated"));
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.total, 2);
}
