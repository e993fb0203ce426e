//! Tokens of a host portal's: who they let in, for how long, and which do not.

use caseport_domain::api::Session;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::idp::{CLIENT, HOST_AUDIENCE, Signed};
use crate::common::sign_on::Portal;
use crate::common::{Answer, T0, User};

const HOST: &str = "accounts = \"by_email\"\nbearer_audience = \"caseport-api\"";

fn cora() -> Value {
    json!({ "sub": "c-1", "email": "cora@contoso.example", "email_verified": true })
}

impl Portal {
    fn bearing(&self, token: &str) -> User<'_> {
        self.app.anonymous().with("authorization", &format!("Bearer {token}"))
    }

    async fn bring(&self, claims: Value) -> Answer {
        self.bearing(&self.idp.host_token(&claims)).get("/session").await
    }
}

#[tokio::test]
async fn a_hosts_token_is_its_person() {
    let portal = Portal::with(HOST).await;
    let cora_at_host = portal.bearing(&portal.idp.host_token(&cora()));
    let session: Session = cora_at_host.get("/session").await.read_as(200);
    assert_eq!(session.user.id.as_str(), "cora");
    // No page is asked for its origin that brings a token.
    let made = cora_at_host.clone().with("origin", "https://host.example");
    assert_eq!(made.submit("contoso", json!({})).await.status, 201);
    // The sign-in is noted once for a token, however often it is brought.
    let carl = portal.app.sign_in("carl@contoso.example").await;
    let noted = carl.get("/organizations/contoso/event-history?kind=signed_in&actor=cora").await.json();
    let now = |it: &&Value| it["at"] == "2026-03-02T09:00:00Z";
    assert_eq!(noted["items"].as_array().unwrap().iter().filter(now).count(), 1, "{noted}");
    assert_eq!(portal.idp.asked("/jwks"), 1);
    // And a cookie of somebody else's does not get in its way.
    let both = cora_at_host.with_cookie(&format!("caseport_session={}", carl.token()));
    assert_eq!(both.get("/session").await.json()["user"]["id"], "cora");
}

#[tokio::test]
async fn many_requests_with_a_new_token_at_once() {
    let portal = Portal::with(HOST).await;
    let user = portal.bearing(&portal.idp.host_token(&cora()));
    let all = futures_util::future::join_all((0..8).map(|_| user.get("/session"))).await;
    assert!(all.iter().all(|answer| answer.status == 200), "{all:?}");
}

#[tokio::test]
async fn a_token_lasts_as_long_as_it_says_and_is_checked_again_each_hour() {
    let portal = Portal::with(HOST).await;
    let user = portal.bearing(&portal.idp.host_token(&cora()));
    assert_eq!(user.get("/session").await.status, 200);
    // Clocks may differ by a minute.
    portal.app.clock.pass(TimeDelta::seconds(355));
    assert_eq!(user.get("/session").await.status, 200);
    portal.app.clock.pass(TimeDelta::seconds(10));
    assert_eq!(user.get("/session").await.problem(401).kind, "/problems/token-refused");

    let now = portal.app.clock.as_ref();
    let ends = caseport_server::clock::Clock::now(now).timestamp() + 8 * 3_600;
    let long = portal.bearing(&portal.idp.host_token(&json!({ "sub": "c-1", "exp": ends })));
    assert_eq!(long.get("/session").await.status, 200);
    portal.idp.ways().keys = vec!["two"];
    portal.app.clock.pass(TimeDelta::minutes(59));
    assert_eq!(long.get("/session").await.status, 200);
    portal.app.clock.pass(TimeDelta::minutes(2));
    assert_eq!(long.get("/session").await.status, 401, "its key counts no more");
}

