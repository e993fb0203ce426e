//! Extend Case View: who sees and switches it, what it opens, and that it is so at once.

use crate::common::sql;
use std::collections::BTreeMap;
use std::time::Instant;

use crate::common::sql::Get as _;
use caseport_domain::Access;
use caseport_domain::api::{CaseAccess, Page, TabCounts};
use caseport_domain::policy::Scope;
use caseport_server::store::reader::Reader;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::json;

use crate::common::{Answer, Entry, T0, TestApp, User};
use crate::lists_matrix::shuffle;
use crate::scopes::all_facts;

const NORTHWIND: &str = "/organizations/northwind/case-access";

async fn page(user: &User<'_>, path: &str) -> Page<CaseAccess> {
    user.get(path).await.read_as(200)
}

async fn switch(user: &User<'_>, org: &str, whom: &str, enabled: bool) -> Answer {
    user.put(&format!("/organizations/{org}/case-access/{whom}"), &json!({ "enabled": enabled })).await
}

fn ids(page: &Page<CaseAccess>) -> Vec<&str> {
    page.items.iter().map(|it| it.user.id.as_str()).collect()
}

#[tokio::test]
async fn members_are_listed_by_name_page_by_page_and_found_by_name_and_address() {
    let app = TestApp::demo().await;
    let uma = app.sign_in("uma@northwind.example").await;
    let whole = page(&uma, NORTHWIND).await;
    assert_eq!(ids(&whole), ["adam", "max", "mona", "nils", "paul", "sara", "uma", "vera"]);
    assert_eq!((whole.total, whole.next_cursor.as_deref()), (8, None));
    let adam = &whole.items[0];
    assert_eq!((adam.user.name.as_str(), adam.role.label.as_str()), ("Adam Kowalski", "Admin"));
    assert_eq!((adam.enabled, adam.changed_by.is_none(), adam.changed_at), (false, true, None));
    let max = &whole.items[1];
    assert_eq!((max.enabled, max.changed_by.as_ref().unwrap().name.as_str()), (true, "Sara Delacroix"));
    assert!(max.changed_at.unwrap() < T0);

    let mut found = Vec::new();
    let mut path = format!("{NORTHWIND}?limit=3");
    loop {
        let part = page(&uma, &path).await;
        assert_eq!(part.total, 8);
        found.extend(ids(&part).into_iter().map(str::to_owned));
        let Some(cursor) = part.next_cursor else { break };
        path = format!("{NORTHWIND}?limit=3&cursor={cursor}");
        uma.get(&format!("{NORTHWIND}?q=a&cursor={cursor}")).await.problem(400);
        uma.get(&format!("/organizations/contoso/case-access?cursor={cursor}")).await.problem(404);
    }
    assert_eq!(found, ids(&whole));

    for (q, expected) in [
        ("kowal", &["adam"][..]),
        ("EL-SAYED", &["mona"]),
        ("santos%20vera", &["vera"]),
        ("multi.example", &["max"]),
        ("nobody", &[]),
        ("%25", &[]),
    ] {
        let found = page(&uma, &format!("{NORTHWIND}?q={q}")).await;
        assert_eq!((ids(&found), found.total), (expected.to_vec(), expected.len() as u64), "{q}");
    }
    uma.get(&format!("{NORTHWIND}?limit=0")).await.problem(400);
}

#[tokio::test]
async fn support_service_decides_who_sees_and_who_switches() {
    let app = TestApp::demo().await;
    let before = app.entries("northwind").await.len();
    for (email, sees, switches) in [
        ("sara@northwind.example", true, true),
        ("adam@northwind.example", true, true),
        ("mona@northwind.example", true, true),
        ("paul@northwind.example", true, false),
        ("uma@northwind.example", true, false),
        ("vera@northwind.example", true, false),
        ("nils@northwind.example", false, false),
    ] {
        let user = app.sign_in(email).await;
        let list = user.get(NORTHWIND).await;
        if sees {
            assert_eq!(list.status, 200, "{email}");
        } else {
            assert_eq!(list.reason(403), "needs_level");
        }
        // As it is already: nothing happens, if one may.
        let answer = switch(&user, "northwind", "uma", false).await;
        if switches {
            assert_eq!(answer.status, 200, "{email}");
            switch(&user, "northwind", "nobody", true).await.problem(404);
            switch(&user, "northwind", "cora", true).await.problem(404);
        } else {
            let problem = answer.problem(403);
            assert_eq!(problem.detail, "You don't have permission to configure case access.");
            assert_eq!(problem.reason.unwrap().granted_by[0], "Sara Delacroix");
        }
    }
    let carl = app.sign_in("carl@contoso.example").await;
    carl.get(NORTHWIND).await.problem(404);
    switch(&carl, "northwind", "adam", true).await.problem(404);
    let pia = app.sign_in("pia@personal.example").await;
    assert_eq!(pia.get("/organizations/personal/case-access").await.reason(403), "personal_scope");
    assert_eq!(switch(&pia, "personal", "pia", true).await.reason(403), "personal_scope");

    let entries = app.entries("northwind").await.split_off(before);
    assert_eq!(entries.len(), 4, "{entries:?}");
    for (entry, by) in entries.into_iter().zip(["paul", "uma", "vera", "nils"]) {
        let refused = Entry {
            attempted: "case_access_changed".to_owned(),
            reason: "You don't have permission to configure case access.".to_owned(),
            ..Entry::new("refused", by).of("uma")
        };
        assert_eq!(entry, refused);
    }
}

