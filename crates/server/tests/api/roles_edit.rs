//! Changing and deleting roles: levels within one's own, one version after another, and nobody left without a role.

use crate::common::sql;
use caseport_domain::api::Role;
use caseport_domain::{Access, Level, RoleObject};
use serde_json::{Value, json};

use crate::common::{Answer, Entry, TestApp, User};

const VIEWER: &str = "/organizations/northwind/roles/case-viewer";

async fn read(user: &User<'_>, id: &str) -> Role {
    user.get(&format!("/organizations/northwind/roles/{id}")).await.read_as(200)
}

async fn change(user: &User<'_>, role: &Role, label: &str, permissions: Value) -> Answer {
    let request = json!({ "label": label, "description": role.description, "permissions": permissions });
    user.seeing(&role.etag).put(&format!("/organizations/northwind/roles/{}", role.id), &request).await
}

async fn give(app: &TestApp, user: &str, role: &str) {
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE memberships SET role = $2 WHERE user_id = $1 AND organization_id = 'northwind'")
        .bind(user)
        .bind(role)
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_change_reaches_those_who_have_the_role_and_says_what_changed() {
    let app = TestApp::following().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let vera = app.sign_in("vera@northwind.example").await;
    let mut stream = vera.stream("northwind").await;
    let before = read(&sara, "case-viewer").await;
    let answer = change(&sara, &before, "Case Reader", json!({ "support_service": "full" })).await;
    assert_eq!(answer.header("etag"), answer.json()["etag"].as_str().unwrap());
    let after: Role = answer.read_as(200);
    assert_ne!(after.etag, before.etag);
    assert_eq!((after.label.as_str(), after.users), ("Case Reader", 1));
    assert_eq!(after.updated_by.as_ref().unwrap().id.as_str(), "sara");
    assert_eq!(stream.event().await.name, "access_changed");
    let access: Access = vera.get("/organizations/northwind/access").await.read_as(200);
    assert_eq!(access.level(RoleObject::SupportService), Level::Full);
    assert_eq!(access.level(RoleObject::SupportServiceCustomerCases), Level::None);
    let entry =
        Entry::new("role_changed", "sara").role("Case Viewer").change("label: Case Viewer -> Case Reader");
    let entry = entry.change("support_service: view -> full");
    assert_eq!(
        app.entries("northwind").await,
        [entry.change("support_service.customer_cases: view -> none")]
    );

    // The same once more, from somebody who has not seen the answer: it is so already.
    let again: Role =
        change(&sara, &before, "Case Reader", json!({ "support_service": "full" })).await.read_as(200);
    assert_eq!(again, after);
    assert_eq!(app.entries("northwind").await.len(), 1);
    // Its own name in other case is not taken.
    let renamed: Role =
        change(&sara, &after, "case reader", json!({ "support_service": "full" })).await.read_as(200);
    assert_eq!(renamed.label, "case reader");
}

#[tokio::test]
async fn the_second_of_two_is_told_and_sees_both() {
    let app = TestApp::demo().await;
    let (sara, adam) =
        (app.sign_in("sara@northwind.example").await, app.sign_in("adam@northwind.example").await);
    let seen = read(&sara, "case-viewer").await;
    let by_sara = json!({ "support_service": "view", "event_history": "view" });
    let first: Role = change(&sara, &seen, "Case Viewer", by_sara).await.read_as(200);
    let by_adam = json!({ "support_service": "full" });
    let problem = change(&adam, &seen, "Case Viewer", by_adam.clone()).await.problem(412);
    assert!(problem.detail.contains("Sara Delacroix"), "{}", problem.detail);
    let current = *problem.current.unwrap();
    assert_eq!((&current.etag, current.permissions), (&first.etag, first.permissions));
    assert_eq!(adam.seeing(&seen.etag).delete(VIEWER).await.problem(412).current.unwrap().etag, first.etag);
    assert_eq!(read(&sara, "case-viewer").await.permissions, first.permissions);
    // With what they have seen now they may.
    let second: Role = change(&adam, &current, "Case Viewer", by_adam).await.read_as(200);
    assert_eq!(second.permissions.level(RoleObject::EventHistory), Level::None);
    for no_version in [sara.clone(), sara.seeing("W/\"1\""), sara.seeing("1")] {
        let status = no_version.put(VIEWER, &json!({ "label": "x" })).await.status;
        assert!(matches!(status, 412 | 428), "{status}");
    }
    sara.put(VIEWER, &json!({ "label": "x" })).await.problem(428);
    sara.delete(VIEWER).await.problem(428);
    let uma = app.sign_in("uma@northwind.example").await;
    uma.put(VIEWER, &json!({ "label": "x" })).await.problem(403);
    uma.delete(VIEWER).await.problem(403);
}

#[tokio::test]
async fn of_many_at_once_one_changes_a_role_and_the_others_are_told() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let seen = read(&sara, "case-viewer").await;
    let labels: Vec<String> = (0..20).map(|number| format!("Name {number}")).collect();
    let attempts = labels.iter().map(|label| change(&sara, &seen, label, json!({})));
    let answers = futures_util::future::join_all(attempts).await;
    let won: Vec<_> = answers.iter().filter(|it| it.status == 200).collect();
    assert_eq!(won.len(), 1);
    let label = won[0].json()["label"].as_str().unwrap().to_owned();
    for lost in answers.iter().filter(|it| it.status != 200) {
        assert_eq!(lost.problem(412).current.unwrap().label, label);
    }
    assert_eq!(read(&sara, "case-viewer").await.label, label);
    assert_eq!(app.entries("northwind").await.len(), 1);
}

