//! Signing in at an identity provider: the way there and back, whose account it is, and signing out.

use crate::common::sql;
use caseport_domain::api::{Config, Session, SignInProvider, SignedOut};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::Options;
use crate::common::idp::Idp;
use crate::common::sign_on::{Begun, PORTAL, Portal, failure, provider, sign_on};
use crate::common::{TestApp, User};
use crate::invitations::secret;

const BY_EMAIL: &str = "accounts = \"by_email\"";
const INVITED: &str = "accounts = \"by_email\"\nunknown = \"invited\"";
const CREATE: &str = "accounts = \"by_email\"\nunknown = \"create\"";

fn person(sub: &str, email: &str) -> Value {
    json!({ "sub": sub, "email": email, "email_verified": true, "name": "Somebody New" })
}

/// The address of [`person`] is invited.
async fn invite(by: &User<'_>, org: &str) {
    let body = json!({ "email": "new@contoso.example", "role": "user" });
    assert_eq!(by.post(&format!("/organizations/{org}/invitations"), &body).await.status, 201);
}

fn cora() -> Value {
    person("c-1", "Cora@Contoso.example")
}

#[tokio::test]
async fn the_configuration_offers_providers_and_passwords_as_they_are() {
    let portal = Portal::with("").await;
    let config: Config = portal.app.anonymous().get("/config").await.read_as(200);
    let start = "/auth/oidc/corp/start".to_owned();
    let offered = SignInProvider { id: "corp".to_owned(), label: "Corp".to_owned(), start };
    assert_eq!(config.sign_in, ["password", "oidc"]);
    assert_eq!(config.sign_in_providers, [offered]);
    assert!(!config.demo_accounts.is_empty());
    // Nothing of the settings is told.
    assert!(!portal.app.anonymous().get("/config").await.text().contains(&portal.idp.issuer));
}

#[tokio::test]
async fn a_browser_is_led_there_with_all_that_binds_the_answer_to_it() {
    let portal = Portal::with("scopes = [\"openid\", \"email\", \"groups\"]").await;
    let (one, other) = (portal.begin("/").await, portal.begin("/").await);
    assert_eq!(one.request["scope"], "openid email groups");
    assert_eq!(one.request["redirect_uri"], format!("{PORTAL}/api/v1/auth/oidc/corp/callback"));
    for secret in ["state", "nonce", "code_challenge"] {
        assert_eq!(one.request[secret].len(), 43, "{secret}");
        assert_ne!(one.request[secret], other.request[secret], "{secret}");
    }
    assert_ne!(one.cookie, other.cookie);
    let answer = portal.app.anonymous().get("/auth/oidc/corp/start").await;
    let cookie = answer.set_cookie("caseport_sign_on");
    assert!(cookie.contains("; HttpOnly; ") && cookie.contains("; SameSite=Lax; Max-Age=600"), "{cookie}");
    assert_eq!(answer.header("cache-control"), "no-store");
    // The state is not kept as it is.
    let mut read = portal.app.store.read().await.unwrap();
    let row = sql::query("SELECT 1 FROM sign_ons WHERE state_hash = $1").bind(&one.request["state"]);
    assert!(row.fetch_optional(&mut read).await.unwrap().is_none());
    assert_eq!(portal.app.anonymous().get("/auth/oidc/other/start").await.status, 404);
}

#[tokio::test]
async fn somebody_comes_in_by_a_verified_address_and_from_then_on_by_their_id() {
    let portal = Portal::with(BY_EMAIL).await;
    let session = portal.session(cora()).await;
    assert_eq!(session.user.id.as_str(), "cora");
    // Their address may change there, or be theirs no more.
    let session = portal
        .session(json!({ "sub": "c-1", "email": "sara@northwind.example", "email_verified": true }))
        .await;
    assert_eq!(session.user.id.as_str(), "cora");
    let session = portal.session(json!({ "sub": "c-1" })).await;
    assert_eq!(session.user.id.as_str(), "cora");
    // And the address of somebody whom the provider knows by another id is not given to the next one.
    assert_eq!(failure(&portal.sign_in(person("c-2", "cora@contoso.example")).await), "address_taken");
    assert_eq!(portal.app.entries("contoso").await, []);
}

