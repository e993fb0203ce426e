//! Organizations and roles by what a provider says: given, changed and taken back at each sign-in, within the rules.

use crate::common::sql;
use caseport_domain::api::Session;
use serde_json::{Value, json};

use crate::common::Entry;
use crate::common::sign_on::{Portal, failure, sign_on};

/// What the claim's values mean.
const MAP: &str = r#"
accounts = "by_email"
unknown = "create"
[provider.organizations]
claim = "groups"
map = [
    { value = "nw-admins", organization = "northwind", role = "admin" },
    { value = "nw-viewers", organization = "northwind", role = "Case viewer" },
    { value = "contoso", organization = "contoso", role = "user" },
    { value = "contoso-admins", organization = "contoso", role = "admin" },
]
"#;

fn new(groups: Value) -> Value {
    json!({ "sub": "n-1", "email": "new@x.example", "email_verified": true, "name": "New", "groups": groups })
}

fn roles(session: &Session) -> Vec<(&str, &str)> {
    session.organizations.iter().map(|it| (it.id.as_str(), it.role.label.as_str())).collect()
}

#[tokio::test]
async fn claims_give_organizations_and_roles_built_in_or_not() {
    let portal = Portal::with(MAP).await;
    let session = portal.session(new(json!(["other", "contoso-admins", "contoso", "nw-viewers"]))).await;
    // The first line that fits counts.
    assert_eq!(roles(&session), [("contoso", "User"), ("northwind", "Case Viewer")]);
    let id = session.user.id.as_str();
    let joined = |role: &str| Entry::new("user_joined", "").of(id).change(&format!("role: - -> {role}"));
    assert_eq!(portal.app.entries("northwind").await, [joined("Case Viewer")]);
    assert_eq!(portal.app.entries("contoso").await, [joined("User")]);
    // What is so already is not done again.
    let again = portal.session(new(json!(["contoso", "nw-viewers"]))).await;
    assert_eq!(roles(&again), roles(&session));
    assert_eq!(portal.app.entries("northwind").await.len(), 1);
}

#[tokio::test]
async fn event_history_says_that_single_sign_on_did_it() {
    let portal = Portal::with(MAP).await;
    portal.session(new(json!("nw-admins"))).await;
    let sara = portal.app.sign_in("sara@northwind.example").await;
    let found = sara.get("/organizations/northwind/event-history?q=single%20sign-on").await.json();
    assert_eq!(found["items"][0]["by"], json!({ "id": null, "name": "Corp", "email": "" }));
    assert_eq!((&found["items"][0]["kind"], &found["total"]), (&json!("user_joined"), &json!(1)));
    let csv = sara.get("/organizations/northwind/event-history.csv?kind=user_joined").await.text();
    assert!(csv.contains(",user_joined,,Corp (single sign-on),,New,new@x.example,"), "{csv}");
}

#[tokio::test]
async fn what_claims_name_no_more_is_taken_back_and_what_others_gave_stays() {
    let portal = Portal::with(MAP).await;
    portal.session(new(json!(["contoso", "nw-admins"]))).await;
    let sara = portal.app.sign_in("sara@northwind.example").await;
    let other = portal.session(new(json!(["contoso-admins"]))).await;
    assert_eq!(roles(&other), [("contoso", "Admin")]);
    let id = other.user.id.as_str();
    let removed = Entry::new("user_removed", "").of(id).change("role: Admin -> -");
    assert_eq!(portal.app.last_entry("northwind").await, removed);
    let changed = Entry::new("user_role_changed", "").of(id).change("role: User -> Admin");
    assert_eq!(portal.app.last_entry("contoso").await, changed);
    // Cora was there before: claims change her role, and do not send her away.
    let cora = |groups: Value| json!({ "sub": "c", "email": "cora@contoso.example", "email_verified": true, "groups": groups });
    let session = portal.session(cora(json!(["contoso-admins", "nw-viewers"]))).await;
    assert_eq!(roles(&session), [("contoso", "Admin"), ("northwind", "Case Viewer")]);
    assert_eq!(roles(&portal.session(cora(json!([]))).await), [("contoso", "Admin")]);
    // Who was taken out by hand and invited again belongs to the organization by that.
    let back = portal.session(new(json!(["nw-viewers"]))).await;
    assert_eq!(sara.delete(&format!("/organizations/northwind/users/{}", back.user.id)).await.status, 204);
    let mut write = portal.app.store.write().await.unwrap();
    sql::query("INSERT INTO memberships (user_id, organization_id, role, created_at) VALUES ($1, 'northwind', 'user', 1)")
        .bind(back.user.id.as_str())
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert_eq!(roles(&portal.session(new(json!([]))).await), [("northwind", "User")]);
}

#[tokio::test]
async fn an_open_session_loses_what_is_taken_back() {
    let portal = Portal::with(MAP).await;
    let user = portal.signed_in(new(json!(["contoso"]))).await;
    assert_eq!(user.get("/organizations/contoso/access").await.status, 200);
    portal.session(new(json!([]))).await;
    assert_eq!(user.get("/organizations/contoso/access").await.status, 404);
}

