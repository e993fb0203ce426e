//! Accepting an invitation: once, in time, by whoever has the link, with an account or without.

use crate::common::sql;
use crate::common::sql::Get as _;
use caseport_domain::Access;
use caseport_domain::api::{Invitation, Member, Session};
use caseport_server::demo;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::{Answer, Entry, T0, TestApp, User};
use crate::invitations::{invite, secret};

const NADIA: &str = "nadia@example.com";
const PASSWORD: &str = "ten chars!";

async fn accept(user: &User<'_>, secret: &str, body: Value) -> Answer {
    user.post(&format!("/invitations/{secret}/accept"), &body).await
}

fn new_account() -> Value {
    json!({ "name": " Nadia\u{a0}Haddad ", "password": PASSWORD })
}

async fn invited(app: &TestApp, email: &str, role: &str) -> String {
    let sara = app.sign_in("sara@northwind.example").await;
    let _: Member = invite(&sara, email, role).await.read_as(201);
    secret(app, email).await
}

async fn is_over(app: &TestApp, secret: &str) {
    let anonymous = app.anonymous();
    let unknown = anonymous.get("/invitations/none").await.problem(404);
    for answer in [
        anonymous.get(&format!("/invitations/{secret}")).await,
        accept(&anonymous, secret, new_account()).await,
        accept(&anonymous, secret, json!({})).await,
    ] {
        let problem = answer.problem(404);
        assert_eq!(
            (&problem.kind, &problem.title, &problem.detail),
            (&unknown.kind, &unknown.title, &unknown.detail)
        );
    }
}

#[tokio::test]
async fn who_has_no_account_makes_one_and_is_signed_in_once() {
    let app = TestApp::demo().await;
    let secret = invited(&app, NADIA, "case-viewer").await;
    let shown: Invitation = app.anonymous().get(&format!("/invitations/{secret}")).await.read_as(200);
    assert_eq!((shown.organization.name.as_str(), shown.email.as_str()), ("Northwind Partners", NADIA));
    assert_eq!((shown.role.as_str(), shown.invited_by.as_str()), ("Case Viewer", "Sara Delacroix"));
    assert_eq!((shown.expires_at, shown.has_account), (T0 + TimeDelta::days(7), false));

    for (body, fields) in [
        (json!({}), &[("name", "required"), ("password", "required")][..]),
        (json!({ "name": "\u{200b}\u{3164}", "password": PASSWORD }), &[("name", "required")]),
        (json!({ "name": "x".repeat(101), "password": PASSWORD }), &[("name", "too_long")]),
        (json!({ "name": "Nadia", "password": "nine char" }), &[("password", "too_short")]),
        (json!({ "name": "Nadia", "password": "x".repeat(1_025) }), &[("password", "too_long")]),
    ] {
        let expected: Vec<_> =
            fields.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
        assert_eq!(accept(&app.anonymous(), &secret, body).await.fields(422), expected);
    }
    let answer = accept(&app.anonymous(), &secret, new_account()).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    let nadia = app.anonymous().with_cookie(&answer.session_cookie());
    let session: Session = nadia.get("/session").await.read_as(200);
    assert_eq!((session.user.name.as_str(), session.user.email.as_str()), ("Nadia Haddad", NADIA));
    assert_eq!(session.organizations.len(), 1);
    assert_eq!(session.default_organization.unwrap().as_str(), "northwind");
    let access: Access = nadia.get("/organizations/northwind/access").await.read_as(200);
    assert_eq!((access.role.unwrap().label.as_str(), access.extended_case_view), ("Case Viewer", false));
    let joined = Entry::new("user_joined", session.user.id.as_str()).of(session.user.id.as_str());
    assert_eq!(app.last_entry("northwind").await, joined.change("role: - -> Case Viewer"));
    let sara = app.sign_in("sara@northwind.example").await;
    let history = sara.get("/organizations/northwind/event-history?kind=signed_in&limit=3").await.text();
    assert!(history.contains(NADIA));

    is_over(&app, &secret).await;
    assert_eq!(app.anonymous().login(NADIA, PASSWORD).await.status, 204);
    assert_eq!(app.anonymous().login(NADIA, &format!("{PASSWORD} ")).await.status, 401);
}

#[tokio::test]
async fn a_link_is_over_after_seven_days_and_when_it_is_taken_back() {
    let app = TestApp::demo().await;
    let secret = invited(&app, NADIA, "user").await;
    app.clock.pass(TimeDelta::days(7) - TimeDelta::microseconds(1));
    assert_eq!(app.anonymous().get(&format!("/invitations/{secret}")).await.status, 200);
    app.clock.pass(TimeDelta::microseconds(1));
    is_over(&app, &secret).await;
    let other = invited(&app, "other@example.com", "user").await;
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM invitations").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    is_over(&app, &other).await;
}

