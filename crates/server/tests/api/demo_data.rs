//! The demo data: complete, the same every time, and as the rules would have left it.

use crate::common::sql;
use std::collections::BTreeMap;

use crate::common::sql::Get as _;
use caseport_server::demo;
use caseport_server::files::Files;
use caseport_server::random::SystemRandom;
use tempfile::TempDir;

use crate::common::{Database, T0, TestApp, database, passwords};

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let mut read = app.store.read().await.unwrap();
    sql::query(sql).fetch_one(&mut read).await.unwrap().get(0_usize)
}

#[tokio::test]
async fn it_has_what_it_promises() {
    let app = TestApp::demo().await;
    assert!(count(&app, "SELECT COUNT(*) FROM cases").await >= 120);
    for column in ["status", "severity"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(DISTINCT {column}) FROM cases"));
        let mut read = app.store.read().await.unwrap();
        let distinct: i64 = sql::query(sql).fetch_one(&mut read).await.unwrap().get(0_usize);
        assert_eq!(distinct, 4, "{column}");
    }
    assert_eq!(count(&app, "SELECT COUNT(DISTINCT verdict) FROM detections").await, 6);
    assert_eq!(count(&app, "SELECT COUNT(DISTINCT state) FROM escalations").await, 3);
    assert!(count(&app, "SELECT COUNT(*) FROM case_events WHERE kind = 'reopened'").await > 0);
    assert!(count(&app, "SELECT COUNT(*) FROM files").await > 0);
    assert!(
        count(&app, "SELECT COUNT(*) FROM articles WHERE LENGTH(body) > 1000 AND keywords <> '[]'").await
            >= 40
    );
    let strays = "SELECT COUNT(*) FROM articles a, json_each(a.products) p
        WHERE p.value NOT IN (SELECT id FROM products)";
    assert_eq!(count(&app, strays).await, 0);
    let month = "SELECT COUNT(*) FROM cases WHERE closed_at < 1772442000000000 - 30 * 86400000000";
    assert!(count(&app, month).await > 0);
    // Every customer with a partner has three cases filed by it, by several people.
    let by_partner = "SELECT COUNT(*) FROM links l WHERE l.kind = 'partner' AND
        (SELECT COUNT(*) FROM cases c WHERE c.organization_id = l.customer_id AND c.filed_from = l.partner_id) < 3";
    assert_eq!(count(&app, by_partner).await, 0);
}