#[tokio::test]
async fn a_sign_in_is_a_session_like_any_other_and_is_noted() {
    let portal = Portal::with(BY_EMAIL).await;
    let answer = portal.sign_in(cora()).await;
    let cookie = answer.set_cookie("caseport_session");
    assert!(cookie.contains("; SameSite=Lax; ") && cookie.contains("HttpOnly"), "{cookie}");
    assert!(answer.set_cookie("caseport_signed_in").starts_with("caseport_signed_in=1;"));
    let carl = portal.app.sign_in("carl@contoso.example").await;
    let events = carl.get("/organizations/contoso/event-history?kind=signed_in").await.json();
    assert!(events["items"].as_array().unwrap().iter().any(|it| it["by"]["id"] == "cora"), "{events}");
    portal.app.clock.pass(TimeDelta::hours(13));
    let user = portal.app.anonymous().with_cookie(&answer.session_cookie());
    assert_eq!(user.get("/session").await.status, 401);
}

#[tokio::test]
async fn who_is_matched_by_id_alone_is_not_by_address() {
    let portal = Portal::with("").await;
    assert_eq!(failure(&portal.sign_in(cora()).await), "unknown_person");
    let portal = Portal::with("unknown = \"create\"").await;
    assert_eq!(failure(&portal.sign_in(cora()).await), "address_taken");
}

#[tokio::test]
async fn an_address_that_the_provider_does_not_vouch_for_is_nobodys() {
    for (more, claims) in [
        (BY_EMAIL, json!({ "sub": "1", "email": "cora@contoso.example" })),
        (BY_EMAIL, json!({ "sub": "1", "email": "cora@contoso.example", "email_verified": false })),
        (CREATE, json!({ "sub": "1" })),
        (CREATE, json!({ "sub": "1", "email": "new@contoso.example", "email_verified": false })),
        ("accounts = \"by_email\"\nemail_domains = [\"fabrikam.example\"]", cora()),
    ] {
        let portal = Portal::with(more).await;
        assert_eq!(failure(&portal.sign_in(claims.clone()).await), "address_not_verified", "{claims}");
    }
    let portal = Portal::with("accounts = \"by_email\"\nemails_are_verified = true").await;
    let session = portal.session(json!({ "sub": "1", "email": "cora@contoso.example" })).await;
    assert_eq!(session.user.id.as_str(), "cora");
}

#[tokio::test]
async fn people_without_an_account_are_refused_or_get_one() {
    let portal = Portal::with(BY_EMAIL).await;
    let new = person("n-1", "new@contoso.example");
    assert_eq!(failure(&portal.sign_in(new.clone()).await), "unknown_person");

    let portal = Portal::with(CREATE).await;
    let session = portal.session(new.clone()).await;
    assert_eq!(
        (session.user.name.as_str(), session.user.email.as_str()),
        ("Somebody New", "new@contoso.example")
    );
    assert!(session.organizations.is_empty() && session.default_organization.is_none());
    assert_eq!(portal.session(new).await.user.id, session.user.id);
    // It has no password that one could guess, or choose.
    for password in ["", "caseport-demo"] {
        assert_eq!(portal.app.anonymous().login("new@contoso.example", password).await.status, 401);
    }
}

