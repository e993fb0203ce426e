//! /config, /auth, /session: signing in, being signed in, and the ends of it.

use crate::common::sql;
use caseport_domain::api::{Config, Session};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Options, TestApp, WRONG};

const SARA: &str = "sara@northwind.example";

#[tokio::test]
async fn config_needs_no_session() {
    let app = TestApp::demo().await;
    let config: Config = app.anonymous().get("/config").await.read_as(200);
    assert_eq!(config.vendor.name, "OPSWAT");
    assert_eq!((config.limits.files, config.limits.bytes, config.limits.ccs), (5, 2 << 30, 20));
    assert_eq!(config.sign_in, ["password"]);
    assert_eq!(config.demo_password.as_deref(), Some("caseport-demo"));
    assert_eq!(config.demo_accounts.len(), 16);
    // Colleagues who only appear are not offered.
    assert!(config.demo_accounts.iter().all(|account| account.email != "oskar@contoso.example"));
}

#[tokio::test]
async fn every_demo_account_signs_in() {
    let app = TestApp::demo().await;
    let config: Config = app.anonymous().get("/config").await.read_as(200);
    for account in config.demo_accounts {
        let session: Session = app.sign_in(&account.email).await.get("/session").await.read_as(200);
        assert_eq!((session.user.email, session.user.name), (account.email, account.name));
    }
}

#[tokio::test]
async fn session_tells_who_and_where() {
    let app = TestApp::demo().await;
    let session: Session = app.sign_in("max@multi.example").await.get("/session").await.read_as(200);
    assert_eq!(session.user.time_zone, "Europe/Berlin");
    let organizations: Vec<_> =
        session.organizations.iter().map(|it| (it.id.as_str(), it.role.label.as_str())).collect();
    assert_eq!(organizations, [("contoso", "User"), ("northwind", "Admin")]);
    assert_eq!(session.default_organization.unwrap().as_str(), "contoso");

    let session: Session = app.sign_in("vera@northwind.example").await.get("/session").await.read_as(200);
    assert_eq!(session.organizations[0].role.label, "Case Viewer");

    let session: Session = app.sign_in("pia@personal.example").await.get("/session").await.read_as(200);
    assert_eq!((session.organizations.len(), session.default_organization), (0, None));
}

#[tokio::test]
async fn address_is_taken_in_any_case_and_with_blanks() {
    let app = TestApp::demo().await;
    assert_eq!(app.anonymous().login("  Sara@NorthWind.Example ", "caseport-demo").await.status, 204);
    assert_eq!(
        app.anonymous().login(SARA, " caseport-demo").await.status,
        401,
        "a password is taken as it is"
    );
}