#[tokio::test]
async fn who_has_an_account_accepts_with_its_password() {
    let app = TestApp::demo().await;
    let secret = invited(&app, "carl@contoso.example", "user").await;
    let shown: Invitation = app.anonymous().get(&format!("/invitations/{secret}")).await.read_as(200);
    assert!(shown.has_account);
    for password in ["", "not the password", "ten chars!"] {
        let body = json!({ "name": "Somebody Else", "password": password });
        let answer = accept(&app.anonymous(), &secret, body).await;
        assert_eq!(answer.fields(422), [("password".to_owned(), "invalid".to_owned())], "{password}");
    }
    let body = json!({ "name": "Somebody Else", "password": demo::PASSWORD });
    let answer = accept(&app.anonymous(), &secret, body).await;
    assert_eq!(answer.status, 204);
    let carl = app.anonymous().with_cookie(&answer.session_cookie());
    let session: Session = carl.get("/session").await.read_as(200);
    assert_eq!((session.user.name.as_str(), session.organizations.len()), ("Carl Brandt", 2));
    assert_eq!(session.default_organization.unwrap().as_str(), "contoso", "as before");
    is_over(&app, &secret).await;
}

#[tokio::test]
async fn who_is_signed_in_with_the_account_needs_no_password_and_nobody_else_does_without() {
    let app = TestApp::demo().await;
    let secret = invited(&app, "carl@contoso.example", "user").await;
    let cora = app.sign_in("cora@contoso.example").await;
    assert_eq!(accept(&cora, &secret, json!({})).await.status, 422);
    let carl = app.sign_in("carl@contoso.example").await;
    let answer = accept(&carl, &secret, json!({})).await;
    assert_eq!((answer.status, answer.headers.get("set-cookie")), (204, None));
    assert_eq!(carl.get("/organizations/northwind/access").await.status, 200);
    cora.get("/organizations/northwind/access").await.problem(404);
}

/// Guessing at a password through a link is guessing like any other.
#[tokio::test]
async fn wrong_passwords_and_wrong_links_run_into_the_limits() {
    let app = TestApp::demo().await;
    let secret = invited(&app, "carl@contoso.example", "user").await;
    let right = json!({ "password": demo::PASSWORD });
    for _ in 0..5 {
        assert_eq!(accept(&app.anonymous(), &secret, json!({ "password": "wrong" })).await.status, 422);
    }
    let locked = accept(&app.anonymous(), &secret, right.clone()).await;
    assert!(!locked.header("retry-after").is_empty());
    locked.problem(429);
    assert_eq!(app.anonymous().login("carl@contoso.example", demo::PASSWORD).await.status, 429);
    app.clock.pass(TimeDelta::minutes(16));
    assert_eq!(accept(&app.anonymous(), &secret, right).await.status, 204);

    let stranger = app.anonymous().from([203, 0, 113, 7]);
    for number in 0..50 {
        stranger.get(&format!("/invitations/guess-{number}")).await.problem(404);
    }
    stranger.get("/invitations/guess").await.problem(429);
    accept(&stranger, "guess", new_account()).await.problem(429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_accepts() {
    let app = TestApp::demo().await;
    let secret = invited(&app, NADIA, "user").await;
    let people: Vec<User<'_>> = (0..10).map(|number| app.anonymous().from([198, 51, 100, number])).collect();
    let attempts = people.iter().map(|user| accept(user, &secret, new_account()));
    let statuses: Vec<u16> =
        futures_util::future::join_all(attempts).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
    let mut read = app.store.read().await.unwrap();
    let row = sql::query("SELECT COUNT(*) AS n FROM users WHERE email = $1").bind(NADIA).fetch_one(&mut read);
    assert_eq!(row.await.unwrap().get::<i64>("n"), 1);
    assert_eq!(app.entries("northwind").await.iter().filter(|it| it.kind == "user_joined").count(), 1);
}

#[tokio::test]
async fn an_account_without_a_password_gets_one() {
    let app = TestApp::demo().await;
    let secret = invited(&app, "theo@tailspin.example", "user").await;
    let shown: Invitation = app.anonymous().get(&format!("/invitations/{secret}")).await.read_as(200);
    assert!(!shown.has_account);
    let answer = accept(&app.anonymous(), &secret, json!({ "name": "Theo", "password": PASSWORD })).await;
    let theo = app.anonymous().with_cookie(&answer.session_cookie());
    let session: Session = theo.get("/session").await.read_as(200);
    assert_eq!((session.user.id.as_str(), session.organizations.len()), ("theo", 2));
}
