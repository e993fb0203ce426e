//! Reopening a closed case, and taking an escalation back.

use axum::http::Method;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, T0, TestApp, User};

const CORA: &str = "cora@contoso.example";
const CARL: &str = "carl@contoso.example";

async fn closed_case(cora: &User<'_>) -> String {
    let number = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    cora.post(&format!("/cases/{number}/close"), &json!({ "rating": { "overall": 2 } }))
        .await
        .read_as::<CaseDetail>(200);
    number
}

async fn reopen(user: &User<'_>, number: &str, reason: &str) -> Answer {
    user.post(&format!("/cases/{number}/reopen"), &json!({ "reason": reason })).await
}

async fn history(user: &User<'_>, number: &str) -> Vec<HistoryEntry> {
    user.get(&format!("/cases/{number}/history")).await.read_as::<Page<HistoryEntry>>(200).items
}

#[tokio::test]
async fn a_reopened_case_goes_on_with_its_reason_and_keeps_its_rating() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = closed_case(&cora).await;
    app.clock.pass(TimeDelta::hours(2));
    let case: CaseDetail = reopen(&cora, &number, " It is back. ").await.read_as(200);
    assert_eq!((case.summary.status.code(), case.summary.closed_at), ("waiting_on_vendor", None));
    assert_eq!(case.summary.rating.unwrap().overall, 2);
    assert_eq!((case.rating_deadline, case.reopen_deadline), (None, None));
    assert!(case.actions.comment.is_allowed() && case.actions.close.is_allowed());
    let entry = history(&cora, &number).await.pop().unwrap();
    assert_eq!((entry.kind.code(), entry.text.as_deref()), ("reopened", Some("It is back.")));
    assert_eq!((entry.at, entry.status.unwrap().code()), (T0 + TimeDelta::hours(2), "waiting_on_vendor"));
    // The next closing begins a new week for the rating.
    app.clock.pass(TimeDelta::days(20));
    let cora = app.sign_in(CORA).await;
    let case: CaseDetail = cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as(200);
    assert_eq!(case.rating_deadline, Some(T0 + TimeDelta::hours(2) + TimeDelta::days(27)));
    assert!(case.actions.rate.is_allowed());
}

#[tokio::test]
async fn it_can_be_reopened_for_30_days_to_the_second() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let (in_time, too_late) = (closed_case(&cora).await, closed_case(&cora).await);
    app.clock.pass(TimeDelta::days(30));
    let cora = app.sign_in(CORA).await;
    reopen(&cora, &in_time, "It is back.").await.read_as::<CaseDetail>(200);
    app.clock.pass(TimeDelta::seconds(1));
    assert_eq!(reopen(&cora, &too_late, "It is back.").await.reason(409), "reopen_window_over");
    assert_eq!(cora.case(&too_late).await.summary.status.code(), "closed");
    assert_eq!(history(&cora, &too_late).await.len(), 3);
}

#[tokio::test]
async fn the_reason_is_required_and_state_and_right_go_before_it() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = closed_case(&cora).await;
    let long = "x".repeat(2_001);
    for (reason, code) in [("", "required"), (" \n", "required"), (long.as_str(), "too_long")] {
        assert_eq!(
            reopen(&cora, &number, reason).await.fields(422),
            [("reason".to_owned(), code.to_owned())]
        );
    }
    let cole = app.sign_in("cole@contoso.example").await;
    assert_eq!(reopen(&cole, &number, "").await.reason(403), "needs_level");
    app.sign_in("tina@tailspin.example")
        .await
        .post(&format!("/cases/{number}/reopen"), &json!({}))
        .await
        .problem(404);
    reopen(&cora, &number, "x").await.read_as::<CaseDetail>(200);
    assert_eq!(reopen(&cora, &number, "").await.reason(409), "case_not_closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_reopening_ten_times_at_once_is_one() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = closed_case(&cora).await;
    let keyed = cora.clone().with("idempotency-key", "r1");
    let answers = futures_util::future::join_all((0..10).map(|_| reopen(&keyed, &number, "Again."))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.bytes), (200, &answers[0].bytes));
    }
    assert_eq!(history(&cora, &number).await.len(), 4);
}

async fn withdraw(user: &User<'_>, number: &str) -> Answer {
    user.send(Method::DELETE, &format!("/api/v1/cases/{number}/escalation"), None).await
}

#[tokio::test]
async fn an_escalation_is_taken_back_once_and_can_be_asked_for_again() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let number = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    assert_eq!(withdraw(&cora, &number).await.reason(409), "not_escalated");
    let path = format!("/cases/{number}/escalation");
    let ask = json!({ "reason": "Production is down." });
    cora.post(&path, &ask).await.read_as::<CaseDetail>(201);
    app.clock.pass(TimeDelta::minutes(3));
    // A colleague may, too.
    let case: CaseDetail = withdraw(&carl, &number).await.read_as(200);
    assert!(case.actions.escalate.is_allowed() && !case.actions.withdraw_escalation.is_allowed());
    let escalation = case.escalation.unwrap();
    assert_eq!(escalation.state.code(), "withdrawn");
    assert_eq!((escalation.by.id.as_str(), escalation.withdrawn_by.unwrap().id.as_str()), ("cora", "carl"));
    assert_eq!(escalation.withdrawn_at, Some(T0 + TimeDelta::minutes(3)));
    let entry = history(&cora, &number).await.pop().unwrap();
    assert_eq!((entry.kind.code(), entry.by.id.unwrap().as_str()), ("escalation_withdrawn", "carl"));
    let etag = cora.case(&number).await.etag;
    assert_eq!(withdraw(&cora, &number).await.reason(409), "not_escalated");
    assert_eq!(cora.case(&number).await.etag, etag, "nothing happened");
    cora.post(&path, &ask).await.read_as::<CaseDetail>(201);
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    assert_eq!(withdraw(&cora, &number).await.reason(409), "case_closed");
    withdraw(&app.anonymous(), &number).await.problem(401);
}
