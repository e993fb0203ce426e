//! Going on behind an id: what was missed comes, in order and once, from another server as well; and where nobody can
//! say what was missed, that is said.

use crate::common::sql;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Event, TestApp, User};

const CARL: &str = "carl@contoso.example";
const CORA: &str = "cora@contoso.example";

fn told(events: &[Event]) -> Vec<(&str, &str)> {
    events.iter().map(|event| (event.name.as_str(), event.number())).collect()
}

async fn comment(user: &User<'_>, number: &str) {
    let answer = user.post(&format!("/cases/{number}/comments"), &json!({ "text": "And more." })).await;
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn nothing_is_lost_and_nothing_comes_twice_also_after_a_restart() {
    let app = TestApp::following().await;
    let (carl, cora) = (app.sign_in(CARL).await, app.sign_in(CORA).await);
    let (carls, coras) = (cookie(&carl), cookie(&cora));
    let mut stream = carl.stream("contoso").await;
    let first = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    assert_eq!(told(&stream.events(&app).await), [("case_created", first.as_str())]);
    let id = stream.last_id.clone();
    drop(stream);
    let second = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    comment(&cora, &first).await;
    let app = app.restarted().await;
    let (carl, cora) = (app.anonymous().with_cookie(&carls), app.anonymous().with_cookie(&coras));
    comment(&cora, &second).await;
    let third = cora.submitted("contoso", json!({})).await.summary.number.to_string();

    let expected = [
        ("case_created", second.as_str()),
        ("case_changed", first.as_str()),
        ("case_created", third.as_str()),
    ];
    let all = carl.stream_behind("contoso", &id).await.events(&app).await;
    assert_eq!(told(&all), expected);
    let ids: std::collections::BTreeSet<_> = all.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), all.len(), "ids are unique");
    // Behind each of them the others come.
    for (at, event) in all.iter().enumerate() {
        let rest = carl.stream_behind("contoso", &event.id).await.events(&app).await;
        let mut rest = told(&rest);
        // The comment on what is new by then was not told by itself.
        rest.retain(|it| *it != ("case_changed", second.as_str()));
        assert_eq!(rest, expected[at + 1..], "behind {at}");
    }
    // And it goes on live from there.
    let mut stream = carl.stream_behind("contoso", &all[2].id).await;
    comment(&cora, &third).await;
    assert_eq!(stream.event().await.number(), third);
}

/// Rows and stream fit together: nothing is lost between reading a list and following it.
#[tokio::test]
async fn a_list_says_where_the_stream_goes_on() {
    let app = TestApp::following().await;
    let (carl, cora) = (app.sign_in(CARL).await, app.sign_in(CORA).await);
    let read = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    let list = carl.get("/organizations/contoso/cases?tab=organization&limit=1").await.json();
    assert_eq!(list["items"][0]["number"], read.as_str());
    let missed = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    let mut stream = carl.stream_behind("contoso", list["as_of"].as_str().unwrap()).await;
    assert_eq!(told(&stream.events(&app).await), [("case_created", missed.as_str())]);
}

fn cookie(user: &User<'_>) -> String {
    format!("caseport_session={}", user.token())
}

/// Ids go on with what others do, so that a quiet reader does not fall out of the journal.
#[tokio::test]
async fn what_others_do_moves_the_place_and_is_not_told() {
    let app = TestApp::following().await;
    let (ada, cora) = (app.sign_in("ada@adatum.example").await, app.sign_in(CORA).await);
    let mut stream = ada.stream("adatum").await;
    let before = stream.block().await.unwrap().id.unwrap();
    let foreign = cora.submitted("contoso", json!({ "subject": "Nobody else's business" })).await;
    let own = ada.submitted("adatum", json!({})).await.summary.number.to_string();
    let event = stream.event().await;
    assert_eq!(event.number(), own);
    assert_ne!(event.id, before);
    for text in [&foreign.summary.number.to_string(), "Nobody else"] {
        assert!(!stream.text.contains(text));
    }
    assert_eq!(ada.stream_behind("adatum", &event.id).await.events(&app).await, []);
}

