//! The counters are those of the cases, whatever happens to them.

use caseport_server::demo;

use crate::common::sql::{self, Get as _};
use crate::common::{T0, TestApp};

/// Counts everything anew, from the cases.
async fn counters_are_right(app: &TestApp) {
    let mut read = app.store.read().await.unwrap();
    for sql in [
        "SELECT COUNT(*) FROM (
            SELECT p.place, c.status, COUNT(*) AS n FROM case_places p JOIN cases c ON c.number = p.number GROUP BY 1, 2
            EXCEPT SELECT place, status, n FROM case_totals) AS wrong",
        "SELECT COUNT(*) FROM (
            SELECT p.place, COALESCE(c.organization_id, ''), c.product_id, c.severity, c.status, COUNT(*) AS n
            FROM case_places p JOIN cases c ON c.number = p.number GROUP BY 1, 2, 3, 4, 5
            EXCEPT SELECT place, organization_id, product_id, severity, status, n FROM case_cells) AS wrong",
        "SELECT COUNT(*) FROM (SELECT place, SUM(n) FROM case_totals GROUP BY 1 HAVING SUM(n) > 0
            EXCEPT SELECT place, COUNT(*) FROM case_places GROUP BY 1) AS wrong",
        "SELECT COUNT(*) FROM (SELECT place, SUM(n) FROM case_cells GROUP BY 1 HAVING SUM(n) > 0
            EXCEPT SELECT place, COUNT(*) FROM case_places GROUP BY 1) AS wrong",
        "SELECT (SELECT COUNT(*) FROM case_totals WHERE n < 0) + (SELECT COUNT(*) FROM case_cells WHERE n < 0)",
    ] {
        let wrong: i64 = sql::query(sql).fetch_one(&mut read).await.unwrap().get(0_usize);
        assert_eq!(wrong, 0, "{sql}");
    }
}

#[tokio::test]
async fn counters_follow_every_change() {
    let app = TestApp::demo().await;
    counters_are_right(&app).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let sara = app.sign_in("sara@northwind.example").await;
    let number = cora.submitted("contoso", serde_json::json!({})).await.summary.number;
    sara.submitted("northwind", serde_json::json!({ "customer": "contoso" })).await;
    cora.post(&format!("/cases/{number}/comments"), &serde_json::json!({ "text": "hello" })).await;
    cora.post(&format!("/cases/{number}/close"), &serde_json::json!({})).await;
    counters_are_right(&app).await;
    demo::generate(&app.store, 500, T0).await.unwrap();
    counters_are_right(&app).await;
    let mut write = app.store.write().await.unwrap();
    for sql in [
        "UPDATE cases SET severity = 's1', product_id = 'metadefender-core' WHERE number % 3 = 0",
        "UPDATE cases SET filed_from = 'northwind', by_partner = CASE WHEN organization_id IS DISTINCT FROM 'northwind' THEN 1 ELSE 0 END WHERE number % 5 = 0",
        "UPDATE cases SET submitter_id = 'paul', kind = 'support' WHERE number % 7 = 0",
        "UPDATE cases SET number = number + 20000000 WHERE number = (SELECT MAX(number) FROM cases)
            AND number NOT IN (SELECT case_number FROM case_events)",
    ] {
        sql::query(sql).execute(&mut write).await.unwrap();
    }
    write.commit().await.unwrap();
    counters_are_right(&app).await;
}
