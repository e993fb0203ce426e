//! The contract between the rules and the SQL: what a scope admits is exactly what the database finds for it.

use crate::common::sql;
use crate::common::sql::Get as _;
use caseport_domain::id::{CaseNumber, OrganizationId, UserId};
use caseport_domain::policy::{Scope, standings};
use caseport_domain::{Access, CaseFacts, CaseKind, Code as _, Sort, Status, Tab};
use caseport_server::store::cases::{Filter, ListQuery, VisibleCase, counts, list};
use caseport_server::store::reader::Reader;
use caseport_server::store::{Read, Write};

use crate::common::{T0, TestApp};

/// Every case's facts, read without any scope: only a test may.
pub async fn all_facts(read: &mut Read) -> Vec<(CaseNumber, CaseFacts)> {
    let rows = sql::query(
        "SELECT number, kind, organization_id, filed_from, submitter_id, status FROM cases ORDER BY number",
    )
    .fetch_all(read)
    .await
    .unwrap();
    let facts = |row: &caseport_server::store::sql::Row| {
        let facts = CaseFacts {
            kind: CaseKind::parse(row.get("kind")).unwrap(),
            organization: row.get::<Option<String>>("organization_id").map(OrganizationId),
            filed_from: row.get::<Option<String>>("filed_from").map(OrganizationId),
            submitter: UserId(row.get("submitter_id")),
            status: Status::parse(row.get("status")).unwrap(),
            closed_at: None,
            escalated: false,
            rated: false,
        };
        (CaseNumber::new(row.get("number")).unwrap(), facts)
    };
    rows.iter().map(facts).collect()
}

async fn users(read: &mut Read) -> Vec<UserId> {
    let rows = sql::query("SELECT id FROM users ORDER BY id").fetch_all(read).await.unwrap();
    rows.iter().map(|row| UserId(row.get("id"))).collect()
}

async fn listed(read: &mut Read, scope: &Scope, user: &UserId) -> Vec<CaseNumber> {
    let query = ListQuery {
        filter: Filter::default(),
        sort: Sort::parse("number").unwrap(),
        after: None,
        limit: 100_000,
        list: String::new(),
    };
    let page = list::page(read, scope, user, &query, T0).await.unwrap();
    assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
    page.items.iter().map(|case| case.number).collect()
}

/// Holds lists, counts and single cases of every user against the rules.
async fn hold_against_the_rules(app: &TestApp) -> usize {
    let mut read = app.store.read().await.unwrap();
    let facts = all_facts(&mut read).await;
    let mut compared = 0;
    for user in users(&mut read).await {
        let reader = Reader::load(&mut read, &user).await.unwrap();
        let accesses = reader.accesses().iter().cloned().chain([Access::personal()]);
        for access in accesses {
            for tab in Tab::ALL {
                let Ok(scope) = Scope::of_tab(*tab, &access, &user) else { continue };
                let admitted: Vec<_> = facts
                    .iter()
                    .filter(|(_, facts)| scope.admits(facts))
                    .map(|(number, _)| *number)
                    .collect();
                assert_eq!(listed(&mut read, &scope, &user).await, admitted, "{user} {scope:?}");
                let counted = counts::of_tab(&mut read, &scope).await.unwrap().total;
                assert_eq!(counted, u64::try_from(admitted.len()).unwrap(), "{user} {scope:?}");
                compared += 1;
            }
        }
        for (number, facts) in &facts {
            let found = VisibleCase::find(&mut read, reader.clone(), *number).await.unwrap();
            let admitted = reader.scopes().iter().any(|scope| scope.admits(facts));
            assert_eq!(found.is_some(), admitted, "{user} {number}");
            assert_eq!(admitted, !standings(&user, reader.accesses(), facts).is_empty(), "{user} {number}");
            if let Some(found) = found {
                assert!(found.relation().is_ok());
                let same = |a: &CaseFacts, b: &CaseFacts| {
                    (a.kind, &a.organization, &a.filed_from, &a.submitter, a.status)
                        == (b.kind, &b.organization, &b.filed_from, &b.submitter, b.status)
                };
                assert!(same(found.facts(), facts));
            }
        }
    }
    compared
}

#[tokio::test]
async fn sql_finds_what_the_rules_admit_in_the_demo() {
    let app = TestApp::demo().await;
    assert!(hold_against_the_rules(&app).await > 60);
}

#[tokio::test]
async fn sql_finds_what_the_rules_admit_in_every_combination() {
    let app = TestApp::demo().await;
    let mut write = app.store.write().await.unwrap();
    let organizations = [None, Some("northwind"), Some("contoso"), Some("fabrikam"), Some("tailspin")];
    let mut number = 90_000_000;
    for kind in CaseKind::ALL {
        for organization in organizations {
            for filed_from in organizations {
                for submitter in ["sara", "paul", "carl", "max", "pia"] {
                    number += 1;
                    insert(&mut write, number, *kind, organization, filed_from, submitter).await;
                }
            }
        }
    }
    write.commit().await.unwrap();
    hold_against_the_rules(&app).await;
}

async fn insert(
    write: &mut Write,
    number: i64,
    kind: CaseKind,
    organization: Option<&str>,
    filed_from: Option<&str>,
    submitter: &str,
) {
    sql::query(
        "INSERT INTO cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, issue_type,
             severity, subject, description, status, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'metadefender-core', 'question', 's3', 'x', 'y', 'open', 1, 1)",
    )
    .bind(number)
    .bind(kind.code())
    .bind(organization)
    .bind(filed_from)
    .bind(organization != filed_from)
    .bind(submitter)
    .execute(write)
    .await
    .unwrap();
}
