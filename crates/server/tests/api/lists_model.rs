//! Ten thousand cases beside a model that sorts them itself: whichever way a list is read, and whatever happens while one
//! pages, nothing is missing and nothing comes twice.

use crate::common::sql;
use std::collections::{BTreeMap, BTreeSet};

use caseport_domain::api::CaseSummary;
use caseport_domain::id::{OrganizationId, ProductId, UserId};
use caseport_domain::policy::Scope;
use caseport_domain::validate::SearchText;
use caseport_domain::{Access, Code as _, Column, Severity, Sort, StatusFilter, Tab};
use caseport_server::store::cases::{Cursor, Filter, ListQuery, WholeList, list};
use caseport_server::store::{Read, Write};
use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::common::{T0, TestApp};

const CASES: i64 = 10_000;
const FIRST: i64 = 50_000_000;
/// Common, less common, rare; and what they are called.
const PRODUCTS: [(&str, &str); 3] = [
    ("metadefender-core", "MetaDefender Core"),
    ("metadefender-kiosk", "MetaDefender Kiosk"),
    ("metadefender-vault", "MetaDefender Vault"),
];
const WORDS: [&str; 5] = ["update", "engine", "Échec", "gateway", "zebra"];

#[derive(Clone, Debug)]
struct Case {
    number: i64,
    subject: String,
    product: usize,
    severity: &'static str,
    status: &'static str,
    created: i64,
}

fn invent(rng: &mut StdRng, number: i64) -> Case {
    let mut rare = |often: u32, out_of: u32| rng.random_ratio(often, out_of);
    let product = if rare(1, 50) { 2 } else { usize::from(rare(1, 4)) };
    let severity = if rare(1, 60) {
        "s1"
    } else {
        ["s2", "s3", "s4"][usize::from(rare(1, 3)) + usize::from(rare(1, 3))]
    };
    let status = if rare(1, 40) {
        "waiting_on_customer"
    } else if rare(2, 3) {
        "closed"
    } else {
        "open"
    };
    // Common words, and one that few have.
    let mut subject: Vec<&str> = WORDS[..4].iter().copied().filter(|_| rare(2, 3)).collect();
    if rare(1, 100) {
        subject.push(WORDS[4]);
    }
    let subject = format!("{} {}", subject.join(" "), rng.random_range(0..40_u32));
    Case { number, subject, product, severity, status, created: rng.random_range(1..2_000_i64) }
}

async fn insert(write: &mut Write, case: &Case) {
    sql::query(
        "INSERT INTO cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, product_key,
             issue_type, severity, subject, subject_key, description, status, closed_at, created_at, updated_at)
         VALUES ($1, 'support', 'contoso', 'contoso', 0, 'cora', $2, (SELECT name_key FROM products WHERE id = $2),
             'question', $3, $4, $5, 'y', $6, $7, $8, $8)",
    )
    .bind(case.number)
    .bind(PRODUCTS[case.product].0)
    .bind(case.severity)
    .bind(&case.subject)
    .bind(fold(&case.subject))
    .bind(case.status)
    .bind((case.status == "closed").then_some(1))
    .bind(case.created)
    .execute(write)
    .await
    .unwrap();
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace('é', "e")
}

fn rank(status: &str) -> usize {
    ["open", "waiting_on_vendor", "waiting_on_customer", "closed"]
        .iter()
        .position(|it| *it == status)
        .unwrap()
}

/// The list, as the model understands it.
fn model(cases: &BTreeMap<i64, Case>, query: &ListQuery) -> Vec<i64> {
    let filter = &query.filter;
    let words = filter.search.as_ref().map(|it| fold(it.as_str())).unwrap_or_default();
    let matches = |case: &&Case| {
        let (id, name) = PRODUCTS[case.product];
        let within = |bound: Option<DateTime<Utc>>| bound.map(|it| it.timestamp_micros());
        (filter.products.is_empty() || filter.products.iter().any(|it| it.as_str() == id))
            && filter.status.is_none_or(|it| it.statuses().iter().any(|it| it.code() == case.status))
            && (filter.severities.is_empty() || filter.severities.iter().any(|it| it.code() == case.severity))
            && filter.customers.is_empty()
            && within(filter.created_from).is_none_or(|from| case.created >= from)
            && within(filter.created_to).is_none_or(|to| case.created <= to)
            && words.split_whitespace().all(|word| {
                fold(&case.subject).contains(word)
                    || fold(name).contains(word)
                    || case.number.to_string().starts_with(word)
            })
    };
    let mut rows: Vec<&Case> = cases.values().filter(matches).collect();
    rows.sort_by_cached_key(|case| {
        let text = match query.sort.by {
            Column::Subject => fold(&case.subject),
            Column::Product => fold(PRODUCTS[case.product].1),
            Column::Severity => case.severity.to_owned(),
            _ => String::new(),
        };
        let number = match query.sort.by {
            Column::Status => i64::try_from(rank(case.status)).unwrap(),
            Column::Created | Column::Updated => case.created,
            _ => 0,
        };
        (text, number, case.number)
    });
    if query.sort.descending {
        rows.reverse();
    }
    rows.iter().map(|case| case.number).collect()
}

