//! Reading an article, and "This solved it".

use crate::common::sql;
use caseport_domain::api::{Article, Solved};
use caseport_server::assistant::Assistant;
use serde_json::json;

use crate::common::{Options, T0, TestApp};

const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn an_article_is_for_everybody_who_is_signed_in() {
    let app = TestApp::demo().await;
    for email in [CORA, "pia@personal.example", "nils@northwind.example"] {
        let article: Article =
            app.sign_in(email).await.get("/articles/core-high-availability").await.read_as(200);
        assert_eq!(article.title, "High availability with two data centers");
        assert!(article.body.starts_with("##") || article.body.len() > 500);
        let products: Vec<_> = article.products.iter().map(|it| (it.id.as_str(), it.name.as_str())).collect();
        let icap = ("metadefender-icap-server", "MetaDefender ICAP Server");
        assert_eq!(products, [("metadefender-core", "MetaDefender Core"), icap]);
        assert_eq!(article.updated_at.date_naive().to_string(), "2026-11-19");
    }
    let cora = app.sign_in(CORA).await;
    for id in ["nothing", "%00", "a%2Fb", &"x".repeat(201)] {
        cora.get(&format!("/articles/{id}")).await.problem(404);
    }
    app.anonymous().get("/articles/core-high-availability").await.problem(401);
}

#[tokio::test]
async fn what_solved_it_is_counted_with_who_and_when() {
    let app = TestApp::demo().await;
    let (cora, pia) = (app.sign_in(CORA).await, app.sign_in("pia@personal.example").await);
    let path = "/suggestions/license-expired/solved";
    assert_eq!(cora.post(path, &json!({})).await.read_as::<Solved>(200).solved, 1);
    let without_body = pia.send(axum::http::Method::POST, &format!("/api/v1{path}"), None).await;
    assert_eq!(without_body.read_as::<Solved>(200).solved, 2);
    assert_eq!(cora.post(path, &json!({ "comment": "new" })).await.read_as::<Solved>(200).solved, 3);
    let other: Solved = cora.post("/suggestions/core-logs/solved", &json!({})).await.read_as(200);
    assert_eq!(other.solved, 1);
    let mut read = app.store.read().await.unwrap();
    let rows: Vec<(String, String, i64)> =
        sql::query_as("SELECT article_id, user_id, at FROM solved_suggestions ORDER BY id")
            .fetch_all(&mut read)
            .await
            .unwrap();
    let (user, at) = ("pia".to_owned(), T0.timestamp_micros());
    assert_eq!((rows.len(), &rows[1]), (4, &("license-expired".to_owned(), user, at)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_press_ten_times_counts_once() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let path = "/suggestions/license-expired/solved";
    let keyed = cora.clone().with("idempotency-key", "s1");
    let body = json!({});
    let answers = futures_util::future::join_all((0..10).map(|_| keyed.post(path, &body))).await;
    for answer in &answers {
        assert_eq!(answer.read_as::<Solved>(200).solved, 1);
    }
    assert_eq!(cora.post(path, &body).await.read_as::<Solved>(200).solved, 2);
    keyed.post("/suggestions/core-logs/solved", &body).await.problem(422);
}

#[tokio::test]
async fn only_an_external_assistant_has_ids_that_are_not_known_here() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    for id in ["nothing", "KB%20%2F%204711", &"x".repeat(201)] {
        cora.post(&format!("/suggestions/{id}/solved"), &json!({})).await.problem(404);
    }
    app.anonymous().post("/suggestions/license-expired/solved", &json!({})).await.problem(401);

    let assistant = Some(Assistant::new("http://127.0.0.1:9/", None).unwrap());
    let app = TestApp::with(Options { assistant, ..Options::default() }).await;
    let cora = app.sign_in(CORA).await;
    for (id, solved) in
        [("KB%20%2F%204711", 1), ("KB%20%2F%204711", 2), ("license-expired", 1), ("%E6%97%A5", 1)]
    {
        let answer = cora.post(&format!("/suggestions/{id}/solved"), &json!({})).await;
        assert_eq!(answer.read_as::<Solved>(200).solved, solved, "{id}");
    }
    cora.post(&format!("/suggestions/{}/solved", "x".repeat(200)), &json!({})).await.read_as::<Solved>(200);
    for id in ["%0A", "a%00b", &"x".repeat(201)] {
        cora.post(&format!("/suggestions/{id}/solved"), &json!({})).await.problem(404);
    }
}
