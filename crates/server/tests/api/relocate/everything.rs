//! Everything arrives as it was, and a server goes on with it as if nothing had happened.

use caseport_server::store::Kind;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::dump::{additions, assert_same, dump};
use super::{CORA, app, moved, other, over, plan, used};
use crate::common::Database;
use crate::common::sql::{self, Get as _};
use crate::common::{TestApp, User};

/// What people see: lists, searches, suggestions, histories.
async fn seen(cora: &User<'_>, number: &str) -> Vec<Value> {
    let question = json!({ "product": "metadefender-core", "subject": "Queue does not shrink",
        "description": "Scans time out with engine timeout." });
    let suggestions = cora.post("/organizations/contoso/suggestions", &question).await.json();
    assert!(suggestions["articles"].as_array().is_some_and(|found| !found.is_empty()), "{suggestions}");
    let mut seen = vec![suggestions];
    for path in [
        format!("/cases/{number}"),
        format!("/cases/{number}/history"),
        format!("/cases/{number}/files"),
        "/organizations/contoso/cases/counts".to_owned(),
        "/organizations/contoso/cases?tab=my".to_owned(),
        "/organizations/contoso/cases?tab=my&q=%E6%9B%B4%E6%96%B0%E3%81%A7".to_owned(),
        "/organizations/contoso/cases?tab=my&q=scan".to_owned(),
        "/organizations/contoso/cases?tab=my&sort=subject".to_owned(),
    ] {
        let answer = cora.get(&path).await;
        answer.problem_free();
        seen.push(answer.json());
    }
    let found = &seen[6]["items"];
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    seen
}

async fn numbers(app: &TestApp) -> Vec<i64> {
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT (SELECT MAX(seq) FROM changes) AS a, (SELECT MAX(seq) FROM case_events) AS b,
        (SELECT MAX(seq) FROM organization_events) AS c, (SELECT MAX(id) FROM outbox) AS d";
    let row = sql::query(sql).fetch_one(&mut read).await.unwrap();
    ["a", "b", "c", "d"].map(|name| row.get(name)).into()
}

async fn there(kind: Kind) {
    let before = app(kind).await;
    let number = used(&before).await;
    let cora = before.sign_in(CORA).await;
    let (cookie, was_seen) = (cora.cookie(), seen(&cora, &number).await);
    let was = dump(&before.store).await;
    let empty: Vec<_> = was.iter().filter(|(_, rows)| rows.is_empty()).map(|(name, _)| name).collect();
    assert!(was.len() > 35 && empty.is_empty(), "tables of which nothing is known: {empty:?}");
    let last = numbers(&before).await;
    let (folder, source) = before.stopped().await;
    let files = std::fs::read_dir(folder.path().join("files")).unwrap().count();

    let elsewhere = std::sync::Arc::new(TempDir::new().unwrap());
    let target = Database::empty(other(kind), elsewhere.path()).await;
    let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
    let (done, told) = moved(&plan).await;
    let report = done.unwrap().unwrap();
    assert_eq!(report.tables().count(), was.len(), "{told:?}");
    for (table, rows) in &was {
        assert_eq!(report.rows_of(table), Some(rows.len() as u64), "{table}");
    }
    assert_eq!(report.files().copied, files as u64 + 2, "{told:?}");
    assert_eq!(report.uploads(), (1, 0));
    assert!(report.to_string().contains("all tables"), "{report}");

    // The source is what it was.
    let source_now = source.open().await;
    assert_same(&was, &dump(&source_now).await);
    source_now.close().await;

    let fresh = Database::empty(other(kind), TempDir::new().unwrap().path()).await;
    let after = over(&elsewhere, &target).await;
    assert_same(&was, &dump(&after.store).await);
    if other(kind) == Kind::Postgres {
        let fresh = fresh.open().await;
        assert_eq!(additions(&after.store).await, additions(&fresh).await);
        fresh.close().await;
    }

    // Whoever was signed in still is, and sees the same.
    let cora = after.anonymous().with_cookie(&cookie);
    let now_seen = seen(&cora, &number).await;
    assert_eq!(now_seen, was_seen);
    // A new case, a comment, an event.
    let mut stream = cora.stream("contoso").await;
    let new = cora.submitted("contoso", json!({ "ccs": ["dora@elsewhere.example"] })).await.summary.number;
    assert!(new.to_string() > number);
    assert_eq!(stream.event().await.number(), new.to_string());
    let comment = json!({ "text": "After the move" });
    assert_eq!(cora.post(&format!("/cases/{number}/comments"), &comment).await.status, 201);
    loop {
        if stream.event().await.number() == number {
            break;
        }
    }
    let now = numbers(&after).await;
    for place in [0, 1, 3] {
        assert!(now[place] > last[place], "{last:?} {now:?}");
    }
    // The last mail's number was deleted before, and is not given to another.
    let mut read = after.store.read().await.unwrap();
    let first = sql::query("SELECT MIN(id) AS id FROM outbox WHERE id > $1").bind(last[3]);
    let first: i64 = first.fetch_one(&mut read).await.unwrap().get("id");
    assert!(first > last[3] + 1, "{last:?} {first}");
    drop(read);
    assert_eq!(now[2], last[2]);
    // Counters and journal go on as triggers have them do.
    let counts = |seen: &[Value]| seen[4].clone();
    assert_ne!(counts(&seen(&cora, &number).await), counts(&was_seen));
    after.stopped().await;

    // The same again is no move any more, neither from the source nor over what is new.
    let (done, _) = moved(&plan).await;
    assert!(done.unwrap().is_none());
}

#[tokio::test]
async fn to_postgres_everything_arrives_and_a_server_goes_on() {
    Box::pin(there(Kind::Sqlite)).await;
}

#[tokio::test]
async fn from_postgres_everything_arrives_and_a_server_goes_on() {
    Box::pin(there(Kind::Postgres)).await;
}

#[tokio::test]
async fn triggers_and_indexes_of_the_embedded_database_are_as_they_were() {
    let (folder, source) = app(Kind::Postgres).await.stopped().await;
    let elsewhere = TempDir::new().unwrap();
    let target = Database::empty(Kind::Sqlite, elsewhere.path()).await;
    let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
    moved(&plan).await.0.unwrap();
    let fresh_folder = TempDir::new().unwrap();
    let fresh = Database::empty(Kind::Sqlite, fresh_folder.path()).await.open().await;
    let target = target.open().await;
    let (mut fresh, mut now) = (additions(&fresh).await, additions(&target).await);
    // What the planner knows.
    for statistics in ["table sqlite_stat1", "table sqlite_stat4"] {
        fresh.remove(statistics);
        now.remove(statistics);
    }
    assert_eq!(now, fresh);
    // Fails where the index is not that of the cases.
    let mut write = target.write().await.unwrap();
    let check = "INSERT INTO case_index (case_index, rank) VALUES ('integrity-check', 1)";
    sql::query(check).execute(&mut write).await.unwrap();
}
