//! What lists cost: every tab in every order is read along an index, from its beginning and from any depth; and the
//! counters are those of the cases.

use caseport_domain::id::UserId;
use caseport_domain::policy::Scope;
use caseport_domain::{Access, Code as _, Column, Sort, Tab};
use caseport_server::demo;
use caseport_server::store::cases::{Cursor, Filter, ListQuery, list};
use caseport_server::store::reader::Reader;
use sqlx::Row as _;

use crate::common::{T0, TestApp};

/// Every kind of scope that there is.
async fn scopes(app: &TestApp) -> Vec<(UserId, Scope)> {
    let mut read = app.store.read().await.unwrap();
    let mut scopes = Vec::new();
    for user in ["sara", "paul", "carl"].map(UserId::from) {
        let reader = Reader::load(&mut read, &user).await.unwrap();
        for access in reader.accesses().iter().cloned().chain([Access::personal()]) {
            let of = |tab: &Tab| Scope::of_tab(*tab, &access, &user).ok();
            scopes.extend(Tab::ALL.iter().filter_map(of).map(|scope| (user.clone(), scope)));
        }
    }
    scopes
}

#[tokio::test]
async fn every_tab_is_read_in_every_order_along_an_index() {
    let app = TestApp::demo().await;
    demo::generate(&app.store, 2_000, T0).await.unwrap();
    every_list_is_read_along_an_index(&app).await;
}

/// What the planner knows of some indexes and not of others must not mislead it.
#[tokio::test]
async fn an_upgrade_tells_the_planner_of_its_indexes() {
    let app = TestApp::demo().await;
    demo::generate(&app.store, 2_000, T0).await.unwrap();
    let mut write = app.store.write().await.unwrap();
    for sql in [
        "DELETE FROM _sqlx_migrations WHERE version = 8",
        "DROP INDEX cases_of_organization_filters",
        "DROP INDEX cases_of_submitter_filters",
        "DROP INDEX cases_of_filer_filters",
        "DROP INDEX cases_of_filing_user_filters",
    ] {
        sqlx::query(sql).execute(&mut *write).await.unwrap();
    }
    write.commit().await.unwrap();
    every_list_is_read_along_an_index(&app.restarted().await).await;
}

async fn every_list_is_read_along_an_index(app: &TestApp) {
    let scopes = scopes(app).await;
    let kinds: std::collections::BTreeSet<_> =
        scopes.iter().map(|(_, scope)| format!("{:?}", std::mem::discriminant(scope.rows()))).collect();
    assert_eq!(kinds.len(), 6, "every kind of scope");
    let mut read = app.store.read().await.unwrap();
    let mut looked_at = 0;
    for (user, scope) in scopes {
        for field in Column::ALL {
            for descending in [false, true] {
                let sort = Sort { by: *field, descending };
                let mut query =
                    ListQuery { filter: Filter::default(), sort, after: None, limit: 2, list: String::new() };
                let page = list::page(&mut read, &scope, &user, &query, T0).await.unwrap();
                query.after = page.next_cursor.map(|text| Cursor::decode(&text, "").unwrap());
                for after in [None, query.after.take()] {
                    query.after = after;
                    for (sql, values) in list::statements(&scope, &query) {
                        let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
                        let plan = sqlx::query_with(explained, values).fetch_all(&mut *read).await.unwrap();
                        let steps: Vec<String> = plan.iter().map(|step| step.get("detail")).collect();
                        let on_cases = steps.iter().find(|step| {
                            step.contains("SEARCH cases USING INDEX cases_of_")
                                || step.contains("SEARCH cases USING COVERING INDEX cases_of_")
                        });
                        let what = format!("{scope:?} {}: {steps:#?}\n{sql}", field.code());
                        assert!(on_cases.is_some(), "{what}");
                        // The page itself may be put in order; it has no more rows than were asked for.
                        let inner =
                            steps.iter().position(|step| step.contains("SCAN page")).unwrap_or(steps.len());
                        assert!(!steps[..inner].iter().any(|step| step.contains("TEMP B-TREE")), "{what}");
                        assert!(!steps.iter().any(|step| step.starts_with("SCAN cases")), "{what}");
                        looked_at += 1;
                    }
                }
            }
        }
    }
    assert!(looked_at > 500);
}

/// Counts everything anew, from the cases.
async fn counters_are_right(app: &TestApp) {
    let mut read = app.store.read().await.unwrap();
    for sql in [
        "SELECT COUNT(*) FROM (
            SELECT p.place, c.status, COUNT(*) AS n FROM case_places p JOIN cases c ON c.number = p.number GROUP BY 1, 2
            EXCEPT SELECT place, status, n FROM case_totals)",
        "SELECT COUNT(*) FROM (
            SELECT p.place, COALESCE(c.organization_id, ''), c.product_id, c.severity, c.status, COUNT(*) AS n
            FROM case_places p JOIN cases c ON c.number = p.number GROUP BY 1, 2, 3, 4, 5
            EXCEPT SELECT place, organization_id, product_id, severity, status, n FROM case_cells)",
        "SELECT COUNT(*) FROM (SELECT place, SUM(n) FROM case_totals GROUP BY 1 HAVING SUM(n) > 0
            EXCEPT SELECT place, COUNT(*) FROM case_places GROUP BY 1)",
        "SELECT COUNT(*) FROM (SELECT place, SUM(n) FROM case_cells GROUP BY 1 HAVING SUM(n) > 0
            EXCEPT SELECT place, COUNT(*) FROM case_places GROUP BY 1)",
        "SELECT (SELECT COUNT(*) FROM case_totals WHERE n < 0) + (SELECT COUNT(*) FROM case_cells WHERE n < 0)",
    ] {
        let wrong: i64 = sqlx::query(sql).fetch_one(&mut *read).await.unwrap().get(0);
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
        "UPDATE cases SET filed_from = 'northwind', by_partner = organization_id IS NOT 'northwind' WHERE number % 5 = 0",
        "UPDATE cases SET submitter_id = 'paul', kind = 'support' WHERE number % 7 = 0",
        "UPDATE cases SET number = number + 20000000 WHERE number = (SELECT MAX(number) FROM cases)
            AND number NOT IN (SELECT case_number FROM case_events)",
    ] {
        sqlx::query(sql).execute(&mut *write).await.unwrap();
    }
    write.commit().await.unwrap();
    counters_are_right(&app).await;
}

/// The index holds every subject, and nothing else.
#[tokio::test]
async fn the_search_index_is_in_step() {
    let app = TestApp::demo().await;
    demo::generate(&app.store, 300, T0).await.unwrap();
    let mut write = app.store.write().await.unwrap();
    for sql in [
        "UPDATE cases SET subject = 'Another', subject_key = 'another' WHERE number % 2 = 0",
        // Fails where index and cases differ.
        "INSERT INTO case_index (case_index, rank) VALUES ('integrity-check', 1)",
    ] {
        sqlx::query(sql).execute(&mut *write).await.unwrap();
    }
    write.commit().await.unwrap();
    let cora = app.sign_in("cora@contoso.example").await;
    assert!(cora.list("contoso", "tab=my&q=another").await.total > 0);
}
