//! A bucket that fails: it is said, nothing is lost, and everything goes on when it is back.

use caseport_server::files::Bucket;
use object_store::multipart::MultipartStore as _;
use object_store::path::Path;

use crate::common::s3::{Gate, Way};
use crate::common::{Options, TestApp, s3, sha256};
use crate::objects::{begun, content, id_of, in_bucket, standing};

const CORA: &str = "cora@contoso.example";
const MIB: usize = 1024 * 1024;

const DENIED: &str = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
const NO_BUCKET: &str = "<Error><Code>NoSuchBucket</Code><Message>It does not exist</Message></Error>";

async fn through(gate: &Gate) -> TestApp {
    TestApp::with(Options { bucket: Some(gate.address.clone()), ..Options::default() }).await
}

#[tokio::test]
async fn an_upload_goes_on_when_the_bucket_is_back() {
    let gate = Gate::new().await;
    let app = through(&gate).await;
    let cora = app.sign_in(CORA).await;
    let content = content(21 * MIB);
    let (case, upload) = begun(&cora, content.len()).await;
    assert_eq!(cora.patch(&upload, 0, &content[..10 * MIB]).await.status, 204);
    let before = standing(&app, &upload).await;
    let rest = &content[10 * MIB..];
    for (way, status, kind) in [
        (Way::Says(403, DENIED), 503, "/problems/storage-unavailable"),
        (Way::Says(404, NO_BUCKET), 503, "/problems/storage-unavailable"),
        (Way::Says(500, "broken"), 503, "/problems/storage-unavailable"),
        (Way::Says(507, "Insufficient Storage"), 507, "/problems/no-room"),
        (Way::SaysTo("PUT", "partNumber=2", 507, "full"), 507, "/problems/no-room"),
        (Way::SaysTo("POST", "uploadId", 403, DENIED), 503, "/problems/storage-unavailable"),
    ] {
        gate.is(way.clone());
        let problem = cora.patch(&upload, 10 * MIB as u64, rest).await.problem(status);
        assert_eq!(problem.kind, kind, "{way:?}");
        let is_at_the_end = matches!(way, Way::SaysTo("POST", ..));
        gate.is(Way::Open);
        if is_at_the_end {
            break;
        }
        assert_eq!(standing(&app, &upload).await, before, "{way:?}");
        assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), (10 * MIB).to_string());
    }
    // All had arrived, and only the last step was refused: whoever asks has it done.
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), content.len().to_string());
    let [file] = cora.files(case).await.try_into().unwrap();
    assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
}

#[tokio::test]
async fn parts_that_somebody_has_removed_are_sent_anew() {
    let app = in_bucket().await;
    let cora = app.sign_in(CORA).await;
    let content = content(17 * MIB);
    // It shows with the next part, or only at the end.
    for end in [9 * MIB, 16 * MIB] {
        let (case, upload) = begun(&cora, content.len()).await;
        assert_eq!(cora.patch(&upload, 0, &content[..end]).await.status, 204);
        let address = app.place.as_ref().unwrap();
        let place = Path::from(address.prefix.as_str()).join("files").join(id_of(&upload));
        let multipart = standing(&app, &upload).await.multipart.unwrap();
        s3::beside(address).abort_multipart(&place, &multipart).await.unwrap();
        let answer = cora.patch(&upload, end as u64, &content[end..]).await;
        assert_eq!((answer.status, answer.header("upload-offset")), (409, "0"), "{answer:?}");
        assert!(standing(&app, &upload).await.is_empty());
        assert_eq!(cora.patch(&upload, 0, &content).await.status, 204);
        assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
    }
}

#[tokio::test]
async fn downloads_tell_a_bucket_that_fails_from_a_file_that_is_missing() {
    let gate = Gate::new().await;
    let app = through(&gate).await;
    let cora = app.sign_in(CORA).await;
    let (case, upload) = begun(&cora, 1000).await;
    assert_eq!(cora.patch(&upload, 0, &content(1000)).await.status, 204);
    let file = format!("/files/{}", cora.files(case).await[0].id);
    for way in [Way::Says(403, DENIED), Way::Says(404, NO_BUCKET), Way::Says(503, "")] {
        gate.is(way.clone());
        let answer = cora.get(&file).await;
        assert_eq!(answer.problem(503).kind, "/problems/storage-unavailable", "{way:?}");
        assert_eq!(answer.header("retry-after"), "30");
    }
    gate.is(Way::Open);
    assert_eq!(cora.get(&file).await.bytes, content(1000));
    app.lift("files", &id_of(&upload)).await;
    assert_eq!(cora.get(&file).await.problem(500).kind, "/problems/file-missing");
}

#[tokio::test]
async fn a_server_does_not_start_over_a_bucket_that_it_cannot_use() {
    let gate = Gate::new().await;
    let open = async || Bucket::opened(s3::keys(), &gate.address).await;
    open().await.unwrap();
    gate.is(Way::Says(403, DENIED));
    let denied = open().await.unwrap_err();
    assert!(denied.contains("is denied to us: AccessDenied"), "{denied}");
    // Each right by itself.
    for (method, part) in [("PUT", "probe"), ("GET", "list-type=2"), ("GET", "probe/"), ("DELETE", "probe")] {
        gate.is(Way::SaysTo(method, part, 403, DENIED));
        assert!(open().await.unwrap_err().contains("denied"), "{method} {part}");
    }
    gate.is(Way::Says(404, NO_BUCKET));
    let gone = open().await.unwrap_err();
    assert!(gone.contains("cannot be used: NoSuchBucket"), "{gone}");
    let nobody = "s3://caseport?endpoint=http://127.0.0.1:9".parse().unwrap();
    let unreachable = Bucket::opened(s3::keys(), &nobody).await.unwrap_err();
    assert!(
        unreachable.starts_with("the bucket caseport at http://127.0.0.1:9 cannot be used: "),
        "{unreachable}"
    );
    for said in [denied, gone, unreachable] {
        assert!(!said.contains("not-to-be-told") && !said.contains('\n'), "{said}");
        assert!(said.starts_with("the bucket caseport at http://127.0.0.1:"), "{said}");
    }
}
