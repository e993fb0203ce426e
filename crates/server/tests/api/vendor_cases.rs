//! The vendor's systems reply, say where a case stands, and take escalations up.

use caseport_domain::Code as _;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page, VendorCase};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::{Answer, T0, TestApp, User};

const CORA: &str = "cora@contoso.example";

async fn new_case(cora: &User<'_>) -> String {
    cora.submitted("contoso", json!({})).await.summary.number.to_string()
}

async fn reply(service: &User<'_>, number: &str, body: Value) -> Answer {
    service.post(&format!("/vendor/cases/{number}/comments"), &body).await
}

async fn put_status(service: &User<'_>, number: &str, status: &str) -> Answer {
    service.put(&format!("/vendor/cases/{number}/status"), &json!({ "status": status })).await
}

async fn acknowledge(service: &User<'_>, number: &str, note: &str) -> Answer {
    let body = json!({ "state": "acknowledged", "note": note, "by": "Hanna Berg" });
    service.put(&format!("/vendor/cases/{number}/escalation"), &body).await
}

async fn history(user: &User<'_>, number: &str) -> Vec<HistoryEntry> {
    user.get(&format!("/cases/{number}/history")).await.read_as::<Page<HistoryEntry>>(200).items
}

#[tokio::test]
async fn a_reply_is_on_the_case_and_makes_it_the_customers_turn() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Service desk").await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in("carl@contoso.example").await);
    let number = new_case(&cora).await;
    let mut stream = carl.stream("contoso").await;
    app.clock.pass(TimeDelta::minutes(20));
    let said = json!({ "text": " Try **5.2**. ", "by": "Priya Raman" });
    let entry: HistoryEntry = reply(&service, &number, said).await.read_as(201);
    assert_eq!((entry.kind.code(), entry.text.as_deref()), ("comment", Some("Try **5.2**.")));
    assert_eq!(
        (entry.by.name.as_str(), entry.by.side.code(), &entry.by.id),
        ("Priya Raman", "vendor", &None)
    );
    assert_eq!(entry.status.as_ref().unwrap().code(), "waiting_on_customer");
    assert_eq!(history(&cora, &number).await[1], entry);
    assert_eq!(stream.event().await.name, "case_changed");
    let first = T0 + TimeDelta::minutes(20);
    let case = cora.case(&number).await;
    assert_eq!((case.summary.status.code(), case.first_response_at), ("waiting_on_customer", Some(first)));
    // The second one changes neither; and speaks for itself.
    app.clock.pass(TimeDelta::minutes(20));
    let entry: HistoryEntry = reply(&service, &number, json!({ "text": "Well?" })).await.read_as(201);
    assert_eq!((entry.by.name.as_str(), entry.status), ("Service desk", None));
    assert_eq!(cora.case(&number).await.first_response_at, Some(first));
    // On a closed case the words are added, and nothing else happens.
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    reply(&service, &number, json!({ "text": "Goodbye." })).await.read_as::<HistoryEntry>(201);
    let case = cora.case(&number).await;
    assert_eq!((case.summary.status.code(), case.summary.closed_at), ("closed", Some(app.state.clock.now())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_reply_ten_times_at_once_is_one() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Service desk").await;
    let cora = app.sign_in(CORA).await;
    let number = new_case(&cora).await;
    let keyed = service.with("idempotency-key", "v1");
    let answers =
        futures_util::future::join_all((0..10).map(|_| reply(&keyed, &number, json!({ "text": "Once." }))))
            .await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.bytes), (201, &answers[0].bytes));
    }
    assert_eq!(history(&cora, &number).await.len(), 2);
}

#[tokio::test]
async fn the_vendor_says_where_a_case_stands() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Service desk").await;
    let cora = app.sign_in(CORA).await;
    let number = new_case(&cora).await;
    app.clock.pass(TimeDelta::minutes(1));
    for (status, kind) in [
        ("waiting_on_vendor", "status"),
        ("waiting_on_customer", "status"),
        ("closed", "closed"),
        ("waiting_on_customer", "reopened"),
        ("waiting_on_vendor", "status"),
        ("closed", "closed"),
        ("waiting_on_vendor", "reopened"),
    ] {
        let answer: VendorCase = put_status(&service, &number, status).await.read_as(200);
        let case = cora.case(&number).await;
        assert_eq!((answer.number.to_string(), answer.status.code()), (number.clone(), status));
        assert_eq!((answer.subject, answer.updated_at), (case.summary.subject, case.summary.updated_at));
        assert_eq!(case.summary.status.code(), status);
        assert_eq!(case.summary.closed_at.is_some(), status == "closed");
        assert_eq!(
            case.first_response_at,
            Some(T0 + TimeDelta::minutes(1)),
            "the first of them is the response"
        );
        let entry = history(&cora, &number).await.pop().unwrap();
        assert_eq!((entry.kind.code(), entry.status.unwrap().code()), (kind, status));
        assert_eq!((entry.by.name.as_str(), entry.by.side.code()), ("Service desk", "vendor"));
        // Said again, nothing happens.
        app.clock.pass(TimeDelta::minutes(1));
        put_status(&service, &number, status).await.read_as::<VendorCase>(200);
        assert_eq!(cora.case(&number).await.etag, case.etag);
    }
    // The vendor is not held to the 30 days.
    put_status(&service, &number, "closed").await.read_as::<VendorCase>(200);
    app.clock.pass(TimeDelta::days(31));
    put_status(&service, &number, "waiting_on_vendor").await.read_as::<VendorCase>(200);
}

