//! Roles: who sees them, what the list says, and adding one.

use caseport_domain::api::Role;
use caseport_domain::{Level, RoleObject};
use serde_json::json;

use crate::common::{Entry, TestApp};

fn labels(roles: &[Role]) -> Vec<&str> {
    roles.iter().map(|it| it.label.as_str()).collect()
}

#[tokio::test]
async fn the_list_has_the_built_in_roles_first_with_their_users_and_what_one_may_do() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let adam = app.sign_in("adam@northwind.example").await;
    let roles = sara.roles("northwind").await;
    assert_eq!(
        labels(&roles),
        ["Super Admin", "Admin", "User", "MDF Admin", "Partner User", "Case Viewer", "No Support"]
    );
    let users: Vec<u64> = roles.iter().map(|it| it.users).collect();
    assert_eq!(users, [1, 2, 1, 1, 1, 1, 1]);
    for role in &roles {
        let built_in = !["Case Viewer", "No Support"].contains(&role.label.as_str());
        assert_eq!(role.built_in, built_in);
        assert_eq!(role.editable.is_allowed(), !built_in, "{}", role.label);
        let super_admin = role.id.as_str() == "super_admin";
        assert_eq!(role.assignable.is_allowed(), !super_admin, "{}", role.label);
        let path = format!("/organizations/northwind/roles/{}", role.id);
        let one = sara.get(&path).await;
        assert_eq!(one.header("etag"), role.etag);
        assert_eq!(one.read_as::<Role>(200), *role);
    }
    assert_eq!(roles[5].permissions.level(RoleObject::SupportService), Level::View);
    let of_adam = adam.roles("northwind").await;
    let mdf = of_adam.iter().find(|it| it.label == "MDF Admin").unwrap();
    assert_eq!(mdf.assignable.reason().unwrap().code.code(), "needs_super_admin");

    // Outside the program there is no MDF Admin, among customers no role of partners.
    let tina = app.sign_in("tina@tailspin.example").await;
    assert_eq!(labels(&tina.roles("tailspin").await), ["Super Admin", "Admin", "User", "Partner User"]);
    tina.get("/organizations/tailspin/roles/mdf_admin").await.problem(404);
    let carl = app.sign_in("carl@contoso.example").await;
    assert_eq!(labels(&carl.roles("contoso").await), ["Super Admin", "Admin", "User"]);
    carl.get("/organizations/contoso/roles/case-viewer").await.problem(404);
}

#[tokio::test]
async fn role_management_decides_who_sees_and_who_adds() {
    let app = TestApp::demo().await;
    for (email, org, sees, adds) in [
        ("sara@northwind.example", "northwind", true, true),
        ("adam@northwind.example", "northwind", true, true),
        ("mona@northwind.example", "northwind", true, false),
        ("paul@northwind.example", "northwind", true, false),
        ("uma@northwind.example", "northwind", true, false),
        ("vera@northwind.example", "northwind", false, false),
        ("nils@northwind.example", "northwind", false, false),
        ("cora@contoso.example", "contoso", true, false),
    ] {
        let user = app.sign_in(email).await;
        let roles = format!("/organizations/{org}/roles");
        let list = user.get(&roles).await;
        let added = user.post(&roles, &json!({ "label": format!("By {email}") })).await;
        if sees {
            assert_eq!(list.status, 200, "{email}");
        } else {
            assert_eq!(list.reason(403), "needs_level", "{email}");
            assert_eq!(user.get(&format!("{roles}/user")).await.reason(403), "needs_level");
            assert_eq!(user.get(&format!("{roles}/nothing")).await.reason(403), "needs_level");
        }
        if adds {
            let role: Role = added.read_as(201);
            assert_eq!(role.updated_by.unwrap().email, email);
        } else {
            // The right comes before the fields.
            assert_eq!(added.reason(403), "needs_level", "{email}");
            assert_eq!(user.post(&roles, &json!({})).await.reason(403), "needs_level");
        }
    }
}