#[tokio::test]
async fn who_was_invited_comes_in_and_has_accepted() {
    let portal = Portal::with(INVITED).await;
    let new = person("n-1", "new@contoso.example");
    assert_eq!(failure(&portal.sign_in(new.clone()).await), "unknown_person");
    let carl = portal.app.sign_in("carl@contoso.example").await;
    invite(&carl, "contoso").await;

    let begun = portal.begin("/invitations/some-secret").await;
    let code = portal.idp.agree(&begun.request, new.clone());
    let answer = begun.come_back(&[("code", &code)]).await;
    assert_eq!(answer.header("location"), format!("{PORTAL}/"));
    let user = portal.app.anonymous().with_cookie(&answer.session_cookie());
    let session: Session = user.get("/session").await.read_as(200);
    let [membership] = session.organizations.as_slice() else { panic!("{session:?}") };
    assert_eq!((membership.id.as_str(), membership.role.id.as_str()), ("contoso", "user"));
    assert_eq!(session.default_organization, Some(membership.id.clone()));
    let entry = portal.app.last_entry("contoso").await;
    assert_eq!((entry.kind.as_str(), entry.by.as_str()), ("user_joined", session.user.id.as_str()));
    // Later invitations are accepted by whoever wants to.
    let fred = portal.app.sign_in("fred@fabrikam.example").await;
    invite(&fred, "fabrikam").await;
    assert_eq!(portal.session(new).await.organizations.len(), 1);
}

#[tokio::test]
async fn an_account_of_a_provider_is_not_taken_over_with_an_invitation() {
    let portal = Portal::with(CREATE).await;
    let user = portal.signed_in(person("n-1", "new@contoso.example")).await;
    let carl = portal.app.sign_in("carl@contoso.example").await;
    invite(&carl, "contoso").await;
    let link = secret(&portal.app, "new@contoso.example").await;
    let path = format!("/invitations/{link}");
    assert_eq!(portal.app.anonymous().get(&path).await.json()["has_account"], true);
    let body = json!({ "name": "Evil", "password": "a password of mine" });
    assert_eq!(
        portal.app.anonymous().post(&format!("{path}/accept"), &body).await.fields(422)[0].0,
        "password"
    );
    // Signed in as they are, they accept it with a press.
    assert_eq!(
        user.post(&format!("{path}/accept"), &json!({ "name": "", "password": "" })).await.status,
        204
    );
    let session: Session = user.get("/session").await.read_as(200);
    assert_eq!(session.organizations.len(), 1);
}

#[tokio::test]
async fn without_local_accounts_nobody_has_a_password() {
    let clock = std::sync::Arc::default();
    let idp = Idp::start(std::sync::Arc::clone(&clock)).await;
    let file = format!("local_accounts = false\n{}", provider("corp", &idp, INVITED));
    let app = TestApp::with(Options { sign_on: sign_on(&file), clock, ..Options::default() }).await;
    let config: Config = app.anonymous().get("/config").await.read_as(200);
    assert_eq!(config.sign_in, ["oidc"]);
    assert!(config.demo_accounts.is_empty() && config.demo_password.is_none());
    let refused = app.anonymous().login("cora@contoso.example", "caseport-demo").await.problem(403);
    assert_eq!(refused.kind, "/problems/no-passwords");

    let portal = Portal { app, idp };
    let carl = portal.signed_in(person("c", "carl@contoso.example")).await;
    invite(&carl, "contoso").await;
    let link = secret(&portal.app, "new@contoso.example").await;
    let body = json!({ "name": "New", "password": "a password of mine" });
    let accepted = portal.app.anonymous().post(&format!("/invitations/{link}/accept"), &body).await;
    assert_eq!(accepted.problem(403).kind, "/problems/no-passwords");
    assert_eq!(portal.session(person("n-1", "new@contoso.example")).await.organizations.len(), 1);
}

