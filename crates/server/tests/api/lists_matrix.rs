//! Who sees what, held against a model that knows nothing of the server's rules or SQL: for every demo account, and for
//! organizations, roles, links, toggles and cases at random.

use crate::common::sql;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::sql::Get as _;
use caseport_domain::api::TabCounts;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::common::{TestApp, User};
use crate::lists_csv::table;

/// A case, as the model knows it.
#[derive(Clone, Debug)]
pub struct Case {
    number: String,
    subject: String,
    is_report: bool,
    organization: Option<String>,
    filed_from: Option<String>,
    submitter: String,
    is_closed: bool,
}

/// A person in an organization, as the model knows it: 0 is none, 1 view, 2 full.
#[derive(Clone, Debug, Default)]
struct Seat {
    support: u8,
    customer_cases: u8,
    customer_organizations: u8,
    extended: bool,
    linked: bool,
}

/// The product page's table, once more: which cases a tab holds; none where the person does not have it.
fn model<'a>(cases: &'a [Case], tab: &str, org: &str, user: &str, seat: &Seat) -> Option<Vec<&'a Case>> {
    let of =
        |case: &&Case, organization: &Option<String>| organization.as_deref() == Some(org) && !case.is_report;
    let partner = |case: &&Case| case.organization != case.filed_from;
    let all = || cases.iter();
    Some(match tab {
        "my" => all().filter(|it| it.submitter == user && !it.is_report).collect(),
        "false_detection" => all().filter(|it| it.submitter == user && it.is_report).collect(),
        _ if org == "personal" => return None,
        "organization" | "partner" => {
            let by_partner = tab == "partner";
            let any = all().any(|it| of(&it, &it.organization) && partner(&it));
            if seat.support == 0 || !seat.extended || (by_partner && !any) {
                return None;
            }
            all().filter(|it| of(it, &it.organization) && partner(it) == by_partner).collect()
        }
        _ => {
            let here = |it: &&Case| of(it, &it.filed_from) && partner(it);
            let own = all().any(|it| here(&it) && it.submitter == user);
            let level = seat.customer_cases >= 1 || seat.customer_organizations == 2;
            if !(own || level && seat.linked) {
                return None;
            }
            let colleagues = seat.customer_cases >= 1 || (seat.extended && seat.customer_organizations == 2);
            all().filter(|it| here(it) && (colleagues || it.submitter == user)).collect()
        }
    })
}

pub async fn cases(app: &TestApp) -> Vec<Case> {
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT number, subject, kind, organization_id, filed_from, submitter_id, status FROM cases ORDER BY number";
    let rows = sql::query(sql).fetch_all(&mut read).await.unwrap();
    let case = |row: &caseport_server::store::sql::Row| Case {
        number: row.get::<i64>("number").to_string(),
        subject: row.get("subject"),
        is_report: row.get::<&str>("kind") == "false_detection",
        organization: row.get("organization_id"),
        filed_from: row.get("filed_from"),
        submitter: row.get("submitter_id"),
        is_closed: row.get::<&str>("status") == "closed",
    };
    rows.iter().map(case).collect()
}

/// The person's seats: the levels come with the roles' own words, not through the server's rules.
async fn seats(app: &TestApp, user: &str) -> BTreeMap<String, Seat> {
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT m.organization_id, m.role, m.extended_case_view, o.kind = 'partner' AS is_partner, r.permissions,
            EXISTS (SELECT 1 FROM links l WHERE l.partner_id = m.organization_id AND l.kind = 'partner') AS linked
        FROM memberships m JOIN organizations o ON o.id = m.organization_id LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role
        WHERE m.user_id = $1";
    let rows = sql::query(sql).bind(user).fetch_all(&mut read).await.unwrap();
    let seat = |row: &caseport_server::store::sql::Row| {
        let (support, customer_cases, customer_organizations) = match row.get::<Option<&str>>("permissions") {
            Some(json) => {
                let json: serde_json::Value = serde_json::from_str(json).unwrap();
                let level = |object: &str| match json[object].as_str() {
                    Some("full") => 2,
                    Some("view") => 1,
                    _ => 0,
                };
                (
                    level("support_service"),
                    level("support_service.customer_cases"),
                    level("support_service.customer_organizations"),
                )
            }
            None => {
                let role: caseport_domain::BuiltInRole =
                    caseport_domain::Code::parse(row.get("role")).unwrap();
                let permissions = role.permissions();
                let level = |object| permissions.level(object) as u8;
                use caseport_domain::RoleObject::{
                    SupportService, SupportServiceCustomerCases, SupportServiceCustomerOrganizations,
                };
                (
                    level(SupportService),
                    level(SupportServiceCustomerCases),
                    level(SupportServiceCustomerOrganizations),
                )
            }
        };
        // What partners may do is nothing in an organization that is none.
        let partner: u8 = if row.get("is_partner") { 2 } else { 0 };
        let (customer_cases, customer_organizations) =
            (customer_cases.min(partner), customer_organizations.min(partner));
        let extended = row.get("extended_case_view");
        let linked = row.get("linked");
        (
            row.get("organization_id"),
            Seat { support, customer_cases, customer_organizations, extended, linked },
        )
    };
    rows.iter().map(seat).collect()
}

