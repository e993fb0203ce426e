//! The files of a store that moves: copied, compared, and uploads that go on.

use std::sync::Arc;

use caseport_server::relocate::MoveError;
use caseport_server::store::Kind;
use serde_json::json;
use tempfile::TempDir;

use super::{CORA, app, moved, over, plan};
use crate::common::{Database, Options, TestApp, bytes, s3, sha256};

/// A server with a case that has a file; its number, and the file's id.
async fn with_file(content: &[u8]) -> (TestApp, String, String) {
    let app = TestApp::at_disk(Kind::Sqlite).await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(number, "a.bin", content.len() as u64, "b").await;
    assert_eq!(cora.patch(&upload, 0, content).await.status, 204);
    let id = cora.files(number).await[0].id.clone();
    (app, number.to_string(), id)
}

#[tokio::test]
async fn a_file_that_is_not_what_the_database_says_is_told() {
    let content = bytes(100_000);
    for (wrong, says) in [
        (Some(bytes(99_999)), "has 99999 bytes, and the database says 100000"),
        (Some(vec![7; 100_000]), "has the SHA-256 "),
        (None, "is missing"),
    ] {
        let (app, _, id) = with_file(&content).await;
        match &wrong {
            Some(bytes) => app.lay("files", &id, bytes).await,
            None => app.lift("files", &id).await,
        }
        let (folder, source) = app.stopped().await;
        let elsewhere = TempDir::new().unwrap();
        let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
        let mut plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
        let (done, told) = moved(&plan).await;
        let error = done.unwrap_err();
        let counts = if wrong.is_none() { (1, 0) } else { (0, 1) };
        assert!(
            matches!(error, MoveError::Files { missing, wrong } if (missing, wrong) == counts),
            "{error}: {told:?}"
        );
        assert!(told.iter().any(|line| line.contains(&id) && line.contains(says)), "{told:?}");
        // It is brought back, or done without.
        if wrong.is_none() {
            plan.despite_bad_files = true;
        } else {
            std::fs::write(folder.path().join("files").join(&id), &content).unwrap();
        }
        let report = moved(&plan).await.0.unwrap().unwrap();
        assert_eq!(report.files().missing, u64::from(wrong.is_none()));
        if wrong.is_some() {
            assert!(std::fs::read(elsewhere.path().join("files").join(&id)).unwrap() == content);
        }
    }
}

#[tokio::test]
async fn what_is_there_already_is_not_copied_again_unless_it_is_wrong() {
    let content = bytes(100_000);
    let (app, _, id) = with_file(&content).await;
    let (folder, source) = app.stopped().await;
    let elsewhere = TempDir::new().unwrap();
    std::fs::create_dir(elsewhere.path().join("files")).unwrap();
    let mut wrong = true;
    for file in std::fs::read_dir(folder.path().join("files")).unwrap() {
        let file = file.unwrap();
        let to = elsewhere.path().join("files").join(file.file_name());
        std::fs::copy(file.path(), &to).unwrap();
        if file.file_name() == id.as_str() {
            // As long as it should be.
            std::fs::write(&to, vec![1; 100_000]).unwrap();
            wrong = false;
        }
    }
    assert!(!wrong);
    let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
    let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
    let report = moved(&plan).await.0.unwrap().unwrap();
    assert_eq!(report.files().copied, 1);
    assert!(report.files().there > 0);
    assert!(std::fs::read(elsewhere.path().join("files").join(&id)).unwrap() == content);
}

