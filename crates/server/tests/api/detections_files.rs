//! A reported file is told of, and never handed out: not by any address, and not from where files are handed out.

use axum::http::Method;
use caseport_domain::api::CaseDetail;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{TestApp, bytes, report, sha256};

const CORA: &str = "cora@contoso.example";

/// What no answer may ever hold.
const MARK: &[u8] = b"X5O!P%@AP[4 a file that bites CALLING-CARD";

#[tokio::test]
async fn it_is_listed_with_the_case_and_its_row_says_why_nobody_gets_it() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.reported("bite.exe", MARK, json!({})).await;
    let number = case.summary.number;
    assert_eq!(case.actions.download_files.reason().unwrap().code.code(), "false_detection_file");
    let [file] = cora.files(number).await.try_into().unwrap();
    assert_eq!((file.name.as_str(), file.size), ("bite.exe", MARK.len() as u64));
    assert_eq!(file.sha256.as_deref(), Some(sha256(MARK).as_str()));
    assert_eq!((file.uploaded_by.id.as_str(), file.uploaded_at), ("cora", case.summary.created_at));
    assert_eq!(file.download.reason().unwrap().code.code(), "false_detection_file");
    // Files that are added later are listed behind it.
    app.clock.pass(TimeDelta::minutes(1));
    let log = cora.upload_begun(number, "a.log", 3, "b").await;
    cora.patch(&log, 0, b"log").await;
    let listed: Vec<_> = cora.files(number).await.into_iter().map(|file| file.name).collect();
    assert_eq!(listed, ["bite.exe", "a.log"]);
    // Those of the demo are told of, too.
    for row in cora.whole_list("contoso", "tab=false_detection").await {
        let files = cora.files(row.number).await;
        assert_eq!(files[0].name, cora.detection(row.number).await.file_name);
        assert!(files.iter().all(|file| !file.download.is_allowed()));
    }
}

#[tokio::test]
async fn no_address_gives_it_to_anybody() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let upload = cora.uploaded_to_report("bite.exe", MARK).await;
    let waiting = cora.uploaded_to_report("waiting.exe", MARK).await;
    let case: CaseDetail = cora.report(&report(&upload, json!({}))).await.read_as(201);
    let number = case.summary.number;
    let file = cora.files(number).await.remove(0).id;
    let (service, _) = app.service("Analysis").await;
    let document = app.anonymous().get("/openapi.json").await.json();
    let mut paths: Vec<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    // It does not end, and tells of cases only.
    paths.retain(|path| !path.ends_with("/stream"));
    for id in [&file, &upload, &waiting] {
        for path in [
            format!("/api/v1/files/{id}"),
            format!("/api/v1/files/{id}/content"),
            format!("/api/v1/uploads/{id}"),
            format!("/api/v1/cases/{number}/files/{id}"),
            format!("/api/v1/cases/{number}/detection/file"),
            format!("/api/v1/false-detections/{id}"),
            format!("/api/v1/false-detections/{id}/file"),
            format!("/api/v1/vendor/cases/{number}/detection/file"),
            format!("/files/{id}"),
            format!("/reported/{id}"),
            format!("/uploads/{id}"),
            format!("/api/v1/files/..%2Freported%2F{id}"),
        ] {
            paths.push(path);
        }
    }
    assert!(paths.len() > 50);
    let concrete = |path: &str| {
        path.replace("{org}", "contoso")
            .replace("{number}", &number.to_string())
            .replace("{upload}", &file)
            .replace("{id}", &file)
    };
    for caller in [&cora, &app.sign_in("carl@contoso.example").await, &service, &app.anonymous()] {
        for path in &paths {
            for method in [Method::GET, Method::HEAD] {
                let caller = caller.clone().with("tus-resumable", "1.0.0").with("range", "bytes=0-");
                let answer = caller.send(method.clone(), &concrete(path), None).await;
                assert!(!answer.bytes.windows(8).any(|it| it == &MARK[..8]), "{method} {path}");
                // A tus client learns how far it is, and nothing of what it sent.
                let is_table = path.ends_with(".csv");
                assert!(is_table || answer.header("content-disposition").is_empty(), "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn its_bytes_lie_apart_from_those_that_are_handed_out() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let upload =
        cora.begin_upload(100, &[("purpose", "false_detection")]).await.header("location").to_owned();
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let before = app.names("files").await.len();
    cora.patch(&upload, 0, &bytes(40)).await;
    assert_eq!(app.names("uploads").await, [id.as_str()]);
    cora.patch(&upload, 40, &bytes(100)[40..]).await;
    assert_eq!(app.names("uploads").await.len(), 0);
    assert_eq!(app.names("reported").await, [id.as_str()]);
    assert_eq!(cora.report(&report(&id, json!({}))).await.status, 201);
    assert_eq!(app.names("reported").await, [id.as_str()]);
    assert_eq!(app.names("files").await.len(), before);
    assert!(!app.names("files").await.contains(&id));
    assert_eq!(app.lying("reported", &id).await, bytes(100));
}

#[tokio::test]
async fn a_file_that_waits_can_be_given_up_and_one_that_was_reported_not() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let address = |id: &str| format!("/api/v1/uploads/{id}");
    let given_up = cora.uploaded_to_report("a.exe", b"abc").await;
    let kept = cora.uploaded_to_report("a.exe", b"abc").await;
    app.sign_in("carl@contoso.example").await.remove_upload(&address(&given_up)).await.problem(404);
    assert_eq!(cora.upload_state(&address(&given_up)).await.header("upload-offset"), "3");
    assert_eq!(cora.remove_upload(&address(&given_up)).await.status, 204);
    assert_eq!(app.names("reported").await, [kept.as_str()]);
    let refused = cora.report(&report(&given_up, json!({}))).await;
    assert_eq!(refused.fields(422), [("upload".into(), "unknown".into())]);
    assert_eq!(cora.report(&report(&kept, json!({}))).await.status, 201);
    cora.remove_upload(&address(&kept)).await.problem(409);
    assert_eq!(app.names("reported").await, [kept.as_str()]);
}

#[tokio::test]
async fn a_file_that_nobody_reports_is_removed_after_seven_days_and_a_reported_one_stays() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let forgotten = cora.uploaded_to_report("a.exe", b"abc").await;
    let reported = cora.uploaded_to_report("b.exe", b"abc").await;
    let number = cora.report(&report(&reported, json!({}))).await.read_as::<CaseDetail>(201).summary.number;
    app.clock.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    app.sweep().await;
    assert_eq!(app.names("reported").await.len(), 2);
    app.clock.pass(TimeDelta::seconds(1));
    let cora = app.sign_in(CORA).await;
    let refused = cora.report(&report(&forgotten, json!({}))).await;
    assert_eq!(refused.fields(422), [("upload".into(), "unknown".into())]);
    assert_eq!(cora.upload_state(&format!("/api/v1/uploads/{forgotten}")).await.status, 410);
    app.sweep().await;
    assert_eq!(app.names("reported").await, [reported.as_str()]);
    assert_eq!(cora.detection(number).await.size, 3);
    assert_eq!(cora.files(number).await.len(), 1);
}

#[tokio::test]
async fn a_checksum_that_was_announced_must_be_the_files() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let wrong = sha256(b"another");
    let pairs = [("purpose", "false_detection"), ("sha256", wrong.as_str())];
    let upload = cora.begin_upload(3, &pairs).await.header("location").to_owned();
    cora.patch(&upload, 0, b"abc").await.problem(460);
    assert_eq!(app.names("reported").await.len(), 0);
}
