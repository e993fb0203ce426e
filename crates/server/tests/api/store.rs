//! What the store promises over either database.

use caseport_server::store::settings;

use crate::common::sql;
use crate::common::{Database, TestApp, database};

#[tokio::test]
async fn readers_cannot_write() {
    let app = TestApp::demo().await;
    let mut read = app.store.read().await.unwrap();
    let error = sql::query("DELETE FROM sessions").execute(&mut read).await.unwrap_err();
    assert!(error.to_string().replace("read-only", "readonly").contains("readonly"), "{error}");
}

#[tokio::test]
async fn what_is_not_committed_did_not_happen() {
    let app = TestApp::demo().await;
    {
        let mut write = app.store.write().await.unwrap();
        settings::set(&mut write, "x", "1").await.unwrap();
    }
    let mut read = app.store.read().await.unwrap();
    assert_eq!(settings::value(&mut read, "x").await.unwrap(), None);
    drop(read);
    let mut write = app.store.write().await.unwrap();
    settings::set(&mut write, "x", "1").await.unwrap();
    settings::set(&mut write, "x", "2").await.unwrap();
    write.commit().await.unwrap();
    let mut read = app.store.read().await.unwrap();
    assert_eq!(settings::value(&mut read, "x").await.unwrap().as_deref(), Some("2"));
}

#[tokio::test]
async fn a_store_without_demo_has_the_issue_types() {
    let folder = tempfile::TempDir::new().unwrap();
    let database = Database::empty(database::usual(), folder.path()).await;
    let store = database.open().await;
    let mut read = store.read().await.unwrap();
    let (count,): (i64,) =
        sql::query_as("SELECT COUNT(*) FROM issue_types").fetch_one(&mut read).await.unwrap();
    assert_eq!(count, 8);
}
