//! Closing, with and without a rating.

use axum::http::Method;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use serde_json::{Value, json};

use crate::common::{T0, TestApp, User};

async fn new_case(user: &User<'_>) -> String {
    user.submitted("contoso", json!({})).await.summary.number.to_string()
}

async fn close(user: &User<'_>, number: &str, body: &Value) -> crate::common::Answer {
    user.post(&format!("/cases/{number}/close"), body).await
}

async fn kinds(user: &User<'_>, number: &str) -> Vec<String> {
    let page: Page<HistoryEntry> = user.get(&format!("/cases/{number}/history")).await.read_as(200);
    page.items.iter().map(|entry| entry.kind.code().to_owned()).collect()
}

#[tokio::test]
async fn closing_without_a_rating() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let bodies: [Option<(&str, Vec<u8>)>; 5] = [
        Some(("application/json", b"{}".to_vec())),
        Some(("application/json", br#"{"rating": null}"#.to_vec())),
        Some(("application/json", Vec::new())),
        Some(("", Vec::new())),
        None,
    ];
    for body in bodies {
        let number = new_case(&cora).await;
        let answer = cora.send(Method::POST, &format!("/api/v1/cases/{number}/close"), body).await;
        let case: CaseDetail = answer.read_as(200);
        assert_eq!((case.summary.status.code(), case.summary.closed_at), ("closed", Some(T0)));
        assert_eq!(case.summary.rating, None);
        assert_eq!(kinds(&cora, &number).await, ["created", "closed"]);
    }
}

#[tokio::test]
async fn closing_with_a_rating_in_one_step() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = new_case(&cora).await;
    let rating = json!({ "overall": 4, "solution": 5, "comment": "  Well done. " });
    let case: CaseDetail = close(&cora, &number, &json!({ "rating": rating })).await.read_as(200);
    let given = case.summary.rating.unwrap();
    assert_eq!((given.overall, given.solution, given.speed), (4, Some(5), None));
    assert_eq!((given.comment.as_deref(), given.rated_at), (Some("Well done."), T0));
    assert!(case.actions.rate.is_allowed(), "it can be changed for a week");
    assert_eq!(kinds(&cora, &number).await, ["created", "closed", "rated"]);
    let row = &cora.list("contoso", &format!("tab=my&q={number}")).await.items[0];
    assert_eq!(row.rating.as_ref().unwrap().overall, 4);
}

#[tokio::test]
async fn a_rating_that_cannot_be_closes_nothing() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = new_case(&cora).await;
    for (rating, field, code) in [
        (json!({}), "rating.overall", "required"),
        (json!({ "overall": 0 }), "rating.overall", "invalid"),
        (json!({ "overall": 6 }), "rating.overall", "invalid"),
        (json!({ "overall": 5, "speed": -1 }), "rating.speed", "invalid"),
        (json!({ "overall": 5, "solution": 9 }), "rating.solution", "invalid"),
        (json!({ "overall": 5, "comment": "x".repeat(2_001) }), "rating.comment", "too_long"),
        (json!({ "overall": "five" }), "rating.overall", "invalid"),
        (json!({ "overall": 4.5 }), "rating.overall", "invalid"),
        (json!(5), "rating", "invalid"),
    ] {
        let answer = close(&cora, &number, &json!({ "rating": rating })).await;
        assert_eq!(answer.fields(422), [(field.to_owned(), code.to_owned())], "{rating}");
    }
    assert_eq!(cora.case(&number).await.summary.status.code(), "open");
    assert_eq!(kinds(&cora, &number).await, ["created"]);
}

#[tokio::test]
async fn only_the_submitter_rates() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    let number = new_case(&cora).await;
    let answer = close(&carl, &number, &json!({ "rating": { "overall": 1 } })).await;
    assert_eq!(answer.reason(403), "not_submitter");
    assert_eq!(cora.case(&number).await.summary.status.code(), "open", "all or nothing");
    close(&carl, &number, &json!({})).await.read_as::<CaseDetail>(200);
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.items[1].by.id.as_ref().unwrap().as_str(), "carl");
}

#[tokio::test]
async fn who_may_not_close_is_told_why() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = new_case(&cora).await;
    // Support Service is View Only for a User.
    let cole = app.sign_in("cole@contoso.example").await;
    let reason = close(&cole, &number, &json!({})).await.problem(403).reason.unwrap();
    assert_eq!((reason.code.code(), reason.object.unwrap().code()), ("needs_level", "support_service"));
    let filed = app
        .sign_in("sara@northwind.example")
        .await
        .submitted("northwind", json!({ "customer": "contoso" }))
        .await;
    let carl = app.sign_in("carl@contoso.example").await;
    let answer = close(&carl, &filed.summary.number.to_string(), &json!({})).await;
    assert_eq!(answer.reason(403), "filed_by_partner");
}

#[tokio::test]
async fn a_closed_case_is_not_closed_again() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = new_case(&cora).await;
    let first: CaseDetail = close(&cora, &number, &json!({})).await.read_as(200);
    app.clock.pass(chrono::TimeDelta::hours(1));
    assert_eq!(close(&cora, &number, &json!({})).await.reason(409), "case_closed");
    assert_eq!(cora.case(&number).await.etag, first.etag);
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = new_case(&cora).await;
    let keyed = cora.clone().with("idempotency-key", "close-1");
    let body = json!({ "rating": { "overall": 3 } });
    let first = close(&keyed, &number, &body).await;
    first.read_as::<CaseDetail>(200);
    app.clock.pass(chrono::TimeDelta::hours(1));
    assert_eq!(close(&keyed, &number, &body).await.bytes, first.bytes);
    assert_eq!(kinds(&cora, &number).await, ["created", "closed", "rated"]);
    let other = close(&keyed, &number, &json!({})).await;
    assert_eq!(other.problem(422).kind, "/problems/idempotency-key-reused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_close_at_once_close_once() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    let number = new_case(&cora).await;
    let body = json!({});
    let (a, b) = tokio::join!(close(&cora, &number, &body), close(&carl, &number, &body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(kinds(&cora, &number).await, ["created", "closed"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_who_close_at_once_one_does() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    let number = new_case(&cora).await;
    let body = json!({});
    let tries = (0..50).map(|it| close(if it % 2 == 0 { &cora } else { &carl }, &number, &body));
    let answers = futures_util::future::join_all(tries).await;
    let closed = answers.iter().filter(|it| it.status == 200).count();
    assert_eq!(closed, 1);
    for late in answers.iter().filter(|it| it.status != 200) {
        assert_eq!(late.reason(409), "case_closed");
    }
    assert_eq!(kinds(&cora, &number).await, ["created", "closed"]);
}
