//! The stream of what happens: that it comes, in which form, and when it ends.

use crate::common::sql;
use std::time::Duration;

use caseport_domain::api::{CaseSummary, LiveCase};
use caseport_domain::id::CaseNumber;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Event, Stream, TestApp, User, bytes};

const CARL: &str = "carl@contoso.example";
const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn its_form_is_that_of_an_event_source() {
    let app = TestApp::following().await;
    let carl = app.sign_in(CARL).await.with("accept-encoding", "gzip, br");
    let mut stream = carl.stream("contoso").await;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(stream.headers[name], value);
    }
    assert!(!stream.headers.contains_key("content-encoding"), "compressing would hold it back");
    let place = stream.block().await.unwrap();
    assert!(place.id.is_some(), "a place to go on from before anything has happened");
    // Nothing happens, and that is told as well.
    for _ in 0..2 {
        let heartbeat = stream.block().await.unwrap();
        assert_eq!((heartbeat.comment.is_some(), &heartbeat.id), (true, &place.id));
    }
}

/// The row as the reader's list has it.
async fn row(user: &User<'_>, org: &str, tab: &str, number: CaseNumber) -> CaseSummary {
    user.list(org, &format!("tab={tab}&q={number}")).await.items.remove(0)
}

fn live(event: &Event) -> LiveCase {
    serde_json::from_value(event.data.clone()).unwrap()
}

async fn expect(stream: &mut Stream, name: &str, number: CaseNumber) -> Event {
    let event = stream.event().await;
    assert_eq!((event.name.as_str(), event.number()), (name, number.to_string().as_str()));
    event
}

#[tokio::test]
async fn every_way_of_changing_a_case_is_told_with_the_row_as_the_list_has_it() {
    let app = TestApp::demo().await;
    let (carl, cora) = (app.sign_in(CARL).await, app.sign_in(CORA).await);
    let mut stream = carl.stream("contoso").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let created = live(&expect(&mut stream, "case_created", number).await);
    assert_eq!(created.case, row(&carl, "contoso", "organization", number).await);
    assert_eq!(created.tabs, [caseport_domain::Tab::Organization.into()]);
    let case = format!("/cases/{number}");
    for (path, body) in [
        ("comments", json!({ "text": "More about it." })),
        ("escalation", json!({ "reason": "It is getting worse by the hour." })),
        ("close", json!({})),
    ] {
        app.clock.pass(TimeDelta::seconds(1));
        let answer = cora.post(&format!("{case}/{path}"), &body).await;
        assert!(answer.status < 300, "{path}: {answer:?}");
        let told = live(&expect(&mut stream, "case_changed", number).await).case;
        assert_eq!(told, row(&carl, "contoso", "organization", number).await, "{path}");
    }
    cora.put(&format!("{case}/rating"), &json!({ "overall": 4 })).await.read_as::<serde_json::Value>(200);
    let told = live(&expect(&mut stream, "case_changed", number).await).case;
    assert_eq!(told.rating.map(|rating| rating.overall), Some(4));
}

#[tokio::test]
async fn a_file_is_told_when_it_has_arrived() {
    let app = TestApp::demo().await;
    let (carl, cora) = (app.sign_in(CARL).await, app.sign_in(CORA).await);
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let mut stream = carl.stream("contoso").await;
    let upload = cora.upload_begun(number, "a.txt", 10, "b").await;
    cora.patch(&upload, 0, &bytes(4)).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    // Had it been told before it was whole, this event would be a second one.
    cora.patch(&upload, 4, &bytes(10)[4..]).await;
    let event = expect(&mut stream, "upload_finished", number).await;
    let file = carl.files(number).await.remove(0).id;
    assert_eq!(event.data, json!({ "case": number, "file": file }));
    expect(&mut stream, "case_changed", number).await;
}

#[tokio::test]
async fn what_is_undone_is_not_told() {
    let app = TestApp::following().await;
    let carl = app.sign_in(CARL).await;
    let number = carl.submitted("contoso", json!({})).await.summary.number;
    let mut stream = carl.stream("contoso").await;
    let mut write = app.store.write().await.unwrap();
    touch(&mut write, number, 1).await;
    drop(write);
    app.sign_in(CORA).await.submitted("contoso", json!({})).await;
    let events = stream.events(&app).await;
    assert_eq!(events.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["case_created"]);
}