#[tokio::test]
async fn where_it_cannot_tell_what_was_missed_it_says_so_first() {
    let app = TestApp::following().await;
    let carl = app.sign_in(CARL).await;
    let mut stream = carl.stream("contoso").await;
    let id = stream.block().await.unwrap().id.unwrap();
    let (journal, rest) = id.split_once('-').unwrap();
    let (seq, rights) = rest.split_once('-').unwrap();
    let later = seq.parse::<i64>().unwrap() + 1;
    for unknown in [
        "1".to_owned(),
        "nonsense".to_owned(),
        format!("000000000000-{rest}"),
        // Nobody was told so much yet.
        format!("{journal}-{later}-{rights}"),
        format!("{journal}--1-{rights}"),
    ] {
        let events = carl.stream_behind("contoso", &unknown).await.events(&app).await;
        assert_eq!(told(&events), [("access_changed", "")], "{unknown}");
        assert_eq!((events[0].id.as_str(), &events[0].data), (id.as_str(), &json!({})), "{unknown}");
    }
    assert_eq!(carl.stream_behind("contoso", &id).await.events(&app).await, [], "nothing was missed");

    // Too long away: what came next is no longer kept.
    for _ in 0..2 {
        carl.submitted("contoso", json!({})).await;
    }
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM changes WHERE seq <= $1").bind(later).execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    let events = carl.stream_behind("contoso", &id).await.events(&app).await;
    assert_eq!(told(&events), [("access_changed", "")]);
}

/// The right at the moment of telling counts, not the one at the moment of the change.
#[tokio::test]
async fn rights_that_changed_meanwhile_count_and_are_told_first() {
    let app = TestApp::following().await;
    let (cora, cole) = (app.sign_in(CORA).await, app.sign_in("cole@contoso.example").await);
    let mut stream = cole.stream("contoso").await;
    let id = stream.block().await.unwrap().id.unwrap();
    drop(stream);
    let number = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    extend(&app, "cole", false).await;
    let without = cole.stream_behind("contoso", &id).await.events(&app).await;
    assert_eq!(told(&without), [("access_changed", "")]);
    extend(&app, "cole", true).await;
    // As it was when the id was given: no right has changed for this reader.
    let with = cole.stream_behind("contoso", &id).await.events(&app).await;
    assert_eq!(told(&with), [("case_created", number.as_str())]);
    app.clock.pass(TimeDelta::seconds(1));
    // Who was told of the right without the case goes on from there.
    let behind = cole.stream_behind("contoso", &without[0].id).await.events(&app).await;
    assert_eq!(told(&behind), [("access_changed", "")]);
}

async fn extend(app: &TestApp, user: &str, on: bool) {
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE memberships SET extended_case_view = $2 WHERE user_id = $1")
        .bind(user)
        .bind(on)
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn the_journal_keeps_its_last_entries() {
    use caseport_server::store::journal;
    let app = TestApp::following().await;
    let mut write = app.store.write().await.unwrap();
    sql::query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100500)
         INSERT INTO changes (kind, user_id) SELECT 'access_changed', 'nobody' FROM n",
    )
    .execute(&mut write)
    .await
    .unwrap();
    let (_, latest) = journal::range(&mut write).await.unwrap();
    journal::trim(&mut write).await.unwrap();
    assert_eq!(journal::range(&mut write).await.unwrap(), (latest - 100_000, latest));
    write.commit().await.unwrap();
    // Generated cases are not told, and leave no more than that.
    caseport_server::demo::generate(&app.store, 2_000, crate::common::T0).await.unwrap();
    let mut read = app.store.read().await.unwrap();
    let (before, latest) = journal::range(&mut read).await.unwrap();
    assert!(latest - before <= 100_010, "{before} {latest}");
}
