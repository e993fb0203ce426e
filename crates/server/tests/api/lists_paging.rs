//! Paging: whatever comes or goes meanwhile, what was there from the beginning is shown exactly once.

use crate::common::sql;
use std::collections::BTreeMap;

use caseport_domain::id::CaseNumber;
use caseport_domain::{Code as _, Column};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::TestApp;

const SARA: &str = "sara@northwind.example";

#[tokio::test]
async fn pages_neither_repeat_nor_skip_while_cases_come() {
    for field in Column::ALL {
        for sign in ["", "-"] {
            pages_while_cases_come(&format!("{sign}{}", field.code())).await;
        }
    }
}

async fn pages_while_cases_come(sort: &str) {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let adam = app.sign_in("adam@northwind.example").await;
    let query = format!("tab=customer&limit=3&sort={sort}");
    let before: Vec<CaseNumber> =
        sara.whole_list("northwind", "tab=customer").await.iter().map(|row| row.number).collect();
    let mut seen: BTreeMap<CaseNumber, u32> = BTreeMap::new();
    let mut page = sara.list("northwind", &query).await;
    for round in 0.. {
        for row in &page.items {
            *seen.entry(row.number).or_default() += 1;
        }
        let Some(cursor) = page.next_cursor else { break };
        // New cases at both ends of every order, and some in between.
        for (customer, severity, subject) in [
            ("adatum", "s1", "AAA comes first"),
            ("fabrikam", "s4", "zzz comes last"),
            ("contoso", "s2", "in between"),
        ] {
            app.clock.pass(TimeDelta::seconds(1));
            if round < 3 {
                let case = json!({ "customer": customer, "severity": severity, "subject": subject });
                adam.submitted("northwind", case).await;
            }
        }
        page = sara.list("northwind", &format!("{query}&cursor={cursor}")).await;
    }
    for number in before {
        assert_eq!(seen.get(&number), Some(&1), "{sort}: {number}");
    }
    assert!(seen.values().all(|times| *times == 1), "{sort}: {seen:?}");
}

#[tokio::test]
async fn the_row_that_a_page_ended_with_may_leave_the_list() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let query = "tab=my&status=open&limit=2";
    let all = cora.whole_list("contoso", "tab=my&status=open").await;
    assert!(all.len() > 4);
    let first = cora.list("contoso", query).await;
    for row in &first.items {
        cora.post(&format!("/cases/{}/close", row.number), &json!({}))
            .await
            .read_as::<serde_json::Value>(200);
    }
    let second = cora.list("contoso", &format!("{query}&cursor={}", first.next_cursor.unwrap())).await;
    let numbers =
        |rows: &[caseport_domain::api::CaseSummary]| rows.iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(&second.items), numbers(&all[2..4]));
}

#[tokio::test]
async fn a_cursor_belongs_to_its_list() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let page = sara.list("northwind", "tab=customer&limit=2&status=open").await;
    let cursor = page.next_cursor.unwrap();
    // Another size of page is the same list.
    sara.list("northwind", &format!("tab=customer&limit=9&status=open&cursor={cursor}")).await;
    for other in [
        "northwind/cases?tab=my&status=open",
        "northwind/cases?tab=customer",
        "northwind/cases?tab=customer&status=closed",
        "northwind/cases?tab=customer&status=open&sort=number",
        "northwind/cases?tab=customer&status=open&q=x",
        "personal/cases?tab=my&status=open",
    ] {
        let answer = sara.get(&format!("/organizations/{other}&cursor={cursor}")).await;
        assert_eq!(answer.fields(400)[0].0, "cursor", "{other}");
    }
    // And to its reader.
    let adam = app.sign_in("adam@northwind.example").await;
    let path = format!("/organizations/northwind/cases?tab=customer&status=open&cursor={cursor}");
    adam.get(&path).await.problem(400);
}

