//! Uploads that go as they should, and those that are cut off and go on.

use crate::common::sql;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use caseport_domain::api::{HistoryEntry, Page};
use chrono::TimeDelta;
use futures_util::stream;
use serde_json::json;

use crate::common::{PIECE, TestApp, bytes, checksum, metadata, sha256};

const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn a_file_arrives_in_pieces_and_belongs_to_its_case() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(3_000_000);
    let answer = cora
        .begin_upload(
            3_000_000,
            &[
                ("case", &case.to_string()),
                ("filename", "../logs/журнал.log"),
                ("filetype", "text/plain"),
                ("batch", "submission"),
            ],
        )
        .await;
    assert_eq!((answer.status, answer.bytes.len()), (201, 0));
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    assert_eq!(answer.header("upload-expires"), "Mon, 09 Mar 2026 09:00:00 GMT");
    let upload = answer.header("location");
    assert_eq!(cora.upload_state(upload).await.header("upload-offset"), "0");
    for (offset, end) in [(0_usize, 1), (1, 1_500_000), (1_500_000, 2_999_999)] {
        let answer = cora.patch(upload, offset as u64, &content[offset..end]).await;
        assert_eq!((answer.status, answer.header("upload-offset")), (204, end.to_string().as_str()));
        let state = cora.upload_state(upload).await;
        assert_eq!((state.status, state.header("upload-length")), (200, "3000000"));
        assert_eq!(state.header("upload-offset"), end.to_string());
        assert_eq!(state.header("cache-control"), "no-store");
        assert!(cora.files(case).await.is_empty(), "half a file is none");
    }
    app.clock.pass(TimeDelta::hours(1));
    let answer = cora.patch(upload, 2_999_999, &content[2_999_999..]).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (204, "3000000"));

    let [file] = cora.files(case).await.try_into().unwrap();
    assert_eq!((file.name.as_str(), file.size), ("журнал.log", 3_000_000));
    assert_eq!((file.content_type.as_str(), file.batch.as_deref()), ("text/plain", Some("submission")));
    assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
    assert_eq!(file.uploaded_by.id.as_str(), "cora");
    assert!(file.download.is_allowed());
    assert!(app.lying("files", &file.id).await == content);
    assert_eq!(app.names("uploads").await.len(), 0);
    // A client that lost the answer learns that it is done, and a file that arrived is not given up.
    assert_eq!(cora.upload_state(upload).await.header("upload-offset"), "3000000");
    assert_eq!(cora.patch(upload, 3_000_000, &[]).await.status, 204);
    cora.remove_upload(upload).await.problem(409);
    assert_eq!(cora.files(case).await.len(), 1);

    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{case}/history")).await.read_as(200);
    let entry = history.items.last().unwrap();
    assert_eq!((entry.kind.code(), entry.file.as_ref().unwrap().name.as_str()), ("file", "журнал.log"));
    assert_eq!(entry.status.as_ref().unwrap().code(), "waiting_on_vendor");
}

#[tokio::test]
async fn the_first_piece_can_come_with_the_beginning() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(1000);
    let begin = cora.clone().with("tus-resumable", "1.0.0").with("upload-length", "1000");
    let begin = begin.with("upload-metadata", &metadata(&[("case", &case.to_string())]));
    let answer = begin.send(Method::POST, "/api/v1/uploads", Some((PIECE, content[..400].to_vec()))).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (201, "400"));
    let upload = answer.header("location").to_owned();
    assert_eq!(cora.patch(&upload, 400, &content[400..]).await.status, 204);
    assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
    // The whole of it at once, too.
    let answer = begin.send(Method::POST, "/api/v1/uploads", Some((PIECE, content.clone()))).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (201, "1000"));
    assert_eq!(cora.files(case).await.len(), 2);
    // Where the piece is refused, the upload is there all the same.
    let wrong = begin.with("upload-checksum", &checksum(b"another"));
    let answer = wrong.send(Method::POST, "/api/v1/uploads", Some((PIECE, content.clone()))).await;
    assert_eq!(answer.problem(460).kind, "/problems/checksum-mismatch");
    let upload = answer.header("location").to_owned();
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
}

/// A body that ends before its announced length, or with an error.
fn broken(pieces: Vec<Vec<u8>>) -> Body {
    let good = pieces.into_iter().map(|piece| Ok(Bytes::from(piece)));
    Body::from_stream(stream::iter(good.chain([Err(std::io::Error::other("the line is cut"))])))
}

#[tokio::test]
async fn what_arrived_of_a_broken_piece_stays_unless_it_has_a_checksum() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(5_000_000);
    let upload = cora.upload_begun(case, "a.bin", 5_000_000, "b").await;
    let piece = |checksum: Option<&str>, body: Body| {
        let mut request = Request::builder().method(Method::PATCH).uri(&upload).header("host", "portal.test");
        request = request.header("cookie", format!("caseport_session={}", cora.token()));
        request = request.header("tus-resumable", "1.0.0").header("upload-offset", "0");
        request = request.header("content-type", PIECE).header("content-length", "5000000");
        if let Some(checksum) = checksum {
            request = request.header("upload-checksum", checksum);
        }
        app.send_from(([127, 0, 0, 1], 1).into(), request.body(body).unwrap())
    };
    let whole = checksum(&content);
    piece(Some(&whole), broken(vec![content[..2_500_000].to_vec()])).await.problem(408);
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
    // Without an error, but too early: a connection that just ends.
    piece(Some(&whole), Body::from(content[..10].to_vec())).await.problem(408);
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
    piece(None, broken(vec![content[..2_500_000].to_vec(), content[2_500_000..2_500_007].to_vec()]))
        .await
        .problem(408);
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "2500007");
    assert_eq!(cora.patch(&upload, 2_500_007, &content[2_500_007..]).await.status, 204);
    assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
}

