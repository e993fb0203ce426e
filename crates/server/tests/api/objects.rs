//! Uploads to a bucket: in pieces that fit no part, to several servers, some of which are killed on the way.

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use caseport_domain::id::CaseNumber;
use caseport_server::files::{Coming, Part, Shelf, Standing};
use caseport_server::store::Kind;
use caseport_server::store::uploads;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStore as _;
use object_store::path::Path;
use serde_json::json;
use tokio::sync::mpsc;

use crate::common::s3::{Gate, Way};
use crate::common::{Answer, Options, PIECE, TestApp, User, checksum, s3, sha256};

const CORA: &str = "cora@contoso.example";
const MIB: usize = 1024 * 1024;

/// Bytes that differ from each other in every part.
pub fn content(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n / 7 + n / 65_537).to_le_bytes()[0]).collect()
}

/// A server whose files are in a bucket, whatever the other tests have.
pub async fn in_bucket() -> TestApp {
    let bucket = Some(s3::address(s3::endpoint()));
    TestApp::with(Options { bucket, ..Options::default() }).await
}

pub async fn begun(cora: &User<'_>, size: usize) -> (CaseNumber, String) {
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", size as u64, "b").await;
    (case, upload)
}

pub fn id_of(upload: &str) -> String {
    upload.rsplit('/').next().unwrap().to_owned()
}

pub async fn standing(app: &TestApp, upload: &str) -> Standing {
    let mut read = app.store.read().await.unwrap();
    uploads::standing(&mut read, &id_of(upload)).await.unwrap()
}

/// What a server has done with a piece that is killed before it notes it.
pub async fn killed(app: &TestApp, upload: &str, received: usize, size: usize, piece: &[u8]) -> Part {
    let coming = Coming { id: id_of(upload), shelf: Shelf::Files, size: size as u64 };
    let standing = standing(app, upload).await;
    let mut part = app.state.files.go_on(&coming, received as u64, standing).await.unwrap();
    for step in piece.chunks(MIB) {
        part.add(vec![Bytes::copy_from_slice(step)]).await.unwrap();
    }
    part.settle().await.unwrap();
    part
}

/// Sizes of the objects in the folder of an upload.
async fn waiting(app: &TestApp, upload: &str) -> Vec<u64> {
    let address = app.place.as_ref().unwrap();
    let folder = Path::from(address.prefix.as_str()).join("uploads").join(id_of(upload));
    let objects = s3::beside(address).list(Some(&folder)).map_ok(|object| object.size);
    let mut sizes: Vec<_> = objects.try_collect().await.unwrap();
    // Those that name a multipart upload are short.
    sizes.retain(|size| *size > 1000);
    sizes
}

#[tokio::test]
async fn pieces_that_fit_no_part_arrive_whole() {
    let app = in_bucket().await;
    let cora = app.sign_in(CORA).await;
    let content = content(19 * MIB + 7);
    let (case, upload) = begun(&cora, content.len()).await;
    // How much of it waits behind the parts of 8 MiB, after each piece.
    let steps = [(3 * MIB, 3), (12 * MIB, 4), (13 * MIB, 5), (16 * MIB, 0), (19 * MIB, 3)];
    let mut offset = 0;
    for (end, tail) in steps {
        let answer = cora.patch(&upload, offset as u64, &content[offset..end]).await;
        assert_eq!((answer.status, answer.header("upload-offset")), (204, end.to_string().as_str()));
        let standing = standing(&app, &upload).await;
        assert_eq!(standing.length(), end as u64);
        assert!(standing.parts.iter().all(|part| part.size == 8 * MIB as u64));
        // One tail at most, and no file yet.
        let expected: &[u64] = if tail == 0 { &[] } else { &[tail * MIB as u64] };
        assert_eq!(waiting(&app, &upload).await, expected, "{end}");
        assert!(!app.names("files").await.contains(&id_of(&upload)));
        offset = end;
    }
    assert_eq!(cora.patch(&upload, offset as u64, &content[offset..]).await.status, 204);
    let [file] = cora.files(case).await.try_into().unwrap();
    assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
    assert!(app.names("uploads").await.is_empty());
    let downloaded = cora.get(&format!("/files/{}", file.id)).await;
    assert!(downloaded.bytes == content);
    let part = cora.clone().with("range", "bytes=8388600-8388615").get(&format!("/files/{}", file.id)).await;
    assert_eq!((part.status, &part.bytes[..]), (206, &content[8_388_600..8_388_616]));
}

#[tokio::test]
async fn servers_take_turns_with_one_upload_and_are_killed_on_the_way() {
    let app = in_bucket().await;
    let servers = [app.beside().await, app.beside().await, app.beside().await];
    let cora = app.sign_in(CORA).await;
    let content = content(30 * MIB + 11);
    let (case, upload) = begun(&cora, content.len()).await;
    for (index, piece) in content.chunks(5 * MIB).enumerate() {
        let offset = index * 5 * MIB;
        let server = &servers[index % 3];
        if index % 2 == 0 {
            // Parts, a tail, or the file: they lie in the bucket, and nobody knows of it.
            let other: Vec<_> = piece.iter().map(|byte| !byte).collect();
            drop(killed(server, &upload, offset, content.len(), &other).await);
        }
        let cora = servers[(index + 1) % 3].sign_in(CORA).await;
        assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), offset.to_string());
        assert_eq!(cora.patch(&upload, offset as u64, piece).await.status, 204, "{index}");
    }
    let [file] = cora.files(case).await.try_into().unwrap();
    assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
    assert!(app.names("uploads").await.is_empty());
}

