//! Changing a comment, and taking it back.

use axum::http::Method;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, T0, TestApp, User};

const CORA: &str = "cora@contoso.example";
const CARL: &str = "carl@contoso.example";

async fn commented(user: &User<'_>, text: &str) -> (String, HistoryEntry) {
    let number = user.submitted("contoso", json!({})).await.summary.number.to_string();
    let entry = user.post(&format!("/cases/{number}/comments"), &json!({ "text": text })).await.read_as(201);
    (number, entry)
}

async fn edit(user: &User<'_>, number: &str, id: &str, text: &str) -> Answer {
    user.put(&format!("/cases/{number}/comments/{id}"), &json!({ "text": text })).await
}

async fn withdraw(user: &User<'_>, number: &str, id: &str) -> Answer {
    user.send(Method::DELETE, &format!("/api/v1/cases/{number}/comments/{id}"), None).await
}

async fn history(user: &User<'_>, number: &str) -> Vec<HistoryEntry> {
    user.get(&format!("/cases/{number}/history")).await.read_as::<Page<HistoryEntry>>(200).items
}

#[tokio::test]
async fn its_author_changes_a_comment_and_everybody_sees_that() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let (number, entry) = commented(&cora, "It is brocken.").await;
    assert_eq!(entry.changeable_until, Some(T0 + TimeDelta::minutes(5)));
    let mut stream = carl.stream("contoso").await;
    app.clock.pass(TimeDelta::minutes(5));
    let changed: HistoryEntry = edit(&cora, &number, &entry.id, " It is broken. ").await.read_as(200);
    let expected = HistoryEntry {
        text: Some("It is broken.".to_owned()),
        edited_at: Some(T0 + TimeDelta::minutes(5)),
        ..entry.clone()
    };
    assert_eq!(changed, expected, "nothing else of it");
    assert_eq!(history(&cora, &number).await[1], changed);
    assert_eq!(stream.event().await.name, "case_changed");
    let case = cora.case(&number).await;
    assert_eq!((case.summary.updated_at, case.etag.as_str()), (T0 + TimeDelta::minutes(5), "\"3\""));
    // For others it is the same, but that they cannot.
    assert_eq!(history(&carl, &number).await[1], HistoryEntry { changeable_until: None, ..changed.clone() });
    // The same words again are no change.
    edit(&cora, &number, &entry.id, "It is broken.").await.read_as::<HistoryEntry>(200);
    assert_eq!(cora.case(&number).await.etag, case.etag);
    // And then it is too late.
    app.clock.pass(TimeDelta::microseconds(1));
    assert_eq!(edit(&cora, &number, &entry.id, "Or is it?").await.reason(409), "comment_window_over");
    assert_eq!(withdraw(&cora, &number, &entry.id).await.reason(409), "comment_window_over");
    let after = history(&cora, &number).await.remove(1);
    assert_eq!(after, HistoryEntry { changeable_until: None, ..changed });
}

#[tokio::test]
async fn a_comment_that_is_taken_back_keeps_its_place_without_its_words() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let (number, entry) = commented(&cora, "The password is hunter2.").await;
    let mut stream = carl.stream("contoso").await;
    app.clock.pass(TimeDelta::minutes(1));
    let withdrawn: HistoryEntry = withdraw(&cora, &number, &entry.id).await.read_as(200);
    let expected = HistoryEntry {
        text: None,
        withdrawn_at: Some(T0 + TimeDelta::minutes(1)),
        changeable_until: None,
        ..entry.clone()
    };
    assert_eq!(withdrawn, expected);
    assert_eq!(history(&carl, &number).await[1], withdrawn);
    assert_eq!(stream.event().await.name, "case_changed");
    assert_eq!(withdraw(&cora, &number, &entry.id).await.reason(409), "comment_withdrawn");
    assert_eq!(edit(&cora, &number, &entry.id, "x").await.reason(409), "comment_withdrawn");
    assert_eq!(cora.case(&number).await.summary.status.code(), "waiting_on_vendor");
}

#[tokio::test]
async fn words_that_were_taken_back_or_changed_are_nowhere_any_more() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await.with("idempotency-key", "k1");
    let number = app.sign_in(CORA).await.submitted("contoso", json!({})).await.summary.number.to_string();
    let path = format!("/cases/{number}/comments");
    // So long that it does not fit into a page of the database.
    let secret = "correct horse battery staple ".repeat(600);
    let body = json!({ "text": secret });
    let entry: HistoryEntry = cora.post(&path, &body).await.read_as(201);
    let other = app.sign_in(CORA).await.with("idempotency-key", "k2");
    let other_body = json!({ "text": "mellon-speak-friend" });
    let edited: HistoryEntry = other.post(&path, &other_body).await.read_as(201);
    let withdrawn: HistoryEntry = withdraw(&cora, &number, &entry.id).await.read_as(200);
    let changed: HistoryEntry = edit(&other, &number, &edited.id, "Enter.").await.read_as(200);
    // Repeating what was sent says what has become of it.
    assert_eq!(cora.post(&path, &body).await.read_as::<HistoryEntry>(201), withdrawn);
    assert_eq!(other.post(&path, &other_body).await.read_as::<HistoryEntry>(201), changed);
    assert_eq!(history(&app.sign_in(CORA).await, &number).await.len(), 3);
    app.store.close().await;
    assert!(app.database.holds("Enter.").await);
    for words in ["horse battery", "mellon-speak"] {
        assert!(!app.database.holds(words).await, "{words}");
    }
}

#[tokio::test]
async fn who_may_not_is_told_why_and_what_is_no_comment_is_not_there() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let (number, entry) = commented(&cora, "Mine.").await;
    let before = history(&cora, &number).await;
    assert_eq!(edit(&carl, &number, &entry.id, "").await.reason(403), "not_author");
    assert_eq!(withdraw(&carl, &number, &entry.id).await.reason(403), "not_author");
    let (other, _) = commented(&cora, "Of another case.").await;
    let created = &before[0].id;
    let padded = format!("0{}", entry.id);
    for (number, id) in [
        (&number, created),
        (&other, &entry.id),
        (&number, &padded),
        (&number, &"x".to_owned()),
        (&number, &"-1".to_owned()),
    ] {
        edit(&cora, number, id, "x").await.problem(404);
        withdraw(&cora, number, id).await.problem(404);
    }
    let tina = app.sign_in("tina@tailspin.example").await;
    edit(&tina, &number, &entry.id, "x").await.problem(404);
    withdraw(&tina, &number, &entry.id).await.problem(404);
    withdraw(&app.anonymous(), &number, &entry.id).await.problem(401);
    for (text, code) in [("", "required"), (" \n", "required"), (&"x".repeat(20_001) as &str, "too_long")] {
        let fields = edit(&cora, &number, &entry.id, text).await.fields(422);
        assert_eq!(fields, [("text".to_owned(), code.to_owned())]);
    }
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    assert_eq!(edit(&cora, &number, &entry.id, "x").await.reason(409), "case_closed");
    let after = history(&cora, &number).await;
    assert_eq!(after[1], HistoryEntry { changeable_until: None, ..before[1].clone() });
}
