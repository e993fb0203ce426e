//! Event History: everything that happened, found again, taken away, and never changed.

use crate::common::sql;
use caseport_domain::Code as _;
use caseport_domain::api::{OrganizationEvent, OrganizationEventKind, Page};
use caseport_server::store::Kind;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{T0, TestApp, User};
use crate::lists_csv::table;

const HISTORY: &str = "/organizations/northwind/event-history";

async fn page(user: &User<'_>, query: &str) -> Page<OrganizationEvent> {
    user.get(&format!("{HISTORY}?{query}")).await.read_as(200)
}

async fn whole(user: &User<'_>, query: &str, limit: usize) -> Vec<OrganizationEvent> {
    let (mut all, mut path) = (Vec::new(), format!("{query}&limit={limit}"));
    loop {
        let mut part = page(user, &path).await;
        all.append(&mut part.items);
        let Some(cursor) = part.next_cursor else { return all };
        path = format!("{query}&limit={limit}&cursor={cursor}");
    }
}

#[tokio::test]
async fn event_history_decides_who_sees_it() {
    let app = TestApp::demo().await;
    for (email, org, sees) in [
        ("sara@northwind.example", "northwind", true),
        ("mona@northwind.example", "northwind", true),
        ("paul@northwind.example", "northwind", true),
        ("uma@northwind.example", "northwind", true),
        ("vera@northwind.example", "northwind", false),
        ("nils@northwind.example", "northwind", false),
        ("cora@contoso.example", "contoso", true),
    ] {
        let user = app.sign_in(email).await;
        for path in ["event-history", "event-history.csv"] {
            let answer = user.get(&format!("/organizations/{org}/{path}")).await;
            if sees { assert_eq!(answer.status, 200) } else { assert_eq!(answer.reason(403), "needs_level") }
        }
    }
    let carl = app.sign_in("carl@contoso.example").await;
    carl.get(HISTORY).await.problem(404);
    carl.get(&format!("{HISTORY}.csv")).await.problem(404);
    let pia = app.sign_in("pia@personal.example").await;
    assert_eq!(pia.get("/organizations/personal/event-history").await.reason(403), "personal_scope");
}

#[tokio::test]
async fn the_demo_has_a_past_of_every_kind_in_order() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let all = whole(&sara, "", 7).await;
    assert!(all.len() > 30, "{}", all.len());
    assert!(all.is_sorted_by(|a, b| a.at >= b.at), "the latest first");
    assert_eq!((all[0].kind.code(), all[0].by.name.as_str(), all[0].at), ("signed_in", "Sara Delacroix", T0));
    assert_eq!(whole(&sara, "", 200).await, all);
    for kind in OrganizationEventKind::ALL {
        let found = whole(&sara, &format!("kind={}", kind.code()), 200).await;
        let expected: Vec<_> = all.iter().filter(|it| it.kind.value() == Some(*kind)).cloned().collect();
        assert_eq!(found, expected);
        let passed_on = *kind == OrganizationEventKind::SuperAdminTransferred;
        assert!(passed_on || !found.is_empty(), "{kind:?}");
    }
    let carl = app.sign_in("carl@contoso.example").await;
    let contoso: Page<OrganizationEvent> =
        carl.get("/organizations/contoso/event-history").await.read_as(200);
    assert!(contoso.total > 10);
    assert!(contoso.items.iter().all(|it| !all.iter().any(|other| other.id == it.id)));
}

#[tokio::test]
async fn it_is_narrowed_by_kind_person_time_and_words() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let all = whole(&sara, "", 200).await;
    let is = |person: &caseport_domain::api::EventPerson, id: &str| {
        person.id.as_ref().is_some_and(|it| it.as_str() == id)
    };
    let day = |days| (T0 - TimeDelta::days(days)).format("%Y-%m-%d").to_string();
    type Test = Box<dyn Fn(&OrganizationEvent) -> bool>;
    let rows: Vec<(String, Test)> = vec![
        ("actor=adam".into(), Box::new(move |it| is(&it.by, "adam"))),
        ("user=vera".into(), Box::new(move |it| it.subject.as_ref().is_some_and(|it| is(it, "vera")))),
        (
            "actor=adam&user=vera".into(),
            Box::new(move |it| is(&it.by, "adam") && it.subject.as_ref().is_some_and(|it| is(it, "vera"))),
        ),
        (
            "kind=refused&kind=viewed_as".into(),
            Box::new(|it| matches!(it.kind.code(), "refused" | "viewed_as")),
        ),
        (
            "kind=refused,viewed_as&actor=adam".into(),
            Box::new(move |it| matches!(it.kind.code(), "refused" | "viewed_as") && is(&it.by, "adam")),
        ),
        (
            format!("from={}", day(100)),
            Box::new(|it| it.at.date_naive() >= (T0 - TimeDelta::days(100)).date_naive()),
        ),
        (
            format!("to={}", day(100)),
            Box::new(|it| it.at.date_naive() <= (T0 - TimeDelta::days(100)).date_naive()),
        ),
        (
            "q=CALDERON".into(),
            Box::new(|it| it.subject.as_ref().is_some_and(|it| it.name == "Ines Calderon")),
        ),
        (
            "q=deal%20desk%20ines".into(),
            Box::new(|it| {
                it.subject.as_ref().is_some_and(|it| it.name == "Ines Calderon")
                    && format!("{:?}", it.changes).contains("Deal Desk")
            }),
        ),
        (
            "q=permission%20to%20configure".into(),
            Box::new(|it| it.reason.as_ref().is_some_and(|it| it.contains("permission to configure"))),
        ),
        ("q=%25".into(), Box::new(|_| false)),
        ("actor=nobody".into(), Box::new(|_| false)),
    ];
    for (query, test) in rows {
        let expected: Vec<_> = all.iter().filter(|it| test(it)).cloned().collect();
        assert!(!expected.is_empty() || query.contains('%') || query.contains("nobody"), "{query}");
        assert_eq!(whole(&sara, &query, 2).await, expected, "{query}");
        assert_eq!(page(&sara, &query).await.total, expected.len() as u64, "{query}");
    }
    for query in ["kind=nothing", "from=yesterday", "limit=0", "limit=201", "cursor=x", "actor=a&actor=b"] {
        sara.get(&format!("{HISTORY}?{query}")).await.problem(400);
    }
    let cursor = page(&sara, "limit=2").await.next_cursor.unwrap();
    sara.get(&format!("{HISTORY}?kind=refused&cursor={cursor}")).await.problem(400);
}