#[tokio::test]
async fn nobody_raises_a_level_above_their_own_not_even_in_their_own_role() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let manager = json!({ "role_management": "full", "support_service": "view" });
    let role = sara.role("northwind", "Role Manager", manager).await;
    give(&app, "vera", role.id.as_str()).await;
    let vera = app.sign_in("vera@northwind.example").await;
    let own = read(&vera, role.id.as_str()).await;
    let other = read(&vera, "no-support").await;
    for (of, permissions) in [
        (&own, json!({ "role_management": "full", "support_service": "full" })),
        (&own, json!({ "role_management": "full", "support_service": "view", "user_management": "view" })),
        (&other, json!({ "security_management": "view" })),
    ] {
        let before = app.entries("northwind").await.len();
        let answer = change(&vera, of, &of.label, permissions.clone()).await;
        let reason = answer.problem(403).reason.unwrap();
        assert_eq!(reason.code.code(), "above_own_level", "{permissions}");
        assert_eq!(read(&vera, of.id.as_str()).await, *of, "{permissions}");
        let entry = app.last_entry("northwind").await;
        assert_eq!(app.entries("northwind").await.len(), before + 1);
        assert_eq!(
            (entry.kind.as_str(), entry.attempted.as_str(), entry.reason),
            ("refused", "role_changed", reason.message)
        );
        assert_eq!((entry.role.as_str(), entry.changes.len()), (of.label.as_str(), 1));
    }
    // What is above one's own already may stay, and may be lowered, but not to what is not offered.
    let high = json!({ "security_management": "full", "support_service.customer_organizations": "full" });
    let high = sara.role("northwind", "High", high).await;
    let high = read(&vera, high.id.as_str()).await;
    let view = json!({ "security_management": "full", "support_service.customer_organizations": "view" });
    assert_eq!(change(&vera, &high, "High", view).await.reason(403), "level_not_offered");
    let lower = json!({ "security_management": "view", "support_service.customer_organizations": "full", "support_service": "view" });
    let lowered: Role = change(&vera, &high, "High", lower).await.read_as(200);
    assert_eq!(lowered.permissions.level(RoleObject::SecurityManagement), Level::View);
    let raised = json!({ "security_management": "full", "support_service.customer_organizations": "full", "support_service": "view" });
    assert_eq!(change(&vera, &lowered, "High", raised).await.reason(403), "above_own_level");
    // Taking one's own right away is possible, and the answer still comes.
    let gone: Role = change(&vera, &own, "Role Manager", json!({})).await.read_as(200);
    assert_eq!(gone.permissions.level(RoleObject::RoleManagement), Level::None);
    assert_eq!(vera.get("/organizations/northwind/roles").await.reason(403), "needs_level");
}