#[tokio::test]
async fn cookie_is_closed_to_scripts_and_other_sites() {
    let app = TestApp::demo().await;
    let answer = app.anonymous().login(SARA, "caseport-demo").await;
    let cookie = answer.set_cookie("caseport_session");
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=604800"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    // The mark for the app says only that asking makes sense.
    let mark = answer.set_cookie("caseport_signed_in");
    assert_eq!(mark, "caseport_signed_in=1; Path=/; SameSite=Lax; Max-Age=604800");

    let app = TestApp::with(Options { secure: true, ..Options::default() }).await;
    let answer = app.anonymous().login(SARA, "caseport-demo").await;
    assert!(answer.set_cookie("caseport_session").ends_with("; Secure"));
    assert!(answer.set_cookie("caseport_signed_in").ends_with("; Secure"));
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn token_is_nowhere_in_the_database() {
    let app = TestApp::demo().await;
    let token = app.sign_in(SARA).await.token();
    let mut read = app.store.read().await.unwrap();
    let (hash,): (String,) =
        sql::query_as("SELECT token_hash FROM sessions").fetch_one(&mut read).await.unwrap();
    assert_ne!(hash, token);
    assert_eq!(hash.len(), 64);
    // 256 bits in base64.
    assert_eq!(token.len(), 43);
}

#[tokio::test]
async fn wrong_password_and_unknown_address_are_answered_alike() {
    let app = TestApp::demo().await;
    let mut known = app.anonymous().login(SARA, WRONG).await.problem(401);
    let mut unknown = app.anonymous().login("nobody@nowhere.example", WRONG).await.problem(401);
    // Has an account, but no password.
    let mut without = app.anonymous().login("oskar@contoso.example", "caseport-demo").await.problem(401);
    known.request_id = None;
    unknown.request_id = None;
    without.request_id = None;
    assert_eq!(known, unknown);
    assert_eq!(known, without);
}

#[tokio::test]
async fn absurdly_long_passwords_are_not_hashed() {
    let app = TestApp::demo().await;
    app.anonymous().login(SARA, &"x".repeat(100_000)).await.problem(401);
    app.anonymous().login(&format!("{}@x.example", "x".repeat(100_000)), "x").await.problem(401);
}

#[tokio::test]
async fn sign_in_needs_both_fields() {
    let app = TestApp::demo().await;
    let fields = app.anonymous().post("/auth/login", &json!({ "email": SARA })).await.fields(422);
    assert_eq!(fields, [("password".to_owned(), "required".to_owned())]);
    app.anonymous().post("/auth/login", &json!([])).await.problem(400);
    let fields =
        app.anonymous().post("/auth/login", &json!({ "email": 1, "password": "x" })).await.fields(422);
    assert_eq!(fields, [("email".to_owned(), "invalid".to_owned())]);
}

#[tokio::test]
async fn nobody_is_signed_in_without_a_session() {
    let app = TestApp::demo().await;
    for path in ["/session", "/organizations/northwind/access", "/cases/10204117", "/role-objects"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.problem(401).kind, "/problems/not-signed-in", "{path}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        app.anonymous().with_cookie("caseport_session=made-up").get(path).await.problem(401);
        app.anonymous().with("authorization", "Bearer made-up").get(path).await.problem(401);
    }
}

#[tokio::test]
async fn bearer_token_is_taken_and_goes_before_the_cookie() {
    let app = TestApp::demo().await;
    let (sara, carl) = (app.sign_in(SARA).await, app.sign_in("carl@contoso.example").await);
    let bearer = format!("Bearer {}", carl.token());
    let session: Session = app.anonymous().with("authorization", &bearer).get("/session").await.read_as(200);
    assert_eq!(session.user.id.as_str(), "carl");
    let session: Session = sara.clone().with("authorization", &bearer).get("/session").await.read_as(200);
    assert_eq!(session.user.id.as_str(), "carl");
    // Something else in the header is no token.
    sara.clone().with("authorization", "Basic c2FyYTp4").get("/session").await.read_as::<Session>(200);
    // The cookie is found among others.
    let cookie = format!("a=b; caseport_session={}; c=d", sara.token());
    app.anonymous().with_cookie(&cookie).get("/session").await.read_as::<Session>(200);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::demo().await;
    let (here, there) = (app.sign_in(SARA).await, app.sign_in(SARA).await);
    let answer = here.post("/auth/logout", &json!({})).await;
    assert_eq!(answer.status, 204);
    for name in ["caseport_session", "caseport_signed_in"] {
        let cookie = answer.set_cookie(name);
        assert!(cookie.starts_with(&format!("{name}=; ")) && cookie.contains("Max-Age=0"), "{cookie}");
    }
    here.get("/session").await.problem(401);
    there.get("/session").await.read_as::<Session>(200);
    // Again, and without a session: no harm.
    assert_eq!(here.post("/auth/logout", &json!({})).await.status, 204);
    assert_eq!(app.anonymous().post("/auth/logout", &json!({})).await.status, 204);
}

#[tokio::test]
async fn session_ends_after_twelve_idle_hours() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    app.clock.pass(TimeDelta::hours(12) - TimeDelta::seconds(1));
    sara.get("/session").await.read_as::<Session>(200);
    // Use renews it.
    app.clock.pass(TimeDelta::hours(12) - TimeDelta::seconds(1));
    sara.get("/session").await.read_as::<Session>(200);
    app.clock.pass(TimeDelta::hours(12));
    sara.get("/session").await.problem(401);
    // It is over for good, not only at that moment.
    app.clock.pass(-TimeDelta::hours(12));
    sara.get("/session").await.problem(401);
}

#[tokio::test]
async fn session_ends_after_seven_days_of_use() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    for _ in 0..27 {
        app.clock.pass(TimeDelta::hours(6));
        sara.get("/session").await.read_as::<Session>(200);
    }
    app.clock.pass(TimeDelta::hours(6) - TimeDelta::seconds(1));
    sara.get("/session").await.read_as::<Session>(200);
    app.clock.pass(TimeDelta::seconds(1));
    sara.get("/session").await.problem(401);
}

#[tokio::test]
async fn dead_sessions_are_swept() {
    let app = TestApp::demo().await;
    for _ in 0..3 {
        app.sign_in(SARA).await;
    }
    app.clock.pass(TimeDelta::days(8));
    app.sign_in(SARA).await;
    let mut read = app.store.read().await.unwrap();
    let (count,): (i64,) = sql::query_as("SELECT COUNT(*) FROM sessions").fetch_one(&mut read).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn default_organization_is_remembered() {
    let app = TestApp::demo().await;
    let max = app.sign_in("max@multi.example").await;
    for (organization, remembered) in
        [("northwind", Some("northwind")), ("personal", None), ("contoso", Some("contoso"))]
    {
        let answer = max.put("/session/default-organization", &json!({ "organization": organization })).await;
        assert_eq!(answer.status, 204);
        let session: Session = max.get("/session").await.read_as(200);
        assert_eq!(session.default_organization.as_ref().map(|id| id.as_str()), remembered);
    }
    // Foreign and unknown ones are refused alike, and change nothing.
    let foreign = max.put("/session/default-organization", &json!({ "organization": "adatum" })).await;
    let unknown = max.put("/session/default-organization", &json!({ "organization": "nowhere" })).await;
    assert_eq!(foreign.fields(422), [("organization".to_owned(), "unknown".to_owned())]);
    assert_eq!(foreign.fields(422), unknown.fields(422));
    let session: Session = max.get("/session").await.read_as(200);
    assert_eq!(session.default_organization.unwrap().as_str(), "contoso");
    app.anonymous()
        .put("/session/default-organization", &json!({ "organization": "personal" }))
        .await
        .problem(401);
}