/// What bulk loading and hand-shaped files could get wrong, and single changes cannot.
async fn is_consistent(app: &TestApp) {
    for (what, sql) in [
        ("a case without its first entry", "SELECT COUNT(*) FROM cases c WHERE (SELECT e.kind FROM case_events e
            WHERE e.case_number = c.number ORDER BY e.seq LIMIT 1) IS DISTINCT FROM 'created'"),
        ("a status that is not the last entry's", "SELECT COUNT(*) FROM cases c WHERE c.status <> (SELECT e.status
            FROM case_events e WHERE e.case_number = c.number AND e.status IS NOT NULL ORDER BY e.seq DESC LIMIT 1)"),
        ("an update that is not the last entry's", "SELECT COUNT(*) FROM cases c WHERE c.updated_at <>
            (SELECT e.at FROM case_events e WHERE e.case_number = c.number ORDER BY e.seq DESC LIMIT 1)"),
        ("entries out of order", "SELECT COUNT(*) FROM case_events a JOIN case_events b
            ON b.case_number = a.case_number AND b.seq > a.seq AND b.at < a.at"),
        ("something in the future", "SELECT COUNT(*) FROM case_events WHERE at > 1772442000000000"),
        ("a first response that is not the vendor's first", "SELECT COUNT(*) FROM cases c WHERE c.first_response_at
            IS DISTINCT FROM (SELECT MIN(e.at) FROM case_events e WHERE e.case_number = c.number AND e.side = 'vendor'
            AND e.kind = 'comment')"),
        ("a rating without an entry", "SELECT COUNT(*) FROM cases c WHERE c.rated_at IS DISTINCT FROM (SELECT MAX(e.at)
            FROM case_events e WHERE e.case_number = c.number AND e.kind = 'rated')"),
        ("a rating by another", "SELECT COUNT(*) FROM case_events e JOIN cases c ON c.number = e.case_number
            WHERE e.kind = 'rated' AND e.actor_id <> c.submitter_id"),
        ("a revision that is not the number of entries", "SELECT COUNT(*) FROM cases c WHERE c.revision <>
            (SELECT COUNT(*) FROM case_events e WHERE e.case_number = c.number)"),
        ("a report without a false-detection case", "SELECT COUNT(*) FROM cases c LEFT JOIN detections d
            ON d.case_number = c.number WHERE (c.kind = 'false_detection') <> (d.case_number IS NOT NULL)"),
        ("a license of another organization", "SELECT COUNT(*) FROM cases c JOIN licenses l ON l.id = c.license_id
            WHERE l.organization_id IS DISTINCT FROM c.organization_id"),
        ("a platform of another product", "SELECT COUNT(*) FROM cases c WHERE c.platform_id IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM platforms p WHERE p.product_id = c.product_id AND p.id = c.platform_id)"),
        ("an unknown issue type", "SELECT COUNT(*) FROM cases WHERE issue_type NOT IN (SELECT id FROM issue_types)"),
        ("a filer who was no member", "SELECT COUNT(*) FROM cases c WHERE c.filed_from IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM memberships m WHERE m.user_id = c.submitter_id AND m.organization_id = c.filed_from)"),
        ("a partner case without a link", "SELECT COUNT(*) FROM cases c WHERE c.by_partner = 1 AND NOT EXISTS
            (SELECT 1 FROM links l WHERE l.partner_id = c.filed_from AND l.customer_id = c.organization_id
            AND l.kind = 'partner')"),
        ("a plan that is not the organization's", "SELECT COUNT(*) FROM cases c WHERE c.support_plan IS DISTINCT FROM
            (SELECT o.support_plan FROM organizations o WHERE o.id = c.organization_id)"),
    ] {
        assert_eq!(count(app, sql).await, 0, "{what}");
    }
}

#[tokio::test]
async fn it_is_as_the_rules_would_have_left_it() {
    is_consistent(&TestApp::demo().await).await;
}

#[tokio::test]
async fn generated_cases_are_too() {
    let app = TestApp::demo().await;
    demo::generate(&app.store, 3_000, T0).await.unwrap();
    is_consistent(&app).await;
    // Nobody gets a tab by them that they should not have.
    let filers = "SELECT COUNT(DISTINCT submitter_id) FROM cases WHERE by_partner = 1 AND submitter_id IN ('uma', 'vera', 'nils')";
    assert_eq!(count(&app, filers).await, 0);
    assert_eq!(
        count(
            &app,
            "SELECT COUNT(*) FROM cases WHERE submitter_id = 'nils' AND organization_id = 'northwind'"
        )
        .await,
        0
    );
    let pauls = "SELECT COUNT(*) FROM cases WHERE by_partner = 1 AND submitter_id = 'paul'";
    assert_eq!(count(&app, pauls).await, 1);
}

#[tokio::test]
async fn only_what_is_missing_is_generated() {
    let app = TestApp::demo().await;
    let before = count(&app, "SELECT COUNT(*) FROM cases").await;
    for (wanted, there) in [(40, 40), (40, 40), (10, 40), (100, 100), (0, 100)] {
        demo::generate(&app.store, wanted, T0).await.unwrap();
        assert_eq!(count(&app, "SELECT COUNT(*) FROM cases").await, before + there);
    }
}

#[tokio::test]
async fn it_is_the_same_every_time() {
    async fn made() -> (BTreeMap<String, i64>, String) {
        let folder = TempDir::new().unwrap();
        let disk = Files::open(folder.path()).unwrap();
        let database = Database::empty(database::usual(), folder.path()).await;
        let store = database.open().await;
        demo::start_numbers(&store, &SystemRandom, true).await.unwrap();
        demo::fill(&store, &passwords(), &SystemRandom, &disk, T0).await.unwrap();
        demo::generate(&store, 50, T0).await.unwrap();
        let mut read = store.read().await.unwrap();
        let rows =
            sql::query("SELECT number, subject, status, updated_at, submitter_id FROM cases ORDER BY number")
                .fetch_all(&mut read)
                .await
                .unwrap();
        let digest = rows
            .iter()
            .map(|row| {
                let (subject, status): (String, String) = (row.get("subject"), row.get("status"));
                let (number, updated): (i64, i64) = (row.get("number"), row.get("updated_at"));
                format!("{number} {status} {updated} {subject}\n")
            })
            .collect();
        let mut sizes = BTreeMap::new();
        for file in std::fs::read_dir(folder.path().join("files")).unwrap() {
            let file = file.unwrap();
            let size = i64::try_from(file.metadata().unwrap().len()).unwrap();
            sizes.insert(file.file_name().into_string().unwrap(), size);
        }
        let stored: Vec<(String, i64)> =
            sql::query_as("SELECT id, size FROM files").fetch_all(&mut read).await.unwrap();
        assert_eq!(stored.into_iter().collect::<BTreeMap<_, _>>(), sizes, "every file lies under its id");
        (sizes, digest)
    }
    let (first, second) = (made().await, made().await);
    assert_eq!(first.1, second.1);
    assert_eq!(first.0, second.0);
}

#[tokio::test]
async fn a_store_that_has_it_is_left_alone() {
    let app = TestApp::demo().await;
    let before = count(&app, "SELECT CAST(COUNT(*) + SUM(revision) AS BIGINT) FROM cases").await;
    let disk = Files::open(app.folder.path()).unwrap();
    demo::fill(&app.store, &passwords(), &SystemRandom, &disk, T0).await.unwrap();
    assert_eq!(count(&app, "SELECT CAST(COUNT(*) + SUM(revision) AS BIGINT) FROM cases").await, before);
    // Other data is not mixed with it.
    let folder = TempDir::new().unwrap();
    let database = Database::empty(database::usual(), folder.path()).await;
    let store = database.open().await;
    let mut write = store.write().await.unwrap();
    sql::query("INSERT INTO users (id, name, email, created_at) VALUES ('x', 'X', 'x@x.example', 1)")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let disk = Files::open(folder.path()).unwrap();
    let error = demo::fill(&store, &passwords(), &SystemRandom, &disk, T0).await.unwrap_err();
    assert!(error.to_string().contains("another --data folder"), "{error}");
}
