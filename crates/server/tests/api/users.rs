//! Users: who sees them, other roles, leaving.

use crate::common::sql;
use std::time::Instant;

use crate::common::sql::Get as _;
use caseport_domain::Access;
use caseport_domain::api::{Member, Page};
use serde_json::json;

use crate::common::{Answer, Entry, T0, TestApp, User};

const USERS: &str = "/organizations/northwind/users";

async fn page(user: &User<'_>, query: &str) -> Page<Member> {
    user.get(&format!("{USERS}?{query}")).await.read_as(200)
}

fn ids(page: &Page<Member>) -> Vec<&str> {
    page.items.iter().map(|it| it.id.as_ref().map_or(it.email.as_str(), |id| id.as_str())).collect()
}

pub async fn assign(user: &User<'_>, whom: &str, role: &str) -> Answer {
    user.put(&format!("{USERS}/{whom}/role"), &json!({ "role": role })).await
}

async fn remove(user: &User<'_>, whom: &str) -> Answer {
    user.delete(&format!("{USERS}/{whom}")).await
}

/// Everybody's role, as the database has it.
pub async fn held(app: &TestApp) -> Vec<String> {
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT user_id || ' in ' || organization_id || ' is ' || role || ', ' || extended_case_view AS seat FROM memberships ORDER BY 1";
    let rows = sql::query(sql).fetch_all(&mut read).await.unwrap();
    rows.iter().map(|row| row.get("seat")).collect()
}

#[tokio::test]
async fn members_are_listed_narrowed_and_say_what_one_may_do_to_them() {
    let app = TestApp::demo().await;
    let adam = app.sign_in("adam@northwind.example").await;
    let whole = page(&adam, "").await;
    assert_eq!(ids(&whole), ["adam", "max", "mona", "nils", "paul", "sara", "uma", "vera"]);
    assert_eq!(whole.total, 8);
    for member in &whole.items {
        let super_admin = member.id.as_ref().unwrap().as_str() == "sara";
        assert_eq!(member.state.code(), "active");
        assert_eq!(member.change_role.is_allowed(), !super_admin, "{}", member.name);
        assert_eq!(member.remove.is_allowed(), !super_admin, "{}", member.name);
        assert_eq!(member.transfer.reason().unwrap().code.code(), "needs_super_admin");
        assert_eq!(member.last_sign_in_at == Some(T0), member.id.as_ref().unwrap().as_str() == "adam");
    }
    let sara = app.sign_in("sara@northwind.example").await;
    let may: Vec<bool> = page(&sara, "").await.items.iter().map(|it| it.transfer.is_allowed()).collect();
    assert_eq!(may, [true, true, false, false, false, false, false, false], "to an Admin only");
    let uma = app.sign_in("uma@northwind.example").await;
    assert!(
        page(&uma, "").await.items.iter().all(|it| !it.remove.is_allowed() && !it.change_role.is_allowed())
    );

    for (query, expected) in [
        ("role=admin", &["adam", "max"][..]),
        ("role=admin&role=case-viewer", &["adam", "max", "vera"]),
        ("role=nothing", &[]),
        ("q=northwind.example&role=user", &["uma"]),
        ("q=an%20kris", &["uma"]),
        ("q=", &["adam", "max", "mona", "nils", "paul", "sara", "uma", "vera"]),
    ] {
        let found = page(&adam, query).await;
        assert_eq!((ids(&found), found.total), (expected.to_vec(), expected.len() as u64), "{query}");
    }
    let first = page(&adam, "limit=3").await;
    let cursor = first.next_cursor.unwrap();
    assert_eq!(ids(&page(&adam, &format!("limit=3&cursor={cursor}")).await), ["nils", "paul", "sara"]);
    adam.get(&format!("{USERS}?role=user&cursor={cursor}")).await.problem(400);
    // A list of the same people, but another one.
    adam.get(&format!("/organizations/northwind/case-access?cursor={cursor}")).await.problem(400);
}