fn filters() -> Vec<(&'static str, Filter)> {
    let search = |text: &str| Some(SearchText::new(text).unwrap());
    let products = |ids: &[usize]| ids.iter().map(|at| ProductId::from(PRODUCTS[*at].0)).collect::<Vec<_>>();
    let at = |micros| DateTime::from_timestamp_micros(micros);
    let all = Filter::default;
    vec![
        ("everything", all()),
        ("a rare product", Filter { products: products(&[2]), ..all() }),
        ("two products", Filter { products: products(&[1, 2]), ..all() }),
        ("a rare severity", Filter { severities: vec![Severity::S1], ..all() }),
        ("two severities", Filter { severities: vec![Severity::S1, Severity::S3], ..all() }),
        ("a rare status", Filter { status: Some(StatusFilter::WaitingOnMe), ..all() }),
        ("closed", Filter { status: Some(StatusFilter::Closed), ..all() }),
        ("a few days", Filter { created_from: at(100), created_to: at(160), ..all() }),
        ("most days", Filter { created_from: at(100), ..all() }),
        ("common words", Filter { search: search("ECHEC update"), ..all() }),
        ("a rare word", Filter { search: search("zebra"), ..all() }),
        ("a product's name", Filter { search: search("kiosk"), ..all() }),
        ("a number's beginning", Filter { search: search("500012"), ..all() }),
        ("no such word", Filter { search: search("zzzyx"), ..all() }),
        (
            "common words in a rare product",
            Filter { search: search("update"), products: products(&[2]), ..all() },
        ),
        (
            "common words in a rare status of a severity",
            Filter {
                search: search("gateway engine"),
                status: Some(StatusFilter::WaitingOnMe),
                severities: vec![Severity::S2],
                ..all()
            },
        ),
        (
            "common words of a few days",
            Filter { search: search("gateway"), created_from: at(100), created_to: at(160), ..all() },
        ),
        (
            "closed, of a few days",
            Filter {
                status: Some(StatusFilter::Closed),
                created_from: at(100),
                created_to: at(160),
                ..all()
            },
        ),
        (
            "a rare status of a few days",
            Filter {
                status: Some(StatusFilter::WaitingOnMe),
                created_from: at(100),
                created_to: at(160),
                ..all()
            },
        ),
        ("another organization", Filter { customers: vec![OrganizationId::from("fabrikam")], ..all() }),
    ]
}

struct World {
    app: TestApp,
    cases: BTreeMap<i64, Case>,
    scope: Scope,
    reader: UserId,
    rng: StdRng,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::demo().await;
        let mut rng = StdRng::seed_from_u64(4);
        let mut write = app.store.write().await.unwrap();
        // Nothing but what the model knows.
        sql::query("UPDATE cases SET submitter_id = 'carl' WHERE submitter_id = 'cora'")
            .execute(&mut write)
            .await
            .unwrap();
        let mut cases = BTreeMap::new();
        for number in FIRST..FIRST + CASES {
            let case = invent(&mut rng, number);
            insert(&mut write, &case).await;
            cases.insert(number, case);
        }
        write.commit().await.unwrap();
        let reader = UserId::from("cora");
        let scope = Scope::of_tab(Tab::My, &Access::personal(), &reader).unwrap();
        Self { app, cases, scope, reader, rng }
    }

    async fn page(&self, read: &mut Read, query: &ListQuery) -> (Vec<i64>, Option<Cursor>, u64, bool) {
        let page = list::page(read, &self.scope, &self.reader, query, T0).await.unwrap();
        let next = page.next_cursor.map(|text| Cursor::decode(&text, &query.list).unwrap());
        (numbers(&page.items), next, page.total, page.total_at_least)
    }
}

fn numbers(rows: &[CaseSummary]) -> Vec<i64> {
    rows.iter().map(|row| i64::from(row.number.value())).collect()
}

fn query(filter: &Filter, by: Column, descending: bool, limit: u32) -> ListQuery {
    ListQuery {
        filter: filter.clone(),
        sort: Sort { by, descending },
        after: None,
        limit,
        list: "x".to_owned(),
    }
}