/// With another right the same address is another list.
#[tokio::test]
async fn a_cursor_belongs_to_what_its_reader_could_see() {
    let app = TestApp::demo().await;
    let vera = app.sign_in("vera@northwind.example").await;
    let query = "tab=customer&limit=2&sort=submitter";
    let cursor = vera.list("northwind", query).await.next_cursor.unwrap();
    let path = format!("/organizations/northwind/cases?{query}&cursor={cursor}");
    assert_eq!(vera.get(&path).await.status, 200);
    let mut write = app.store.write().await.unwrap();
    for sql in [
        // She sees her own only, from now on, and has some.
        "UPDATE roles SET permissions = '{\"support_service\":\"view\"}' WHERE organization_id = 'northwind' AND label = 'Case Viewer'",
        "UPDATE cases SET submitter_id = 'vera' WHERE filed_from = 'northwind' AND by_partner = 1 AND number % 2 = 0",
    ] {
        sql::query(sql).execute(&mut write).await.unwrap();
    }
    write.commit().await.unwrap();
    assert!(vera.list("northwind", query).await.total > 2);
    assert_eq!(vera.get(&path).await.fields(400)[0].0, "cursor");
}

#[tokio::test]
async fn a_cursor_made_up_to_harm_finds_nothing_to_do() {
    use base64::Engine as _;
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let page = sara.list("northwind", "tab=customer&limit=2").await;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let bytes = engine.decode(page.next_cursor.unwrap()).unwrap();
    let mut cursor: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    cursor["k"] = json!("' OR 1=1 --");
    let forged = engine.encode(cursor.to_string());
    // A value of another type compares as SQL says; it is data, never a statement.
    let answer =
        sara.get(&format!("/organizations/northwind/cases?tab=customer&limit=2&cursor={forged}")).await;
    assert!(matches!(answer.status, 200 | 400), "{answer:?}");
}

/// Ten thousand cases, of which some are closed and retitled, and to which others come, while somebody pages.
#[tokio::test]
async fn ten_thousand_cases_are_paged_through_while_they_change() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, issue_type,
            severity, subject, subject_key, description, status, created_at, updated_at)
        SELECT 50000000 + i, 'support', 'contoso', 'contoso', 0, 'cora', 'metadefender-core', 'question',
            's' || (1 + i % 4), 'Case ' || i, 'case ' || i, 'y', 'open', i % 97, i FROM n";
    let run = async |sql: &str| {
        let mut write = app.store.write().await.unwrap();
        sql::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut write).await.unwrap();
        write.commit().await.unwrap();
    };
    run(many).await;
    // Orders whose values do not change under what happens, with many ties and few; and one narrowed by words.
    for query in ["sort=created", "sort=-severity", "sort=-number", "sort=product&q=metadefender"] {
        let path = format!("tab=my&limit=200&{query}");
        let before: Vec<CaseNumber> =
            cora.whole_list("contoso", &path).await.iter().map(|row| row.number).collect();
        assert!(before.len() >= 10_000);
        let mut seen: BTreeMap<CaseNumber, u32> = BTreeMap::new();
        let mut page = cora.list("contoso", &path).await;
        for round in 0.. {
            for row in &page.items {
                *seen.entry(row.number).or_default() += 1;
            }
            let Some(cursor) = page.next_cursor else { break };
            if round % 5 == 0 {
                cora.submitted("contoso", json!({ "severity": "s2", "subject": "Another one" })).await;
                let at = page.items[round % page.items.len()].number;
                let close = format!("/cases/{at}/close");
                assert!(matches!(cora.post(&close, &json!({})).await.status, 200 | 409));
                let retitled =
                    "UPDATE cases SET subject = 'Retitled', subject_key = 'retitled' WHERE number % 50 = ";
                run(&format!("{retitled}{}", round % 50)).await;
            }
            page = cora.list("contoso", &format!("{path}&cursor={cursor}")).await;
        }
        assert!(seen.values().all(|times| *times == 1), "{query}: a repeat");
        assert!(before.iter().all(|number| seen.contains_key(number)), "{query}: a gap");
    }
}