#[tokio::test]
async fn tokens_that_do_not_count() {
    let now = T0.timestamp();
    let mut let_in = Vec::new();
    for claims in [
        json!({ "aud": CLIENT }),
        json!({ "aud": ["another-api"] }),
        json!({ "aud": null }),
        json!({ "exp": now - 61 }),
        json!({ "exp": null }),
        json!({ "iat": now + 120 }),
        json!({ "nbf": now + 120 }),
        json!({ "sub": null }),
    ] {
        let portal = Portal::with(HOST).await;
        portal.idp.ways().instead = claims.clone();
        let refused = portal.bring(cora()).await;
        if refused.status == 401 {
            assert_eq!(refused.problem(401).kind, "/problems/token-refused", "{claims}");
            assert!(refused.header("www-authenticate").contains("invalid_token"));
        } else {
            let_in.push(claims);
        }
    }
    for signed in
        [Signed::None, Signed::PublicKeyAsSecret, Signed::ClientSecret, Signed::Forged, Signed::Changed]
    {
        let portal = Portal::with(HOST).await;
        portal.idp.ways().signed = signed;
        if portal.bring(cora()).await.status != 401 {
            let_in.push(json!(format!("{signed:?}")));
        }
    }
    assert_eq!(let_in, Vec::<Value>::new());
    // Of nobody whom we know, and where nobody's are taken.
    let portal = Portal::with(HOST).await;
    for token in ["a.b.c", "..", "not-a-token"] {
        assert_eq!(portal.bearing(token).get("/session").await.problem(401).kind, "/problems/not-signed-in");
    }
    let foreign = portal.bring(json!({ "sub": "c-1", "iss": "https://evil.example" })).await;
    assert_eq!(foreign.problem(401).kind, "/problems/not-signed-in");
    let portal = Portal::with("accounts = \"by_email\"").await;
    assert_eq!(portal.bring(cora()).await.problem(401).kind, "/problems/not-signed-in");
}

#[tokio::test]
async fn a_token_may_be_for_others_as_well_and_differ_by_a_minute() {
    let now = T0.timestamp();
    for claims in [
        json!({ "aud": ["another-api", HOST_AUDIENCE] }),
        json!({ "exp": now - 50 }),
        json!({ "iat": now + 50 }),
        json!({ "nbf": now + 50 }),
    ] {
        let portal = Portal::with(HOST).await;
        portal.idp.ways().instead = claims.clone();
        assert_eq!(portal.bring(cora()).await.status, 200, "{claims}");
    }
}

#[tokio::test]
async fn people_are_known_made_or_refused_as_at_the_sign_in_page() {
    let portal = Portal::with(HOST).await;
    let unknown = portal.bring(json!({ "sub": "n", "email": "new@x.example", "email_verified": true })).await;
    assert!(unknown.problem(401).detail.contains("there is no account"));
    let more = format!("{HOST}\nunknown = \"create\"\nbutton = false");
    let portal = Portal::with(&more).await;
    assert_eq!(
        portal.bring(json!({ "sub": "n", "email": "new@x.example", "email_verified": true })).await.status,
        200
    );
    let config = portal.app.anonymous().get("/config").await.json();
    assert!(config.get("sign_in_providers").is_none() && config["sign_in"] == json!(["password"]));
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_the_tokens_fault() {
    let portal = Portal::with(HOST).await;
    portal.idp.ways().is_down = true;
    assert_eq!(portal.bring(cora()).await.problem(503).kind, "/problems/provider-unavailable");
    portal.idp.ways().is_down = false;
    assert_eq!(portal.bring(cora()).await.status, 200);
}

#[tokio::test]
async fn a_host_token_opens_downloads_too() {
    let portal = Portal::with(HOST).await;
    let user = portal.bearing(&portal.idp.host_token(&cora()));
    let ticket = user.post("/auth/ticket", &json!({ "path": "/organizations/contoso/cases.csv" })).await;
    assert_eq!(ticket.status, 200, "{ticket:?}");
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    let path = format!("/organizations/contoso/cases.csv?tab=my&ticket={ticket}");
    assert_eq!(portal.app.anonymous().get(&path).await.status, 200);
}
