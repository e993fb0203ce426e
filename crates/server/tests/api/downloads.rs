//! Files that are handed out: to whom, in which parts, and under which headers.

use crate::common::sql;
use crate::common::sql::Get as _;
use axum::http::Method;
use caseport_domain::api::CaseDetail;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, TestApp, User, bytes, sha256};

const CORA: &str = "cora@contoso.example";

/// Uploads a file to a new case of the person's; the file's id.
async fn added(user: &User<'_>, org: &str, name: &str, content: &[u8]) -> String {
    let case: CaseDetail = user.submitted(org, json!({})).await;
    let upload = user.upload_begun(case.summary.number, name, content.len() as u64, "b").await;
    assert_eq!(user.patch(&upload, 0, content).await.status, 204);
    user.files(case.summary.number).await.remove(0).id
}

async fn range(user: &User<'_>, file: &str, range: &str) -> Answer {
    user.clone().with("range", range).get(&format!("/files/{file}")).await
}

#[tokio::test]
async fn it_is_what_was_uploaded_and_leaves_to_be_saved_and_never_shown() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let content = bytes(300_000);
    let id = added(&cora, "contoso", "<b>日本\"x.html", &content).await;
    let path = format!("/files/{id}");
    // What takes compressed answers gets these bytes as they are: otherwise nobody could go on with them.
    for accepts in ["identity", "gzip, br"] {
        let answer = cora.clone().with("accept-encoding", accepts).get(&path).await;
        assert_eq!(answer.status, 200);
        assert!(answer.bytes == content);
        for (name, value) in [
            ("content-type", "application/octet-stream"),
            ("content-length", "300000"),
            ("content-encoding", ""),
            ("accept-ranges", "bytes"),
            ("etag", &format!("\"{}\"", sha256(&content))),
            ("last-modified", "Mon, 02 Mar 2026 09:00:00 GMT"),
            (
                "content-disposition",
                "attachment; filename=\"<b>___x.html\"; filename*=UTF-8''%3Cb%3E%E6%97%A5%E6%9C%AC%22x.html",
            ),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-cache"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
    }
    let head = cora.send(Method::HEAD, &format!("/api/v1{path}"), None).await;
    assert_eq!((head.status, head.header("content-length"), head.bytes.len()), (200, "300000", 0));
    assert_eq!(head.header("etag"), format!("\"{}\"", sha256(&content)));
}

#[tokio::test]
async fn names_cannot_add_to_the_headers_however_they_came_into_the_store() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let id = added(&cora, "contoso", "a.txt", b"abc").await;
    for name in
        ["a\r\nSet-Cookie: x=y\r\n.txt", "a\"\r\n\r\n<script>", "\0", "مرحبا \"بالعالم\".pdf", "a\\", ""]
    {
        let mut write = app.store.write().await.unwrap();
        sql::query("UPDATE files SET name = $2 WHERE id = $1")
            .bind(&id)
            .bind(name)
            .execute(&mut write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        let answer = cora.get(&format!("/files/{id}")).await;
        assert_eq!(answer.status, 200, "{name:?}");
        assert!(!answer.headers.contains_key("set-cookie"));
        let disposition = answer.header("content-disposition");
        let quoted = disposition.strip_prefix("attachment; filename=\"").unwrap();
        let (_, rest) = quoted.split_once('"').unwrap();
        let encoded = rest.strip_prefix("; filename*=UTF-8''").unwrap();
        assert!(
            encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%.-_".contains(&byte)),
            "{encoded}"
        );
    }
}

