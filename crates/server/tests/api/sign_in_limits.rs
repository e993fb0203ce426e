//! The limits on guessing passwords.

use crate::common::sql;
use std::time::Instant;

use axum::http::HeaderName;
use caseport_server::auth::password::Passwords;
use caseport_server::random::SystemRandom;
use chrono::TimeDelta;

use crate::common::{Options, TestApp, WRONG};

const SARA: &str = "sara@northwind.example";
const RIGHT: &str = "caseport-demo";

#[tokio::test]
async fn five_failures_lock_the_address_and_time_releases_it() {
    let app = TestApp::demo().await;
    let guesser = app.anonymous();
    for _ in 0..5 {
        guesser.login(SARA, WRONG).await.problem(401);
        app.clock.pass(TimeDelta::minutes(1));
    }
    // The right password, too, and from anywhere.
    let answer = guesser.login(SARA, RIGHT).await;
    let problem = answer.problem(429);
    // The first failure was five minutes ago; it leaves the window in ten.
    assert_eq!(answer.header("retry-after"), "600");
    assert_eq!(
        problem.detail,
        "There were too many failed sign-ins. Try again in 10 minutes, at 09:15:00 UTC."
    );
    app.anonymous().from([10, 0, 0, 9]).login(SARA, RIGHT).await.problem(429);
    // Written otherwise, it is the same address.
    guesser.login(" SARA@northwind.example", RIGHT).await.problem(429);
    // Others are not touched.
    assert_eq!(guesser.login("adam@northwind.example", RIGHT).await.status, 204);

    app.clock.pass(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    let answer = guesser.login(SARA, RIGHT).await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "1");
    app.clock.pass(TimeDelta::seconds(1));
    assert_eq!(guesser.login(SARA, RIGHT).await.status, 204);
}

#[tokio::test]
async fn unknown_addresses_are_locked_alike() {
    let app = TestApp::demo().await;
    for _ in 0..5 {
        app.anonymous().login("nobody@nowhere.example", WRONG).await.problem(401);
        app.anonymous().login(SARA, WRONG).await.problem(401);
    }
    let mut unknown = app.anonymous().login("nobody@nowhere.example", WRONG).await.problem(429);
    let mut known = app.anonymous().login(SARA, WRONG).await.problem(429);
    unknown.request_id = None;
    known.request_id = None;
    assert_eq!(unknown, known);
}

#[tokio::test]
async fn attempts_while_locked_do_not_prolong_it() {
    let app = TestApp::demo().await;
    for _ in 0..5 {
        app.anonymous().login(SARA, WRONG).await.problem(401);
    }
    app.clock.pass(TimeDelta::minutes(14));
    for _ in 0..20 {
        app.anonymous().login(SARA, WRONG).await.problem(429);
    }
    app.clock.pass(TimeDelta::minutes(1));
    assert_eq!(app.anonymous().login(SARA, RIGHT).await.status, 204);
}

#[tokio::test]
async fn a_right_password_forgets_the_failures() {
    let app = TestApp::demo().await;
    for _ in 0..4 {
        for _ in 0..4 {
            app.anonymous().login(SARA, WRONG).await.problem(401);
        }
        assert_eq!(app.anonymous().login(SARA, RIGHT).await.status, 204);
    }
}

#[tokio::test]
async fn fifty_failures_lock_the_client_for_every_address() {
    let app = TestApp::demo().await;
    let guesser = app.anonymous().from([10, 0, 0, 7]);
    for n in 0..50 {
        guesser.login(&format!("guess{n}@nowhere.example"), WRONG).await.problem(401);
    }
    guesser.login(SARA, RIGHT).await.problem(429);
    assert_eq!(app.anonymous().from([10, 0, 0, 8]).login(SARA, RIGHT).await.status, 204);
    app.clock.pass(TimeDelta::minutes(15));
    assert_eq!(guesser.login(SARA, RIGHT).await.status, 204);
}

#[tokio::test]
async fn behind_a_proxy_its_header_tells_clients_apart() {
    let client_address_header = Some(HeaderName::from_static("x-forwarded-for"));
    let app = TestApp::with(Options { client_address_header, ..Options::default() }).await;
    // What the client claims comes first; what the proxy saw comes last.
    for n in 0..50 {
        let guesser = app.anonymous().with("x-forwarded-for", &format!("10.9.9.{n}, 203.0.113.7"));
        guesser.login(&format!("guess{n}@nowhere.example"), WRONG).await.problem(401);
    }
    let from = |address: &str| app.anonymous().with("x-forwarded-for", address);
    from("203.0.113.7").login(SARA, RIGHT).await.problem(429);
    from("203.0.113.7:4711").login(SARA, RIGHT).await.problem(429);
    assert_eq!(from("203.0.113.8").login(SARA, RIGHT).await.status, 204);
    assert_eq!(from("203.0.113.7, 2001:db8::1").login(SARA, RIGHT).await.status, 204);
    // Not asked for, the header means nothing.
    let app = TestApp::demo().await;
    for n in 0..50 {
        let guesser = app.anonymous().with("x-forwarded-for", &format!("203.0.113.{n}"));
        guesser.login(&format!("guess{n}@nowhere.example"), WRONG).await.problem(401);
    }
    app.anonymous().with("x-forwarded-for", "203.0.113.99").login(SARA, RIGHT).await.problem(429);
}

#[tokio::test]
async fn successful_sign_ins_are_never_limited() {
    let app = TestApp::demo().await;
    for _ in 0..60 {
        assert_eq!(app.anonymous().login(SARA, RIGHT).await.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_burst_of_guesses_cannot_pass_the_limit() {
    let app = TestApp::demo().await;
    let guesses = (0..30).map(|_| async { app.anonymous().login(SARA, WRONG).await.status });
    let statuses = futures_util::future::join_all(guesses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 25, "{statuses:?}");
}

#[tokio::test]
async fn old_failures_are_swept() {
    let app = TestApp::demo().await;
    for n in 0..10 {
        app.anonymous().login(&format!("guess{n}@nowhere.example"), WRONG).await.problem(401);
    }
    app.clock.pass(TimeDelta::minutes(20));
    app.anonymous().login(SARA, WRONG).await.problem(401);
    let mut read = app.store.read().await.unwrap();
    let (count,): (i64,) =
        sql::query_as("SELECT COUNT(*) FROM login_attempts").fetch_one(&mut read).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn what_was_typed_as_an_address_is_not_kept() {
    let app = TestApp::demo().await;
    app.anonymous().login("my secret password", WRONG).await.problem(401);
    let mut read = app.store.read().await.unwrap();
    let (address,): (String,) =
        sql::query_as("SELECT address FROM login_attempts").fetch_one(&mut read).await.unwrap();
    assert!(!address.contains("secret"));
}

/// With the hash's real cost: an answer that came without the work would come in no time.
#[tokio::test]
async fn unknown_addresses_take_the_same_work() {
    let passwords = Passwords::new(&SystemRandom).unwrap();
    let hash = passwords.hash(RIGHT, &SystemRandom).unwrap();
    let took = async |hash: Option<String>| {
        let started = Instant::now();
        assert!(!passwords.verify(WRONG.to_owned(), hash).await.unwrap());
        started.elapsed()
    };
    let known = took(Some(hash.clone())).await;
    let unknown = took(None).await;
    assert!(unknown * 3 > known, "known {known:?}, unknown {unknown:?}");
    assert!(passwords.verify(RIGHT.to_owned(), Some(hash)).await.unwrap());
    // Nobody's password is nobody's, not even if it is guessed.
    assert!(!passwords.verify("nobody's".to_owned(), None).await.unwrap());
}
