//! Commenting.

use caseport_domain::api::{CaseDetail, HistoryEntry};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{T0, TestApp};

#[tokio::test]
async fn a_comment_makes_it_the_vendors_turn() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let path = format!("/cases/{number}/comments");
    app.clock.pass(TimeDelta::minutes(5));
    let entry: HistoryEntry = cora.post(&path, &json!({ "text": " **Any** news? \r\n" })).await.read_as(201);
    assert_eq!(entry.text.as_deref(), Some("**Any** news?"));
    assert_eq!((entry.kind.code(), entry.at), ("comment", T0 + TimeDelta::minutes(5)));
    assert_eq!(entry.status.as_ref().unwrap().code(), "waiting_on_vendor");
    let case = cora.case(number).await;
    assert_eq!(case.summary.status.code(), "waiting_on_vendor");
    assert_eq!(case.summary.updated_at, T0 + TimeDelta::minutes(5));
    assert_eq!(case.first_response_at, None);
    // A second one changes no status, so it names none.
    let entry: HistoryEntry = cora.post(&path, &json!({ "text": "Hello?" })).await.read_as(201);
    assert_eq!(entry.status, None);
    // A colleague of the customer may, too; and the address is not what decides who it was.
    let carl = app.sign_in("carl@contoso.example").await;
    let entry: HistoryEntry = carl.post(&path, &json!({ "text": "+1", "by": "cora" })).await.read_as(201);
    assert_eq!(entry.by.id.unwrap().as_str(), "carl");
}

#[tokio::test]
async fn texts_are_checked() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let path = format!("/cases/{number}/comments");
    for (body, code) in [
        (json!({}), "required"),
        (json!({ "text": "" }), "required"),
        (json!({ "text": " \n\t\u{7}" }), "required"),
        (json!({ "text": "x".repeat(20_001) }), "too_long"),
        (json!({ "text": 7 }), "invalid"),
        (json!({ "text": null }), "invalid"),
    ] {
        assert_eq!(
            cora.post(&path, &body).await.fields(422),
            [("text".to_owned(), code.to_owned())],
            "{body}"
        );
    }
    for text in ["x", "😀", &"x".repeat(20_000), &"é".repeat(20_000)] {
        cora.post(&path, &json!({ "text": text })).await.read_as::<HistoryEntry>(201);
    }
}

#[tokio::test]
async fn who_may_not_is_told_why() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let number = sara.submitted("northwind", json!({ "customer": "contoso" })).await.summary.number;
    let path = format!("/cases/{number}/comments");
    let vera = app.sign_in("vera@northwind.example").await;
    let reason = vera.post(&path, &json!({ "text": "x" })).await.problem(403).reason.unwrap();
    assert_eq!(reason.code.code(), "needs_level");
    assert_eq!(reason.object.unwrap().code(), "support_service.customer_cases");
    assert!(reason.granted_by.contains(&"Sara Delacroix".to_owned()));
    // The right goes before the text.
    vera.post(&path, &json!({ "text": "" })).await.problem(403);
    app.anonymous().post(&path, &json!({ "text": "x" })).await.problem(401);
}

#[tokio::test]
async fn a_closed_case_takes_no_comments() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    let answer = cora.post(&format!("/cases/{number}/comments"), &json!({ "text": "x" })).await;
    assert_eq!(answer.reason(409), "case_closed");
}