#[tokio::test]
async fn a_range_is_answered_with_it_and_one_beyond_the_end_with_how_long_the_file_is() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let content = bytes(1000);
    let id = added(&cora, "contoso", "a.bin", &content).await;
    for (asked, first, last) in
        [("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199), ("bytes=990-", 990, 999), ("bytes=-10", 990, 999)]
    {
        let answer = range(&cora, &id, asked).await;
        assert_eq!(answer.status, 206, "{asked}");
        assert_eq!(answer.bytes, content[first..=last], "{asked}");
        assert_eq!(answer.header("content-range"), format!("bytes {first}-{last}/1000"));
        assert_eq!(answer.header("content-length"), (last - first + 1).to_string());
        assert!(answer.header("content-disposition").starts_with("attachment"));
        assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    }
    for asked in ["bytes=1000-", "bytes=-0"] {
        let answer = range(&cora, &id, asked).await;
        assert_eq!(answer.problem(416).kind, "/problems/no-such-range");
        assert_eq!(answer.header("content-range"), "bytes */1000");
    }
    for asked in ["bytes=9-1", "lines=1-2", "bytes=0-1,5-6"] {
        let answer = range(&cora, &id, asked).await;
        assert_eq!((answer.status, answer.bytes.len()), (200, 1000), "{asked}");
    }
}

#[tokio::test]
async fn a_download_that_was_cut_goes_on_to_the_same_file_and_not_to_another() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let content = bytes(700_000);
    let id = added(&cora, "contoso", "a.bin", &content).await;
    let first = range(&cora, &id, "bytes=0-123455").await;
    let mut got = first.bytes.clone();
    // The client's server is another one meanwhile.
    let cookie = format!("caseport_session={}", cora.token());
    let app = app.restarted().await;
    let cora = app.anonymous().with_cookie(&cookie);
    for name in ["etag", "last-modified"] {
        let known = cora.clone().with("if-range", first.header(name));
        let rest = range(&known, &id, &format!("bytes={}-", got.len())).await;
        assert_eq!(rest.status, 206, "{name}");
        assert!(rest.bytes == content[got.len()..]);
    }
    while got.len() < content.len() {
        let known = cora.clone().with("if-range", first.header("etag"));
        let next = range(&known, &id, &format!("bytes={}-{}", got.len(), got.len() + 99_999)).await;
        assert_eq!(next.status, 206);
        got.extend(next.bytes);
    }
    assert_eq!(format!("\"{}\"", sha256(&got)), first.header("etag"));
    for another in ["\"another\"", "W/\"weak\"", "Sun, 01 Mar 2020 12:00:00 GMT", "whatever"] {
        let answer = range(&cora.clone().with("if-range", another), &id, "bytes=5-9").await;
        assert_eq!((answer.status, answer.bytes.len()), (200, content.len()), "{another}");
    }
    // And what is known is not sent again.
    for (name, value) in
        [("if-none-match", first.header("etag")), ("if-modified-since", first.header("last-modified"))]
    {
        let answer = cora.clone().with(name, value).get(&format!("/files/{id}")).await;
        assert_eq!((answer.status, answer.bytes.len()), (304, 0), "{name}");
        assert_eq!(answer.header("etag"), first.header("etag"));
        assert_eq!(answer.header("cache-control"), "private, no-cache");
    }
    let answer = cora.with("if-none-match", "\"another\"").get(&format!("/files/{id}")).await;
    assert_eq!(answer.status, 200);
}

/// Every file that there is, with its case.
async fn every_file(app: &TestApp) -> Vec<(String, i64)> {
    let mut read = app.store.read().await.unwrap();
    let rows = sql::query("SELECT id, case_number FROM case_files ORDER BY id").fetch_all(&mut read).await;
    rows.unwrap().iter().map(|row| (row.get("id"), row.get("case_number"))).collect()
}

