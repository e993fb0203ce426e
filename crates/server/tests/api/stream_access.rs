//! `access_changed`: exactly for whom something has changed, whatever it was, and when it is not known otherwise.

use crate::common::sql;
use caseport_domain::{Access, Code as _, Tab};
use serde_json::json;

use crate::common::{Stream, TestApp, User};

async fn change(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    let done = sql::query(sql).execute(&mut write).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    write.commit().await.unwrap();
}

async fn names(app: &TestApp, stream: &mut Stream) -> Vec<String> {
    stream.events(app).await.into_iter().map(|event| event.name).collect()
}

/// What decides, as `/access` has it.
async fn facts(user: &User<'_>, org: &str) -> Access {
    let access: Access = user.get(&format!("/organizations/{org}/access")).await.read_as(200);
    Access { revision: 0, grantors: Default::default(), ..access }
}

/// Whoever's `/access` is another one afterwards is told, and nobody else.
#[tokio::test]
async fn it_comes_to_those_whose_access_is_another_one() {
    let app = TestApp::following().await;
    let mut people = Vec::new();
    for (email, org) in [
        ("sara@northwind.example", "northwind"),
        ("vera@northwind.example", "northwind"),
        ("max@multi.example", "northwind"),
        ("max@multi.example", "contoso"),
        ("max@multi.example", "personal"),
        ("carl@contoso.example", "contoso"),
        ("lone@lonely.example", "lonely"),
    ] {
        let user = app.sign_in(email).await;
        let stream = user.stream(org).await;
        people.push((user, org, stream));
    }
    for (sql, concerns) in [
        (
            "UPDATE memberships SET extended_case_view = 1 WHERE user_id = 'max' AND organization_id = 'contoso'",
            1,
        ),
        (
            "UPDATE memberships SET extended_case_view = 1 WHERE user_id = 'max' AND organization_id = 'contoso'",
            0,
        ),
        ("UPDATE memberships SET role = 'user' WHERE user_id = 'max' AND organization_id = 'northwind'", 1),
        (
            "UPDATE roles SET permissions = '{\"support_service\":\"view\"}' WHERE organization_id = 'northwind' AND label = 'Case Viewer'",
            1,
        ),
        (
            "UPDATE roles SET label = 'Case Reader' WHERE organization_id = 'northwind' AND label = 'Case Viewer'",
            1,
        ),
        (
            "UPDATE roles SET label = 'No Help' WHERE organization_id = 'northwind' AND label = 'No Support'",
            0,
        ),
        ("DELETE FROM links WHERE partner_id = 'northwind' AND customer_id = 'contoso'", 3),
        (
            "INSERT INTO links (partner_id, customer_id, kind, created_at) VALUES ('lonely', 'contoso', 'other', 1)",
            0,
        ),
        ("UPDATE links SET kind = 'partner' WHERE partner_id = 'lonely'", 1),
        ("UPDATE organizations SET ai_assistance = 0, name = 'Contoso' WHERE id = 'contoso'", 2),
        ("UPDATE organizations SET mdf_program = 1, support_plan = 'gold' WHERE id = 'lonely'", 1),
        ("UPDATE organizations SET revision = revision + 1", 0),
        ("UPDATE users SET name = 'Vera Other' WHERE id = 'vera'", 0),
    ] {
        let mut before = Vec::new();
        for (user, org, _) in &people {
            before.push(facts(user, org).await);
        }
        change(&app, sql).await;
        let mut told = 0;
        for ((user, org, stream), before) in people.iter_mut().zip(before) {
            let expected: &[&str] = if facts(user, org).await == before { &[] } else { &["access_changed"] };
            told += expected.len();
            assert_eq!(names(&app, stream).await, expected, "{sql}: {org}");
        }
        assert_eq!(told, concerns, "{sql}");
    }
}

#[tokio::test]
async fn the_first_case_of_a_partner_gives_a_tab_and_says_so() {
    let app = TestApp::following().await;
    change(&app, "INSERT INTO links (partner_id, customer_id, kind, created_at) VALUES ('lonely', 'adatum', 'partner', 1)").await;
    // Adatum has cases of a partner already; nobody has filed one from here.
    let lone = app.sign_in("lone@lonely.example").await;
    let mut stream = lone.stream("lonely").await;
    for events in [vec!["access_changed", "case_created"], vec!["case_created"]] {
        lone.submitted("lonely", json!({ "customer": "adatum" })).await;
        assert_eq!(names(&app, &mut stream).await, events);
    }
}

#[tokio::test]
async fn who_leaves_is_told_and_follows_no_more() {
    let app = TestApp::following().await;
    let max = app.sign_in("max@multi.example").await;
    let mut left = max.stream("northwind").await;
    let mut stays = max.stream("contoso").await;
    change(&app, "DELETE FROM memberships WHERE user_id = 'max' AND organization_id = 'northwind'").await;
    assert_eq!(left.event().await.name, "access_changed");
    left.ends().await;
    assert_eq!(names(&app, &mut stays).await, [""; 0]);
    max.get("/organizations/northwind/stream").await.problem(404);
}

/// What a list no longer has is not named to those who had it: they look anew.
#[tokio::test]
async fn a_case_that_goes_elsewhere_is_not_named_to_those_who_had_it() {
    let app = TestApp::following().await;
    let (carl, fred) =
        (app.sign_in("carl@contoso.example").await, app.sign_in("fred@fabrikam.example").await);
    let uma = app.sign_in("uma@northwind.example").await;
    let number = carl.submitted("contoso", json!({})).await.summary.number;
    let mut had = carl.stream("contoso").await;
    let mut has = fred.stream("fabrikam").await;
    let mut neither = uma.stream("northwind").await;
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE cases SET organization_id = 'fabrikam', filed_from = 'fabrikam', submitter_id = 'fred' WHERE number = $1")
        .bind(i64::from(number.value()))
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let told = has.event().await;
    assert_eq!((told.name.as_str(), told.number()), ("case_changed", number.to_string().as_str()));
    assert_eq!(told.data["tabs"], json!([Tab::My.code(), Tab::Organization.code()]));
    assert_eq!(names(&app, &mut had).await, ["access_changed"]);
    assert!(!had.text.contains(&number.to_string()));
    assert_eq!(names(&app, &mut neither).await, [""; 0]);
}
