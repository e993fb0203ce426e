//! `Idempotency-Key`: repeating a POST is safe.

use crate::common::sql;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::TestApp;

const CORA: &str = "cora@contoso.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_post_ten_times_at_once_makes_one_case() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await.with("idempotency-key", "5f6c2f0e-submit-1");
    let before = cora.list("contoso", "tab=my").await.total;
    let answers = futures_util::future::join_all((0..10).map(|_| cora.submit("contoso", json!({})))).await;
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.bytes, answers[0].bytes);
        assert_eq!(answer.header("location"), answers[0].header("location"));
    }
    assert_eq!(cora.list("contoso", "tab=my").await.total, before + 1);
    // Later, too; and after the case has changed the answer is what it was.
    let case: CaseDetail = answers[0].read_as(201);
    let close = format!("/cases/{}/close", case.summary.number);
    app.sign_in(CORA).await.post(&close, &json!({})).await.read_as::<CaseDetail>(200);
    app.clock.pass(TimeDelta::hours(11));
    assert_eq!(cora.submit("contoso", json!({})).await.bytes, answers[0].bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_comment_ten_times_at_once_is_one_comment() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let keyed = cora.clone().with("idempotency-key", "c1");
    let path = format!("/cases/{number}/comments");
    let body = json!({ "text": "Once." });
    let answers = futures_util::future::join_all((0..10).map(|_| keyed.post(&path, &body))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.bytes), (201, &answers[0].bytes));
    }
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.total, 2);
    // Without a key each is one of its own.
    cora.post(&path, &body).await.read_as::<HistoryEntry>(201);
    cora.post(&path, &body).await.read_as::<HistoryEntry>(201);
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.total, 4);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await.with("idempotency-key", "k");
    let first = cora.submitted("contoso", json!({})).await;
    let total = cora.list("contoso", "tab=my").await.total;
    for answer in [
        cora.submit("contoso", json!({ "subject": "Another subject" })).await,
        cora.submit("personal", json!({})).await,
        cora.post(&format!("/cases/{}/comments", first.summary.number), &json!({ "text": "x" })).await,
    ] {
        assert_eq!(answer.problem(422).kind, "/problems/idempotency-key-reused");
    }
    assert_eq!(cora.list("contoso", "tab=my").await.total, total);
}

#[tokio::test]
async fn keys_are_each_users_own() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await.with("idempotency-key", "k");
    let carl = app.sign_in("carl@contoso.example").await.with("idempotency-key", "k");
    let (hers, his) =
        (cora.submitted("contoso", json!({})).await, carl.submitted("contoso", json!({})).await);
    assert_ne!(hers.summary.number, his.summary.number);
    // But not each session's: after a new sign-in the repetition is still one.
    let again = app.sign_in(CORA).await.with("idempotency-key", "k");
    assert_eq!(again.submitted("contoso", json!({})).await, hers);
}

#[tokio::test]
async fn keys_are_kept_for_a_day() {
    let app = TestApp::demo().await;
    let fresh = async || app.sign_in(CORA).await.with("idempotency-key", "k");
    let first = fresh().await.submitted("contoso", json!({})).await;
    app.clock.pass(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(fresh().await.submitted("contoso", json!({})).await, first);
    app.clock.pass(TimeDelta::seconds(1));
    let second = fresh().await.submitted("contoso", json!({})).await;
    assert_ne!(second.summary.number, first.summary.number);
    assert_eq!(fresh().await.submitted("contoso", json!({})).await, second);
    // Old ones are removed when new ones come.
    app.clock.pass(TimeDelta::hours(25));
    app.sign_in(CORA).await.with("idempotency-key", "other").submitted("contoso", json!({})).await;
    let mut read = app.store.read().await.unwrap();
    let (count,): (i64,) =
        sql::query_as("SELECT COUNT(*) FROM idempotency_keys").fetch_one(&mut read).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn keys_that_cannot_be() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    for key in ["", &"x".repeat(256), "kä"] {
        cora.clone().with("idempotency-key", key).submit("contoso", json!({})).await.problem(400);
    }
    cora.clone().with("idempotency-key", &"x".repeat(255)).submitted("contoso", json!({})).await;
}