#[tokio::test]
async fn every_list_is_the_models_whichever_way_it_is_read() {
    let mut world = World::new().await;
    let mut ways = BTreeSet::new();
    let mut read = world.app.store.read().await.unwrap();
    for (name, filter) in filters() {
        for by in [
            Column::Number,
            Column::Created,
            Column::Subject,
            Column::Product,
            Column::Severity,
            Column::Status,
            Column::Organization,
        ] {
            for descending in [false, true] {
                let what = format!("{name} by {by:?} {descending}");
                let limit = world.rng.random_range(20..200);
                let mut query = query(&filter, by, descending, limit);
                let expected = model(&world.cases, &query);
                ways.insert(list::way(&mut read, &world.scope, &query).await.unwrap());
                let mut found = Vec::new();
                // A few pages from the beginning, and all of them where they are few.
                for _ in 0..12 {
                    let (rows, next, total, at_least) = world.page(&mut read, &query).await;
                    let all = u64::try_from(expected.len()).unwrap();
                    assert!(total == all || (at_least && total < all), "{what}: {total} of {all}");
                    found.extend(rows);
                    query.after = next;
                    if query.after.is_none() {
                        break;
                    }
                }
                match query.after {
                    None => assert_eq!(found, expected, "{what}"),
                    Some(_) => assert_eq!(found, expected[..found.len()], "{what}"),
                }
                // And in the export, which reads to the end and may choose another way; slow in numbers.
                if descending || !matches!(by, Column::Created | Column::Subject) {
                    continue;
                }
                query.after = None;
                query.limit = 500;
                let mut whole =
                    WholeList::open(&mut read, world.scope.clone(), world.reader.clone(), query, T0)
                        .await
                        .unwrap();
                assert_eq!(
                    whole.total(&mut read).await.unwrap(),
                    u64::try_from(expected.len()).unwrap(),
                    "{what}"
                );
                let mut found = Vec::new();
                loop {
                    let rows = whole.next(&mut read).await.unwrap();
                    if rows.is_empty() {
                        break;
                    }
                    found.extend(numbers(&rows));
                }
                assert_eq!(found, expected, "{what}, whole");
            }
        }
    }
    for way in ["Walk", "Gather", "Candidates", "Nothing"] {
        assert!(ways.contains(way), "{way} was not tried: {ways:?}");
    }
}

/// Cases come, are closed and retitled while one pages: what was in the list and stays in it comes exactly once, unless
/// the order itself is by what changes.
#[tokio::test]
async fn paging_while_cases_come_and_change_repeats_nothing_and_leaves_no_gap() {
    let mut world = World::new().await;
    let mut ways = BTreeSet::new();
    for (name, filter) in filters() {
        for (by, descending) in [
            (Column::Created, true),
            (Column::Product, false),
            (Column::Number, false),
            (Column::Severity, true),
        ] {
            let what = format!("{name} by {by:?}");
            let mut query = query(&filter, by, descending, 40);
            let mut stayed: BTreeSet<i64> = model(&world.cases, &query).into_iter().collect();
            let mut seen = BTreeSet::new();
            for round in 0..10 {
                let mut read = world.app.store.read().await.unwrap();
                ways.insert(list::way(&mut read, &world.scope, &query).await.unwrap());
                let (rows, next, ..) = world.page(&mut read, &query).await;
                drop(read);
                for number in &rows {
                    assert!(seen.insert(*number), "{what}: {number} comes twice");
                }
                let Some(next) = next else {
                    assert!(stayed.is_subset(&seen), "{what}: a gap");
                    break;
                };
                query.after = Some(next);
                world.happens(round).await;
                let now: BTreeSet<i64> = model(&world.cases, &query).into_iter().collect();
                stayed.retain(|number| now.contains(number));
                // As far as one has come there is no gap either.
                let so_far = model(&world.cases, &query);
                let last = so_far.iter().position(|number| Some(number) == rows.last());
                if let Some(last) = last {
                    let missed = so_far[..last].iter().find(|it| stayed.contains(it) && !seen.contains(it));
                    assert_eq!(missed, None, "{what}: a gap");
                }
            }
        }
    }
    assert!(ways.contains("Gather") && ways.contains("Walk"), "{ways:?}");
}

impl World {
    async fn happens(&mut self, round: i64) {
        let mut write = self.app.store.write().await.unwrap();
        let next = self.cases.last_key_value().unwrap().0 + 1;
        for number in next..next + 3 {
            let case = invent(&mut self.rng, number);
            insert(&mut write, &case).await;
            self.cases.insert(number, case);
        }
        for _ in 0..20 {
            let number = self.rng.random_range(FIRST..FIRST + CASES);
            let fresh = invent(&mut self.rng, number);
            let case = self.cases.get_mut(&number).unwrap();
            if round % 2 == 0 {
                case.status = "closed";
            } else {
                case.subject = fresh.subject;
            }
            sql::query("UPDATE cases SET status = $2, closed_at = CASE $2 WHEN 'closed' THEN 1 END, subject = $3, subject_key = $4 WHERE number = $1")
                .bind(number)
                .bind(case.status)
                .bind(&case.subject)
                .bind(fold(&case.subject))
                .execute(&mut write)
                .await
                .unwrap();
        }
        write.commit().await.unwrap();
    }
}
