//! A case's history.

use crate::common::sql;
use caseport_domain::api::{HistoryEntry, Page, Side};
use serde_json::json;

use crate::common::TestApp;

async fn find_with(app: &TestApp, kind: &str) -> (String, String) {
    let mut read = app.store.read().await.unwrap();
    let row: (i64, String) = sql::query_as(
        "SELECT c.number, u.email FROM case_events e JOIN cases c ON c.number = e.case_number
         JOIN users u ON u.id = c.submitter_id
         WHERE e.kind = $1 AND u.password_hash IS NOT NULL ORDER BY c.number LIMIT 1",
    )
    .bind(kind)
    .fetch_one(&mut read)
    .await
    .unwrap();
    (row.0.to_string(), row.1)
}

#[tokio::test]
async fn every_kind_of_entry_has_its_particulars() {
    let app = TestApp::demo().await;
    for kind in [
        "created",
        "comment",
        "file",
        "escalated",
        "escalation_acknowledged",
        "escalation_withdrawn",
        "ccs_added",
        "closed",
        "reopened",
        "rated",
    ] {
        let (number, email) = find_with(&app, kind).await;
        let user = app.sign_in(&email).await;
        let page: Page<HistoryEntry> =
            user.get(&format!("/cases/{number}/history?limit=200")).await.read_as(200);
        assert!(page.items.windows(2).all(|pair| pair[0].at <= pair[1].at), "{number}");
        let entry = page.items.iter().find(|entry| entry.kind.code() == kind).unwrap();
        match kind {
            "comment" | "escalated" | "reopened" => assert!(!entry.text.as_ref().unwrap().is_empty()),
            "file" => assert!(entry.file.as_ref().is_some_and(|file| file.size > 0 && !file.name.is_empty())),
            "ccs_added" => assert_eq!(entry.emails.len(), 1),
            "rated" => assert!((1..=5).contains(&entry.rating.as_ref().unwrap().overall)),
            "closed" => assert_eq!(entry.status.as_ref().unwrap().code(), "closed"),
            _ => {}
        }
        for entry in &page.items {
            match entry.by.side {
                Side::Vendor => assert_eq!((&entry.by.id, &entry.by.email), (&None, &None)),
                Side::Customer => assert!(entry.by.id.is_some() && entry.by.email.is_some()),
            }
            assert!(!entry.by.name.is_empty());
        }
        assert_eq!(page.items[0].kind.code(), "created");
    }
}

#[tokio::test]
async fn history_is_paged_by_key() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let comment = async |n: usize| {
        let text = json!({ "text": format!("Comment {n}") });
        cora.post(&format!("/cases/{number}/comments"), &text).await.read_as::<HistoryEntry>(201)
    };
    for n in 0..6 {
        comment(n).await;
    }
    let mut texts = Vec::new();
    let mut path = format!("/cases/{number}/history?limit=2");
    loop {
        let page: Page<HistoryEntry> = cora.get(&path).await.read_as(200);
        texts.extend(page.items.into_iter().map(|entry| entry.text.unwrap_or_default()));
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/cases/{number}/history?limit=2&cursor={cursor}");
        // What is written meanwhile comes at the end.
        if texts.len() == 4 {
            comment(6).await;
        }
    }
    let expected: Vec<_> =
        [String::new()].into_iter().chain((0..7).map(|n| format!("Comment {n}"))).collect();
    assert_eq!(texts, expected);
    // A cursor of another case is none of this one.
    let other = cora.submitted("contoso", json!({})).await.summary.number;
    let page: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history?limit=1")).await.read_as(200);
    let cursor = page.next_cursor.unwrap();
    cora.get(&format!("/cases/{other}/history?cursor={cursor}")).await.problem(400);
    cora.get(&format!("/cases/{number}/history?limit=0")).await.problem(400);
}

#[tokio::test]
async fn what_came_behind_an_entry_is_read_alone() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    for n in 0..4 {
        let text = json!({ "text": format!("Comment {n}") });
        cora.post(&format!("/cases/{number}/comments"), &text).await.read_as::<HistoryEntry>(201);
    }
    let whole: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    let second = &whole.items[1].id;
    let path = format!("/cases/{number}/history?after={second}");
    let rest: Page<HistoryEntry> = cora.get(&path).await.read_as(200);
    assert_eq!(rest.items, whole.items[2..]);
    // Its pages go on by cursor, with the entry or without it.
    let page: Page<HistoryEntry> = cora.get(&format!("{path}&limit=2")).await.read_as(200);
    assert_eq!(page.items, whole.items[2..4]);
    let cursor = page.next_cursor.unwrap();
    let page: Page<HistoryEntry> = cora.get(&format!("{path}&cursor={cursor}")).await.read_as(200);
    assert_eq!((page.items, page.next_cursor), (whole.items[4..].to_vec(), None));
    let last = &whole.items[4].id;
    let none: Page<HistoryEntry> =
        cora.get(&format!("/cases/{number}/history?after={last}")).await.read_as(200);
    assert_eq!(none.items, []);
    let problem = cora.get(&format!("/cases/{number}/history?after=nothing")).await.problem(400);
    assert_eq!(problem.errors[0].field, "after");
}
