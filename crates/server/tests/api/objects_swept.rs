//! What lies in a bucket and nobody needs is swept; what is needed is not.

use chrono::TimeDelta;
use futures_util::TryStreamExt as _;
use object_store::multipart::MultipartStore as _;
use object_store::path::Path;
use object_store::{ObjectStore as _, PutPayload};

use crate::common::{TestApp, s3, sha256};
use crate::objects::{begun, content, id_of, in_bucket, killed, standing};

const CORA: &str = "cora@contoso.example";
const MIB: usize = 1024 * 1024;

/// How long after the test's time everything in the bucket was made, at least: the bucket has a clock of its own.
async fn ahead(app: &TestApp) -> TimeDelta {
    let address = app.place.as_ref().unwrap();
    let prefix = Path::from(address.prefix.as_str());
    let objects: Vec<_> = s3::beside(address).list(Some(&prefix)).try_collect().await.unwrap();
    objects.iter().map(|object| object.last_modified).max().unwrap() - app.state.clock.now()
}

#[tokio::test]
async fn what_a_killed_server_left_is_removed_after_a_day_and_what_is_known_stays() {
    let app = in_bucket().await;
    let ahead = ahead(&app).await;
    app.clock.pass(ahead);
    let cora = app.sign_in(CORA).await;
    let content = content(20 * MIB);
    let (case, upload) = begun(&cora, content.len()).await;
    // Parts and a tail that were never noted.
    let lost = killed(&app, &upload, 0, content.len(), &content[..9 * MIB]).await.standing();
    assert_eq!(cora.patch(&upload, 0, &content[..10 * MIB]).await.status, 204);
    let known = standing(&app, &upload).await;
    // Of an upload that the database has forgotten.
    let (_, given_up) = begun(&cora, content.len()).await;
    let strange = killed(&app, &given_up, 0, content.len(), &content[..9 * MIB]).await.standing();
    let mut write = app.store.write().await.unwrap();
    crate::common::sql::query("DELETE FROM uploads WHERE id = $1")
        .bind(id_of(&given_up))
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let address = app.place.as_ref().unwrap();
    let store = s3::beside(address);
    let prefix = Path::from(address.prefix.as_str());
    let is_alive = async |upload: &str, multipart: &Option<String>| {
        let place = prefix.clone().join("files").join(id_of(upload));
        let payload = PutPayload::from(vec![0; 10]);
        store.put_part(&place, multipart.as_ref().unwrap(), 99, payload).await.is_ok()
    };

    // Whoever put it may be about to note it.
    app.clock.pass(TimeDelta::hours(23));
    app.sweep().await;
    assert!(is_alive(&upload, &lost.multipart).await && is_alive(&given_up, &strange.multipart).await);

    app.clock.pass(TimeDelta::hours(2));
    app.sweep().await;
    assert!(!is_alive(&upload, &lost.multipart).await);
    assert!(!is_alive(&given_up, &strange.multipart).await);
    assert!(is_alive(&upload, &known.multipart).await);
    assert_eq!(app.names("uploads").await, [id_of(&upload)]);
    let folder = prefix.clone().join("uploads").join(id_of(&upload));
    let left: Vec<_> = store.list(Some(&folder)).try_collect().await.unwrap();
    assert_eq!(left.len(), 2, "the tail, and what tells of the multipart upload: {left:?}");
    let cora = app.sign_in(CORA).await;
    assert_eq!(cora.patch(&upload, 10 * MIB as u64, &content[10 * MIB..]).await.status, 204);
    assert_eq!(cora.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
}

#[tokio::test]
async fn an_upload_that_expires_or_is_given_up_leaves_no_part() {
    let app = in_bucket().await;
    let cora = app.sign_in(CORA).await;
    let content = content(20 * MIB);
    for expires in [false, true] {
        let cora = app.sign_in(CORA).await;
        let (_, upload) = begun(&cora, content.len()).await;
        // A part of which nobody knows, too.
        let lost = killed(&app, &upload, 0, content.len(), &content[..9 * MIB]).await.standing();
        assert_eq!(cora.patch(&upload, 0, &content[..10 * MIB]).await.status, 204);
        let known = standing(&app, &upload).await;
        if expires {
            app.clock.pass(TimeDelta::days(8));
            app.sweep().await;
        } else {
            assert_eq!(cora.remove_upload(&upload).await.status, 204);
        }
        assert!(app.names("uploads").await.is_empty());
        let address = app.place.as_ref().unwrap();
        let place = Path::from(address.prefix.as_str()).join("files").join(id_of(&upload));
        for multipart in [lost.multipart, known.multipart] {
            let payload = PutPayload::from(vec![0; 10]);
            let put = s3::beside(address).put_part(&place, &multipart.unwrap(), 5, payload).await;
            assert!(put.is_err());
        }
    }
    drop(cora);
}
