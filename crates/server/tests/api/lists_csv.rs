//! CSV: read back by a reader of the test's own, it is what the list says, row by row.

use crate::common::sql;
use std::io::Read as _;
use std::time::Duration;

use caseport_domain::api::{CaseSummary, Items, Named};
use caseport_domain::{Code as _, Column};
use caseport_server::demo;
use http_body_util::BodyExt as _;
use serde_json::json;

use crate::common::{Answer, T0, TestApp, User};

/// RFC 4180, by hand: fields in quotes may hold commas, quotes (doubled) and line breaks.
pub fn parse(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            (true, '"') => quoted = false,
            (true, c) => field.push(c),
            (false, '"') => {
                assert!(field.is_empty(), "a quote within a bare field");
                quoted = true;
            }
            (false, ',') => row.push(std::mem::take(&mut field)),
            (false, '\r') => {
                assert_eq!(chars.next(), Some('\n'), "lines end with CR and LF");
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            (false, c) => {
                assert_ne!(c, '\n', "a line break within a bare field");
                field.push(c);
            }
        }
    }
    assert!(!quoted && row.is_empty() && field.is_empty(), "the last line ends, too");
    rows
}

/// The file's rows without the head.
#[track_caller]
pub fn table(answer: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    let mut rows = parse(text.strip_prefix('\u{feff}').expect("a byte-order mark"));
    let head = rows.remove(0);
    assert_eq!(answer.header("x-total-count"), rows.len().to_string());
    (head, rows)
}

/// Browsers take it compressed, which must come to its end as well.
#[tokio::test]
async fn a_compressed_export_is_whole() {
    let app = TestApp::demo().await;
    demo::generate(&app.store, 4_000, T0).await.unwrap();
    let sara = app.sign_in("sara@northwind.example").await;
    let plain = csv(&sara, "northwind", "tab=customer").await;
    assert!(table(&plain).1.len() > 500, "more than are read at once");
    let compressed = csv(&sara.with("accept-encoding", "gzip"), "northwind", "tab=customer").await;
    assert_eq!((compressed.status, compressed.header("content-encoding")), (200, "gzip"));
    assert!(compressed.bytes.len() < plain.bytes.len() / 2);
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(compressed.bytes.as_slice()).read_to_end(&mut bytes).unwrap();
    assert!(bytes == plain.bytes, "{} of {} bytes", bytes.len(), plain.bytes.len());
}

async fn csv(user: &User<'_>, org: &str, query: &str) -> Answer {
    user.get(&format!("/organizations/{org}/cases.csv?{query}")).await
}

/// A row as it must be read back: an apostrophe in front of what would run.
fn expected(row: &CaseSummary) -> Vec<String> {
    let safe = |text: &str| {
        let cell = |text: &str| {
            let start = text.trim_start_matches([' ', '"', '\'']);
            let runs = start.starts_with(['=', '+', '-', '@']);
            if runs { format!("'{text}") } else { text.to_owned() }
        };
        text.split(';').map(cell).collect::<Vec<_>>().join(";")
    };
    let time = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    vec![
        row.number.to_string(),
        safe(&row.subject),
        safe(&row.product.name),
        row.severity.code().to_owned(),
        row.status.code().to_owned(),
        row.organization.as_ref().map(|it| safe(&it.name)).unwrap_or_default(),
        safe(&row.submitter.name),
        time(row.created_at),
        time(row.updated_at),
        row.rating.as_ref().map(|it| it.overall.to_string()).unwrap_or_default(),
    ]
}

const ALL: &str =
    "columns=number,subject,product,severity,status,organization,submitter,created,updated,rating";

#[tokio::test]
async fn it_is_the_list_row_by_row() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    for subject in [
        "=cmd|' /C calc'!A0",
        "\"quoted\", with, commas",
        "+1 and more",
        "  @SUM(A1:A9)",
        "'=1+1 hidden",
        "crab 🦀 and Größe",
        "-2+3 cannot run",
        "a=b is harmless",
        "one; two;=cmd|' /C calc'!A0; -3",
        "\"\"\"",
    ] {
        let subject = format!("{subject} ....");
        sara.submitted("northwind", json!({ "customer": "contoso", "subject": subject })).await;
    }
    // What no form lets in, another system's past may hold.
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE cases SET subject = '\"two\r\nlines\"' || '\n' || 'and, more' WHERE number = (SELECT MAX(number) FROM cases)")
        .execute(&mut write).await.unwrap();
    sql::query("UPDATE users SET name = '=HYPERLINK(\"x\")' WHERE id = 'sara'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    for sort in Column::ALL {
        for filter in ["", "&status=open", "&severity=s3&q=core", "&customer=contoso", "&q=zzz-nothing"] {
            let query = format!("tab=customer&sort=-{}{filter}", sort.code());
            let list = sara.whole_list("northwind", &query).await;
            let (head, rows) = table(&csv(&sara, "northwind", &format!("{query}&{ALL}")).await);
            assert_eq!(head.len(), 10);
            assert_eq!(rows, list.iter().map(expected).collect::<Vec<_>>(), "{query}");
        }
    }
}