#[tokio::test]
async fn a_switch_is_so_at_once_in_open_sessions_and_noted_once() {
    let app = TestApp::following().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let adam = app.sign_in("adam@northwind.example").await;
    let mut stream = adam.stream("northwind").await;
    let opens = page(&sara, &format!("{NORTHWIND}?q=adam")).await.items.remove(0).opens_cases;
    let counts = async || -> BTreeMap<String, TabCounts> {
        adam.get("/organizations/northwind/cases/counts").await.read_as(200)
    };
    let total = |counts: &BTreeMap<String, TabCounts>| counts.values().map(|it| it.total).sum::<u64>();
    let before = counts().await;
    let revision = async || -> u64 {
        let access: Access = adam.get("/organizations/northwind/access").await.read_as(200);
        access.revision
    };
    let first = revision().await;
    let on = Entry::new("case_access_changed", "sara").of("adam").change("extended_case_view: off -> on");
    for _ in 0..2 {
        let answer: CaseAccess = switch(&sara, "northwind", "adam", true).await.read_as(200);
        assert_eq!((answer.enabled, answer.opens_cases), (true, opens));
        assert_eq!(answer.changed_by.unwrap().id.as_str(), "sara");
        assert_eq!(answer.changed_at, Some(T0));
        assert_eq!(app.entries("northwind").await, std::slice::from_ref(&on), "once");
    }
    // Within two seconds, which the stream holds itself to.
    assert_eq!(stream.event().await.name, "access_changed");
    assert!(revision().await > first);
    let after = counts().await;
    assert!(!before.contains_key("organization") && after["organization"].total > 0);
    assert!(opens > 0 && total(&after) > total(&before));

    let answer: CaseAccess = switch(&sara, "northwind", "adam", false).await.read_as(200);
    assert!(!answer.enabled);
    assert_eq!(stream.event().await.name, "access_changed");
    assert_eq!(counts().await, before);
    assert_eq!(
        adam.get("/organizations/northwind/cases?tab=organization").await.reason(403),
        "needs_extended_case_view"
    );
    // One's own, too.
    let answer: CaseAccess = switch(&adam, "northwind", "adam", true).await.read_as(200);
    assert_eq!(answer.changed_by.unwrap().id.as_str(), "adam");
    assert_eq!(app.entries("northwind").await.len(), 3);
}

/// What is said to be opened is what the rules say, case by case, for everybody.
async fn hold_against_the_rules(app: &TestApp) -> u64 {
    let mut opened = 0;
    let mut read = app.store.read().await.unwrap();
    let facts = all_facts(&mut read).await;
    let members =
        sql::query("SELECT organization_id, user_id FROM memberships").fetch_all(&mut read).await.unwrap();
    for member in &members {
        let (org, user) = (member.get::<String>("organization_id"), member.get::<String>("user_id"));
        let reader = Reader::load(&mut read, &user.as_str().into()).await.unwrap();
        let access = reader.access(&org.as_str().into()).unwrap();
        let seen = |enabled| {
            let access = Access { extended_case_view: enabled, ..access.clone() };
            let scopes = Scope::of_place(&access, reader.user());
            let others = facts.iter().filter(|(_, case)| case.submitter != *reader.user());
            others.filter(|(_, case)| scopes.iter().any(|scope| scope.admits(case))).count()
        };
        let expected = (seen(true) - seen(false)) as u64;
        let who = caseport_domain::policy::see_case_access(access);
        let page = caseport_server::store::administration::Actor::new(reader.user().clone(), access.clone());
        let Ok(permit) = page.unwrap().see_case_access() else {
            assert!(!who.is_allowed());
            continue;
        };
        let query = caseport_server::store::administration::NamesQuery {
            search: String::new(),
            roles: Vec::new(),
            after: None,
            limit: 200,
            list: String::new(),
        };
        let list = caseport_server::store::administration::case_access::list(&mut read, &permit, &query)
            .await
            .unwrap();
        let row = list.items.iter().find(|it| it.user.id.as_str() == user).unwrap();
        assert_eq!(row.opens_cases, expected, "{user} in {org}");
        opened += expected;
    }
    opened
}

#[tokio::test]
async fn what_it_opens_is_counted_by_the_rules() {
    let app = TestApp::demo().await;
    assert!(hold_against_the_rules(&app).await > 100);
    for seed in 0..3 {
        let app = TestApp::demo().await;
        let people = ["sara", "paul", "vera", "carl", "cora", "max", "pia", "nils"];
        shuffle(&app, &mut StdRng::seed_from_u64(seed), &people).await;
        assert!(hold_against_the_rules(&app).await > 0);
    }
}

#[tokio::test]
async fn five_thousand_members_are_listed_by_name_each_once() {
    let app = TestApp::demo().await;
    app.crowd("northwind", 5_000).await;
    let sara = app.sign_in("sara@northwind.example").await;
    let mut names = Vec::new();
    let mut path = format!("{NORTHWIND}?limit=200");
    let mut slowest = std::time::Duration::ZERO;
    loop {
        let began = Instant::now();
        let part = page(&sara, &path).await;
        slowest = slowest.max(began.elapsed());
        assert_eq!(part.total, 5_008);
        names.extend(part.items.into_iter().map(|it| it.user.name.to_lowercase()));
        let Some(cursor) = part.next_cursor else { break };
        path = format!("{NORTHWIND}?limit=200&cursor={cursor}");
    }
    assert_eq!(names.len(), 5_008);
    assert!(names.is_sorted(), "by name, each once");
    println!("slowest page of 200: {slowest:?}");
}
