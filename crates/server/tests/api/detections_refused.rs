//! Reports that are refused, each for what is wrong with it; and what becomes of their files.

use crate::common::sql;
use axum::http::Method;
use serde_json::{Value, json};

use crate::common::{TestApp, bytes, report};

const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn every_field_is_named_with_what_is_wrong_with_it() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let upload = cora.uploaded_to_report("a.exe", b"abc").await;
    let rows: [(Value, &[(&str, &str)]); 16] = [
        (json!({ "upload": null }), &[("upload", "required")]),
        (json!({ "upload": "unknown" }), &[("upload", "unknown")]),
        (json!({ "submission_type": null }), &[("submission_type", "required")]),
        (json!({ "submission_type": "suspicious" }), &[("submission_type", "unknown")]),
        (json!({ "submission_type": "False positive" }), &[("submission_type", "unknown")]),
        (json!({ "products": null }), &[("products", "required")]),
        (json!({ "products": [] }), &[("products", "required")]),
        (json!({ "products": ["of-another-vendor"] }), &[("products", "unknown")]),
        (json!({ "products": ["metadefender-core", "x"] }), &[("products", "unknown")]),
        (json!({ "description": "件".repeat(50_001) }), &[("description", "too_long")]),
        (json!({ "organization": "northwind" }), &[("organization", "unknown")]),
        (json!({ "organization": "nowhere" }), &[("organization", "unknown")]),
        (json!({ "organization": "" }), &[("organization", "unknown")]),
        (json!({ "products": "metadefender-core" }), &[("products", "invalid")]),
        (json!({ "submission_type": 7 }), &[("submission_type", "invalid")]),
        (
            json!({ "upload": "x", "submission_type": "x", "products": ["x"] }),
            &[("upload", "unknown"), ("submission_type", "unknown"), ("products", "unknown")],
        ),
    ];
    for (changes, expected) in rows {
        let found = cora.report(&report(&upload, changes.clone())).await.fields(422);
        let expected: Vec<_> =
            expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
        assert_eq!(found, expected, "{changes}");
    }
    assert_eq!(cora.list("contoso", "tab=false_detection&q=a.exe").await.total, 0);
    // The file waits for the report that is right, with the longest description that can be.
    let longest = report(&upload, json!({ "description": "件".repeat(50_000) }));
    assert_eq!(cora.report(&longest).await.status, 201);
}

#[tokio::test]
async fn bodies_that_are_no_report() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let send = async |media_type: &str, body: &str| {
        let body = Some((media_type, body.as_bytes().to_vec()));
        cora.send(Method::POST, "/api/v1/false-detections", body).await
    };
    send("application/json", "[]").await.problem(400);
    send("application/json", "{").await.problem(400);
    send("text/plain", "{}").await.problem(415);
    send("", "{}").await.problem(415);
    send("multipart/form-data", "x").await.problem(400);
    send("multipart/form-data; boundary=x", "no form").await.problem(408);
    send("multipart/form-datas; boundary=x", "--x--").await.problem(415);
    app.anonymous().report(&report("x", json!({}))).await.problem(401);
    // A bearer token of no session, and a page of another site.
    cora.clone()
        .with("origin", "https://elsewhere.example")
        .report(&report("x", json!({})))
        .await
        .problem(403);
}

#[tokio::test]
async fn empty_files_and_files_that_are_too_large_are_refused_before_a_byte() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let max = 2 * 1024 * 1024 * 1024_u64;
    let begin = async |size: u64| cora.begin_upload(size, &[("purpose", "false_detection")]).await;
    assert_eq!(begin(0).await.fields(422), [("file".into(), "required".into())]);
    assert_eq!(begin(max + 1).await.problem(413).kind, "/problems/file-too-large");
    assert_eq!(begin(max).await.status, 201);
    cora.begin_upload(10, &[("purpose", "fun")]).await.problem(400);
}

#[tokio::test]
async fn only_a_whole_file_of_ones_own_that_was_meant_for_it_can_be_reported() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let half = cora.begin_upload(10, &[("purpose", "false_detection")]).await.header("location").to_owned();
    cora.patch(&half, 0, &bytes(5)).await;
    let id = half.rsplit('/').next().unwrap();
    let refused = cora.report(&report(id, json!({}))).await;
    assert_eq!(refused.fields(422), [("upload".into(), "invalid".into())]);
    cora.patch(&half, 5, &bytes(5)).await;
    // Another's is unknown.
    let carl = app.sign_in("carl@contoso.example").await;
    let refused = carl.report(&report(id, json!({}))).await;
    assert_eq!(refused.fields(422), [("upload".into(), "unknown".into())]);
    // And so is the file of a case.
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let log = cora.upload_begun(case, "a.log", 3, "b").await;
    cora.patch(&log, 0, b"log").await;
    let refused = cora.report(&report(log.rsplit('/').next().unwrap(), json!({}))).await;
    assert_eq!(refused.fields(422), [("upload".into(), "unknown".into())]);
    assert_eq!(cora.files(case).await.len(), 1);
    assert_eq!(cora.report(&report(id, json!({}))).await.status, 201);
}

#[tokio::test]
async fn a_user_who_left_the_organization_reports_elsewhere() {
    let app = TestApp::demo().await;
    let max = app.sign_in("max@multi.example").await;
    let upload = max.uploaded_to_report("a.exe", b"a").await;
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM memberships WHERE user_id = 'max' AND organization_id = 'northwind'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let refused = max.report(&report(&upload, json!({ "organization": "northwind" }))).await;
    assert_eq!(refused.fields(422), [("organization".into(), "unknown".into())]);
    assert_eq!(max.report(&report(&upload, json!({ "organization": "contoso" }))).await.status, 201);
}