#[tokio::test]
async fn a_role_is_added_once_with_what_it_gives_and_noted() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await.with("idempotency-key", "k-1");
    let request = json!({
        "label": " Night\u{a0}\u{a0}shift ", "description": "Watches at night.",
        "permissions": { "support_service": "view", "user_management": "full" },
    });
    let first = sara.post("/organizations/northwind/roles", &request).await;
    let again = sara.post("/organizations/northwind/roles", &request).await;
    assert_eq!(first.bytes, again.bytes);
    let role: Role = first.read_as(201);
    assert_eq!(first.header("location"), format!("/api/v1/organizations/northwind/roles/{}", role.id));
    assert_eq!(
        (role.label.as_str(), role.description.as_str(), role.users),
        ("Night shift", "Watches at night.", 0)
    );
    assert_eq!(role.permissions.level(RoleObject::UserManagement), Level::Full);
    assert_eq!(role.permissions.level(RoleObject::SecurityManagement), Level::None);
    assert!(role.editable.is_allowed() && role.assignable.is_allowed() && !role.built_in);
    let entry =
        Entry::new("role_added", "sara").role("Night shift").change("description: - -> Watches at night.");
    let entry = entry.change("support_service: - -> view").change("user_management: - -> full");
    assert_eq!(app.entries("northwind").await, [entry]);
    assert_eq!(sara.post("/organizations/northwind/roles", &json!({ "label": "Other" })).await.status, 422);
}

/// Everything that a name or a level cannot be: refused, explained, noted, and nothing changed.
#[tokio::test]
async fn bad_input_adds_nothing() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    let before = (sara.roles("northwind").await, carl.roles("contoso").await);
    let fields = |code: &str| vec![("label".to_owned(), code.to_owned())];
    let mut noted = 0;
    for (label, code) in [
        (json!(""), "required"),
        (json!("   "), "required"),
        (json!("\u{a0}\u{2003}\u{3000}\u{200b}\u{2800}\u{3164}"), "required"),
        (json!("x".repeat(61)), "too_long"),
        (json!("case viewer"), "taken"),
        (json!("CASE\u{a0}VIEWER"), "taken"),
        (json!("Case\u{3000}\u{200b}Viewer"), "taken"),
        (json!("Case\u{2800}Viewer\u{3164}"), "taken"),
        (json!("Ｃａｓｅ Viewer"), "taken"),
        (json!("Super Admin"), "taken"),
        (json!("mdf ADMIN"), "taken"),
        (json!(7), "invalid"),
        (json!(null), "invalid"),
    ] {
        let answer = sara.post("/organizations/northwind/roles", &json!({ "label": label })).await;
        assert_eq!(answer.fields(422), fields(code), "{label}");
        noted += 1;
        let entry = app.last_entry("northwind").await;
        assert_eq!((entry.kind.as_str(), entry.attempted.as_str()), ("refused", "role_added"));
        assert_eq!(app.entries("northwind").await.len(), noted, "{label}");
    }
    let answer = sara
        .post("/organizations/northwind/roles", &json!({ "label": "x", "description": "x".repeat(501) }))
        .await;
    assert_eq!(answer.fields(422), [("description".to_owned(), "too_long".to_owned())]);
    for permissions in
        [json!({ "support": "view" }), json!({ "support_service": "all" }), json!([]), json!(null)]
    {
        let role = json!({ "label": "x", "permissions": permissions });
        sara.post("/organizations/northwind/roles", &role).await.problem(422);
    }
    for (user, org, permissions, reason) in [
        (&sara, "northwind", json!({ "event_history": "full" }), "level_not_offered"),
        (
            &sara,
            "northwind",
            json!({ "support_service.customer_organizations": "view" }),
            "level_not_offered",
        ),
        (&sara, "northwind", json!({ "channel.mdf": "view" }), "locked_object"),
        (&sara, "northwind", json!({ "channel.my_deal_management": "full" }), "locked_object"),
        (&sara, "northwind", json!({ "channel.organization_deal_management": "view" }), "locked_object"),
        (&carl, "contoso", json!({ "support_service.customer_cases": "view" }), "partner_only"),
        (&carl, "contoso", json!({ "channel.organization_playbook": "view" }), "partner_only"),
    ] {
        let role = json!({ "label": "x", "permissions": permissions });
        let answer = user.post(&format!("/organizations/{org}/roles"), &role).await;
        assert_eq!(answer.reason(403), reason, "{permissions}");
        let entry = app.last_entry(org).await;
        assert_eq!((entry.role.as_str(), entry.changes.len()), ("x", 1), "{entry:?}");
        assert_eq!(entry.reason, answer.problem(403).detail);
    }
    let playbook =
        sara.role("northwind", "Playbooks", json!({ "channel.organization_playbook": "full" })).await;
    assert_eq!(playbook.permissions.level(RoleObject::ChannelOrganizationPlaybook), Level::Full);
    assert_eq!(sara.delete_seen(&playbook).await.status, 204);
    assert_eq!((sara.roles("northwind").await, carl.roles("contoso").await), before);
}
