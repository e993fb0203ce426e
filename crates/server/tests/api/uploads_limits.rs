//! How much one upload holds, and how long it waits.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use crate::common::{TestApp, bytes};

const CORA: &str = "cora@contoso.example";
const MAX: u64 = 2 * 1024 * 1024 * 1024;

#[tokio::test]
async fn five_files_and_two_gib_are_one_upload() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number.to_string();
    let begin = async |size: u64, batch: &str| {
        cora.begin_upload(size, &[("case", &case), ("filename", "a.bin"), ("batch", batch)]).await
    };
    // Exactly the limit is accepted, for one file and for five.
    assert_eq!(begin(MAX, "whole").await.status, 201);
    assert_eq!(begin(1, "whole").await.fields(422), [("file".into(), "too_long".into())]);
    assert_eq!(begin(MAX + 1, "beyond").await.problem(413).kind, "/problems/file-too-large");
    assert_eq!(begin(MAX - 4, "five").await.status, 201);
    for _ in 0..4 {
        assert_eq!(begin(1, "five").await.status, 201);
    }
    assert_eq!(begin(1, "five").await.fields(422), [("file".into(), "too_many".into())]);
    assert_eq!(begin(0, "empty").await.fields(422), [("file".into(), "required".into())]);
    // Another upload is another budget, another person's too; without a batch a file is an upload by itself.
    assert_eq!(begin(1, "later").await.status, 201);
    let carl = app.sign_in("carl@contoso.example").await;
    assert_eq!(carl.begin_upload(1, &[("case", &case), ("batch", "five")]).await.status, 201);
    for _ in 0..6 {
        assert_eq!(cora.begin_upload(1, &[("case", &case)]).await.status, 201);
    }
}

#[tokio::test]
async fn what_is_given_up_makes_room_and_what_arrived_does_not() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let mut uploads = Vec::new();
    for n in 0..5 {
        uploads.push(cora.upload_begun(case, &format!("{n}.bin"), 10, "b").await);
    }
    let pairs = [("case", case.to_string()), ("batch", "b".to_owned())];
    let pairs: Vec<_> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
    assert_eq!(cora.patch(&uploads[0], 0, &bytes(10)).await.status, 204);
    cora.begin_upload(10, &pairs).await.problem(422);
    assert_eq!(cora.patch(&uploads[1], 0, &bytes(4)).await.status, 204);
    assert_eq!(cora.remove_upload(&uploads[1]).await.status, 204);
    assert_eq!(app.names("uploads").await.len(), 0);
    assert_eq!(cora.begin_upload(10, &pairs).await.status, 201);
    cora.begin_upload(10, &pairs).await.problem(422);
    // Arrived files count even when nobody remembers their uploads any more.
    app.clock.pass(TimeDelta::days(8));
    app.sweep().await;
    let cora = app.sign_in(CORA).await;
    for _ in 0..4 {
        assert_eq!(cora.begin_upload(10, &pairs).await.status, 201);
    }
    cora.begin_upload(10, &pairs).await.problem(422);
    assert_eq!(cora.files(case).await.len(), 1);
}

#[tokio::test]
async fn an_upload_waits_for_seven_days_after_its_last_piece() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(case, "a.bin", 10, "b").await;
    app.clock.pass(TimeDelta::days(6));
    let cora = app.sign_in(CORA).await;
    let answer = cora.patch(&upload, 0, &bytes(4)).await;
    assert_eq!(answer.header("upload-expires"), "Sun, 15 Mar 2026 09:00:00 GMT");
    app.clock.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    app.sweep().await;
    let cora = app.sign_in(CORA).await;
    assert_eq!(cora.upload_state(&upload).await.header("upload-offset"), "4");
    app.clock.pass(TimeDelta::seconds(1));
    assert_eq!(cora.upload_state(&upload).await.status, 410);
    cora.patch(&upload, 4, &bytes(6)).await.problem(410);
    cora.remove_upload(&upload).await.problem(410);
    assert_eq!(app.names("uploads").await.len(), 1);
    app.sweep().await;
    assert_eq!(app.names("uploads").await.len(), 0);
    assert_eq!(cora.upload_state(&upload).await.status, 404);
}

#[tokio::test]
async fn what_expires_is_left_to_whoever_works_on_it_and_holds_up_nothing_else() {
    // Nothing in a bucket is stuck like that.
    let app = TestApp::on_disk().await;
    let cora = app.sign_in(CORA).await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let folder = app.folder.path().join("uploads");
    let left = || std::fs::read_dir(&folder).unwrap().count();
    let stuck = cora.upload_begun(case, "stuck.bin", 10, "b").await;
    let stuck = folder.join(stuck.rsplit('/').next().unwrap());
    std::fs::create_dir_all(stuck.join("cannot-be-removed")).unwrap();
    app.clock.pass(TimeDelta::seconds(1));
    let upload = cora.upload_begun(case, "a.bin", 10, "b").await;
    cora.patch(&upload, 0, &bytes(4)).await;
    app.clock.pass(TimeDelta::days(8));
    let id = upload.rsplit('/').next().unwrap();
    // Among several servers, a turn is given back a moment after its work is done.
    let moment = || tokio::time::sleep(Duration::from_millis(10));
    let turn = loop {
        match app.state.upload_turns.try_take(&app.store, id).await.unwrap() {
            Some(turn) => break turn,
            None => moment().await,
        }
    };
    app.sweep().await;
    assert_eq!(left(), 2);
    drop(turn);
    for _ in 0..500 {
        app.sweep().await;
        if left() == 1 {
            break;
        }
        moment().await;
    }
    assert_eq!(left(), 1);
    std::fs::remove_dir_all(&stuck).unwrap();
    app.sweep().await;
    let cora = app.sign_in(CORA).await;
    assert_eq!(cora.upload_state(&upload).await.status, 404);
}
