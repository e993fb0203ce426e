//! Whose page sent it.

use axum::http::Method;
use caseport_server::auth::{CookieReach, SessionToken};
use caseport_server::http::origin::OriginPolicy;
use serde_json::json;

use crate::common::{Options, TestApp};

const SARA: &str = "sara@northwind.example";

/// What a browser says of the page, and whether a change from there is let through.
const FROM: &[(&str, &str, bool)] = &[
    ("origin", "http://portal.test", true),
    ("origin", "https://portal.test", true),
    ("origin", "http://portal.test:80", true),
    ("origin", "https://portal.test:443", true),
    ("origin", "http://PORTAL.test", true),
    ("origin", "http://portal.test:8080", false),
    ("origin", "https://portal.test.evil.example", false),
    ("origin", "https://evil.example", false),
    ("origin", "http://localhost:8080", false),
    ("origin", "null", false),
    ("origin", "", false),
    ("sec-fetch-site", "same-origin", true),
    ("sec-fetch-site", "none", true),
    ("sec-fetch-site", "cross-site", false),
    ("sec-fetch-site", "same-site", false),
];

#[tokio::test]
async fn changes_come_from_our_own_pages_only() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    for (header, value, ours) in FROM {
        let there = sara.clone().with(header, value);
        let answer =
            there.put("/session/default-organization", &json!({ "organization": "northwind" })).await;
        if *ours {
            assert_eq!(answer.status, 204, "{header}: {value}");
        } else {
            assert_eq!(answer.problem(403).kind, "/problems/foreign-origin", "{header}: {value}");
        }
        // Reading is what every page may ask for; the answer is closed to it by the browser.
        assert_eq!(there.get("/session").await.status, 200);
    }
}

#[tokio::test]
async fn signing_in_is_a_change_too() {
    let app = TestApp::demo().await;
    let answer = app.anonymous().with("origin", "https://evil.example").login(SARA, "caseport-demo").await;
    assert_eq!(answer.problem(403).kind, "/problems/foreign-origin");
    assert!(!answer.headers.contains_key("set-cookie"));
    let out = app.sign_in(SARA).await.with("origin", "https://evil.example");
    out.post("/auth/logout", &json!({})).await.problem(403);
    assert_eq!(out.get("/session").await.status, 200);
}

#[tokio::test]
async fn a_bearer_token_may_come_from_anywhere() {
    let app = TestApp::demo().await;
    let bearer = format!("Bearer {}", app.sign_in(SARA).await.token());
    let elsewhere = app.anonymous().with("authorization", &bearer).with("origin", "https://evil.example");
    let answer =
        elsewhere.put("/session/default-organization", &json!({ "organization": "northwind" })).await;
    assert_eq!(answer.status, 204);
    // But no page may read what comes back, unless its origin was configured.
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn in_the_demo_any_page_on_this_machine_is_ours() {
    let origins = OriginPolicy { any_loopback: true, ..OriginPolicy::default() };
    let app = TestApp::with(Options { origins, ..Options::default() }).await;
    for (origin, ours) in [
        ("http://localhost:1420", true),
        ("http://127.0.0.1:8081", true),
        ("http://127.9.9.9", true),
        ("http://[::1]:9000", true),
        ("https://localhost.evil.example", false),
        ("https://127.0.0.1.evil.example", false),
        ("http://10.0.0.1", false),
    ] {
        let status = app.anonymous().with("origin", origin).login(SARA, "caseport-demo").await.status;
        assert_eq!(status, if ours { 204 } else { 403 }, "{origin}");
    }
}

#[tokio::test]
async fn configured_origins_get_cors_without_cookies() {
    let origins =
        OriginPolicy { own: vec!["https://portal.vendor.example".to_owned()], ..OriginPolicy::default() };
    let app = TestApp::with(Options { origins, ..Options::default() }).await;
    let page = app.anonymous().with("origin", "https://portal.vendor.example");
    let preflight = page.clone().with("access-control-request-method", "POST");
    let answer = preflight.send(Method::OPTIONS, "/api/v1/organizations/x/cases", None).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), "https://portal.vendor.example");
    assert!(answer.header("access-control-allow-headers").contains("idempotency-key"));
    assert!(!answer.headers.contains_key("access-control-allow-credentials"));

    let answer = page.get("/config").await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://portal.vendor.example");
    assert!(answer.header("access-control-expose-headers").contains("retry-after"));
    assert_eq!(page.login(SARA, "caseport-demo").await.status, 204);

    let other = app.anonymous().with("origin", "https://evil.example");
    assert!(!other.get("/config").await.headers.contains_key("access-control-allow-origin"));
    let preflight = other.with("access-control-request-method", "POST");
    assert_eq!(preflight.send(Method::OPTIONS, "/api/v1/config", None).await.status, 405);
}

#[tokio::test]
async fn an_app_that_is_installed_elsewhere_gets_cors_with_cookies() {
    let there = "https://portal.vendor.example".to_owned();
    let origins = OriginPolicy { own: vec![there.clone()], app: vec![there], any_loopback: false };
    let app = TestApp::with(Options { origins, ..Options::default() }).await;
    let page = app.anonymous().with("origin", "https://portal.vendor.example");
    let preflight = page.clone().with("access-control-request-method", "POST");
    let answer = preflight.send(Method::OPTIONS, "/api/v1/auth/login", None).await;
    assert_eq!((answer.status, answer.header("access-control-allow-credentials")), (204, "true"));
    assert_eq!(page.get("/config").await.header("access-control-allow-credentials"), "true");
    let other = app.anonymous().with("origin", "https://evil.example").get("/config").await;
    assert!(!other.headers.contains_key("access-control-allow-credentials"));
}

#[test]
fn cookies_reach_an_app_elsewhere_by_https_only() {
    for (reach, site, secure) in [
        (CookieReach::Everywhere, "; SameSite=None;", true),
        (CookieReach::SecureSite, "; SameSite=Lax;", true),
        (CookieReach::Site, "; SameSite=Lax;", false),
    ] {
        let mut headers = axum::http::HeaderMap::new();
        SessionToken::take_away(&mut headers, reach);
        let cookie = headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains(site) && cookie.ends_with("; Secure") == secure, "{cookie}");
    }
}
