//! Uploads that are refused: the wrong person, the wrong case, the wrong bytes, the wrong words.

use crate::common::sql;
use axum::http::Method;
use caseport_domain::api::CaseDetail;
use serde_json::json;

use crate::common::{PIECE, TestApp, bytes, checksum, metadata};

const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn foreign_and_unknown_cases_look_alike() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let case = sara.submitted("northwind", json!({ "customer": "contoso" })).await.summary.number.to_string();
    let tina = app.sign_in("tina@tailspin.example").await;
    let foreign = tina.begin_upload(10, &[("case", &case)]).await.problem(404);
    for unknown in ["99999999", "7", "", "x"] {
        let unknown = tina.begin_upload(10, &[("case", unknown)]).await.problem(404);
        assert_eq!((unknown.kind, unknown.detail), (foreign.kind.clone(), foreign.detail.clone()));
    }
    tina.begin_upload(10, &[]).await.problem(404);
    tina.get(&format!("/cases/{case}/files")).await.problem(404);
    // Who sees it and may not is told why.
    let vera = app.sign_in("vera@northwind.example").await;
    let reason = vera.begin_upload(10, &[("case", &case)]).await.problem(403).reason.unwrap();
    assert_eq!(reason.object.unwrap().code(), "support_service.customer_cases");
    app.anonymous().begin_upload(10, &[("case", &case)]).await.problem(401);
}

#[tokio::test]
async fn an_upload_is_its_persons_alone() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", 10, "b").await;
    let carl = app.sign_in("carl@contoso.example").await;
    assert_eq!(carl.upload_state(&upload).await.status, 404);
    carl.patch(&upload, 0, &bytes(10)).await.problem(404);
    carl.remove_upload(&upload).await.problem(404);
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
}

#[tokio::test]
async fn a_case_that_was_closed_meanwhile_takes_nothing_until_it_is_reopened() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", 10, "b").await;
    cora.patch(&upload, 0, &bytes(4)).await;
    cora.post(&format!("/cases/{case}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    assert_eq!(cora.patch(&upload, 4, &bytes(6)).await.reason(409), "case_closed");
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "4");
    assert_eq!(cora.begin_upload(1, &[("case", &case.to_string())]).await.reason(409), "case_closed");
    assert!(cora.files(case).await.is_empty());
}

#[tokio::test]
async fn a_right_that_was_lost_half_way_is_said() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let case = sara.submitted("northwind", json!({ "customer": "contoso" })).await.summary.number;
    let adam = app.sign_in("adam@northwind.example").await;
    let upload = adam.upload_begun(case, "a.bin", 10, "b").await;
    adam.patch(&upload, 0, &bytes(4)).await;
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE memberships SET role = 'case-viewer' WHERE user_id = 'adam'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert_eq!(adam.patch(&upload, 4, &bytes(6)).await.reason(403), "needs_level");
}

#[tokio::test]
async fn pieces_must_begin_where_the_upload_stands_and_end_within_it() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", 10, "b").await;
    cora.patch(&upload, 0, &bytes(4)).await;
    for offset in [0, 3, 5, 10, u64::MAX] {
        let answer = cora.patch(&upload, offset, &bytes(1)).await;
        assert_eq!((answer.problem(409).status, answer.header("upload-offset")), (409, "4"));
    }
    cora.patch(&upload, 4, &bytes(7)).await.problem(413);
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "4");
}

#[tokio::test]
async fn a_piece_with_another_checksum_leaves_nothing() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(3_000_000);
    let upload = cora.upload_begun(case, "a.bin", 3_000_000, "b").await;
    let wrong = cora.clone().with("upload-checksum", &checksum(b"something else"));
    assert_eq!(
        wrong.patch(&upload, 0, &content[..2_000_000]).await.problem(460).kind,
        "/problems/checksum-mismatch"
    );
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
    let right = cora.clone().with("upload-checksum", &checksum(&content[..2_000_000]));
    assert_eq!(right.patch(&upload, 0, &content[..2_000_000]).await.status, 204);
    // The protocol's own algorithm is taken as well; others are not.
    let sha1 = cora.clone().with("upload-checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    sha1.patch(&upload, 2_000_000, &content[2_000_000..]).await.problem(460);
    for header in ["md5 AAAA", "sha256", "sha256 !", "SHA256 AAAA"] {
        let other = cora.clone().with("upload-checksum", header);
        other.patch(&upload, 2_000_000, &content[2_000_000..]).await.problem(400);
    }
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "2000000");
}

#[tokio::test]
async fn a_file_that_is_not_the_announced_one_is_thrown_away() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    let content = bytes(10);
    let announced = crate::common::sha256(&content);
    for (sent, status) in [(bytes(11)[1..].to_vec(), 460), (content, 204)] {
        let begun = cora.begin_upload(10, &[("case", &case), ("sha256", &announced.to_uppercase())]).await;
        let upload = begun.header("location");
        assert_eq!(cora.patch(upload, 0, &sent).await.status, status);
        assert_eq!(cora.upload_state(upload).await.status, if status == 460 { 404 } else { 200 });
    }
    assert_eq!(cora.files(&case).await.len(), 1);
    assert_eq!(app.names("uploads").await.len(), 0);
}

#[tokio::test]
async fn the_protocols_words_are_minded() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", 10, "b").await;
    for version in [None, Some("0.2.2")] {
        let cora = version.map_or(cora.clone(), |version| cora.clone().with("tus-resumable", version));
        let answer = cora.send(Method::POST, "/api/v1/uploads", None).await;
        assert_eq!(answer.problem(412).kind, "/problems/tus-version");
        assert_eq!((answer.header("tus-version"), answer.header("tus-resumable")), ("1.0.0", "1.0.0"));
        assert_eq!(cora.send(Method::HEAD, &upload, None).await.status, 412);
    }
    let tus = cora.clone().with("tus-resumable", "1.0.0");
    let about = metadata(&[("case", &case.to_string())]);
    for (length, about) in
        [("", about.as_str()), ("-1", &about), ("ten", &about), ("1e3", &about), ("5", "case x y")]
    {
        let mut sent = tus.clone().with("upload-metadata", about);
        if !length.is_empty() {
            sent = sent.with("upload-length", length);
        }
        sent.send(Method::POST, "/api/v1/uploads", None).await.problem(400);
    }
    let body = |media_type| Some((media_type, bytes(10)));
    tus.send(Method::PATCH, &upload, body(PIECE)).await.problem(400);
    let patch = tus.clone().with("upload-offset", "0");
    let problem = patch.send(Method::PATCH, &upload, body("text/plain")).await.problem(415);
    assert!(problem.detail.contains(PIECE), "{}", problem.detail);
    patch.send(Method::PATCH, &upload, body("")).await.problem(415);
    tus.send(Method::PUT, &upload, None).await.problem(405);
    assert_eq!(tus.send(Method::HEAD, "/api/v1/uploads/unknown", None).await.status, 404);
}
