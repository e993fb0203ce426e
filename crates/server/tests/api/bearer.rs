//! /auth/token and /auth/ticket: sessions of pages that embed the app, and downloads by address.

use crate::common::sql;
use axum::http::Method;
use caseport_domain::api::{BearerToken, Session, Ticket};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{TestApp, User, WRONG};

const SARA: &str = "sara@northwind.example";
const CSV: &str = "/organizations/northwind/cases.csv";

async fn token(app: &TestApp, email: &str) -> BearerToken {
    let asked = json!({ "email": email, "password": "caseport-demo" });
    app.anonymous().post("/auth/token", &asked).await.read_as(200)
}

async fn bearer<'a>(app: &'a TestApp, email: &str) -> User<'a> {
    let token = token(app, email).await.token;
    app.anonymous().with("authorization", &format!("Bearer {token}"))
}

/// A file of a case that Sara sees.
async fn file(sara: &User<'_>) -> String {
    let rows = sara.whole_list("northwind", "tab=organization").await;
    for row in rows {
        let files = sara.get(&format!("/cases/{}/files", row.number)).await.json();
        if let Some(id) = files["items"][0]["id"].as_str() {
            return format!("/files/{id}");
        }
    }
    panic!("the demo has no file that Sara sees");
}

async fn ticket(user: &User<'_>, path: &str) -> String {
    user.post("/auth/ticket", &json!({ "path": path })).await.read_as::<Ticket>(200).ticket
}

#[tokio::test]
async fn a_password_gives_a_token_and_no_cookie() {
    let app = TestApp::demo().await;
    let asked = json!({ "email": SARA, "password": "caseport-demo" });
    let answer = app.anonymous().post("/auth/token", &asked).await;
    let given: BearerToken = answer.read_as(200);
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(given.expires_at, app.state.clock.now() + TimeDelta::hours(1));
    // 256 bits in base64; the database has the hash only.
    assert_eq!(given.token.len(), 43);
    let mut read = app.store.read().await.unwrap();
    let (hash,): (String,) =
        sql::query_as("SELECT token_hash FROM sessions").fetch_one(&mut read).await.unwrap();
    assert_ne!(hash, given.token);
}

#[tokio::test]
async fn a_wrong_password_counts_as_one_at_signing_in() {
    let app = TestApp::demo().await;
    for _ in 0..5 {
        let answer = app.anonymous().post("/auth/token", &json!({ "email": SARA, "password": WRONG })).await;
        assert_eq!(answer.problem(401).kind, "/problems/sign-in-failed");
    }
    assert_eq!(app.anonymous().login(SARA, "caseport-demo").await.status, 429);
    let asked = json!({ "email": SARA, "password": "caseport-demo" });
    assert_eq!(app.anonymous().post("/auth/token", &asked).await.status, 429);
}

#[tokio::test]
async fn a_token_lasts_an_hour_however_much_it_is_used() {
    let app = TestApp::demo().await;
    let sara = bearer(&app, SARA).await;
    for _ in 0..3 {
        app.clock.pass(TimeDelta::minutes(19));
        sara.get("/session").await.read_as::<Session>(200);
    }
    app.clock.pass(TimeDelta::minutes(3) - TimeDelta::seconds(1));
    sara.get("/session").await.read_as::<Session>(200);
    app.clock.pass(TimeDelta::seconds(1));
    sara.get("/session").await.problem(401);
    // It is over for good, and swept when somebody signs in.
    app.clock.pass(-TimeDelta::minutes(30));
    sara.get("/session").await.problem(401);
    app.clock.pass(TimeDelta::minutes(30));
    let other = token(&app, SARA).await;
    app.clock.pass(TimeDelta::hours(1));
    token(&app, SARA).await;
    let mut read = app.store.read().await.unwrap();
    let (count,): (i64,) = sql::query_as("SELECT COUNT(*) FROM sessions").fetch_one(&mut read).await.unwrap();
    assert_eq!(count, 1);
    assert!(other.expires_at <= app.state.clock.now());
}

#[tokio::test]
async fn signing_out_ends_the_token_and_no_other_session() {
    let app = TestApp::demo().await;
    let (here, there) = (bearer(&app, SARA).await, app.sign_in(SARA).await);
    assert_eq!(here.post("/auth/logout", &json!({})).await.status, 204);
    here.get("/session").await.problem(401);
    there.get("/session").await.read_as::<Session>(200);
}