#[tokio::test]
async fn its_headers_say_what_it_is() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let answer = csv(&cora, "contoso", "tab=false_detection").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"false-detection-cases-2026-03-02.csv\""
    );
    assert_eq!(
        (answer.header("x-content-type-options"), answer.header("cache-control")),
        ("nosniff", "no-store")
    );
    assert_eq!(table(&answer).0[..3], ["Case number", "Subject", "Product"]);
    let (head, rows) = table(&csv(&cora, "contoso", "tab=my&columns=rating&columns=number,%20status").await);
    assert_eq!(head, ["Rating", "Case number", "Status"]);
    assert!(rows.iter().all(|row| row.len() == 3));
}

#[tokio::test]
async fn it_says_no_like_the_list() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    for (query, field, says) in [
        ("columns=number", "tab", "`false_detection`"),
        ("tab=my&columns=number,color", "columns", "`submitter`"),
        ("tab=my&sort=color", "sort", "`created`"),
        ("tab=my&limit=0", "limit", "1 to 200"),
        ("tab=my&limit=10000", "limit", "1 to 200"),
        ("tab=my&cursor=x", "cursor", "next_cursor"),
    ] {
        let problem = csv(&cora, "contoso", query).await.problem(400);
        assert_eq!(problem.errors[0].field, field, "{query}");
        assert!(problem.detail.contains(says), "{query}: {}", problem.detail);
    }
    assert_eq!(csv(&cora, "contoso", "tab=customer").await.reason(403), "needs_level");
    csv(&cora, "northwind", "tab=my").await.problem(404);
    csv(&app.anonymous(), "contoso", "tab=my").await.problem(401);
}

#[tokio::test]
async fn a_column_comes_once_however_often_it_is_asked_for() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let many = "&columns=number,rating,number,&columns=rating&columns=status,number".repeat(50);
    let (head, rows) = table(&csv(&cora, "contoso", &format!("tab=my{many}")).await);
    assert_eq!(head, ["Case number", "Rating", "Status"]);
    assert!(rows.iter().all(|row| row.len() == 3));
}

#[tokio::test]
async fn exports_do_not_keep_lists_or_other_people_waiting() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    // Begun, and not taken.
    let begun = async |user: &User<'_>| user.answered("/organizations/contoso/cases.csv?tab=my").await;
    let mut open = vec![begun(&cora).await, begun(&cora).await];
    let answer = csv(&cora, "contoso", "tab=my").await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "10");
    table(&csv(&carl, "contoso", "tab=my").await);
    open.extend([begun(&carl).await, begun(&carl).await]);
    let cole = app.sign_in("cole@contoso.example").await;
    csv(&cole, "contoso", "tab=my").await.problem(429);
    assert!(cole.list("contoso", "tab=my").await.total > 0);
    // Who goes away makes room, once that is noticed.
    open.clear();
    let soon = async {
        while csv(&cora, "contoso", "tab=my").await.status == 429 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), soon).await.unwrap();
}

#[tokio::test]
async fn an_export_does_not_keep_the_store_open_and_what_is_cut_off_is_not_whole() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let answer = cora.answered("/organizations/contoso/cases.csv?tab=my").await;
    tokio::time::timeout(Duration::from_secs(5), app.store.close()).await.expect("closed soon");
    let body = answer.into_body().collect().await;
    assert!(body.is_err(), "it ends as if it were whole");
}

#[tokio::test]
async fn customers_are_those_of_the_tab() {
    let app = TestApp::demo().await;
    for (email, expected) in [
        // Sees them and may not submit: `/customers` is not for them.
        ("vera@northwind.example", None),
        ("sara@northwind.example", None),
        ("paul@northwind.example", Some(1)),
    ] {
        let user = app.sign_in(email).await;
        let found: Items<Named> = user.get("/organizations/northwind/cases/customers").await.read_as(200);
        let rows = user.whole_list("northwind", "tab=customer").await;
        let mut names: Vec<_> =
            rows.iter().map(|row| row.organization.as_ref().unwrap().name.clone()).collect();
        names.sort();
        names.dedup();
        assert_eq!(found.items.iter().map(|it| it.name.clone()).collect::<Vec<_>>(), names, "{email}");
        assert!(expected.is_none_or(|count| names.len() == count) && !names.is_empty());
    }
    let uma = app.sign_in("uma@northwind.example").await;
    assert_eq!(uma.get("/organizations/northwind/cases/customers").await.reason(403), "needs_level");
    uma.get("/organizations/northwind/cases/customers?tab=all").await.problem(400);
}
