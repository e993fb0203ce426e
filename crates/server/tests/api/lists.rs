//! Lists: search, filters, order, and parameters that cannot be.

use caseport_domain::api::CaseSummary;
use caseport_domain::{Code as _, Column, Sort};

use chrono::{DateTime, TimeDelta, Utc};

use crate::common::{T0, TestApp};

const SARA: &str = "sara@northwind.example";
const TAB: &str = "tab=customer";

#[tokio::test]
async fn newest_first_fifty_at_a_time() {
    let app = TestApp::demo().await;
    let carl = app.sign_in("carl@contoso.example").await;
    let page = carl.list("contoso", "tab=organization").await;
    assert!(page.items.windows(2).all(|pair| pair[0].created_at >= pair[1].created_at));
    assert_eq!(
        page.total,
        u64::try_from(carl.whole_list("contoso", "tab=organization").await.len()).unwrap()
    );
    assert_eq!(page.items.len(), usize::try_from(page.total).unwrap().min(50));
}

#[tokio::test]
async fn a_row_has_what_lists_show() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let rows = sara.whole_list("northwind", TAB).await;
    let row = rows.iter().find(|row| row.organization.as_ref().unwrap().id.as_str() == "contoso").unwrap();
    assert_eq!(row.organization.as_ref().unwrap().name, "Contoso Energy");
    assert!(row.submitter.email.ends_with(".example") && !row.submitter.name.is_empty());
    assert!(row.product.name.starts_with("MetaDefender"));
    // The decision on rating comes with each row.
    for row in &rows {
        let own = row.submitter.id.as_str() == "sara";
        let reason = row.can_rate.reason().map(|reason| reason.code.code().to_owned());
        match (own, row.closed_at) {
            (false, _) => assert_eq!(reason.as_deref(), Some("not_submitter")),
            (true, None) => assert_eq!(reason.as_deref(), Some("case_not_closed")),
            (true, Some(closed)) if row.rating.is_some() && T0 > closed + TimeDelta::days(7) => {
                assert_eq!(reason.as_deref(), Some("rating_window_over"));
            }
            (true, Some(_)) => assert_eq!(reason, None),
        }
    }
    // A personal user's case has no organization.
    let pia = app.sign_in("pia@personal.example").await;
    assert!(pia.list("personal", "tab=my").await.items.iter().all(|row| row.organization.is_none()));
}

#[tokio::test]
async fn my_cases_follow_the_user_through_every_organization() {
    let app = TestApp::demo().await;
    let max = app.sign_in("max@multi.example").await;
    let here = max.whole_list("contoso", "tab=my").await;
    assert_eq!(here, max.whole_list("northwind", "tab=my").await);
    assert_eq!(here, max.whole_list("personal", "tab=my").await);
    assert!(here.iter().all(|row| row.submitter.id.as_str() == "max"));
    let organizations: std::collections::BTreeSet<_> =
        here.iter().map(|row| row.organization.as_ref().unwrap().name.as_str()).collect();
    assert!(organizations.len() > 1, "{organizations:?}");
}

/// What each filter lets through, said once more in the test's own words.
#[tokio::test]
async fn filters_let_exactly_theirs_through() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let all = sara.whole_list("northwind", TAB).await;
    type Check = fn(&CaseSummary) -> bool;
    let checks: &[(&str, Check)] = &[
        ("status=open", |row| row.status.code() != "closed"),
        ("status=closed", |row| row.status.code() == "closed"),
        ("status=waiting_on_me", |row| row.status.code() == "waiting_on_customer"),
        ("status=waiting_on_vendor", |row| row.status.code() == "waiting_on_vendor"),
        ("severity=s1", |row| row.severity.code() == "s1"),
        ("severity=s1,s4", |row| matches!(row.severity.code(), "s1" | "s4")),
        ("severity=s1&severity=s4", |row| matches!(row.severity.code(), "s1" | "s4")),
        ("product=metadefender-core", |row| row.product.id == "metadefender-core"),
        ("product=metadefender-core&product=metadefender-kiosk", |row| {
            matches!(row.product.id.as_str(), "metadefender-core" | "metadefender-kiosk")
        }),
        ("product=no-such-product", |_| false),
        ("customer=contoso", |row| row.organization.as_ref().unwrap().id.as_str() == "contoso"),
        ("customer=contoso&customer=adatum", |row| {
            matches!(row.organization.as_ref().unwrap().id.as_str(), "contoso" | "adatum")
        }),
        ("status=open&severity=s2&customer=contoso", |row| {
            row.status.code() != "closed"
                && row.severity.code() == "s2"
                && row.organization.as_ref().unwrap().id.as_str() == "contoso"
        }),
        ("status=&product=&q=&customer=", |_| true),
        ("something_new=1", |_| true),
    ];
    for (query, check) in checks {
        let mut rows = sara.whole_list("northwind", &format!("{TAB}&{query}")).await;
        let mut expected: Vec<_> = all.iter().filter(|row| check(row)).cloned().collect();
        rows.sort_by_key(|row| row.number);
        expected.sort_by_key(|row| row.number);
        assert_eq!(rows, expected, "{query}");
    }
}

