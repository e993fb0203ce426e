//! What must not get anybody in: answers, codes and tokens of the wrong issuer, audience, browser, time or key; and providers
//! that fail. Each leaves nobody signed in, and ends on the sign-in page.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::idp::{Idp, Signed};
use crate::common::sign_on::{Begun, PORTAL, Portal, come, failure, provider, sign_on};
use crate::common::{Options, T0, TestApp};

const BY_EMAIL: &str = "accounts = \"by_email\"";

fn cora() -> Value {
    json!({ "sub": "c-1", "email": "cora@contoso.example", "email_verified": true, "name": "Cora" })
}

/// Which of these, said instead in the ID token, let somebody in or fail in another way.
async fn not_refused(all: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut wrong = Vec::new();
    for instead in all {
        let portal = Portal::with(BY_EMAIL).await;
        portal.idp.ways().instead = instead.clone();
        if !portal.sign_in(cora()).await.header("location").contains("/sign-in?error=not_verified&") {
            wrong.push(instead);
        }
    }
    wrong
}

#[tokio::test]
async fn a_token_of_another_issuer_audience_or_sign_in() {
    let wrong = not_refused([
        json!({ "iss": "https://evil.example" }),
        json!({ "iss": null }),
        json!({ "aud": "another-client" }),
        json!({ "aud": ["caseport", "another-client"] }),
        json!({ "aud": [] }),
        json!({ "aud": null }),
        json!({ "azp": "another-client" }),
        json!({ "nonce": "another sign-in's" }),
        json!({ "nonce": null }),
        json!({ "sub": null }),
        json!({ "at_hash": "of-another-access-token" }),
    ]);
    assert_eq!(wrong.await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_token_that_is_over_or_not_of_now() {
    let now = T0.timestamp();
    let wrong = not_refused([
        json!({ "exp": now - 61 }),
        json!({ "exp": null }),
        json!({ "iat": now + 120 }),
        json!({ "iat": now - 720 }),
        json!({ "iat": null }),
    ]);
    assert_eq!(wrong.await, Vec::<Value>::new());
    // Clocks may differ by a minute.
    for instead in [json!({ "exp": now - 50 }), json!({ "iat": now + 50 })] {
        let portal = Portal::with(BY_EMAIL).await;
        portal.idp.ways().instead = instead;
        assert_eq!(portal.session(cora()).await.user.id.as_str(), "cora");
    }
}

#[tokio::test]
async fn a_token_that_is_not_signed_with_the_providers_key() {
    let mut let_in = Vec::new();
    for signed in
        [Signed::None, Signed::PublicKeyAsSecret, Signed::ClientSecret, Signed::Forged, Signed::Changed]
    {
        let portal = Portal::with(BY_EMAIL).await;
        // Even where the provider says that it signs so.
        portal.idp.ways().metadata =
            json!({ "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"] });
        portal.idp.ways().signed = signed;
        if !portal.sign_in(cora()).await.header("location").contains("/sign-in?error=not_verified&") {
            let_in.push(signed);
        }
        portal.idp.ways().signed = Signed::Rightly;
        assert_eq!(portal.session(cora()).await.user.id.as_str(), "cora");
    }
    assert_eq!(let_in, []);
}

#[tokio::test]
async fn an_answer_without_its_state_or_for_another_one() {
    let portal = Portal::with(BY_EMAIL).await;
    let (begun, other) = (portal.begin("/").await, portal.begin("/").await);
    let code = portal.idp.agree(&begun.request, cora());
    for parameters in [
        vec![("code", code.as_str())],
        vec![("code", code.as_str()), ("state", "")],
        vec![("code", code.as_str()), ("state", "of-nobody")],
        vec![("code", code.as_str()), ("state", other.request["state"].as_str())],
        vec![("code", code.as_str()), ("state", begun.request["state"].as_str()), ("state", "x")],
    ] {
        assert_eq!(failure(&begun.come_with(&parameters).await), "expired", "{parameters:?}");
    }
    // In another browser, and in one that has none.
    let parameters = [("code", code.as_str()), ("state", begun.request["state"].as_str())];
    for cookie in [Some(other.cookie.as_str()), Some("caseport_sign_on=short"), None] {
        assert_eq!(failure(&come(&portal.app, "corp", cookie, &parameters).await), "expired", "{cookie:?}");
    }
    // None of it was in the way of the one who began it.
    assert_eq!(portal.idp.asked("/token"), 0);
    assert_eq!(begun.come_with(&parameters).await.header("location"), format!("{PORTAL}/"));
}

#[tokio::test]
async fn a_sign_in_is_finished_once_and_in_time() {
    let portal = Portal::with(BY_EMAIL).await;
    let begun = portal.begin("/").await;
    let code = portal.idp.agree(&begun.request, cora());
    assert_eq!(begun.come_back(&[("code", &code)]).await.header("location"), format!("{PORTAL}/"));
    assert_eq!(failure(&begun.come_back(&[("code", &code)]).await), "expired");

    // A code that was used goes no further by another sign-in.
    let again = portal.begin("/").await;
    assert_eq!(failure(&again.come_back(&[("code", &code)]).await), "not_verified");
    // Nor does a code that somebody else was given: it is bound to their sign-in.
    let (theirs, mine) = (portal.begin("/").await, portal.begin("/").await);
    let code = portal.idp.agree(&theirs.request, cora());
    assert_eq!(failure(&mine.come_back(&[("code", &code)]).await), "not_verified");

    let late = portal.begin("/").await;
    let code = portal.idp.agree(&late.request, cora());
    portal.app.clock.pass(TimeDelta::minutes(10));
    assert_eq!(failure(&late.come_back(&[("code", &code)]).await), "expired");
}

#[tokio::test]
async fn two_answers_at_once_finish_it_once() {
    let portal = Portal::with(BY_EMAIL).await;
    // Whatever the provider lets pass.
    portal.idp.ways().codes_last = true;
    let begun = portal.begin("/").await;
    let code = portal.idp.agree(&begun.request, cora());
    let parameters = [("code", code.as_str())];
    let (one, two) = tokio::join!(begun.come_back(&parameters), begun.come_back(&parameters));
    let home = format!("{PORTAL}/");
    assert_eq!([&one, &two].iter().filter(|it| it.header("location") == home).count(), 1);
}

#[tokio::test]
async fn another_server_finishes_it() {
    let portal = Portal::with(BY_EMAIL).await;
    let (request, cookie) = {
        let begun = portal.begin("/cases/10000001").await;
        (begun.request, begun.cookie)
    };
    let code = portal.idp.agree(&request, cora());
    let portal = portal.on_another_server(BY_EMAIL).await;
    let parameters = [("code", code.as_str()), ("state", request["state"].as_str())];
    let answer = come(&portal.app, "corp", Some(&cookie), &parameters).await;
    assert_eq!(answer.header("location"), format!("{PORTAL}/cases/10000001"));
}

#[tokio::test]
async fn an_answer_of_another_provider() {
    let clock = std::sync::Arc::default();
    let (honest, evil) =
        (Idp::start(std::sync::Arc::clone(&clock)).await, Idp::start(std::sync::Arc::clone(&clock)).await);
    let file = provider("honest", &honest, BY_EMAIL) + &provider("evil", &evil, BY_EMAIL);
    let app = TestApp::with(Options { sign_on: sign_on(&file), clock, ..Options::default() }).await;
    // A sign-in that was begun at one comes back as the other's.
    let begun = Begun::of(&app, "honest", "/").await;
    let code = honest.agree(&begun.request, cora());
    let parameters = [("code", code.as_str()), ("state", begun.request["state"].as_str())];
    assert_eq!(failure(&come(&app, "evil", Some(&begun.cookie), &parameters).await), "expired");
    assert_eq!(evil.asked("/token"), 0, "the code is for nobody else");
    // One says whose answer it is.
    let with_issuer = [("code", code.as_str()), ("iss", evil.issuer.as_str())];
    assert_eq!(failure(&begun.come_back(&with_issuer).await), "not_verified");
    assert_eq!(honest.asked("/token"), 0);
}

#[tokio::test]
async fn a_provider_that_says_whose_its_answers_are_always_does() {
    let portal = Portal::with(BY_EMAIL).await;
    portal.idp.ways().metadata = json!({ "authorization_response_iss_parameter_supported": true });
    assert_eq!(failure(&portal.sign_in(cora()).await), "not_verified");
    let begun = portal.begin("/").await;
    let code = portal.idp.agree(&begun.request, cora());
    let answer = begun.come_back(&[("code", &code), ("iss", &portal.idp.issuer)]).await;
    assert_eq!(answer.header("location"), format!("{PORTAL}/"));
}

#[tokio::test]
async fn errors_of_the_provider_are_explained_and_the_address_kept() {
    let portal = Portal::with(BY_EMAIL).await;
    for (error, expected) in [
        ("access_denied", "cancelled"),
        ("temporarily_unavailable", "unavailable"),
        ("server_error", "unavailable"),
        ("invalid_scope", "not_verified"),
        ("<script>alert(1)</script>", "not_verified"),
    ] {
        let begun = portal.begin("/cases/10000001").await;
        let answer = begun.come_back(&[("error", error), ("error_description", "Because.")]).await;
        let expected = format!("{PORTAL}/sign-in?error={expected}&provider=corp&next=%2Fcases%2F10000001");
        assert_eq!((failure(&answer), answer.header("location")), (failure(&answer), expected.as_str()));
    }
    let begun = portal.begin("/").await;
    assert_eq!(failure(&begun.come_back(&[]).await), "not_verified");
}

#[tokio::test]
async fn answers_to_a_code_that_are_none() {
    for (status, body, expected) in [
        (StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" }), "not_verified"),
        (StatusCode::UNAUTHORIZED, json!({ "error": "invalid_client" }), "not_verified"),
        (StatusCode::OK, json!({ "access_token": "a", "token_type": "Bearer" }), "not_verified"),
        (
            StatusCode::OK,
            json!({ "access_token": "a", "token_type": "Bearer", "id_token": "a.b.c" }),
            "not_verified",
        ),
        (StatusCode::OK, json!("<html>"), "not_verified"),
        (StatusCode::FOUND, json!({}), "not_verified"),
        (StatusCode::BAD_GATEWAY, json!({}), "unavailable"),
    ] {
        let portal = Portal::with(BY_EMAIL).await;
        portal.idp.ways().refusal = Some((status, body.clone()));
        assert_eq!(failure(&portal.sign_in(cora()).await), expected, "{status} {body}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_or_slow() {
    let portal = Portal::with(BY_EMAIL).await;
    portal.idp.ways().is_down = true;
    let answer = portal.app.anonymous().get("/auth/oidc/corp/start?next=/cases/1").await;
    assert_eq!(
        answer.header("location"),
        format!("{PORTAL}/sign-in?error=unavailable&provider=corp&next=%2Fcases%2F1")
    );
    portal.idp.ways().is_down = false;
    let begun = portal.begin("/").await;
    let code = portal.idp.agree(&begun.request, cora());
    portal.idp.ways().is_down = true;
    assert_eq!(failure(&begun.come_back(&[("code", &code)]).await), "unavailable");
    portal.idp.ways().is_down = false;

    let begun = portal.begin("/").await;
    let code = portal.idp.agree(&begun.request, cora());
    portal.idp.ways().delay = Duration::from_secs(30);
    let asked = Instant::now();
    assert_eq!(failure(&begun.come_back(&[("code", &code)]).await), "unavailable");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn what_a_provider_publishes_is_kept_and_read_again() {
    let portal = Portal::with(BY_EMAIL).await;
    let discovered = || portal.idp.asked("/.well-known/openid-configuration");
    for _ in 0..3 {
        portal.session(cora()).await;
    }
    assert_eq!(discovered(), 1);
    portal.app.clock.pass(TimeDelta::minutes(61));
    portal.session(cora()).await;
    assert_eq!(discovered(), 2);
    // For a day it does without.
    portal.app.clock.pass(TimeDelta::minutes(61));
    portal.idp.ways().is_down = true;
    let begun = portal.begin("/").await;
    portal.idp.ways().is_down = false;
    let code = portal.idp.agree(&begun.request, cora());
    assert_eq!(begun.come_back(&[("code", &code)]).await.header("location"), format!("{PORTAL}/"));
    portal.idp.ways().is_down = true;
    portal.app.clock.pass(TimeDelta::hours(25));
    let answer = portal.app.anonymous().get("/auth/oidc/corp/start").await;
    assert_eq!(answer.header("location"), format!("{PORTAL}/sign-in?error=unavailable&provider=corp"));
}

#[tokio::test]
async fn keys_change_and_unknown_ones_are_not_asked_for_without_end() {
    let portal = Portal::with(BY_EMAIL).await;
    let user = portal.signed_in(cora()).await;
    portal.idp.ways().keys = vec!["two", "one"];
    // Who is signed in stays so, and the next one comes in.
    assert_eq!(user.get("/session").await.status, 200);
    assert_eq!(portal.session(cora()).await.user.id.as_str(), "cora");
    assert_eq!(portal.idp.asked("/jwks"), 2);
    // The old one is gone, and counts no more.
    portal.idp.ways().keys = vec!["two"];
    portal.session(cora()).await;
    assert_eq!(portal.idp.asked("/jwks"), 2);
    for _ in 0..5 {
        portal.idp.ways().signed = Signed::Forged;
        assert_eq!(failure(&portal.sign_in(cora()).await), "not_verified");
    }
    assert_eq!(portal.idp.asked("/jwks"), 2, "just read again");
    portal.app.clock.pass(TimeDelta::seconds(31));
    for _ in 0..5 {
        assert_eq!(failure(&portal.sign_in(cora()).await), "not_verified");
    }
    assert_eq!(portal.idp.asked("/jwks"), 3);
}

#[tokio::test]
async fn a_provider_whose_document_is_another_ones_or_leads_elsewhere() {
    for metadata in [
        json!({ "issuer": "https://evil.example" }),
        json!({ "token_endpoint": "http://evil.example/token" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "jwks_uri": null }),
    ] {
        let portal = Portal::with(BY_EMAIL).await;
        portal.idp.ways().metadata = metadata.clone();
        let answer = portal.app.anonymous().get("/auth/oidc/corp/start").await;
        assert_eq!(failure(&answer), "not_verified", "{metadata}");
    }
}

#[tokio::test]
async fn one_client_does_not_begin_sign_ins_without_end() {
    let portal = Portal::with(BY_EMAIL).await;
    let here = portal.app.anonymous().from([203, 0, 113, 7]);
    for _ in 0..200 {
        assert_eq!(here.get("/auth/oidc/corp/start").await.status, 303);
    }
    assert_eq!(failure(&here.get("/auth/oidc/corp/start").await), "too_many");
    assert_eq!(portal.begin("/").await.request["client_id"], "caseport");
    portal.app.clock.pass(TimeDelta::minutes(10));
    assert!(here.get("/auth/oidc/corp/start").await.header("location").contains("/authorize?"));
}