#[tokio::test]
async fn an_escalation_is_acknowledged_once_with_a_name_and_a_note() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Service desk").await;
    let cora = app.sign_in(CORA).await;
    let number = new_case(&cora).await;
    let path = format!("/cases/{number}/escalation");
    let ask = json!({ "reason": "Production is down." });
    assert_eq!(acknowledge(&service, &number, "x").await.reason(409), "not_escalated");
    cora.post(&path, &ask).await.read_as::<CaseDetail>(201);
    app.clock.pass(TimeDelta::minutes(9));
    let answer: VendorCase = acknowledge(&service, &number, " We are on it. ").await.read_as(200);
    let case = cora.case(&number).await;
    assert_eq!(case.escalation, answer.escalation);
    let escalation = answer.escalation.unwrap();
    assert_eq!(
        (escalation.state.code(), escalation.note.as_deref()),
        ("acknowledged", Some("We are on it."))
    );
    assert_eq!(escalation.acknowledged_by.as_deref(), Some("Hanna Berg"));
    assert_eq!(escalation.acknowledged_at, Some(T0 + TimeDelta::minutes(9)));
    assert_eq!(case.first_response_at, None, "that is what replies are for");
    let entry = history(&cora, &number).await.pop().unwrap();
    assert_eq!((entry.kind.code(), entry.by.name.as_str()), ("escalation_acknowledged", "Hanna Berg"));
    // Said again, nothing happens; something else is too late.
    acknowledge(&service, &number, "We are on it.").await.read_as::<VendorCase>(200);
    assert_eq!(acknowledge(&service, &number, "Who?").await.reason(409), "already_acknowledged");
    assert_eq!(cora.case(&number).await.etag, case.etag);
    // One that was taken back, and the one of a case that was closed.
    cora.send(axum::http::Method::DELETE, &format!("/api/v1{path}"), None).await.read_as::<CaseDetail>(200);
    assert_eq!(acknowledge(&service, &number, "We are on it.").await.reason(409), "not_escalated");
    cora.post(&path, &ask).await.read_as::<CaseDetail>(201);
    put_status(&service, &number, "closed").await.read_as::<VendorCase>(200);
    assert_eq!(acknowledge(&service, &number, "We are on it.").await.reason(409), "case_closed");
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_nothing_changes() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Service desk").await;
    let cora = app.sign_in(CORA).await;
    let number = new_case(&cora).await;
    let before = (cora.case(&number).await, history(&cora, &number).await);
    let long = "x".repeat(20_001);
    for (body, field, code) in [
        (json!({}), "text", "required"),
        (json!({ "text": long }), "text", "too_long"),
        (json!({ "text": "x", "by": "" }), "by", "required"),
        (json!({ "text": "x", "by": "x".repeat(101) }), "by", "too_long"),
    ] {
        assert_eq!(reply(&service, &number, body).await.fields(422), [(field.to_owned(), code.to_owned())]);
    }
    for status in ["", "open", "solved", "CLOSED"] {
        assert_eq!(put_status(&service, &number, status).await.fields(422)[0].0, "status", "{status}");
    }
    let path = format!("/vendor/cases/{number}/escalation");
    for body in [
        json!({}),
        json!({ "state": "withdrawn", "note": "x" }),
        json!({ "state": "acknowledged", "note": long }),
    ] {
        service.put(&path, &body).await.problem(422);
    }
    for number in ["99999999", "1", "x"] {
        reply(&service, number, json!({ "text": "x" })).await.problem(404);
        put_status(&service, number, "closed").await.problem(404);
        acknowledge(&service, number, "x").await.problem(404);
    }
    assert_eq!((cora.case(&number).await, history(&cora, &number).await), before);
}
