//! The demo's play: somebody answers, once, and nobody who was not written to.

use crate::common::sql;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page, Side};
use caseport_server::demo;
use caseport_server::demo::replies::{Script, answer, begin};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{TestApp, User};

const CORA: &str = "cora@contoso.example";
const DELAY: TimeDelta = TimeDelta::seconds(8);

async fn begun() -> TestApp {
    let app = TestApp::demo().await;
    begin(&app.store, async { Ok::<_, demo::DemoError>(()) }).await.unwrap();
    app
}

/// Lets the play go on; seconds until the next answer.
async fn played(app: &TestApp) -> Option<i64> {
    let script = Script::load().unwrap();
    let left = answer(&app.store, &script, DELAY, app.state.clock.now()).await.unwrap();
    left.map(|left| left.num_seconds())
}

async fn new_case(user: &User<'_>, changes: serde_json::Value) -> String {
    user.submitted("contoso", changes).await.summary.number.to_string()
}

async fn comment(user: &User<'_>, number: &str, text: &str) -> HistoryEntry {
    user.post(&format!("/cases/{number}/comments"), &json!({ "text": text })).await.read_as(201)
}

async fn history(user: &User<'_>, number: &str) -> Vec<HistoryEntry> {
    user.get(&format!("/cases/{number}/history")).await.read_as::<Page<HistoryEntry>>(200).items
}

/// The kinds of entries, those of the vendor's with a mark.
async fn kinds(user: &User<'_>, number: &str) -> Vec<String> {
    let mark = |side| if side == Side::Vendor { "vendor: " } else { "" };
    let history = history(user, number).await;
    history.iter().map(|it| format!("{}{}", mark(it.by.side), it.kind.code())).collect()
}

#[tokio::test]
async fn a_new_case_and_each_turn_of_its_people_are_answered_once() {
    let app = begun().await;
    assert_eq!(played(&app).await, None, "the demo's own past is nobody's turn");
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in("carl@contoso.example").await);
    let number = new_case(&cora, json!({ "issue_type": "performance", "severity": "s1" })).await;
    assert_eq!(played(&app).await, Some(8));
    app.clock.pass(TimeDelta::seconds(7));
    assert_eq!(played(&app).await, Some(1));
    assert_eq!(kinds(&cora, &number).await, ["created"]);
    app.clock.pass(TimeDelta::seconds(1));
    assert_eq!(played(&app).await, None);
    assert_eq!(played(&app).await, None);
    assert_eq!(kinds(&cora, &number).await, ["created", "vendor: comment"]);
    let first = history(&cora, &number).await.pop().unwrap();
    let text = first.text.unwrap();
    assert!(text.starts_with("Hello Cora,") && text.contains("**critical**"), "{text}");
    assert!(text.contains("How many files a minute") && !text.contains('{'), "{text}");
    let case = cora.case(&number).await;
    assert_eq!((case.summary.status.code(), case.first_response_at), ("waiting_on_customer", Some(first.at)));
    // Two who write one after the other are one turn, answered when both have had their say.
    comment(&cora, &number, "Here.").await;
    app.clock.pass(TimeDelta::seconds(5));
    comment(&carl, &number, "And here.").await;
    app.clock.pass(TimeDelta::seconds(5));
    assert_eq!(played(&app).await, Some(3));
    app.clock.pass(TimeDelta::seconds(3));
    assert_eq!(played(&app).await, None);
    let all = history(&cora, &number).await;
    assert_eq!(all.len(), 5);
    assert_eq!(all[4].by.name, first.by.name, "the same person goes on");
    assert!(all[4].text.as_ref().unwrap().contains("Carl"));
}