#[tokio::test]
async fn files_that_stay_are_only_looked_at() {
    let content = bytes(100_000);
    let (app, number, id) = with_file(&content).await;
    let (folder, source) = app.stopped().await;
    let target = Database::empty(Kind::Postgres, folder.path()).await;
    let (from, to) = (source.address(), target.address());
    let plan = super::planned(&["--from", &from, "--to", &to]).await.unwrap();
    let report = moved(&plan).await.0.unwrap().unwrap();
    assert!(report.files().copied == 0 && report.files().there > 0, "{report}");
    let after = over(&folder, &target).await;
    let cora = after.sign_in(CORA).await;
    assert_eq!(cora.files(&number).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
    assert!(cora.get(&format!("/files/{id}")).await.bytes == content);
}

/// An upload of which something was acknowledged goes on from there, whichever way the files went.
#[tokio::test]
async fn an_upload_under_way_goes_on_after_the_move() {
    let content = bytes(19 * 1024 * 1024);
    let first = 9 * 1024 * 1024;
    for to_bucket in [false, true] {
        let app = TestApp::at_disk(Kind::Sqlite).await;
        let cora = app.sign_in(CORA).await;
        let number = cora.submitted("contoso", json!({})).await.summary.number;
        let upload = cora.upload_begun(number, "a.bin", content.len() as u64, "b").await;
        assert_eq!(cora.patch(&upload, 0, &content[..first]).await.status, 204);
        let cookie = cora.cookie();
        let (folder, source) = app.stopped().await;
        let elsewhere = Arc::new(TempDir::new().unwrap());
        let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
        let bucket = to_bucket.then(|| s3::address(s3::endpoint()));
        let mut plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
        if let Some(bucket) = &bucket {
            plan.files = s3::from_disk(folder.path(), bucket);
        }
        let report = moved(&plan).await.0.unwrap().unwrap();
        assert_eq!(report.uploads(), (1, 0));
        let options = Options { bucket, ..Options::default() };
        let after = TestApp::over(elsewhere, target.shared(), options).await;
        let cora = after.anonymous().with_cookie(&cookie);
        assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), first.to_string());
        assert_eq!(cora.patch(&upload, first as u64, &content[first..]).await.status, 204);
        let [file] = cora.files(number).await.try_into().unwrap();
        assert_eq!(file.sha256.as_deref(), Some(sha256(&content).as_str()));
    }
}

/// Parts in a bucket cannot be read before the upload is complete; a tail can.
#[tokio::test]
async fn from_a_bucket_files_arrive_and_an_upload_in_parts_begins_anew() {
    let bucket = s3::address(s3::endpoint());
    let options = Options { bucket: Some(bucket.clone()), database: Kind::Postgres, ..Options::default() };
    let app = TestApp::with(options).await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let content = bytes(17 * 1024 * 1024);
    let arrived = cora.upload_begun(number, "a.bin", 1_000_000, "b").await;
    assert_eq!(cora.patch(&arrived, 0, &content[..1_000_000]).await.status, 204);
    let mut under_way = Vec::new();
    for received in [9 * 1024 * 1024, 1024 * 1024] {
        let upload = cora.upload_begun(number, "b.bin", content.len() as u64, "b").await;
        assert_eq!(cora.patch(&upload, 0, &content[..received]).await.status, 204);
        under_way.push((upload, received));
    }
    let cookie = cora.cookie();
    let (_folder, source) = app.stopped().await;
    let elsewhere = Arc::new(TempDir::new().unwrap());
    let target = Database::empty(Kind::Sqlite, elsewhere.path()).await;
    let mut plan = plan(&source, elsewhere.path(), &target, elsewhere.path()).await;
    plan.files = s3::to_disk(&bucket, elsewhere.path());
    let (done, told) = moved(&plan).await;
    assert_eq!(done.unwrap().unwrap().uploads(), (1, 1), "{told:?}");
    assert!(told.iter().any(|line| line.contains("begins anew")), "{told:?}");
    let options = Options { database: Kind::Sqlite, ..Options::default() };
    let after = TestApp::over(elsewhere, target.shared(), options).await;
    let cora = after.anonymous().with_cookie(&cookie);
    assert_eq!(cora.files(number).await[0].sha256.as_deref(), Some(sha256(&content[..1_000_000]).as_str()));
    for ((upload, _), offset) in under_way.iter().zip([0, 1024 * 1024]) {
        assert_eq!(cora.upload_state(upload).await.header("upload-offset"), offset.to_string());
        assert_eq!(
            cora.patch(upload, offset, &content[usize::try_from(offset).unwrap()..]).await.status,
            204
        );
    }
    assert_eq!(cora.files(number).await.len(), 3);
}

#[tokio::test]
async fn reported_files_move_too_and_one_that_nobody_kept_is_told() {
    let app = app(Kind::Sqlite).await;
    let cora = app.sign_in(CORA).await;
    let content = bytes(5000);
    cora.reported("x.exe", &content, json!({})).await;
    cora.uploaded_to_report("y.exe", &content[..4000]).await;
    let names = app.names("reported").await;
    assert_eq!(names.len(), 2);
    let (folder, source) = app.stopped().await;
    let elsewhere = TempDir::new().unwrap();
    let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
    let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
    let (done, told) = moved(&plan).await;
    let report = done.unwrap().unwrap();
    for name in &names {
        let path = |folder: &std::path::Path| folder.join("reported").join(name);
        assert!(
            std::fs::read(path(folder.path())).unwrap() == std::fs::read(path(elsewhere.path())).unwrap()
        );
    }
    // The demo's reports have no files.
    assert!(report.files().missing_reported > 0 && report.files().missing == 0);
    assert!(told.iter().any(|line| line.contains("is missing; nobody is handed it")), "{told:?}");
}