#[tokio::test]
async fn built_in_roles_and_those_of_others_stay_as_they_are() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let before = sara.roles("northwind").await;
    let any = sara.seeing("*");
    for id in ["super_admin", "admin", "user", "mdf_admin", "partner_user"] {
        let path = format!("/organizations/northwind/roles/{id}");
        assert_eq!(any.put(&path, &json!({ "label": "x" })).await.reason(403), "built_in_role");
        assert_eq!(app.last_entry("northwind").await.attempted, "role_changed");
        assert_eq!(any.delete(&path).await.reason(403), "built_in_role");
        let entry = app.last_entry("northwind").await;
        assert_eq!((entry.attempted.as_str(), entry.role.is_empty()), ("role_deleted", false));
    }
    for id in ["nothing", "%00", "x%2Fy"] {
        any.put(&format!("/organizations/northwind/roles/{id}"), &json!({ "label": "x" })).await.problem(404);
    }
    let carl = app.sign_in("carl@contoso.example").await.seeing("*");
    carl.put(VIEWER, &json!({ "label": "x" })).await.problem(404);
    carl.put("/organizations/contoso/roles/case-viewer", &json!({ "label": "x" })).await.problem(404);
    let (mona, vera) =
        (app.sign_in("mona@northwind.example").await, app.sign_in("vera@northwind.example").await);
    for user in [mona, vera] {
        assert_eq!(user.seeing("*").put(VIEWER, &json!({ "label": "x" })).await.reason(403), "needs_level");
        assert_eq!(user.seeing("*").delete(VIEWER).await.reason(403), "needs_level");
    }
    for (label, code) in [("", "required"), ("No\u{2003}support", "taken"), ("admin", "taken")] {
        let answer = any.put(VIEWER, &json!({ "label": label })).await;
        assert_eq!(answer.fields(422), [("label".to_owned(), code.to_owned())]);
        assert_eq!(app.last_entry("northwind").await.role, "Case Viewer");
    }
    assert_eq!(sara.roles("northwind").await, before);
}

#[tokio::test]
async fn a_role_in_use_goes_only_with_another_for_its_users() {
    let app = TestApp::following().await;
    let (sara, adam) =
        (app.sign_in("sara@northwind.example").await, app.sign_in("adam@northwind.example").await);
    let vera = app.sign_in("vera@northwind.example").await;
    let mut stream = vera.stream("northwind").await;
    let any = sara.seeing("*");
    let problem = any.delete(VIEWER).await.problem(409);
    assert_eq!(problem.reason.as_ref().unwrap().code.code(), "role_in_use");
    assert!(problem.detail.contains("1 person"), "{}", problem.detail);
    assert_eq!(app.last_entry("northwind").await.attempted, "role_deleted");
    for (target, code) in [("case-viewer", "invalid"), ("nothing", "unknown")] {
        let answer = any.delete(&format!("{VIEWER}?move_users_to={target}")).await;
        assert_eq!(answer.fields(422), [("move_users_to".to_owned(), code.to_owned())]);
    }
    for (user, target, reason) in
        [(&sara, "super_admin", "transfer_to_admin_only"), (&adam, "mdf_admin", "needs_super_admin")]
    {
        let answer = user.seeing("*").delete(&format!("{VIEWER}?move_users_to={target}")).await;
        assert_eq!(answer.reason(403), reason);
    }
    assert_eq!(read(&sara, "case-viewer").await.users, 1);
    let before = app.entries("northwind").await.len();
    assert_eq!(any.delete(&format!("{VIEWER}?move_users_to=user")).await.status, 204);
    assert_eq!(stream.event().await.name, "access_changed");
    let access: Access = vera.get("/organizations/northwind/access").await.read_as(200);
    assert_eq!(access.role.unwrap().label, "User");
    assert_eq!(
        app.entries("northwind").await[before..],
        [
            Entry::new("user_role_changed", "sara").of("vera").change("role: Case Viewer -> User"),
            Entry::new("role_deleted", "sara").role("Case Viewer"),
        ]
    );
    any.delete(VIEWER).await.problem(404);
    // One that nobody has goes without.
    let unused = sara.role("northwind", "Unused", json!({})).await;
    assert_eq!(sara.delete_seen(&unused).await.status, 204);
}

#[tokio::test]
async fn moving_users_needs_the_right_to_give_them_the_other_role() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let role = sara
        .role("northwind", "Role Manager", json!({ "role_management": "full", "support_service": "view" }))
        .await;
    give(&app, "uma", role.id.as_str()).await;
    let uma = app.sign_in("uma@northwind.example").await;
    assert_eq!(uma.seeing("*").delete(VIEWER).await.reason(409), "role_in_use");
    for target in ["no-support", "user", "admin"] {
        let path = format!("{VIEWER}?move_users_to={target}");
        assert_eq!(uma.seeing("*").delete(&path).await.reason(403), "needs_level", "{target}");
    }
    give(&app, "vera", "user").await;
    assert_eq!(uma.seeing("*").delete(VIEWER).await.status, 204);
}