#[tokio::test]
async fn who_was_answered_already_or_is_gone_is_not_answered() {
    let app = begun().await;
    let (service, _) = app.service("Service desk").await;
    let cora = app.sign_in(CORA).await;
    let replied = new_case(&cora, json!({})).await;
    service
        .post(&format!("/vendor/cases/{replied}/comments"), &json!({ "text": "I am real." }))
        .await
        .problem_free();
    let closed = new_case(&cora, json!({})).await;
    cora.post(&format!("/cases/{closed}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    let set = new_case(&cora, json!({})).await;
    service
        .put(&format!("/vendor/cases/{set}/status"), &json!({ "status": "waiting_on_vendor" }))
        .await
        .problem_free();
    // What was taken back needs no answer.
    let entry = comment(&cora, &replied, "Never mind.").await;
    cora.send(axum::http::Method::DELETE, &format!("/api/v1/cases/{replied}/comments/{}", entry.id), None)
        .await
        .problem_free();
    app.clock.pass(TimeDelta::hours(1));
    assert_eq!(played(&app).await, None);
    assert_eq!(kinds(&cora, &replied).await, ["created", "vendor: comment", "comment"]);
    assert_eq!(kinds(&cora, &closed).await, ["created", "closed"]);
    assert_eq!(kinds(&cora, &set).await, ["created", "vendor: status"]);
    // Until it is reopened.
    cora.post(&format!("/cases/{closed}/reopen"), &json!({ "reason": "It is back." }))
        .await
        .read_as::<CaseDetail>(200);
    app.clock.pass(DELAY);
    assert_eq!(played(&app).await, None);
    let text = history(&cora, &closed).await.pop().unwrap().text.unwrap();
    assert!(text.contains("I am sorry that it is not over"), "{text}");
}

#[tokio::test]
async fn escalations_are_taken_up_unless_they_are_taken_back() {
    let app = begun().await;
    let cora = app.sign_in(CORA).await;
    let (kept, back) = (new_case(&cora, json!({})).await, new_case(&cora, json!({})).await);
    app.clock.pass(DELAY);
    played(&app).await;
    for number in [&kept, &back] {
        let ask = json!({ "reason": "Production is down." });
        cora.post(&format!("/cases/{number}/escalation"), &ask).await.read_as::<CaseDetail>(201);
    }
    let path = format!("/api/v1/cases/{back}/escalation");
    cora.send(axum::http::Method::DELETE, &path, None).await.read_as::<CaseDetail>(200);
    assert_eq!(played(&app).await, Some(8));
    app.clock.pass(DELAY);
    assert_eq!(played(&app).await, None);
    let escalation = cora.case(&kept).await.escalation.unwrap();
    assert_eq!(escalation.state.code(), "acknowledged");
    assert!(escalation.acknowledged_by.is_some() && escalation.note.is_some());
    assert_eq!(cora.case(&back).await.escalation.unwrap().state.code(), "withdrawn");
}

#[tokio::test]
async fn a_restart_neither_forgets_nor_repeats_and_more_demo_data_is_nobodys_turn() {
    let app = begun().await;
    let cora = app.sign_in(CORA).await;
    let answered = new_case(&cora, json!({})).await;
    app.clock.pass(DELAY);
    assert_eq!(played(&app).await, None);
    let waits = new_case(&cora, json!({})).await;
    drop(cora);
    let app = app.restarted().await;
    begin(&app.store, async { Ok::<_, demo::DemoError>(()) }).await.unwrap();
    app.clock.pass(DELAY * 2);
    assert_eq!(played(&app).await, None);
    let cora = app.sign_in(CORA).await;
    for number in [&answered, &waits] {
        assert_eq!(kinds(&cora, number).await, ["created", "vendor: comment"], "{number}");
    }
    let changed = async |app: &TestApp| {
        let mut read = app.store.read().await.unwrap();
        let (last,): (i64,) =
            sql::query_as("SELECT MAX(seq) FROM case_events").fetch_one(&mut read).await.unwrap();
        last
    };
    begin(&app.store, demo::generate(&app.store, 300, app.state.clock.now())).await.unwrap();
    let before = changed(&app).await;
    app.clock.pass(TimeDelta::days(1));
    assert_eq!(played(&app).await, None);
    assert_eq!(changed(&app).await, before, "nobody answers what was generated");
}

#[tokio::test]
async fn everything_that_a_case_can_be_about_has_its_words() {
    let app = begun().await;
    let cora = app.sign_in(CORA).await;
    let catalog = cora.get("/organizations/contoso/catalog").await.json();
    let mut said = Vec::new();
    for issue_type in catalog["issue_types"].as_array().unwrap() {
        said.push(new_case(&cora, json!({ "issue_type": issue_type["id"] })).await);
    }
    said.push(cora.reported("a.exe", b"MZ", json!({})).await.summary.number.to_string());
    app.clock.pass(DELAY);
    assert_eq!(played(&app).await, None);
    let mut texts = std::collections::BTreeSet::new();
    for number in &said {
        texts.insert(history(&cora, number).await.pop().unwrap().text.unwrap());
    }
    assert_eq!(texts.len(), 9, "each its own");
    // A conversation never runs dry.
    for _ in 0..5 {
        comment(&cora, &said[0], "And now?").await;
        app.clock.pass(DELAY);
        assert_eq!(played(&app).await, None);
    }
    assert_eq!(history(&cora, &said[0]).await.len(), 12);
}