#[tokio::test]
async fn bytes_that_were_never_acknowledged_do_not_count() {
    // What it is in a bucket, `objects` tells.
    let app = TestApp::on_disk().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(100);
    let upload = cora.upload_begun(case, "a.bin", 100, "b").await;
    cora.patch(&upload, 0, &content[..40]).await;
    // The server was killed while it wrote: more lies on the disk than it has noted.
    let part = app.folder.path().join("uploads").join(upload.rsplit('/').next().unwrap());
    std::fs::write(&part, [&content[..40], b"half a piece"].concat()).unwrap();
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "40");
    assert_eq!(cora.patch(&upload, 40, &content[40..50]).await.status, 204);
    // The disk has lost what was noted: it begins anew, and says so.
    std::fs::write(&part, b"").unwrap();
    let answer = cora.patch(&upload, 50, &content[50..]).await;
    assert_eq!(
        (answer.problem(409).kind.as_str(), answer.header("upload-offset")),
        ("/problems/wrong-offset", "0")
    );
    assert_eq!(cora.patch(&upload, 0, &content).await.status, 204);
    assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
}

#[tokio::test]
async fn a_kill_between_the_last_byte_and_the_case_is_made_good_by_asking() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(100);
    // In a bucket, a file is put where it belongs at once.
    let moments: &[bool] = if app.place.is_some() { &[true] } else { &[false, true] };
    for moved in moments {
        let upload = cora.upload_begun(case, "a.bin", 100, "b").await;
        let id = upload.rsplit('/').next().unwrap();
        let folder = if *moved { "files" } else { "uploads" };
        app.lay(folder, id, &content).await;
        let mut write = app.store.write().await.unwrap();
        sql::query("UPDATE uploads SET received = 100 WHERE id = $1")
            .bind(id)
            .execute(&mut write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "100");
        let files = cora.files(case).await;
        let file = files.iter().find(|file| file.id == id).unwrap();
        assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
        // Asking again makes no second one.
        cora.upload_state(&upload).await;
        assert_eq!(cora.files(case).await.len(), files.len());
    }
}

#[tokio::test]
async fn a_complete_upload_whose_bytes_are_missing_begins_anew() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(100);
    for asks in [true, false] {
        let upload = cora.upload_begun(case, "a.bin", 100, "b").await;
        let mut write = app.store.write().await.unwrap();
        sql::query("UPDATE uploads SET received = 100 WHERE id = $1")
            .bind(upload.rsplit('/').next().unwrap())
            .execute(&mut write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        if asks {
            assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
        } else {
            let answer = cora.patch(&upload, 100, &[]).await;
            assert_eq!((answer.status, answer.header("upload-offset")), (409, "0"));
        }
        assert_eq!(cora.patch(&upload, 0, &content).await.status, 204);
    }
    assert_eq!(cora.files(case).await.len(), 2);
}

/// The client has gone between the removal of the bytes and that of what is known of them.
#[tokio::test]
async fn what_a_request_has_begun_is_done_without_its_client() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", 100, "b").await;
    cora.patch(&upload, 0, &bytes(40)).await;
    let id = upload.rsplit('/').next().unwrap().to_owned();
    assert_eq!(app.names("uploads").await, [id]);
    let writing = app.store.write().await.unwrap();
    let bytes_are_gone = async {
        while !app.names("uploads").await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        answer = cora.remove_upload(&upload) => panic!("{answer:?}"),
        () = bytes_are_gone => {}
    }
    drop(writing);
    assert_eq!(cora.upload_state(&upload).await.status, 404);
}

#[tokio::test]
async fn proxies_that_know_no_patch_get_a_post() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(100);
    let upload = cora.upload_begun(case, "a.bin", 100, "b").await;
    let post = cora.clone().with("tus-resumable", "1.0.0").with("upload-offset", "0");
    let body = || Some((PIECE, content.clone()));
    post.send(Method::POST, &upload, body()).await.problem(400);
    let patch = post.clone().with("x-http-method-override", "PATCH");
    assert_eq!(patch.send(Method::POST, &upload, body()).await.header("upload-offset"), "100");
    let upload = cora.upload_begun(case, "b.bin", 100, "b").await;
    let delete = post.with("x-http-method-override", "DELETE");
    assert_eq!(delete.send(Method::POST, &upload, None).await.status, 204);
    assert_eq!(cora.upload_state(&upload).await.status, 404);
}

#[tokio::test]
async fn a_beginning_that_is_repeated_is_one_upload() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    let keyed = cora.clone().with("idempotency-key", "u1");
    let pairs = [("case", case.as_str()), ("filename", "a.log"), ("batch", "b")];
    let first = keyed.begin_upload(100, &pairs).await;
    let second = keyed.begin_upload(100, &pairs).await;
    assert_eq!((second.status, second.header("location")), (201, first.header("location")));
    assert_eq!(second.header("content-type"), "");
    keyed.begin_upload(101, &pairs).await.problem(422);
    assert_ne!(cora.begin_upload(100, &pairs).await.header("location"), first.header("location"));
}

#[tokio::test]
async fn options_tells_what_is_spoken() {
    let app = TestApp::demo().await;
    let answer = app.anonymous().send(Method::OPTIONS, "/api/v1/uploads", None).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("tus-version"), "1.0.0");
    assert_eq!(
        answer.header("tus-extension"),
        "creation,creation-with-upload,termination,expiration,checksum"
    );
    assert_eq!(answer.header("tus-max-size"), "2147483648");
    assert_eq!(answer.header("tus-checksum-algorithm"), "sha1,sha256");
}
