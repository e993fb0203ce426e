//! Invitations, from the side of who invites: what is kept, what is sent, and who may.

use crate::common::sql;
use crate::common::sql::Get as _;
use caseport_domain::api::{Member, Page};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, Entry, T0, TestApp, User};

const INVITATIONS: &str = "/organizations/northwind/invitations";

pub async fn invite(user: &User<'_>, email: &str, role: &str) -> Answer {
    user.post(INVITATIONS, &json!({ "email": email, "role": role })).await
}

/// The text of the latest mail to an address.
pub async fn mail(app: &TestApp, to: &str) -> String {
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT text FROM outbox WHERE recipient = $1 AND kind = 'invitation' ORDER BY id DESC LIMIT 1";
    let row = sql::query(sql).bind(to).fetch_optional(&mut read).await.unwrap();
    row.map(|row| row.get("text")).unwrap_or_default()
}

/// The secret in the latest mail to an address.
pub async fn secret(app: &TestApp, to: &str) -> String {
    let mail = mail(app, to).await;
    let rest = mail.split_once("/invitations/").unwrap_or_else(|| panic!("no link: {mail}")).1;
    rest.split(|c: char| c.is_whitespace() || c == '"').next().unwrap().to_owned()
}

async fn users(user: &User<'_>, query: &str) -> Vec<Member> {
    let page: Page<Member> = user.get(&format!("/organizations/northwind/users?{query}")).await.read_as(200);
    assert_eq!(page.total, page.items.len() as u64);
    page.items
}

#[tokio::test]
async fn who_is_invited_is_in_the_list_and_gets_the_link_which_nobody_else_sees() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await.with("idempotency-key", "k-1");
    let first = invite(&sara, " Nadia@Example.COM ", "partner_user").await;
    let again = invite(&sara, " Nadia@Example.COM ", "partner_user").await;
    assert_eq!(first.bytes, again.bytes);
    let member: Member = first.read_as(201);
    assert_eq!(
        (member.email.as_str(), member.name.as_str(), member.state.code()),
        ("nadia@example.com", "", "invited")
    );
    assert_eq!((member.id.clone(), member.role.label.as_str()), (None, "Partner User"));
    let invitation = member.invitation.clone().unwrap();
    assert_eq!((invitation.by.email.as_str(), invitation.at), ("sara@northwind.example", T0));
    assert_eq!(invitation.expires_at, T0 + TimeDelta::days(7));
    assert_eq!(member.change_role.reason().unwrap().code.code(), "not_a_member");
    assert!(member.remove.is_allowed() && !member.transfer.is_allowed());
    // Among the others, by the address.
    let names: Vec<_> = users(&sara, "").await.into_iter().map(|it| it.name).collect();
    assert_eq!(names.iter().position(String::is_empty), Some(3), "{names:?}");
    assert_eq!(users(&sara, "q=nadia&role=partner_user").await, [member]);
    let role = sara.roles("northwind").await.into_iter().find(|it| it.id.as_str() == "partner_user").unwrap();
    assert_eq!(role.users, 2);
    let entry = Entry::new("user_invited", "sara").of("nadia@example.com").change("role: - -> Partner User");
    assert_eq!(app.entries("northwind").await, [entry]);

    let text = mail(&app, "nadia@example.com").await;
    for part in ["Sara Delacroix", "Northwind Partners", "Partner User", "9 March 2026"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let secret = secret(&app, "nadia@example.com").await;
    assert_eq!(secret.len(), 43, "256 bits");
    assert!(!first.text().contains(&secret));
    assert!(!sara.get("/organizations/northwind/users").await.text().contains(&secret));
    assert!(!sara.get("/organizations/northwind/event-history").await.text().contains(&secret));
    let mut read = app.store.read().await.unwrap();
    let row = sql::query("SELECT * FROM invitations").fetch_one(&mut read).await.unwrap();
    for column in ["id", "email", "role", "secret_hash"] {
        assert!(!row.get::<String>(column).contains(&secret));
    }
}

#[tokio::test]
async fn the_outbox_forgets_the_link_once_it_is_sent_or_worthless() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    invite(&sara, "a@example.com", "user").await;
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE outbox SET sent_at = 1 WHERE kind = 'invitation'").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(mail(&app, "a@example.com").await, "");
    let member: Member = invite(&sara, "b@example.com", "user").await.read_as(201);
    assert!(mail(&app, "b@example.com").await.contains("/invitations/"));
    let path = format!("{INVITATIONS}/{}", member.invitation.unwrap().id);
    assert_eq!(sara.delete(&path).await.status, 204);
    assert_eq!(mail(&app, "b@example.com").await, "");
}