#[tokio::test]
async fn created_is_bounded_by_moments_and_days_inclusive() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let all = sara.whole_list("northwind", TAB).await;
    let middle = all[all.len() / 2].created_at;
    let count = async |query: String| sara.list("northwind", &format!("{TAB}&{query}")).await.total;
    let expect = |check: &dyn Fn(DateTime<Utc>) -> bool| {
        u64::try_from(all.iter().filter(|row| check(row.created_at)).count()).unwrap()
    };
    let moment = middle.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    assert_eq!(count(format!("created_from={moment}")).await, expect(&|at| at >= middle));
    assert_eq!(count(format!("created_to={moment}")).await, expect(&|at| at <= middle));
    assert_eq!(count(format!("created_from={moment}&created_to={moment}")).await, 1);
    // With another offset: a plus sign must be written as %2B.
    let shifted = middle.with_timezone(&chrono::FixedOffset::east_opt(7_200).unwrap()).to_rfc3339();
    assert_eq!(
        count(format!("created_from={}", shifted.replace('+', "%2B"))).await,
        expect(&|at| at >= middle)
    );
    let day = middle.date_naive();
    assert_eq!(
        count(format!("created_from={day}&created_to={day}")).await,
        expect(&|at| at.date_naive() == day)
    );
}

#[tokio::test]
async fn search_finds_number_product_and_subject_in_any_case() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let all = sara.whole_list("northwind", TAB).await;
    let search = async |q: &str| sara.whole_list("northwind", &format!("{TAB}&q={q}")).await;
    let one = &all[3];
    assert_eq!(search(&one.number.to_string()).await, std::slice::from_ref(one));
    // The beginning of a number, not its middle.
    assert_eq!(search(&one.number.to_string()[..4]).await.len(), all.len());
    assert!(search(&one.number.to_string()[3..]).await.is_empty());
    // Every word, wherever it is.
    let holds = |row: &CaseSummary, word: &str| {
        format!("{}\n{}", row.product.name, row.subject).to_lowercase().contains(word)
    };
    let cores = all.iter().filter(|row| holds(row, "metadefender") && holds(row, "core")).count();
    assert_eq!(search("mETAdEFENDER%20cORE").await.len(), cores);
    let word = one.subject.split(' ').next_back().unwrap();
    assert!(search(&word.to_uppercase()).await.contains(one));
    assert_eq!(search("core%20METADEFENDER").await.len(), cores);
    assert!(search("zzz-no-such-thing").await.is_empty());
    // What means something to LIKE means nothing here.
    for q in ["%25", "_", "%25_%25", "%27%3B%20DROP%20TABLE%20cases%3B--", "%5C", "!", "%00"] {
        let rows = search(q).await;
        let text = form(q);
        assert!(rows.iter().all(|row| row.subject.contains(&text)), "{q}: {rows:?}");
    }
}

fn form(q: &str) -> String {
    let pairs = format!("q={q}");
    let (_, value) = form_urlencoded::parse(pairs.as_bytes()).next().unwrap();
    // Blanks at the ends and control characters are not searched for.
    value.trim().replace('\0', "")
}

#[tokio::test]
async fn search_among_reports_leaves_the_product_out() {
    let app = TestApp::demo().await;
    let carl = app.sign_in("carl@contoso.example").await;
    let cora = app.sign_in("cora@contoso.example").await;
    for user in [carl, cora] {
        let all = user.whole_list("contoso", "tab=false_detection").await;
        for row in &all {
            let found = user.whole_list("contoso", &format!("tab=false_detection&q={}", row.number)).await;
            assert_eq!(found, std::slice::from_ref(row));
        }
        let named = user.whole_list("contoso", "tab=false_detection&q=MetaDefender").await;
        assert!(named.iter().all(|row| row.subject.contains("MetaDefender")));
    }
}