#[tokio::test]
async fn a_kill_between_the_bucket_and_the_case_is_made_good_by_asking() {
    let gate = Gate::new().await;
    let app = TestApp::with(Options { bucket: Some(gate.address.clone()), ..Options::default() }).await;
    let cora = app.sign_in(CORA).await;
    // A small file, and one of parts with a tail or without.
    for length in [1000, 9 * MIB, 16 * MIB] {
        let content = content(length);
        let (case, upload) = begun(&cora, length).await;
        let part = killed(&app, &upload, 0, length, &content).await;
        let mut write = app.store.write().await.unwrap();
        let expires_at = app.state.clock.now() + chrono::TimeDelta::days(1);
        let step = uploads::Step { before: 0, received: length as u64, expires_at };
        assert!(uploads::advance(&mut write, &id_of(&upload), step, &part.standing()).await.unwrap());
        write.commit().await.unwrap();
        let coming = Coming { id: id_of(&upload), shelf: Shelf::Files, size: length as u64 };
        // The file is complete in the bucket; the multipart upload is not there any more.
        let seen = app.state.files.arrive(&coming, &part.standing()).await.unwrap();
        assert_eq!(seen, (length as u64, sha256(&content)));
        assert!(cora.files(case).await.is_empty());
        gate.is(Way::SaysTo("POST", "uploadId", 404, "<Error><Code>NoSuchUpload</Code></Error>"));
        assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), length.to_string());
        let [file] = cora.files(case).await.try_into().unwrap();
        assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
        cora.upload_state(&upload).await;
        assert_eq!(cora.files(case).await.len(), 1);
        gate.is(Way::Open);
    }
}

#[tokio::test]
async fn a_piece_with_another_checksum_leaves_nothing_however_many_parts_it_has() {
    let app = in_bucket().await;
    let cora = app.sign_in(CORA).await;
    let content = content(20 * MIB);
    let (case, upload) = begun(&cora, content.len()).await;
    let wrong = cora.clone().with("upload-checksum", &checksum(b"another"));
    wrong.patch(&upload, 0, &content[..17 * MIB]).await.problem(460);
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "0");
    assert!(app.names("uploads").await.is_empty());
    // Behind what is there, too: parts and a tail.
    assert_eq!(cora.patch(&upload, 0, &content[..9 * MIB]).await.status, 204);
    let before = standing(&app, &upload).await;
    wrong.patch(&upload, 9 * MIB as u64, &content[9 * MIB..]).await.problem(460);
    assert_eq!(standing(&app, &upload).await, before);
    let right = cora.clone().with("upload-checksum", &checksum(&content[9 * MIB..]));
    assert_eq!(right.patch(&upload, 9 * MIB as u64, &content[9 * MIB..]).await.status, 204);
    assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
}

/// What comes of a piece that is still on its way at one server while something else happens.
pub async fn meanwhile(
    server: &TestApp,
    user: &User<'_>,
    upload: &str,
    begun: &[u8],
    happens: impl Future<Output = ()>,
) -> Answer {
    let (send, body) = mpsc::channel::<Bytes>(4);
    let body = futures_util::stream::unfold(body, |mut body| async {
        let bytes = body.recv().await?;
        Some((Ok::<_, std::io::Error>(bytes), body))
    });
    let request = Request::builder()
        .method(Method::PATCH)
        .uri(upload)
        .header("host", "portal.test")
        .header("cookie", format!("caseport_session={}", user.token()))
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", "0")
        .header("content-type", PIECE)
        .body(Body::from_stream(body.boxed()))
        .unwrap();
    let sending = async {
        send.send(begun.to_vec().into()).await.unwrap();
        while send.capacity() < 4 {
            tokio::task::yield_now().await;
        }
        happens.await;
        drop(send);
    };
    let (answer, ()) = tokio::join!(server.send_from(([127, 0, 0, 1], 1).into(), request), sending);
    answer
}

/// A server that was cut off for a while, and whose piece another one has taken meanwhile. Where servers take turns it
/// has lost its own by then; here there are none.
#[tokio::test]
async fn whoever_comes_too_late_is_told_and_changes_nothing() {
    let bucket = Some(s3::address(s3::endpoint()));
    let app = TestApp::with(Options { bucket, database: Kind::Sqlite, ..Options::default() }).await;
    let late = app.beside().await;
    let cora = app.sign_in(CORA).await;
    let content = content(3 * MIB);
    let (case, upload) = begun(&cora, content.len()).await;
    let answer = meanwhile(&late, &cora, &upload, &vec![1; 2 * MIB], async {
        assert_eq!(cora.patch(&upload, 0, &content[..MIB]).await.status, 204);
    })
    .await;
    assert_eq!(answer.problem(423).kind, "/problems/upload-busy");
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), MIB.to_string());
    assert_eq!(cora.patch(&upload, MIB as u64, &content[MIB..]).await.status, 204);
    assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
}
