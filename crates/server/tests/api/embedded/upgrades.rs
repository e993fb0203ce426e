//! What an earlier version's data folder needs, and what must be thought of when a table grows.

use caseport_server::store::articles;

use crate::common::TestApp;
use crate::common::sql::{self, Get as _};

async fn write(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    sql::query(sql).execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
}

/// A data folder from before the search: its articles are found after the first start.
#[tokio::test]
async fn a_store_of_an_earlier_version_is_indexed_when_it_is_opened() {
    let app = TestApp::demo().await;
    for sql in [
        "DROP TABLE article_index",
        "DROP TABLE article_products",
        "DROP TABLE article_numbers",
        "DROP TABLE solved_suggestions",
        "DELETE FROM settings WHERE key = 'article_index'",
        "DELETE FROM _sqlx_migrations WHERE version = 5",
    ] {
        write(&app, sql).await;
    }
    app.store.close().await;
    let store = app.database.open().await;
    let mut read = store.read().await.unwrap();
    let question = articles::Question::new("License expired", "Is there a grace period?");
    let found = articles::suggest(&mut read, &question, "metadefender-core").await.unwrap();
    assert_eq!(found[0].id, "license-expired");
}

/// Whatever is added to a case is told, unless it is a key, which follows what is told.
#[tokio::test]
async fn the_journal_names_every_column_of_a_case() {
    let app = TestApp::following().await;
    let mut read = app.store.read().await.unwrap();
    let columns: Vec<String> =
        sql::query("SELECT name FROM pragma_table_info('cases') WHERE name NOT LIKE '%_key'")
            .fetch_all(&mut read)
            .await
            .unwrap()
            .iter()
            .map(|row| row.get("name"))
            .collect();
    assert!(columns.len() > 20);
    let trigger: String = sql::query("SELECT sql FROM sqlite_schema WHERE name = 'journal_case_changed'")
        .fetch_one(&mut read)
        .await
        .unwrap()
        .get("sql");
    let named = trigger.split_once("UPDATE OF").unwrap().1.split_once(" ON cases").unwrap().0;
    let mut named: Vec<_> = named.split(',').map(str::trim).collect();
    let mut columns: Vec<_> = columns.iter().map(String::as_str).collect();
    named.sort_unstable();
    columns.sort_unstable();
    assert_eq!(named, columns);
}
