//! Service tokens: who gets in with what, and who does not.

use crate::common::sql;
use caseport_domain::api::Detection;
use caseport_server::store::services::{self, TokenScope};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, TestApp, User};

/// All of the vendor's endpoints, those for detections first.
async fn tried(caller: &User<'_>) -> [Answer; 5] {
    [
        caller.post("/vendor/false-detections", &json!({})).await,
        caller.put("/vendor/cases/10204117/detection", &json!({ "verdict": "rejected" })).await,
        caller.post("/vendor/cases/10204117/comments", &json!({ "text": "x" })).await,
        caller.put("/vendor/cases/10204117/status", &json!({ "status": "closed" })).await,
        caller.put("/vendor/cases/10204117/escalation", &json!({})).await,
    ]
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_in_force() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let (service, id) = app.service("Analysis").await;
    let mut write = app.store.write().await.unwrap();
    assert!(services::revoke(&mut write, &id, app.state.clock.now()).await.unwrap());
    assert!(!services::revoke(&mut write, &id, app.state.clock.now()).await.unwrap(), "once is enough");
    assert!(!services::revoke(&mut write, "unknown", app.state.clock.now()).await.unwrap());
    write.commit().await.unwrap();
    let bearer = |token: &str| app.anonymous().with("authorization", &format!("Bearer {token}"));
    let unknown = format!("caseport_service_{}", "A".repeat(43));
    let callers = [
        app.anonymous(),
        sara.clone(),
        bearer(&sara.token()),
        bearer(""),
        bearer("caseport_service_"),
        bearer(&unknown),
        service,
        app.anonymous().with("authorization", &format!("Basic {unknown}")),
        app.anonymous().with_cookie(&format!("caseport_session={unknown}")),
    ];
    let mut told = Vec::new();
    for caller in &callers {
        for answer in tried(caller).await {
            let problem = answer.problem(401);
            assert_eq!(problem.kind, "/problems/service-token");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"caseport-service\"");
            told.push((problem.title, problem.detail));
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "revoked, unknown and missing look alike");
}

#[tokio::test]
async fn a_service_is_nobody_who_is_signed_in() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Analysis").await;
    for path in
        ["/session", "/organizations/contoso/access", "/cases/10204117", "/false-detections/allowance"]
    {
        assert_eq!(service.get(path).await.problem(401).kind, "/problems/not-signed-in", "{path}");
    }
    service.begin_upload(10, &[("purpose", "false_detection")]).await.problem(401);
}

#[tokio::test]
async fn the_store_knows_a_token_by_its_hash_alone_and_when_it_was_used() {
    let app = TestApp::demo().await;
    let (service, id) = app.service("Analysis").await;
    let listed = async || {
        let mut read = app.store.read().await.unwrap();
        services::list(&mut read).await.unwrap().remove(0)
    };
    let made = listed().await;
    assert_eq!((made.id.as_str(), made.name.as_str()), (id.as_str(), "Analysis"));
    assert_eq!((made.last_used_at, made.revoked_at), (None, None));
    let report = json!({
        "submitter": "cora@contoso.example", "file_name": "a.exe", "size": 1, "sha256": "ab".repeat(32),
        "submission_type": "false_positive", "products": ["metadefender-core"],
    });
    service.post("/vendor/false-detections", &report).await.read_as::<Detection>(201);
    let first = listed().await.last_used_at.unwrap();
    app.clock.pass(TimeDelta::minutes(4));
    service.post("/vendor/false-detections", &report).await.read_as::<Detection>(201);
    assert_eq!(listed().await.last_used_at, Some(first), "not every request is worth a write");
    app.clock.pass(TimeDelta::minutes(1));
    service.post("/vendor/false-detections", &report).await.read_as::<Detection>(201);
    assert_eq!(listed().await.last_used_at, Some(first + TimeDelta::minutes(5)));

    let mut read = app.store.read().await.unwrap();
    let (hash,): (String,) =
        sql::query_as("SELECT token_hash FROM service_tokens").fetch_one(&mut read).await.unwrap();
    assert_eq!((hash.len(), hash.starts_with("caseport")), (64, false));
}

#[tokio::test]
async fn a_token_opens_what_it_was_made_for() {
    let app = TestApp::demo().await;
    for (scope, refused) in [(TokenScope::Cases, 0..2), (TokenScope::Detections, 2..5)] {
        let (service, _) = app.service_with(scope.code(), &[scope]).await;
        for (at, answer) in tried(&service).await.into_iter().enumerate() {
            if refused.contains(&at) {
                let problem = answer.problem(403);
                let needed = if at < 2 { "`detections`" } else { "`cases`" };
                assert_eq!(problem.kind, "/problems/token-scope");
                assert!(problem.detail.contains(needed), "{at} {}", problem.detail);
            } else {
                assert!(![401, 403].contains(&answer.status), "{at} {answer:?}");
            }
        }
    }
}