const TABS: [&str; 5] = ["my", "organization", "partner", "customer", "false_detection"];

/// Holds everything that a person can list against the model; how many lists that were.
pub async fn hold(app: &TestApp, user: &User<'_>, id: &str, all: &[Case]) -> usize {
    let mut lists = 0;
    let mut seats = seats(app, id).await;
    seats.insert("personal".to_owned(), Seat::default());
    for (org, seat) in &seats {
        let counts: BTreeMap<String, TabCounts> =
            user.get(&format!("/organizations/{org}/cases/counts")).await.read_as(200);
        for tab in TABS {
            let what = format!("{id} in {org}: {tab}");
            let Some(expected) = model(all, tab, org, id, seat) else {
                for path in ["cases", "cases.csv", "cases/customers"] {
                    user.get(&format!("/organizations/{org}/{path}?tab={tab}")).await.reason(403);
                }
                assert!(!counts.contains_key(tab), "{what}");
                continue;
            };
            lists += 1;
            let numbers: Vec<&str> = expected.iter().map(|case| case.number.as_str()).collect();
            let closed = expected.iter().filter(|case| case.is_closed).count();
            assert_eq!(
                (counts[tab].total, counts[tab].closed),
                (numbers.len() as u64, closed as u64),
                "{what}"
            );
            let rows = user.whole_list(org, &format!("tab={tab}&sort=number")).await;
            let listed: Vec<_> = rows.iter().map(|row| row.number.to_string()).collect();
            assert_eq!(listed, numbers, "{what}");
            // A search that everything answers to; for reports and what people write, a letter.
            for q in ["1", "e"] {
                let found = user.whole_list(org, &format!("tab={tab}&sort=number&q={q}")).await;
                let found: Vec<_> = found.iter().map(|row| row.number.to_string()).collect();
                let answers = |case: &&&Case| {
                    let number = case.number.starts_with(q);
                    let row = rows.iter().find(|row| row.number.to_string() == case.number).unwrap();
                    let product = tab != "false_detection" && row.product.name.to_lowercase().contains(q);
                    number || product || case.subject.to_lowercase().contains(q)
                };
                let expected: Vec<_> =
                    expected.iter().filter(answers).map(|case| case.number.clone()).collect();
                assert_eq!(found, expected, "{what}: {q}");
            }
            let csv = user.get(&format!("/organizations/{org}/cases.csv?tab={tab}&sort=number")).await;
            let text = csv.text();
            let (_, rows) = table(&csv);
            assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), numbers, "{what}");
            let own: BTreeSet<&str> = numbers.iter().copied().collect();
            let foreign =
                all.iter().find(|case| !own.contains(case.number.as_str()) && text.contains(&case.number));
            assert!(foreign.is_none(), "{what}: {foreign:?}");
        }
    }
    lists
}

#[tokio::test]
async fn every_demo_account_lists_exactly_its_cases() {
    let app = TestApp::demo().await;
    let all = cases(&app).await;
    let config = app.anonymous().get("/config").await.json();
    let mut lists = 0;
    for account in config["demo_accounts"].as_array().unwrap() {
        let email = account["email"].as_str().unwrap();
        let user = app.sign_in(email).await;
        lists += hold(&app, &user, email.split('@').next().unwrap(), &all).await;
    }
    assert!(lists > 80, "{lists}");
}