/// A row's value under a sort field, as the test understands it.
fn key(by: Column, row: &CaseSummary) -> (String, i64) {
    let name = |text: &str| (text.to_ascii_lowercase(), 0);
    let status = ["open", "waiting_on_vendor", "waiting_on_customer", "closed"];
    match by {
        Column::Number => (String::new(), 0),
        Column::Subject => name(&row.subject),
        Column::Product => name(&row.product.name),
        Column::Severity => name(row.severity.code()),
        Column::Status => {
            let rank = status.iter().position(|code| *code == row.status.code()).unwrap();
            (String::new(), i64::try_from(rank).unwrap())
        }
        Column::Organization => name(row.organization.as_ref().map_or("", |it| it.name.as_str())),
        Column::Submitter => name(&row.submitter.name),
        Column::Created => (String::new(), row.created_at.timestamp_micros()),
        Column::Updated => (String::new(), row.updated_at.timestamp_micros()),
        Column::Rating => (String::new(), row.rating.as_ref().map_or(0, |it| i64::from(it.overall))),
    }
}

#[tokio::test]
async fn every_field_sorts_both_ways_with_ties_by_number() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let max = app.sign_in("max@multi.example").await;
    for field in Column::ALL {
        for (user, tab) in [(&sara, "customer"), (&max, "my"), (&sara, "organization")] {
            let sorted = async |sign: &str| {
                let query = format!("tab={tab}&sort={sign}{}", field.code());
                user.whole_list("northwind", &query).await
            };
            let up = sorted("").await;
            let mut expected = up.clone();
            expected.sort_by_key(|row| (key(*field, row), row.number));
            assert_eq!(numbers(&up), numbers(&expected), "{}", field.code());
            let mut down = sorted("-").await;
            down.reverse();
            assert_eq!(numbers(&down), numbers(&expected), "-{}", field.code());
        }
    }
    // By the names that rows have for them, too.
    for field in ["created", "updated"] {
        let sorted =
            async |name: &str| sara.whole_list("northwind", &format!("tab=customer&sort=-{name}")).await;
        assert_eq!(numbers(&sorted(&format!("{field}_at")).await), numbers(&sorted(field).await));
    }
}

fn numbers(rows: &[CaseSummary]) -> Vec<String> {
    rows.iter().map(|row| row.number.to_string()).collect()
}

#[tokio::test]
async fn parameters_that_cannot_be_are_named_with_those_that_can() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    for (query, field, says) in [
        ("", "tab", "`false_detection`"),
        ("tab=", "tab", "`customer`"),
        ("tab=all", "tab", "`organization`"),
        ("tab=my&tab=my", "tab", "once"),
        ("tab=my&status=new", "status", "`waiting_on_me`"),
        ("tab=my&status=waiting_on_customer", "status", "`waiting_on_me`"),
        ("tab=my&severity=critical", "severity", "`s1`"),
        ("tab=my&severity=s1&severity=s5", "severity", "`s4`"),
        ("tab=my&sort=color", "sort", "`submitter`"),
        ("tab=my&sort=--created", "sort", "`created`"),
        ("tab=my&limit=0", "limit", "1 to 200"),
        ("tab=my&limit=201", "limit", "1 to 200"),
        ("tab=my&limit=many", "limit", "1 to 200"),
        ("tab=my&limit=-1", "limit", "1 to 200"),
        ("tab=my&created_from=yesterday", "created_from", "2026-01-31"),
        ("tab=my&created_to=2026-02-30", "created_to", "2026-01-31"),
        ("tab=my&cursor=x", "cursor", "next_cursor"),
        ("tab=my&cursor=eyJ9", "cursor", "next_cursor"),
        (&format!("tab=my&q={}", "x".repeat(201)), "q", "200 characters"),
    ] {
        let answer = sara.get(&format!("/organizations/northwind/cases?{query}")).await;
        let problem = answer.problem(400);
        assert_eq!(problem.errors[0].field, field, "{query}");
        assert!(problem.detail.contains(says), "{query}: {}", problem.detail);
    }
    assert_eq!(Sort::parse("-created"), Some(Sort::NEWEST));
}

#[tokio::test]
async fn limits_at_their_edges() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    assert_eq!(sara.list("northwind", "tab=customer&limit=1").await.items.len(), 1);
    let page = sara.list("northwind", "tab=customer&limit=200").await;
    assert_eq!((page.items.len(), page.next_cursor), (usize::try_from(page.total).unwrap(), None));
    let exactly = sara.list("northwind", &format!("tab=customer&limit={}", page.total)).await;
    assert_eq!(exactly.next_cursor, None, "a full last page has no next one");
    assert_eq!(sara.list("northwind", &format!("tab=customer&q={}", "x".repeat(200))).await.total, 0);
}