#[tokio::test]
async fn signing_in_is_noted_in_each_of_ones_organizations() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    app.clock.pass(TimeDelta::minutes(1));
    app.sign_in("max@multi.example").await;
    assert_eq!(app.anonymous().login("max@multi.example", "not the password").await.status, 401);
    for (user, org) in [(&sara, "northwind"), (&carl, "contoso")] {
        let page: Page<OrganizationEvent> = user
            .get(&format!("/organizations/{org}/event-history?kind=signed_in&limit=2"))
            .await
            .read_as(200);
        assert_eq!(
            (page.items[0].by.email.as_str(), page.items[0].at),
            ("max@multi.example", T0 + TimeDelta::minutes(1))
        );
        assert_ne!(page.items[1].by.email, "max@multi.example", "once");
        assert_eq!(page.items[0].subject, None);
    }
}

/// People are named as they were called then; the role as well.
#[tokio::test]
async fn names_stay_as_they_were() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let before = whole(&sara, "user=vera", 200).await;
    assert_eq!(before[0].subject.as_ref().unwrap().name, "Vera Santos");
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE users SET name = 'Vera Okonkwo' WHERE id = 'vera'").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(whole(&sara, "user=vera", 200).await, before);
}

#[tokio::test]
async fn nothing_changes_or_removes_an_entry() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let before = whole(&sara, "", 200).await;
    for sql in [
        "UPDATE organization_events SET by_name = 'Somebody else'",
        "UPDATE organization_events SET at = 1 WHERE seq = 1",
        "DELETE FROM organization_events",
        "DELETE FROM organization_events WHERE seq = 1",
        // These only the one database knows,
        "REPLACE INTO organization_events SELECT * FROM organization_events WHERE seq = 1",
        "INSERT OR REPLACE INTO organization_events (seq, organization_id, at, kind, by_id, by_name, by_email, search_key)
            VALUES (1, 'northwind', 1, 'signed_in', 'x', 'x', 'x', 'x')",
        // and this the other.
        "TRUNCATE organization_events",
    ] {
        let is_known = match app.store.kind() {
            Kind::Sqlite => !sql.starts_with("TRUNCATE"),
            Kind::Postgres => !sql.contains("REPLACE"),
        };
        if !is_known {
            continue;
        }
        // An error ends the transaction there.
        let mut write = app.store.write().await.unwrap();
        let error = sql::query(sql).execute(&mut write).await.unwrap_err();
        assert!(error.to_string().contains("only added to"), "{sql}: {error}");
    }
    assert_eq!(whole(&sara, "", 200).await, before);
    for (method, path) in [("PUT", HISTORY), ("DELETE", HISTORY), ("POST", HISTORY)] {
        let method = method.parse().unwrap();
        assert_eq!(sara.send(method, &format!("/api/v1{path}"), None).await.status, 405);
    }
}

#[tokio::test]
async fn the_table_has_what_the_list_has_and_nothing_that_runs() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    sara.role("northwind", "=cmd()", json!({ "support_service": "view" })).await;
    for query in ["", "kind=refused", "q=calderon", "actor=nobody"] {
        let list = whole(&sara, query, 200).await;
        let csv = sara.get(&format!("{HISTORY}.csv?{query}")).await;
        assert_eq!(csv.header("x-total-count"), list.len().to_string());
        assert!(csv.header("content-disposition").contains("event-history-2026-03-02.csv"));
        let (titles, rows) = table(&csv);
        assert_eq!(titles[..3], ["Time (UTC)", "Event", "Attempted"]);
        assert_eq!(rows.len(), list.len(), "{query}");
        for (row, event) in rows.iter().zip(&list) {
            assert_eq!(row[1], event.kind.code());
            assert_eq!(row[3], event.by.name);
            assert_eq!(row[5], event.subject.as_ref().map_or("", |it| it.name.as_str()));
            assert_eq!(row[9], event.reason.as_deref().unwrap_or_default());
        }
    }
    let (_, rows) = table(&sara.get(&format!("{HISTORY}.csv?kind=role_added")).await);
    assert_eq!((rows[0][7].as_str(), rows[0][8].as_str()), ("'=cmd()", "support_service:  -> view"));
}
