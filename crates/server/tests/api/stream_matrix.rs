//! Who is told of what: every demo account in every place, beside what its lists show.

use crate::common::sql;
use std::collections::{BTreeMap, BTreeSet};

use caseport_domain::api::Session;
use caseport_domain::{Code as _, Tab};
use serde_json::{Value, json};

use crate::common::{Stream, TestApp, User};

struct Follows<'a> {
    who: String,
    user: User<'a>,
    org: String,
    stream: Stream,
}

async fn everybody(app: &TestApp) -> Vec<Follows<'_>> {
    let config = app.anonymous().get("/config").await.json();
    let mut all = Vec::new();
    for account in config["demo_accounts"].as_array().unwrap() {
        let email = account["email"].as_str().unwrap();
        let user = app.sign_in(email).await;
        let session: Session = user.get("/session").await.read_as(200);
        let own = session.organizations.iter().map(|it| it.id.to_string());
        for org in own.chain(["personal".to_owned()]) {
            let stream = user.stream(&org).await;
            all.push(Follows { who: format!("{email} in {org}"), user: user.clone(), org, stream });
        }
    }
    all
}

/// The tabs of a place that show a case, as its lists say.
async fn tabs(follows: &Follows<'_>, number: &str) -> Vec<&'static str> {
    let mut tabs = Vec::new();
    for tab in Tab::ALL {
        let path = format!("/organizations/{}/cases?tab={}&q={number}", follows.org, tab.code());
        let answer = follows.user.get(&path).await;
        if answer.status == 200 && answer.json()["items"] != json!([]) {
            tabs.push(tab.code());
        }
    }
    tabs
}

#[tokio::test]
async fn each_is_told_exactly_of_what_their_lists_show() {
    let app = TestApp::following().await;
    let mut all = everybody(&app).await;
    assert!(all.len() > 30, "{}", all.len());
    let mut cases: BTreeMap<String, String> = BTreeMap::new();
    for (email, org, customer) in [
        ("sara@northwind.example", "northwind", None),
        ("sara@northwind.example", "northwind", Some("contoso")),
        ("adam@northwind.example", "northwind", Some("fabrikam")),
        ("max@multi.example", "northwind", Some("adatum")),
        ("max@multi.example", "contoso", None),
        ("tina@tailspin.example", "tailspin", Some("fabrikam")),
        ("cora@contoso.example", "contoso", None),
        ("cora@contoso.example", "personal", None),
        ("ada@adatum.example", "adatum", None),
        ("pia@personal.example", "personal", None),
    ] {
        let user = app.sign_in(email).await;
        let subject = format!("Secret {} of {email} in {org}", cases.len());
        let case = user.submitted(org, json!({ "customer": customer, "subject": subject })).await.summary;
        cases.insert(case.number.to_string(), case.subject);
    }
    // A report's case, and one that was there before.
    let older = older(&app).await;
    cases.extend(older);

    let mut told_of = BTreeSet::new();
    for follows in &mut all {
        let events = follows.stream.events(&app).await;
        let mut told: BTreeMap<&str, Value> = BTreeMap::new();
        for event in events.iter().filter(|event| event.name.starts_with("case_")) {
            assert_eq!(told.insert(event.number(), event.data["tabs"].clone()), None, "{}", follows.who);
        }
        for (number, subject) in &cases {
            let expected = tabs(follows, number).await;
            let what = format!("{}: {number}", follows.who);
            match told.remove(number.as_str()) {
                Some(tabs) => {
                    assert_eq!(tabs, json!(expected), "{what}");
                    told_of.insert(number.clone());
                }
                None => {
                    assert!(expected.is_empty(), "{what}: {expected:?}");
                    for text in [number, subject] {
                        assert!(!follows.stream.text.contains(text.as_str()), "{what}");
                    }
                }
            }
        }
        assert!(told.is_empty(), "{}: {told:?}", follows.who);
    }
    assert_eq!(told_of.len(), cases.len());
}

/// Changes of cases that are there: one of each kind, each told to somebody.
async fn older(app: &TestApp) -> Vec<(String, String)> {
    let mut write = app.store.write().await.unwrap();
    let rows: Vec<(i64, String)> = sql::query_as(
        "UPDATE cases SET updated_at = updated_at + 1 WHERE number IN (
            SELECT MIN(number) FROM cases WHERE submitter_id IN ('cora', 'carl', 'paul', 'sara', 'pia') GROUP BY submitter_id, kind)
         RETURNING number, subject",
    )
    .fetch_all(&mut write)
    .await
    .unwrap();
    write.commit().await.unwrap();
    assert!(rows.len() > 6, "{rows:?}");
    rows.into_iter().map(|(number, subject)| (number.to_string(), subject)).collect()
}