#[tokio::test]
async fn user_management_decides_who_sees_and_who_changes() {
    let app = TestApp::demo().await;
    let before = held(&app).await;
    for (email, sees) in [
        ("mona@northwind.example", true),
        ("paul@northwind.example", true),
        ("uma@northwind.example", true),
        ("vera@northwind.example", false),
        ("nils@northwind.example", false),
    ] {
        let user = app.sign_in(email).await;
        let list = user.get(USERS).await;
        if sees {
            assert_eq!(list.status, 200, "{email}");
        } else {
            assert_eq!(list.reason(403), "needs_level");
        }
        assert_eq!(assign(&user, "uma", "partner_user").await.reason(403), "needs_level", "{email}");
        assert_eq!(app.last_entry("northwind").await.subject, "uma");
        assert_eq!(remove(&user, "uma").await.reason(403), "needs_level", "{email}");
        assert_eq!(app.last_entry("northwind").await.attempted, "user_removed");
        assert_eq!(assign(&user, "nobody", "user").await.reason(403), "needs_level");
        let transfer = user.post("/organizations/northwind/super-admin", &json!({ "user": "adam" })).await;
        assert_eq!(transfer.reason(403), "needs_super_admin");
        assert_eq!(app.last_entry("northwind").await.attempted, "super_admin_transferred");
        assert_eq!(app.last_entry("northwind").await.subject, "adam");
    }
    let carl = app.sign_in("carl@contoso.example").await;
    carl.get(USERS).await.problem(404);
    assign(&carl, "uma", "user").await.problem(404);
    remove(&carl, "uma").await.problem(404);
    let pia = app.sign_in("pia@personal.example").await;
    assert_eq!(pia.get("/organizations/personal/users").await.reason(403), "personal_scope");
    assert_eq!(held(&app).await, before);
}

#[tokio::test]
async fn another_role_reaches_the_member_at_once_and_is_noted_once() {
    let app = TestApp::following().await;
    let adam = app.sign_in("adam@northwind.example").await;
    let uma = app.sign_in("uma@northwind.example").await;
    let mut stream = uma.stream("northwind").await;
    for _ in 0..2 {
        let member: Member = assign(&adam, "uma", "case-viewer").await.read_as(200);
        assert_eq!((member.role.label.as_str(), member.state.code()), ("Case Viewer", "active"));
        let entry = Entry::new("user_role_changed", "adam").of("uma").change("role: User -> Case Viewer");
        assert_eq!(app.entries("northwind").await, [entry]);
    }
    assert_eq!(stream.event().await.name, "access_changed");
    let access: Access = uma.get("/organizations/northwind/access").await.read_as(200);
    assert_eq!(access.role.unwrap().label, "Case Viewer");
    // Oneself, too: and what one had is gone.
    let member: Member = assign(&adam, "adam", "user").await.read_as(200);
    assert_eq!(member.role.label, "User");
    assert_eq!(assign(&adam, "adam", "admin").await.reason(403), "needs_level");
}

#[tokio::test]
async fn what_nobody_may_is_refused_explained_and_noted() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let adam = app.sign_in("adam@northwind.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    let tina = app.sign_in("tina@tailspin.example").await;
    let before = held(&app).await;
    let transfer = async |user: &User<'_>, org: &str, to: &str| {
        user.post(&format!("/organizations/{org}/super-admin"), &json!({ "user": to })).await
    };
    for (answer, reason) in [
        (assign(&adam, "sara", "admin").await, "super_admin_protected"),
        (assign(&adam, "sara", "super_admin").await, "super_admin_protected"),
        (assign(&sara, "sara", "admin").await, "super_admin_protected"),
        (remove(&adam, "sara").await, "super_admin_protected"),
        (remove(&sara, "sara").await, "super_admin_protected"),
        (assign(&sara, "adam", "super_admin").await, "transfer_to_admin_only"),
        (assign(&adam, "uma", "mdf_admin").await, "needs_super_admin"),
        (transfer(&sara, "northwind", "uma").await, "transfer_to_admin_only"),
        (transfer(&sara, "northwind", "mona").await, "transfer_to_admin_only"),
        (transfer(&sara, "northwind", "sara").await, "transfer_to_admin_only"),
        (transfer(&adam, "northwind", "max").await, "needs_super_admin"),
        (transfer(&adam, "northwind", "nobody").await, "needs_super_admin"),
    ] {
        let problem = answer.problem(403);
        assert_eq!(problem.reason.as_ref().unwrap().code.code(), reason);
    }
    let entries = app.entries("northwind").await;
    assert_eq!(entries.len(), 12);
    assert!(
        entries.iter().all(|it| it.kind == "refused" && !it.reason.is_empty() && !it.attempted.is_empty())
    );
    assert_eq!(entries[6].changes, ["role: User -> MDF Admin"]);
    let put = async |user: &User<'_>, path: &str, role: &str| user.put(path, &json!({ "role": role })).await;
    for (answer, reason) in [
        (put(&tina, "/organizations/tailspin/users/theo/role", "mdf_admin").await, "not_in_mdf_program"),
        (put(&carl, "/organizations/contoso/users/cora/role", "partner_user").await, "partner_only"),
        (put(&carl, "/organizations/contoso/users/cora/role", "mdf_admin").await, "not_in_mdf_program"),
    ] {
        assert_eq!(answer.reason(403), reason);
    }
    for (answer, field) in [
        (assign(&sara, "uma", "nothing").await, "role"),
        (put(&carl, "/organizations/contoso/users/cora/role", "case-viewer").await, "role"),
        (transfer(&sara, "northwind", "cora").await, "user"),
        (transfer(&sara, "northwind", "nobody").await, "user"),
    ] {
        assert_eq!(answer.fields(422), [(field.to_owned(), "unknown".to_owned())]);
    }
    assign(&sara, "nobody", "user").await.problem(404);
    assign(&sara, "cora", "user").await.problem(404);
    remove(&sara, "cora").await.problem(404);
    assert_eq!(held(&app).await, before);
    // MDF Admin is the Super Admin's to give, where there is a program.
    let member: Member = assign(&sara, "uma", "mdf_admin").await.read_as(200);
    assert_eq!(member.role.label, "MDF Admin");
}

