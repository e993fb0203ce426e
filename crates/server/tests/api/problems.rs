//! Errors: every one of the API is a problem, whoever found it.

use crate::common::sql;
use axum::http::Method;
use serde_json::json;

use crate::common::TestApp;

const JSON: &str = "application/json";

#[tokio::test]
async fn unknown_addresses() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await.with("accept", "text/html");
    for path in
        ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/session", "/health", "/health/x"]
    {
        for user in [&sara, &app.anonymous()] {
            let problem = user.send(Method::GET, path, None).await.problem(404);
            assert_eq!(problem.kind, "/problems/not-found", "{path}");
        }
    }
}

#[tokio::test]
async fn wrong_methods() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    for (method, path, allow) in [
        (Method::PUT, "/api/v1/session", "GET,HEAD"),
        (Method::POST, "/api/v1/config", "GET,HEAD"),
        (Method::GET, "/api/v1/auth/login", "POST"),
        (Method::DELETE, "/api/v1/organizations/northwind/cases", "GET,HEAD,POST"),
        (Method::POST, "/health/live", "GET,HEAD"),
    ] {
        let answer = sara.send(method, path, None).await;
        answer.problem(405);
        let mut methods: Vec<_> = answer.header("allow").split(',').collect();
        methods.sort_unstable();
        assert_eq!(methods.join(","), allow, "{path}");
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let post = async |media_type: &str, bytes: &[u8]| {
        let body = Some((media_type, bytes.to_vec()));
        sara.send(Method::POST, "/api/v1/organizations/northwind/cases", body).await
    };
    for bytes in [
        &b""[..],
        b"{",
        b"{\"subject\": }",
        b"nonsense",
        b"{} {}",
        b"\xff\xfe",
        b"[1, 2",
        b"\"text\"",
        b"null",
        b"[]",
    ] {
        let problem = post(JSON, bytes).await.problem(400);
        assert_eq!(problem.kind, "/problems/malformed", "{bytes:?}");
    }
    // Deeper than anybody means it.
    post(JSON, "[".repeat(100_000).as_bytes()).await.problem(400);
    for media_type in
        ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"]
    {
        assert_eq!(
            post(media_type, b"{}").await.problem(415).kind,
            "/problems/unsupported-media-type",
            "{media_type}"
        );
    }
    for media_type in ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]
    {
        post(media_type, b"{}").await.problem(422);
    }
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let sized = |bytes: usize| {
        let frame = r#"{"subject":""}"#.len();
        json!({ "subject": "x".repeat(bytes - frame) })
    };
    let submit = async |bytes: usize| sara.post("/organizations/northwind/cases", &sized(bytes)).await;
    submit(1_000_000).await.problem(422);
    assert_eq!(submit(1_000_001).await.problem(413).kind, "/problems/too-large");
    sara.post("/auth/login", &sized(2_000_000)).await.problem(413);
    sara.post("/cases/10204117/close", &sized(2_000_000)).await.problem(413);
}

#[tokio::test]
async fn the_inner_workings_stay_inside() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let mut write = app.store.write().await.unwrap();
    // What cannot happen: the catalog's table is gone.
    sql::query("ALTER TABLE versions RENAME TO elsewhere").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    let answer = sara.get("/organizations/northwind/catalog").await;
    let problem = answer.problem(500);
    assert_eq!(problem.kind, "/problems/internal");
    let text = answer.text().to_lowercase();
    for word in ["sql", "table", "versions", "database", "error returned"] {
        assert!(!text.contains(word), "{text}");
    }
}

#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let app = TestApp::demo().await;
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..5 {
        // What a client sends is not taken over.
        let answer = app.anonymous().with("x-request-id", "mine").get("/config").await;
        assert_eq!(answer.header("x-request-id").len(), 22);
        ids.insert(answer.header("x-request-id").to_owned());
    }
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn answers_of_the_api_are_not_kept_nor_run() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    for answer in [
        sara.get("/session").await,
        sara.get("/cases/99999999").await,
        sara.get("/openapi.json").await,
        sara.post("/auth/logout", &json!({})).await,
        app.anonymous().get("/session").await,
        app.anonymous().send(Method::PUT, "/api/v1/config", None).await,
        app.anonymous().send(Method::GET, "/health/live", None).await,
    ] {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
    }
}

#[tokio::test]
async fn health() {
    let app = TestApp::demo().await;
    for path in ["/health/live", "/health/ready"] {
        let answer = app.anonymous().send(Method::GET, path, None).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "status": "ok" })));
    }
    app.store.close().await;
    assert_eq!(app.anonymous().send(Method::GET, "/health/live", None).await.status, 200);
    let answer = app.anonymous().send(Method::GET, "/health/ready", None).await;
    assert_eq!(answer.problem(503).kind, "/problems/not-ready");
}

#[tokio::test]
async fn large_answers_are_compressed_where_it_is_asked_for() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let plain = sara.get("/openapi.json").await;
    assert!(!plain.headers.contains_key("content-encoding"));
    for encoding in ["br", "gzip"] {
        let answer = sara.clone().with("accept-encoding", encoding).get("/openapi.json").await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.bytes.len() * 2 < plain.bytes.len());
    }
}