#[tokio::test]
async fn bad_input_invites_nobody_and_is_noted() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let adam = app.sign_in("adam@northwind.example").await;
    for (email, role, field, code) in [
        ("", "user", "email", "required"),
        ("nobody", "user", "email", "invalid"),
        ("a@example.com\r\nBcc: b@example.com", "user", "email", "invalid"),
        ("x@example.com", "nothing", "role", "unknown"),
        ("ADAM@northwind.example", "user", "email", "taken"),
        ("max@multi.example", "user", "email", "taken"),
    ] {
        assert_eq!(invite(&sara, email, role).await.fields(422), [(field.to_owned(), code.to_owned())]);
        let entry = app.last_entry("northwind").await;
        assert_eq!((entry.kind.as_str(), entry.attempted.as_str()), ("refused", "user_invited"));
    }
    for (user, role, reason) in
        [(&sara, "super_admin", "transfer_to_admin_only"), (&adam, "mdf_admin", "needs_super_admin")]
    {
        assert_eq!(invite(user, "x@example.com", role).await.reason(403), reason);
        assert_eq!(app.last_entry("northwind").await.subject, "x@example.com");
    }
    let manager = sara.role("northwind", "User Manager", json!({ "user_management": "full" })).await;
    assert_eq!(crate::users::assign(&sara, "vera", manager.id.as_str()).await.status, 200);
    let vera = app.sign_in("vera@northwind.example").await;
    assert_eq!(invite(&vera, "x@example.com", "user").await.reason(403), "above_own_level");
    assert_eq!(invite(&vera, "x@example.com", "no-support").await.status, 201);
    for email in ["mona@northwind.example", "uma@northwind.example", "nils@northwind.example"] {
        let user = app.sign_in(email).await;
        assert_eq!(invite(&user, "y@example.com", "no-support").await.reason(403), "needs_level");
    }
    let carl = app.sign_in("carl@contoso.example").await;
    invite(&carl, "z@example.com", "user").await.problem(404);
}

#[tokio::test]
async fn a_second_invitation_takes_the_place_of_the_first_and_so_does_sending_it_again() {
    let app = TestApp::demo().await;
    let (sara, adam) =
        (app.sign_in("sara@northwind.example").await, app.sign_in("adam@northwind.example").await);
    let first: Member = invite(&sara, "nadia@example.com", "user").await.read_as(201);
    let old = secret(&app, "nadia@example.com").await;
    app.clock.pass(TimeDelta::hours(2));
    let second: Member = invite(&adam, "nadia@example.com", "admin").await.read_as(201);
    assert_eq!(users(&sara, "q=nadia").await, std::slice::from_ref(&second));
    let (first, second) = (first.invitation.unwrap(), second.invitation.unwrap());
    assert_ne!(first.id, second.id);
    let new = secret(&app, "nadia@example.com").await;
    app.anonymous().get(&format!("/invitations/{old}")).await.problem(404);
    assert_eq!(app.anonymous().get(&format!("/invitations/{new}")).await.status, 200);
    sara.post(&format!("{INVITATIONS}/{}/resend", first.id), &json!({})).await.problem(404);

    app.clock.pass(TimeDelta::days(30));
    let (sara, uma) =
        (app.sign_in("sara@northwind.example").await, app.sign_in("uma@northwind.example").await);
    app.anonymous().get(&format!("/invitations/{new}")).await.problem(404);
    // Over, and still in the list, to be sent again or taken back.
    assert_eq!(users(&sara, "q=nadia").await.len(), 1);
    let again: Member =
        sara.post(&format!("{INVITATIONS}/{}/resend", second.id), &json!({})).await.read_as(200);
    let again = again.invitation.unwrap();
    assert_eq!(
        (again.id.as_str(), again.expires_at),
        (second.id.as_str(), T0 + TimeDelta::days(37) + TimeDelta::hours(2))
    );
    let newest = secret(&app, "nadia@example.com").await;
    assert_eq!(app.anonymous().get(&format!("/invitations/{newest}")).await.status, 200);
    assert_eq!(app.last_entry("northwind").await.kind, "user_invited");

    assert_eq!(sara.delete(&format!("{INVITATIONS}/{}", again.id)).await.status, 204);
    let entry = Entry::new("invitation_revoked", "sara").of("nadia@example.com").change("role: Admin -> -");
    assert_eq!(app.last_entry("northwind").await, entry);
    app.anonymous().get(&format!("/invitations/{newest}")).await.problem(404);
    sara.delete(&format!("{INVITATIONS}/{}", again.id)).await.problem(404);
    assert_eq!(uma.delete(&format!("{INVITATIONS}/x")).await.reason(403), "needs_level");
    assert_eq!(uma.post(&format!("{INVITATIONS}/x/resend"), &json!({})).await.reason(403), "needs_level");
}

#[tokio::test]
async fn a_role_that_somebody_is_invited_to_is_in_use_and_goes_with_another() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let role = sara.role("northwind", "Deals", json!({ "support_service": "view" })).await;
    invite(&sara, "nadia@example.com", role.id.as_str()).await;
    let path = format!("/organizations/northwind/roles/{}", role.id);
    assert_eq!(sara.seeing(&role.etag).delete(&path).await.reason(409), "role_in_use");
    assert_eq!(sara.seeing(&role.etag).delete(&format!("{path}?move_users_to=user")).await.status, 204);
    assert_eq!(users(&sara, "q=nadia").await[0].role.label, "User");
    let secret = secret(&app, "nadia@example.com").await;
    assert_eq!(app.anonymous().get(&format!("/invitations/{secret}")).await.json()["role"], "User");
}