#[tokio::test]
async fn who_may_change_users_gives_no_role_above_their_own() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let manager = sara
        .role("northwind", "User Manager", json!({ "user_management": "full", "support_service": "view" }))
        .await;
    let low = sara.role("northwind", "Low", json!({ "support_service": "view" })).await;
    let high = sara.role("northwind", "High", json!({ "support_service": "full" })).await;
    assert_eq!(assign(&sara, "vera", manager.id.as_str()).await.status, 200);
    let vera = app.sign_in("vera@northwind.example").await;
    for role in [high.id.as_str(), "user", "admin", "partner_user"] {
        for whom in ["uma", "vera"] {
            assert_eq!(assign(&vera, whom, role).await.reason(403), "above_own_level", "{role}");
        }
    }
    assert_eq!(assign(&vera, "uma", low.id.as_str()).await.status, 200);
}

#[tokio::test]
async fn who_is_removed_keeps_their_cases_and_nothing_else_here() {
    let app = TestApp::following().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let max = app.sign_in("max@multi.example").await;
    let mine = max.whole_list("northwind", "tab=my&sort=number").await.len();
    let number = max.submitted("northwind", json!({})).await.summary.number;
    let mut stream = max.stream("northwind").await;
    assert_eq!(remove(&sara, "max").await.status, 204);
    assert_eq!(stream.event().await.name, "access_changed");
    stream.ends().await;
    let entry = Entry::new("user_removed", "sara").of("max").change("role: Admin -> -");
    assert_eq!(app.last_entry("northwind").await, entry);
    // The session goes on, elsewhere.
    max.get("/organizations/northwind/access").await.problem(404);
    max.get(USERS).await.problem(404);
    assert_eq!(max.get("/organizations/contoso/access").await.status, 200);
    assert_eq!(max.whole_list("personal", "tab=my&sort=number").await.len(), mine + 1);
    assert_eq!(max.case(number).await.summary.number, number);
    assert_eq!(sara.case(number).await.summary.number, number);
    assert!(!ids(&page(&sara, "").await).contains(&"max"));
    remove(&sara, "max").await.problem(404);
    assert_eq!(held(&app).await.iter().filter(|it| it.starts_with("max in ")).count(), 1);
    // And one may leave.
    let adam = app.sign_in("adam@northwind.example").await;
    assert_eq!(remove(&adam, "adam").await.status, 204);
    adam.get("/organizations/northwind/access").await.problem(404);
}

#[tokio::test]
async fn five_thousand_users_are_read_along_an_index() {
    let app = TestApp::demo().await;
    app.crowd("northwind", 5_000).await;
    let sara = app.sign_in("sara@northwind.example").await;
    let (mut names, mut query) = (Vec::new(), "limit=200".to_owned());
    let mut slowest = std::time::Duration::ZERO;
    loop {
        let began = Instant::now();
        let part = page(&sara, &query).await;
        slowest = slowest.max(began.elapsed());
        names.extend(part.items.into_iter().map(|it| it.name.to_lowercase()));
        let Some(cursor) = part.next_cursor else { break };
        query = format!("limit=200&cursor={cursor}");
    }
    println!("slowest page of 200: {slowest:?}");
    assert_eq!(names.len(), 5_008);
    assert!(names.is_sorted());
    let held = names.iter().filter(|name| name.contains("0400")).count() as u64;
    assert_eq!((page(&sara, "q=crowd%200400&limit=1").await.total, held), (held, 11));
}