async fn touch(write: &mut caseport_server::store::Write, number: CaseNumber, at: i64) {
    sql::query("UPDATE cases SET updated_at = $2 WHERE number = $1")
        .bind(i64::from(number.value()))
        .bind(at)
        .execute(write)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_burst_is_told_a_few_times_and_a_slow_reader_gets_the_end_of_it() {
    let app = TestApp::demo().await;
    let (carl, cora) = (app.sign_in(CARL).await, app.sign_in(CORA).await);
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let mut reading = carl.stream("contoso").await;
    let mut waiting = carl.stream("contoso").await;
    let changes = async {
        for at in 1..=200 {
            let mut write = app.store.write().await.unwrap();
            touch(&mut write, number, at * 1_000_000).await;
            write.commit().await.unwrap();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let reads = async {
        let mut events = vec![reading.event().await];
        while live(events.last().unwrap()).case.updated_at.timestamp() < 200 {
            events.push(reading.event().await);
        }
        events
    };
    let begun = tokio::time::Instant::now();
    let (events, ()) = tokio::join!(reads, changes);
    let quarters = usize::try_from(begun.elapsed().as_millis() / 250).unwrap();
    assert!(events.len() <= quarters + 2, "{} in {quarters} quarters of a second", events.len());
    // Who took nothing meanwhile is told once.
    assert_eq!(live(&waiting.event().await).case.updated_at.timestamp(), 200);
    let next = cora.submitted("contoso", json!({})).await.summary.number;
    expect(&mut waiting, "case_created", next).await;
}

#[tokio::test]
async fn more_than_is_read_at_once_comes_whole_and_in_order() {
    let app = TestApp::following().await;
    let cora = app.sign_in(CORA).await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(cora.submitted("contoso", json!({})).await.summary.number);
    }
    let mut stream = cora.stream("contoso").await;
    let mut write = app.store.write().await.unwrap();
    for at in 1..=1_300 {
        touch(&mut write, numbers[at % 2], i64::try_from(at).unwrap()).await;
    }
    touch(&mut write, numbers[2], 1).await;
    write.commit().await.unwrap();
    let events = stream.events(&app).await;
    let told: Vec<_> = events.iter().map(Event::number).collect();
    for number in &numbers {
        let times = told.iter().filter(|it| **it == number.to_string()).count();
        assert!((1..=3).contains(&times), "{number}: {told:?}");
    }
    assert_eq!(told.last(), Some(&numbers[2].to_string().as_str()));
}

#[tokio::test]
async fn signing_out_ends_it_and_only_it() {
    let app = TestApp::demo().await;
    let (here, there) = (app.sign_in(CARL).await, app.sign_in(CARL).await);
    let mut ended = here.stream("contoso").await;
    let mut other = there.stream("contoso").await;
    assert_eq!(here.post("/auth/logout", &json!({})).await.status, 204);
    ended.ends().await;
    here.get("/organizations/contoso/stream").await.problem(401);
    let number = there.submitted("contoso", json!({})).await.summary.number;
    expect(&mut other, "case_created", number).await;
}

#[tokio::test]
async fn a_session_that_ends_by_itself_ends_it_at_the_next_heartbeat() {
    let app = TestApp::following().await;
    let carl = app.sign_in(CARL).await;
    let mut stream = carl.stream("contoso").await;
    app.clock.pass(TimeDelta::hours(11));
    assert!(stream.block().await.unwrap().id.is_some());
    assert!(stream.block().await.unwrap().comment.is_some(), "it goes on");
    // Following is no use of a session.
    app.clock.pass(TimeDelta::hours(1));
    stream.ends().await;
}

#[tokio::test]
async fn the_servers_end_is_its_end() {
    let app = TestApp::demo().await;
    let carl = app.sign_in(CARL).await;
    let mut stream = carl.stream("contoso").await;
    app.state.stopping.begin();
    stream.ends().await;
}

#[tokio::test]
async fn ten_may_be_open_at_once() {
    let app = TestApp::demo().await;
    let (carl, cora) = (app.sign_in(CARL).await, app.sign_in(CORA).await);
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(carl.stream("contoso").await);
    }
    let refused = carl.get("/organizations/personal/stream").await;
    refused.problem(429);
    assert_eq!(refused.header("retry-after"), "30");
    cora.stream("contoso").await;
    open.pop();
    carl.stream("personal").await;
}

#[tokio::test]
async fn it_says_no_like_the_list() {
    let app = TestApp::demo().await;
    let carl = app.sign_in(CARL).await;
    for org in ["northwind", "no-such"] {
        let stream = carl.get(&format!("/organizations/{org}/stream")).await.problem(404);
        let list = carl.get(&format!("/organizations/{org}/cases?tab=my")).await.problem(404);
        assert_eq!((stream.kind, stream.detail), (list.kind, list.detail));
    }
    app.anonymous().get("/organizations/contoso/stream").await.problem(401);
}
