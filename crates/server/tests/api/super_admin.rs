//! Exactly one Super Admin, whatever happens at once.

use crate::common::sql;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::common::sql::Get as _;
use caseport_domain::Access;
use serde_json::json;

use crate::common::{Entry, TestApp, User};
use crate::users::{assign, held};

const TRANSFER: &str = "/organizations/northwind/super-admin";

async fn super_admins(app: &TestApp) -> Vec<String> {
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT user_id FROM memberships WHERE organization_id = 'northwind' AND role = 'super_admin'";
    let rows = sql::query(sql).fetch_all(&mut read).await.unwrap();
    rows.iter().map(|row| row.get("user_id")).collect()
}

#[tokio::test]
async fn a_transfer_makes_one_what_the_other_was_and_reaches_both() {
    let app = TestApp::following().await;
    let (sara, adam) =
        (app.sign_in("sara@northwind.example").await, app.sign_in("adam@northwind.example").await);
    let (mut of_sara, mut of_adam) = (sara.stream("northwind").await, adam.stream("northwind").await);
    let once = sara.clone().with("idempotency-key", "k-1");
    for _ in 0..2 {
        assert_eq!(once.post(TRANSFER, &json!({ "user": "adam" })).await.status, 204);
    }
    assert_eq!(super_admins(&app).await, ["adam"]);
    assert_eq!(of_sara.event().await.name, "access_changed");
    assert_eq!(of_adam.event().await.name, "access_changed");
    let entry = Entry::new("super_admin_transferred", "sara").of("adam").change("role: Admin -> Super Admin");
    assert_eq!(app.entries("northwind").await, [entry]);
    let access: Access = sara.get("/organizations/northwind/access").await.read_as(200);
    assert_eq!(access.role.as_ref().unwrap().label, "Admin");
    assert!(access.extended_case_view, "a role is all that it takes");
    assert_eq!(sara.post(TRANSFER, &json!({ "user": "max" })).await.reason(403), "needs_super_admin");
    assert_eq!(adam.post(TRANSFER, &json!({ "user": "sara" })).await.status, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_transfers_at_once_there_is_exactly_one_super_admin_at_every_moment() {
    let app = TestApp::demo().await;
    for role in ["mona", "paul", "uma"] {
        let sara = app.sign_in("sara@northwind.example").await;
        assert_eq!(assign(&sara, role, "admin").await.status, 200);
    }
    let mut people = Vec::new();
    for email in ["sara", "adam", "mona", "paul", "uma"] {
        people.push((email, app.sign_in(&format!("{email}@northwind.example")).await));
    }
    let (done, app) = (AtomicBool::new(false), &app);
    let watch = async {
        let mut looks = 0;
        while !done.load(Ordering::SeqCst) {
            assert_eq!(super_admins(app).await.len(), 1);
            looks += 1;
            tokio::task::yield_now().await;
        }
        looks
    };
    // Everybody tries to pass on to everybody: whoever has the role at that moment can.
    let attempts = (0..50).map(|number| {
        let (_, user) = &people[number % 5];
        let (to, _) = people[(number / 5 + number) % 5];
        async move { user.post(TRANSFER, &json!({ "user": to })).await.status }
    });
    let work = async {
        let statuses = futures_util::future::join_all(attempts).await;
        done.store(true, Ordering::SeqCst);
        statuses
    };
    let (looks, statuses) = tokio::join!(watch, work);
    let passed = statuses.iter().filter(|status| **status == 204).count();
    assert!(passed >= 1 && looks > 10, "{passed} {looks}");
    assert!(statuses.iter().all(|status| matches!(status, 204 | 403)), "{statuses:?}");
    assert_eq!(super_admins(app).await.len(), 1);
    let entries = app.entries("northwind").await;
    let noted = |kind: &str| entries.iter().filter(|it| it.kind == kind).count();
    assert_eq!((noted("super_admin_transferred"), noted("refused")), (passed, 50 - passed));
}

#[tokio::test]
async fn the_database_has_room_for_one() {
    let app = TestApp::demo().await;
    for sql in [
        "UPDATE memberships SET role = 'super_admin' WHERE user_id = 'adam'",
        "INSERT INTO memberships (user_id, organization_id, role, created_at) VALUES ('pia', 'northwind', 'super_admin', 1)",
    ] {
        let mut write = app.store.write().await.unwrap();
        let error = sql::query(sql).execute(&mut write).await.unwrap_err();
        assert!(error.as_database_error().unwrap().is_unique_violation(), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn somebody_removed_while_they_are_promoted_is_gone_or_was_never_promoted() {
    let app = TestApp::demo().await;
    let (sara, adam) =
        (app.sign_in("sara@northwind.example").await, app.sign_in("adam@northwind.example").await);
    let remove = async |user: &User<'_>| user.delete("/organizations/northwind/users/max").await.status;
    let transfer = async |user: &User<'_>| user.post(TRANSFER, &json!({ "user": "max" })).await.status;
    let (promoted, removed, passed_on) =
        tokio::join!(assign(&adam, "max", "admin"), remove(&adam), transfer(&sara));
    let max: Vec<String> =
        held(&app).await.into_iter().filter(|it| it.starts_with("max in northwind")).collect();
    assert_eq!(super_admins(&app).await.len(), 1);
    assert!(matches!(promoted.status, 200 | 403 | 404), "{promoted:?}");
    match (removed, passed_on) {
        // First removed: then there is nobody to pass on to.
        (204, 422) => assert!(max.is_empty()),
        // First passed on: then they are protected.
        (403, 204) => assert_eq!(super_admins(&app).await, ["max"]),
        other => panic!("{other:?}"),
    }
}
