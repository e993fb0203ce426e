//! What lists cost: every tab in every order is read along an index, from its beginning and from any depth; and the
//! counters are those of the cases.

use crate::common::sql;
use crate::common::sql::Get as _;
use caseport_domain::id::UserId;
use caseport_domain::policy::Scope;
use caseport_domain::{Access, Code as _, Column, Sort, Tab};
use caseport_server::demo;
use caseport_server::store::cases::{Cursor, Filter, ListQuery, list};
use caseport_server::store::reader::Reader;

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
        sql::query(sql).execute(&mut write).await.unwrap();
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
                        let plan = caseport_server::store::sql::query_with(explained, values)
                            .fetch_all(&mut read)
                            .await
                            .unwrap();
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
        sql::query(sql).execute(&mut write).await.unwrap();
    }
    write.commit().await.unwrap();
    let cora = app.sign_in("cora@contoso.example").await;
    assert!(cora.list("contoso", "tab=my&q=another").await.total > 0);
}

#[tokio::test]
async fn members_are_read_along_an_index() {
    let app = TestApp::demo().await;
    let mut read = app.store.read().await.unwrap();
    let plan = sql::query(
        "EXPLAIN QUERY PLAN SELECT u.name FROM memberships m JOIN users u ON u.id = m.user_id
         LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role
         WHERE m.organization_id = 'northwind' AND (m.name_key, m.user_id) > ('crowd 02000', 'x')
         ORDER BY m.name_key, m.user_id LIMIT 51",
    )
    .fetch_all(&mut read)
    .await
    .unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
    assert!(plan[0].contains("memberships_by_name"), "{plan:?}");
    assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
}
