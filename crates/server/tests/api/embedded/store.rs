//! The database itself: what makes an acknowledged write last, and what keeps the store honest.

use crate::common::sql;
use caseport_server::store::Store;
use caseport_server::store::dialect::migrations;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::common::TestApp;

async fn pragma(conn: &mut caseport_server::store::Conn, name: &str) -> String {
    let sql = sqlx::AssertSqlSafe(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"));
    let (value,): (String,) = sql::query_as(sql).fetch_one(conn).await.unwrap();
    value
}

#[tokio::test]
async fn the_writer_waits_for_the_disk() {
    let app = TestApp::demo().await;
    let mut write = app.store.write().await.unwrap();
    assert_eq!(pragma(&mut write, "journal_mode").await, "wal");
    assert_eq!(pragma(&mut write, "synchronous").await, "2");
    assert_eq!(pragma(&mut write, "foreign_keys").await, "1");
}

#[tokio::test]
async fn tables_are_strict_and_whole() {
    let app = TestApp::demo().await;
    let mut read = app.store.read().await.unwrap();
    let loose: Vec<(String,)> = sql::query_as(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut read)
    .await
    .unwrap();
    assert!(loose.is_empty(), "{loose:?}");
    let broken: Vec<(String,)> =
        sql::query_as("SELECT \"table\" FROM pragma_foreign_key_check").fetch_all(&mut read).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}

/// The lists that everyone opens must not sort their rows: the index has them in order.
#[tokio::test]
async fn common_lists_are_read_in_the_order_of_an_index() {
    let app = TestApp::demo().await;
    let mut read = app.store.read().await.unwrap();
    for (scope, order) in [
        ("organization_id = 'contoso' AND by_partner = 0", "created_at"),
        ("organization_id = 'contoso' AND by_partner = 0", "updated_at"),
        ("organization_id = 'contoso' AND by_partner = 1", "created_at"),
        ("filed_from = 'northwind' AND by_partner = 1", "created_at"),
        ("filed_from = 'northwind' AND by_partner = 1", "updated_at"),
        ("filed_from = 'northwind' AND by_partner = 1 AND submitter_id = 'paul'", "created_at"),
        ("submitter_id = 'cora'", "created_at"),
        ("submitter_id = 'cora'", "updated_at"),
    ] {
        let sql = sqlx::AssertSqlSafe(format!(
            "EXPLAIN QUERY PLAN SELECT number FROM cases WHERE kind = 'support' AND {scope}
             AND ({order}, number) < (1, 1) ORDER BY {order} DESC, number DESC LIMIT 50"
        ));
        let plan: Vec<(i64, i64, i64, String)> = sql::query_as(sql).fetch_all(&mut read).await.unwrap();
        let steps: Vec<_> = plan.iter().map(|step| step.3.as_str()).collect();
        assert_eq!(steps.len(), 1, "{scope} {order}: {steps:?}");
        assert!(steps[0].contains("USING COVERING INDEX"), "{steps:?}");
    }
}

/// A store of the version before false detections could be reported keeps all that it holds.
#[tokio::test]
async fn what_was_there_before_reports_could_be_made_is_still_there() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("old.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let old = SqlitePool::connect_with(options).await.unwrap();
    let before = migrations::of_sqlite().iter().filter(|it| it.version < 9).cloned().collect();
    Migrator::with_migrations(before).run(&old).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO users (id, name, email, created_at) VALUES ('ana', 'Ana', 'ana@x.example', 1);
         INSERT INTO products (id, name, position) VALUES ('core', 'Core', 1);
         INSERT INTO cases (number, kind, by_partner, submitter_id, product_id, issue_type, severity, subject, description,
             status, created_at, updated_at)
             VALUES (10000001, 'support', 0, 'ana', 'core', 'question', 's3', 'x', 'y', 'open', 1, 1),
                 (10000002, 'false_detection', 0, 'ana', 'core', 'question', 's3', 'x', 'y', 'open', 5, 7),
                 (10000003, 'false_detection', 0, 'ana', 'core', 'question', 's3', 'x', 'y', 'open', 5, 7);
         INSERT INTO detections (case_number, file_name, size, sha256, submission_type, verdict, products) VALUES
             (10000002, 'a.exe', 9, 'ab', 'false_positive', 'in_queue', '[\"core\"]'),
             (10000003, 'b.exe', 9, 'cd', 'false_negative', 'rejected', '[\"core\"]');
         INSERT INTO uploads (id, user_id, case_number, batch, name, content_type, size, received, created_at, expires_at)
             VALUES ('u', 'ana', 10000001, 'b', 'a.log', 'text/plain', 10, 4, 1, 2);
         INSERT INTO idempotency_keys (user_id, key, fingerprint, status, body, created_at)
             VALUES ('ana', 'k', 'f', 201, '{}', 1);",
    )
    .execute(&old)
    .await
    .unwrap();
    old.close().await;

    let store = Store::open(&file).await.unwrap();
    let mut read = store.read().await.unwrap();
    let reports: Vec<(i64, String, String, Option<i64>, String)> = sql::query_as(
        "SELECT case_number, file_name, verdict, verdict_at, source FROM detections ORDER BY 1",
    )
    .fetch_all(&mut read)
    .await
    .unwrap();
    let report = |number, name: &str, verdict: &str, at| {
        (number, name.to_owned(), verdict.to_owned(), at, "portal".to_owned())
    };
    let expected =
        [report(10_000_002, "a.exe", "in_queue", None), report(10_000_003, "b.exe", "rejected", Some(7))];
    assert_eq!(reports, expected);
    let (upload,): (String,) = sql::query_as(
        "SELECT purpose || case_number || batch || name || size || received || created_at || expires_at FROM uploads",
    )
    .fetch_one(&mut read)
    .await
    .unwrap();
    assert_eq!(upload, "case10000001ba.log10412");
    let (key,): (String,) =
        sql::query_as("SELECT caller || key || fingerprint || status FROM idempotency_keys")
            .fetch_one(&mut read)
            .await
            .unwrap();
    assert_eq!(key, "anakf201");
}
