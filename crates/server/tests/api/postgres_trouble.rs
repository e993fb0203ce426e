//! A PostgreSQL that is away, refuses, is slow, or is ahead of the server; servers whose clocks differ.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use caseport_server::store::Kind;
use chrono::TimeDelta;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Postgres, Transaction};

use crate::common::database::{administer, server};
use crate::common::{Answer, HEARTBEAT, Line, ManualClock, Options, TestApp, bytes, sha256};
use crate::objects::begun;

async fn over(way: Option<String>) -> TestApp {
    let heartbeat = HEARTBEAT;
    TestApp::with(Options { database: Kind::Postgres, heartbeat, way, ..Options::default() }).await
}

/// A connection of somebody else's to a portal's database.
async fn beside(app: &TestApp) -> PgConnection {
    let name = &app.database.served().name;
    PgConnection::connect(&format!("{}/{name}", server())).await.unwrap()
}

/// Ends every connection of the portal's: it meets what has changed with new ones.
async fn disconnect(app: &TestApp) {
    let name = &app.database.served().name;
    // The tests' own have no name.
    administer(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND application_name <> ''"
    ))
    .await;
}

fn is_unavailable(answer: &Answer) {
    assert_eq!(answer.problem(503).kind, "/problems/unavailable");
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_be_and_when_it_is_back_everything_goes_on() {
    let line = Line::new().await;
    let app = over(line.way()).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let mut stream = cora.stream("contoso").await;
    let comments = format!("/cases/{number}/comments");
    let keyed = cora.clone().with("idempotency-key", "k1");
    line.cut();
    is_unavailable(&cora.get(&format!("/cases/{number}")).await);
    is_unavailable(&keyed.post(&comments, &json!({ "text": "Once" })).await);
    is_unavailable(&app.anonymous().login("carl@contoso.example", "x").await);
    assert_eq!(app.anonymous().send(Method::GET, "/health/ready", None).await.status, 503);
    line.mend();
    assert_eq!(keyed.post(&comments, &json!({ "text": "Once" })).await.status, 201);
    assert_eq!(cora.comments(number).await, ["Once"]);
    assert_eq!(app.anonymous().send(Method::GET, "/health/ready", None).await.status, 200);
    // Also who was listening all the time hears of it: the server listens to the database again.
    let told = async { while stream.event().await.number() != number.to_string() {} };
    tokio::time::timeout(Duration::from_secs(20), told).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_breaks_at_any_moment_is_a_database_that_is_away() {
    let line = Line::new().await;
    let app = over(line.way()).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let case = format!("/cases/{}", cora.submitted("contoso", json!({})).await.summary.number);
    let comments = format!("{case}/comments");
    for moment in 0..60 {
        line.mend();
        let breaking = async {
            tokio::time::sleep(Duration::from_micros(moment * 300)).await;
            line.cut();
        };
        let comment = json!({ "text": "Perhaps" });
        let (read, written, ()) = tokio::join!(cora.get(&case), cora.post(&comments, &comment), breaking);
        for answer in [read, written] {
            assert!([200, 201, 503].contains(&answer.status), "{moment}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn whoever_gives_up_leaves_no_transaction_behind_to_those_who_come_after() {
    for database in [Kind::Sqlite, Kind::Postgres] {
        let app = TestApp::with(Options { database, ..Options::default() }).await;
        for moment in 0..300 {
            let given_up = Duration::from_micros(moment % 100 * 20);
            drop(tokio::time::timeout(given_up, app.store.read()).await);
            drop(tokio::time::timeout(given_up, app.store.write()).await);
            drop(app.store.read().await.unwrap());
            drop(app.store.write().await.unwrap());
            // Written without a transaction, by any of the connections.
            assert!(app.store.try_turn(&format!("turn {moment}")).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn what_was_committed_and_never_told_is_told_to_whoever_asks_again() {
    let line = Line::new().await;
    let app = over(line.way()).await;
    let cora = app.sign_in("cora@contoso.example").await.with("idempotency-key", "k1");
    let before = cora.whole_list("contoso", "tab=my").await.len();
    line.lose_a_commit();
    is_unavailable(&cora.submit("contoso", json!({ "subject": "Committed" })).await);
    line.mend();
    assert_eq!(cora.whole_list("contoso", "tab=my").await.len(), before + 1);
    let again = cora.submit("contoso", json!({ "subject": "Committed" })).await;
    assert_eq!(again.status, 201, "{again:?}");
    assert_eq!(cora.whole_list("contoso", "tab=my").await.len(), before + 1);
}

#[tokio::test]
async fn a_database_that_may_only_be_read_is_read() {
    let app = over(None).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let comments = format!("/cases/{number}/comments");
    let name = app.database.served().name.clone();
    administer(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
    disconnect(&app).await;
    assert_eq!(cora.get(&format!("/cases/{number}")).await.status, 200);
    is_unavailable(&cora.post(&comments, &json!({ "text": "Not now" })).await);
    administer(&format!("ALTER DATABASE {name} RESET default_transaction_read_only")).await;
    disconnect(&app).await;
    assert_eq!(cora.post(&comments, &json!({ "text": "Now" })).await.status, 201);
    assert_eq!(cora.comments(number).await, ["Now"]);
}

/// A user who may connect so often, as far as anybody says so. It is no superuser, to whom no limit applies.
async fn limited() -> String {
    let user = format!("limited_{}", std::process::id());
    administer(&format!("DROP ROLE IF EXISTS {user}")).await;
    administer(&format!("CREATE ROLE {user} LOGIN IN ROLE caseport")).await;
    user
}

#[tokio::test]
async fn a_database_that_is_out_of_connections_says_so_and_goes_on_once_there_are_some() {
    let user = limited().await;
    let app = over(Some(format!("postgres://{user}@{}", server().split_once('@').unwrap().1))).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let comments = format!("/cases/{number}/comments");
    let keyed = cora.clone().with("idempotency-key", "k1");
    let comment = json!({ "text": "Once" });
    administer(&format!("ALTER ROLE {user} CONNECTION LIMIT 0")).await;
    disconnect(&app).await;
    let case = format!("/cases/{number}");
    let (read, written) = tokio::join!(cora.get(&case), keyed.post(&comments, &comment));
    is_unavailable(&read);
    is_unavailable(&written);
    // Who comes while there are none is served as soon as there are some.
    let there_are = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        administer(&format!("ALTER ROLE {user} CONNECTION LIMIT 20")).await;
    };
    let (written, ()) = tokio::join!(keyed.post(&comments, &comment), there_are);
    assert_eq!(written.status, 201);
    assert_eq!(cora.comments(number).await, ["Once"]);
}

/// Keeps every writer waiting until it is committed.
async fn held(slow: &mut PgConnection) -> Transaction<'_, Postgres> {
    let mut slow = slow.begin().await.unwrap();
    sqlx::query("SELECT pg_advisory_xact_lock(4842374021770817)").execute(&mut *slow).await.unwrap();
    slow
}

#[tokio::test]
async fn what_a_database_gives_up_in_the_middle_is_done_once_when_it_is_asked_again() {
    let app = over(None).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let comments = format!("/cases/{number}/comments");
    let keyed = cora.clone().with("idempotency-key", "k1");
    let comment = json!({ "text": "Once" });
    let mut slow = beside(&app).await;
    let slow = held(&mut slow).await;
    let giving_up = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        disconnect(&app).await;
    };
    let (written, ()) = tokio::join!(keyed.post(&comments, &comment), giving_up);
    is_unavailable(&written);
    slow.commit().await.unwrap();
    assert_eq!(keyed.post(&comments, &comment).await.status, 201);
    assert_eq!(cora.comments(number).await, ["Once"]);
}

#[tokio::test]
async fn a_writer_that_does_not_end_keeps_nobody_from_reading_and_nobody_waits_for_it_without_end() {
    let app = over(None).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let comments = format!("/cases/{number}/comments");
    let mut slow = beside(&app).await;
    let slow = held(&mut slow).await;
    let keyed = cora.clone().with("idempotency-key", "k1");
    let comment = json!({ "text": "Waits" });
    let writing = keyed.post(&comments, &comment);
    let reading = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cora.get(&format!("/cases/{number}")).await.status
    };
    let (written, read) = tokio::join!(writing, tokio::time::timeout(Duration::from_secs(5), reading));
    assert_eq!(read.unwrap(), 200);
    is_unavailable(&written);
    // And one that ends in time is waited for.
    let ends = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        slow.commit().await.unwrap();
    };
    let (written, ()) = tokio::join!(keyed.post(&comments, &comment), ends);
    assert_eq!(written.status, 201);
    assert_eq!(cora.comments(number).await, ["Waits"]);
}

#[tokio::test]
async fn servers_whose_clocks_differ_by_minutes_serve_the_same_people() {
    for skew in [TimeDelta::minutes(4), TimeDelta::minutes(-4)] {
        let app = over(None).await;
        let clock = Arc::new(ManualClock::default());
        clock.pass(skew);
        let other = app.beside_with(clock).await;
        let cora = app.sign_in("cora@contoso.example").await;
        let there = other.signed_in_as(&cora);
        let number = cora.submitted("contoso", json!({})).await.summary.number;
        let mut stream = there.stream("contoso").await;
        let texts: Vec<String> = (0..4).map(|turn| format!("Comment {turn}")).collect();
        for (turn, text) in texts.iter().enumerate() {
            let at = if turn % 2 == 0 { &cora } else { &there };
            let answer = at.post(&format!("/cases/{number}/comments"), &json!({ "text": text })).await;
            assert_eq!(answer.status, 201, "{answer:?}");
        }
        // In the order in which they were said, at both, and told.
        assert_eq!((cora.comments(number).await, there.comments(number).await), (texts.clone(), texts));
        assert!(stream.events(&other).await.iter().any(|it| it.number() == number.to_string()));
        // An upload that began at one is neither too old nor of the future at the other.
        let content = bytes(3_000_000);
        let (case, upload) = begun(&cora, content.len()).await;
        assert_eq!(cora.patch(&upload, 0, &content[..2_000_000]).await.status, 204);
        other.sweep().await;
        assert_eq!(there.patch(&upload, 2_000_000, &content[2_000_000..]).await.status, 204);
        assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
        // Who signs out at one is signed out at the other.
        assert_eq!(there.post("/auth/logout", &json!({})).await.status, 204);
        assert_eq!(cora.get("/session").await.status, 401);
    }
}

/// What a newer version may do: add. Its columns have values where none is given, its triggers go on with what is there.
const NEWER: &str = "
    CREATE TABLE of_a_newer_version (id bigint PRIMARY KEY, what text NOT NULL);
    DO $$ DECLARE it text; BEGIN
        FOR it IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%' LOOP
            EXECUTE format('ALTER TABLE %I ADD newer text, ADD newest bigint NOT NULL DEFAULT 1', it);
        END LOOP;
    END $$;
    INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'of a newer version', true, 'x', 1);";

#[tokio::test]
async fn a_server_works_and_starts_over_the_tables_of_a_newer_version() {
    let app = over(None).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    sqlx::raw_sql(AssertSqlSafe(NEWER)).execute(&mut beside(&app).await).await.unwrap();
    // One that runs, with statements that it has prepared before, and one that starts now.
    let other = app.beside().await;
    for at in [&cora, &other.signed_in_as(&cora)] {
        let text = json!({ "text": "Goes on" });
        assert_eq!(at.post(&format!("/cases/{number}/comments"), &text).await.status, 201);
        let detail = at.submitted("contoso", json!({})).await;
        assert_eq!(at.case(detail.summary.number).await.summary.number, detail.summary.number);
        let content = bytes(10_000);
        let (case, upload) = begun(at, content.len()).await;
        assert_eq!(at.patch(&upload, 0, &content).await.status, 204);
        assert_eq!(at.files(case).await.len(), 1);
    }
    assert_eq!(cora.comments(number).await.len(), 2);
    let sara = other.sign_in("sara@northwind.example").await;
    for path in ["users", "roles", "event-history", "case-access", "cases?tab=customer", "cases/counts"] {
        let answer = sara.get(&format!("/organizations/northwind/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
}