#[tokio::test]
async fn the_super_admin_stays_whatever_claims_say() {
    let portal = Portal::with(MAP).await;
    let sara = |groups: Value| json!({ "sub": "s", "email": "sara@northwind.example", "email_verified": true, "groups": groups });
    for groups in [json!(["nw-viewers"]), json!([])] {
        let session = portal.session(sara(groups)).await;
        assert_eq!(roles(&session), [("northwind", "Super Admin")]);
    }
    assert_eq!(portal.app.entries("northwind").await, []);
}

#[tokio::test]
async fn the_first_admin_of_an_organization_is_its_super_admin() {
    let portal = Portal::with(MAP).await;
    let mut write = portal.app.store.write().await.unwrap();
    sql::query("DELETE FROM memberships WHERE organization_id = 'contoso'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let user = portal.signed_in(new(json!(["contoso-admins"]))).await;
    let access = user.get("/organizations/contoso/access").await.json();
    assert_eq!((&access["role"]["id"], &access["extended_case_view"]), (&json!("super_admin"), &json!(true)));
    // Coming again makes them no less.
    assert_eq!(roles(&portal.session(new(json!(["contoso-admins"]))).await), [("contoso", "Super Admin")]);
    let second =
        json!({ "sub": "n-2", "email": "two@x.example", "email_verified": true, "groups": "contoso-admins" });
    let session = portal.session(second).await;
    assert_eq!(roles(&session), [("contoso", "Admin")]);
}

#[tokio::test]
async fn a_claim_that_names_no_organization_is_the_personal_scope_or_a_refusal() {
    for groups in [json!([]), json!(["other"]), Value::Null, json!(7), json!({ "contoso": true })] {
        let portal = Portal::with(MAP).await;
        let session = portal.session(new(groups.clone())).await;
        assert_eq!(roles(&session), [], "{groups}");

        let portal = Portal::with(&MAP.replace("claim =", "none = \"refuse\"\nclaim =")).await;
        assert_eq!(failure(&portal.sign_in(new(groups.clone())).await), "no_organization", "{groups}");
        // No account was made for that.
        let mut read = portal.app.store.read().await.unwrap();
        let made = sql::query("SELECT 1 FROM users WHERE email = 'new@x.example'");
        assert!(made.fetch_optional(&mut read).await.unwrap().is_none(), "{groups}");
    }
}

#[tokio::test]
async fn who_is_refused_has_lost_what_they_were_given() {
    let portal = Portal::with(&MAP.replace("claim =", "none = \"refuse\"\nclaim =")).await;
    let user = portal.signed_in(new(json!(["contoso"]))).await;
    assert_eq!(failure(&portal.sign_in(new(json!([]))).await), "no_organization");
    assert_eq!(user.get("/organizations/contoso/access").await.status, 404);
    assert_eq!(roles(&portal.session(new(json!("contoso"))).await), [("contoso", "User")]);
}

#[tokio::test]
async fn a_role_that_is_gone_gives_nothing() {
    let portal = Portal::with(MAP).await;
    let sara = portal.app.sign_in("sara@northwind.example").await;
    let role = sara.roles("northwind").await.into_iter().find(|it| it.id.as_str() == "case-viewer").unwrap();
    let path = format!("/organizations/northwind/roles/{}?move_users_to=user", role.id);
    assert_eq!(sara.seeing(&role.etag).delete(&path).await.status, 204);
    assert_eq!(roles(&portal.session(new(json!(["nw-viewers"]))).await), []);
}

#[tokio::test]
async fn settings_that_name_what_is_not_there_or_cannot_be_given() {
    let portal = Portal::with("").await;
    for (organization, role, expected) in [
        (
            "nowhere",
            "user",
            "provider[0].organizations.map[1].organization: there is no organization \"nowhere\"",
        ),
        ("contoso", "boss", "provider[0].organizations.map[1].role: contoso has no role \"boss\""),
        ("contoso", "super_admin", "provider[0].organizations.map[1].role: There is exactly one Super Admin"),
        (
            "northwind",
            "mdf_admin",
            "provider[0].organizations.map[1].role: Only the organization's Super Admin",
        ),
        (
            "contoso",
            "partner_user",
            "provider[0].organizations.map[1].role: \"Partner User\" exists only in partner",
        ),
    ] {
        let file = format!(
            "[[provider]]\nid = \"a\"\nlabel = \"A\"\nissuer = \"https://a.example\"\nclient_id = \"a\"\n\
             [provider.organizations]\nclaim = \"groups\"\nmap = [\n\
             {{ value = \"x\", organization = \"northwind\", role = \"case viewer\" }},\n\
             {{ value = \"y\", organization = \"{organization}\", role = \"{role}\" }}]"
        );
        let mut read = portal.app.store.read().await.unwrap();
        let mistake = sign_on(&file).check(&mut read).await.unwrap().unwrap_err().to_string();
        assert!(mistake.starts_with(expected), "{mistake:?}");
    }
}