#[tokio::test]
async fn the_next_address_is_one_of_the_apps_own() {
    let portal = Portal::with(BY_EMAIL).await;
    for (next, expected) in [
        ("/cases/10000001?a=b&c=d", "/cases/10000001?a=b&c=d"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let begun = portal.begin(next).await;
        let code = portal.idp.agree(&begun.request, cora());
        let answer = begun.come_back(&[("code", &code)]).await;
        assert_eq!(answer.header("location"), format!("{PORTAL}{expected}"), "{next:?}");
    }
}

#[tokio::test]
async fn several_providers_do_not_meddle_with_each_other() {
    let clock = std::sync::Arc::default();
    let (one, two) =
        (Idp::start(std::sync::Arc::clone(&clock)).await, Idp::start(std::sync::Arc::clone(&clock)).await);
    let file = provider("one", &one, BY_EMAIL) + &provider("two", &two, BY_EMAIL);
    let app = TestApp::with(Options { sign_on: sign_on(&file), clock, ..Options::default() }).await;
    let config: Config = app.anonymous().get("/config").await.read_as(200);
    let ids: Vec<_> = config.sign_in_providers.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["one", "two"]);
    for (name, idp, email) in [("one", &one, "cora@contoso.example"), ("two", &two, "sara@northwind.example")]
    {
        let begun = Begun::of(&app, name, "/").await;
        // The same subject is somebody else elsewhere.
        let code = idp.agree(&begun.request, person("1", email));
        let answer = begun.come_back(&[("code", &code)]).await;
        let user = app.anonymous().with_cookie(&answer.session_cookie());
        let session: Session = user.get("/session").await.read_as(200);
        assert_eq!(session.user.email, email);
    }
}

#[tokio::test]
async fn signing_out_says_where_the_provider_signs_out() {
    let portal = Portal::with(BY_EMAIL).await;
    let user = portal.signed_in(cora()).await;
    let out: SignedOut = user.post("/auth/logout", &json!({})).await.read_as(200);
    let (address, query) = out.continue_at.split_once('?').unwrap();
    assert_eq!(address, format!("{}/sign-out", portal.idp.issuer));
    let sent: std::collections::BTreeMap<_, _> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(
        (sent["client_id"].as_str(), sent["post_logout_redirect_uri"].as_str()),
        ("caseport", "https://portal.example/")
    );
    assert_eq!(sent["id_token_hint"].split('.').count(), 3);
    assert_eq!(user.get("/session").await.status, 401);
    // Nothing of it is kept.
    let mut read = portal.app.store.read().await.unwrap();
    let left = sql::query("SELECT 1 FROM sign_on_sessions").fetch_all(&mut read).await.unwrap();
    assert!(left.is_empty());
    drop(read);
    // Who has signed in with a password signs out here.
    let sara = portal.app.sign_in("sara@northwind.example").await;
    assert_eq!(sara.post("/auth/logout", &json!({})).await.status, 204);
}

#[tokio::test]
async fn signing_out_goes_well_whatever_the_provider_does() {
    for (more, metadata) in
        [("sign_out_there = false", json!({})), ("", json!({ "end_session_endpoint": null }))]
    {
        let portal = Portal::with(&format!("{BY_EMAIL}\n{more}")).await;
        portal.idp.ways().metadata = metadata;
        let user = portal.signed_in(cora()).await;
        assert_eq!(user.post("/auth/logout", &json!({})).await.status, 204, "{more}");
        assert_eq!(user.get("/session").await.status, 401);
    }
    let portal = Portal::with(BY_EMAIL).await;
    let user = portal.signed_in(cora()).await;
    portal.idp.ways().is_down = true;
    portal.app.clock.pass(TimeDelta::hours(11));
    assert_eq!(user.get("/session").await.status, 200);
    portal.app.clock.pass(TimeDelta::hours(11));
    assert_eq!(user.get("/session").await.status, 200);
    portal.app.clock.pass(TimeDelta::hours(11));
    assert_eq!(user.post("/auth/logout", &json!({})).await.status, 204);
}

#[tokio::test]
async fn what_the_id_token_does_not_say_is_asked_for() {
    let portal = Portal::with(CREATE).await;
    portal.idp.ways().userinfo = person("n-1", "new@contoso.example");
    let session = portal.session(json!({ "sub": "n-1" })).await;
    assert_eq!(session.user.name, "Somebody New");
    assert_eq!(portal.idp.asked("/userinfo"), 1);
    // But only of the same person.
    portal.idp.ways().userinfo = person("n-3", "other@contoso.example");
    assert_eq!(failure(&portal.sign_in(json!({ "sub": "n-2" })).await), "not_verified");
    // And only what is missing.
    portal.session(person("n-4", "third@contoso.example")).await;
    assert_eq!(portal.idp.asked("/userinfo"), 2);
}