/// Nothing of a case that somebody cannot list is in any of their answers, whatever they search for.
#[tokio::test]
async fn nothing_of_others_is_in_any_answer_in_random_worlds() {
    for seed in 0..3 {
        let app = TestApp::demo().await;
        let people = ["sara", "paul", "vera", "carl", "cora", "max", "pia", "nils"];
        shuffle(&app, &mut StdRng::seed_from_u64(seed), &people).await;
        let all = cases(&app).await;
        for id in people {
            let config = app.anonymous().get("/config").await.json();
            let accounts = config["demo_accounts"].as_array().unwrap();
            let email =
                accounts.iter().filter_map(|it| it["email"].as_str()).find(|it| it.starts_with(id)).unwrap();
            let user = app.sign_in(email).await;
            hold(&app, &user, id, &all).await;
            let mut may = BTreeSet::new();
            for (org, seat) in seats(&app, id).await.into_iter().chain([("personal".into(), Seat::default())])
            {
                for tab in TABS {
                    let seen = model(&all, tab, &org, id, &seat).unwrap_or_default();
                    may.extend(seen.iter().map(|case| case.number.clone()));
                }
                for tab in TABS {
                    for q in ["zebra", "9", "secret-1"] {
                        let path = format!("/organizations/{org}/cases?tab={tab}&q={q}&limit=200");
                        let text = user.get(&path).await.text();
                        let leak = all
                            .iter()
                            .find(|case| !may.contains(&case.number) && text.contains(&case.subject));
                        assert!(leak.is_none(), "{seed} {id} {path}: {leak:?}");
                    }
                }
            }
        }
    }
}

/// Other roles, toggles and links, and cases between whomever, each with a subject of its own.
pub async fn shuffle(app: &TestApp, rng: &mut StdRng, people: &[&str]) {
    let mut write = app.store.write().await.unwrap();
    let organizations = ["northwind", "contoso", "fabrikam", "adatum", "tailspin", "lonely"];
    // Of Super Admins there is one in each; an Admin sees the same.
    let roles = ["admin", "admin", "user", "mdf_admin", "partner_user"];
    for (id, permissions) in [
        ("r-view", r#"{"support_service":"view","support_service.customer_cases":"view"}"#),
        ("r-none", r"{}"),
        ("r-co", r#"{"support_service":"view","support_service.customer_organizations":"full"}"#),
    ] {
        for org in organizations {
            sql::query("INSERT INTO roles (organization_id, id, label, label_key, permissions, created_at, updated_at) VALUES ($1, $2, $2, $2, $3, 1, 1)")
                .bind(org).bind(id).bind(permissions).execute(&mut write).await.unwrap();
        }
    }
    sql::query("DELETE FROM links").execute(&mut write).await.unwrap();
    for partner in organizations {
        for customer in organizations {
            if partner != customer && rng.random_ratio(1, 3) {
                let kind = if rng.random_ratio(2, 3) { "partner" } else { "other" };
                sql::query(
                    "INSERT INTO links (partner_id, customer_id, kind, created_at) VALUES ($1, $2, $3, 1)",
                )
                .bind(partner)
                .bind(customer)
                .bind(kind)
                .execute(&mut write)
                .await
                .unwrap();
            }
        }
    }
    for user in people {
        sql::query("DELETE FROM memberships WHERE user_id = $1")
            .bind(*user)
            .execute(&mut write)
            .await
            .unwrap();
        for org in organizations {
            if rng.random_ratio(1, 3) {
                let at = rng.random_range(0..8);
                let role = roles.get(at).copied().unwrap_or(["r-view", "r-none", "r-co"][at % 3]);
                sql::query("INSERT INTO memberships (user_id, organization_id, role, extended_case_view, created_at) VALUES ($1, $2, $3, $4, 1)")
                    .bind(*user).bind(org).bind(role).bind(rng.random_ratio(1, 2)).execute(&mut write).await.unwrap();
            }
        }
    }
    for index in 0..150_i64 {
        let pick = |rng: &mut StdRng| {
            (!rng.random_ratio(1, 6)).then(|| organizations[rng.random_range(0..organizations.len())])
        };
        let (organization, other) = (pick(rng), pick(rng));
        let filed_from = if rng.random_ratio(1, 2) { organization } else { other };
        let kind = if rng.random_ratio(1, 5) { "false_detection" } else { "support" };
        let status = if rng.random_ratio(1, 3) { "closed" } else { "open" };
        let subject = format!("Zebra secret-{index}. of {}", rng.random_range(0..1_000_000_u32));
        sql::query(
            "INSERT INTO cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, issue_type,
                 severity, subject, subject_key, description, status, closed_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'metadefender-core', 'question', 's3', $7, lower($7), 'y', $8, $9, $1, $1)",
        )
        .bind(90_000_000 + index)
        .bind(kind)
        .bind(organization)
        .bind(filed_from)
        .bind(organization != filed_from)
        .bind(people[rng.random_range(0..people.len())])
        .bind(subject)
        .bind(status)
        .bind((status == "closed").then_some(1))
        .execute(&mut write)
        .await
        .unwrap();
    }
    write.commit().await.unwrap();
}