#[tokio::test]
async fn a_ticket_downloads_what_it_is_for() {
    let app = TestApp::demo().await;
    let sara = bearer(&app, SARA).await;
    let file = file(&sara).await;
    let with_ticket = ticket(&sara, &file).await;
    let anybody = app.anonymous();
    let answer = anybody.get(&format!("{file}?ticket={with_ticket}")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").starts_with("attachment"));
    let path = format!("/api/v1{file}?ticket={with_ticket}");
    assert_eq!(anybody.send(Method::HEAD, &path, None).await.status, 200);
    // A part of it, as a browser asks that goes on.
    let part = anybody.clone().with("range", "bytes=0-3").get(&format!("{file}?ticket={with_ticket}")).await;
    assert_eq!((part.status, part.bytes.len()), (206, 4));
    // Of a list, with whatever its view is.
    let of_list = ticket(&sara, CSV).await;
    let answer = anybody.get(&format!("{CSV}?tab=organization&ticket={of_list}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.header("content-type").starts_with("text/csv"));
}

#[tokio::test]
async fn a_ticket_opens_nothing_else() {
    let app = TestApp::demo().await;
    let sara = bearer(&app, SARA).await;
    let file = file(&sara).await;
    let with_ticket = ticket(&sara, &file).await;
    for path in ["/session", "/files/other", CSV, "/organizations/northwind/access"] {
        app.anonymous().get(&format!("{path}?ticket={with_ticket}")).await.problem(401);
    }
    // Nor as a token, nor for a change.
    let as_token = app.anonymous().with("authorization", &format!("Bearer {with_ticket}"));
    as_token.get(&file).await.problem(401);
    as_token.get("/session").await.problem(401);
    let cookie = format!("caseport_session={with_ticket}");
    app.anonymous().with_cookie(&cookie).get(&file).await.problem(401);
    let answer =
        app.anonymous().post(&format!("/auth/ticket?ticket={with_ticket}"), &json!({ "path": file })).await;
    answer.problem(401);
    // And a session's token is no ticket: addresses are kept in histories and logs.
    let session = token(&app, SARA).await.token;
    app.anonymous().get(&format!("{file}?ticket={session}")).await.problem(401);
    sara.get(&format!("{file}?ticket=made-up")).await.problem(401);
}

#[tokio::test]
async fn a_ticket_is_over_after_ten_minutes_and_at_signing_out() {
    let app = TestApp::demo().await;
    let sara = bearer(&app, SARA).await;
    let file = file(&sara).await;
    let first = format!("{file}?ticket={}", ticket(&sara, &file).await);
    app.clock.pass(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    assert_eq!(app.anonymous().get(&first).await.status, 200);
    app.clock.pass(TimeDelta::seconds(1));
    app.anonymous().get(&first).await.problem(401);
    let second = format!("{file}?ticket={}", ticket(&sara, &file).await);
    assert_eq!(app.anonymous().get(&second).await.status, 200);
    sara.post("/auth/logout", &json!({})).await.problem_free();
    app.anonymous().get(&second).await.problem(401);
}

#[tokio::test]
async fn a_ticket_opens_no_more_than_the_person_may_at_that_moment() {
    let app = TestApp::demo().await;
    let sara = bearer(&app, SARA).await;
    let file = file(&sara).await;
    // Asking for one says nothing of what is there.
    let cora = bearer(&app, "cora@contoso.example").await;
    let theirs = ticket(&cora, &file).await;
    app.anonymous().get(&format!("{file}?ticket={theirs}")).await.problem(404);
    let list = ticket(&cora, CSV).await;
    app.anonymous().get(&format!("{CSV}?tab=organization&ticket={list}")).await.problem(404);
    for path in ["/session", "/cases/10204117", "files/x", "/files/x?y", ""] {
        let answer = sara.post("/auth/ticket", &json!({ "path": path })).await;
        assert_eq!(answer.fields(422), [("path".to_owned(), "unknown".to_owned())], "{path}");
    }
    app.anonymous().post("/auth/ticket", &json!({ "path": file })).await.problem(401);
}