#[tokio::test]
async fn whoever_sees_the_case_gets_its_files_and_to_others_there_are_none() {
    let app = TestApp::demo().await;
    let carl = app.sign_in("carl@contoso.example").await;
    // One that a partner filed: its customer, its submitter and the submitter's colleagues see it, each by another tab.
    let sara = app.sign_in("sara@northwind.example").await;
    added(&sara, "northwind", "own.txt", b"of a partner").await;
    let case: CaseDetail = sara.submitted("northwind", json!({ "customer": "contoso" })).await;
    let upload = sara.upload_begun(case.summary.number, "customers.txt", 3, "b").await;
    sara.patch(&upload, 0, b"abc").await;
    added(&carl, "personal", "private.txt", b"of nobody's organization").await;
    let files = every_file(&app).await;
    let accounts: Vec<String> =
        app.state.config.demo_accounts.iter().map(|account| account.email.clone()).collect();
    let (mut given, mut refused, mut hidden) = (0, 0, 0);
    for email in &accounts {
        let user = app.sign_in(email).await;
        let unknown = user.get("/files/unknown").await.problem(404);
        for (id, number) in &files {
            let case = user.get(&format!("/cases/{number}")).await;
            let answer = user.get(&format!("/files/{id}")).await;
            if case.status == 404 {
                let mut problem = answer.problem(404);
                problem.request_id.clone_from(&unknown.request_id);
                assert_eq!(problem, unknown, "{email} {number}");
                hidden += 1;
                continue;
            }
            let case: CaseDetail = case.read_as(200);
            let listed = user.files(number).await.into_iter().find(|file| file.id == *id).unwrap();
            assert_eq!(listed.download, case.actions.download_files);
            if case.actions.download_files.is_allowed() {
                assert_eq!(answer.status, 200, "{email} {number}");
                assert_eq!(Some(sha256(&answer.bytes)), listed.sha256);
                given += 1;
            } else {
                assert_eq!(answer.problem(403).reason.as_ref(), case.actions.download_files.reason());
                assert_eq!(answer.reason(403), "false_detection_file");
                refused += 1;
            }
        }
    }
    assert!(given > 20 && refused > 5 && hidden > 100, "{given} {refused} {hidden}");
    let id = &files[0].0;
    app.anonymous().get(&format!("/files/{id}")).await.problem(401);
    let (service, _) = app.service("Desk").await;
    service.get(&format!("/files/{id}")).await.problem(401);
    for odd in ["", "..", "..%2Freported%2Fx", "%00", "%ff", "a%0d%0ab", &"x".repeat(5000)] {
        carl.get(&format!("/files/{odd}")).await.problem(404);
    }
}

#[tokio::test]
async fn nothing_of_a_false_detection_case_is_handed_out_also_what_was_added_later() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.reported("bite.exe", b"bites", json!({})).await;
    let number = case.summary.number;
    app.clock.pass(TimeDelta::minutes(1));
    let log = cora.upload_begun(number, "a.log", 3, "b").await;
    cora.patch(&log, 0, b"log").await;
    let history = cora.get(&format!("/cases/{number}/history")).await.json();
    let told = history["items"].as_array().unwrap().iter().filter_map(|entry| entry["file"]["id"].as_str());
    let listed = cora.files(number).await;
    assert_eq!(listed.len(), 2);
    for id in listed.iter().map(|file| file.id.as_str()).chain(told) {
        for asked in ["bytes=0-", "bytes=0-0", "bytes=99-"] {
            let answer = range(&cora, id, asked).await;
            assert_eq!(answer.reason(403), "false_detection_file");
        }
        let head = cora.send(Method::HEAD, &format!("/api/v1/files/{id}"), None).await;
        assert_eq!((head.status, head.header("etag")), (403, ""));
        app.sign_in("carl@contoso.example").await.get(&format!("/files/{id}")).await.problem(404);
    }
    // Not even if its bytes came to lie where others' are handed out from.
    let reported = &listed.iter().find(|file| file.name == "bite.exe").unwrap().id;
    app.lay("files", reported, &app.lying("reported", reported).await).await;
    assert_eq!(cora.get(&format!("/files/{reported}")).await.reason(403), "false_detection_file");
}

#[tokio::test]
async fn rights_count_at_the_moment_of_the_download() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in("carl@contoso.example").await);
    let id = added(&cora, "contoso", "a.txt", b"abc").await;
    assert_eq!(carl.get(&format!("/files/{id}")).await.status, 200);
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE memberships SET extended_case_view = 0 WHERE user_id = 'carl'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    carl.get(&format!("/files/{id}")).await.problem(404);
    assert_eq!(cora.get(&format!("/files/{id}")).await.status, 200);
}

#[tokio::test]
async fn bytes_that_are_gone_or_cut_are_said_to_be_and_never_half_sent() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let id = added(&cora, "contoso", "a.txt", b"abcdef").await;
    app.lay("files", &id, b"abc").await;
    for _ in 0..2 {
        for asked in ["bytes=0-1", "none"] {
            let problem = range(&cora, &id, asked).await.problem(500);
            assert_eq!(problem.kind, "/problems/file-missing");
            assert!(problem.detail.contains("request's id"), "{problem:?}");
        }
        // And then it is gone altogether.
        app.lift("files", &id).await;
    }
}
