//! Submitting a case.

use crate::common::sql;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::{T0, TestApp};

const SARA: &str = "sara@northwind.example";

#[tokio::test]
async fn a_case_for_oneself() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let answer = cora
        .submit(
            "contoso",
            json!({
                "product": "metadefender-core", "platform": "linux", "issue_type": "performance", "severity": "s1",
                "license": "contoso-core-prod", "version": "5.16.0", "subject": "  Slow   since Monday ",
                "description": "# Slow\r\n\r\nVery slow since Monday.", "ccs": ["A@Contoso.example", "a@contoso.example"],
                "something_new": true,
            }),
        )
        .await;
    let case: CaseDetail = answer.read_as(201);
    let number = case.summary.number;
    assert_eq!(answer.header("location"), format!("/api/v1/cases/{number}"));
    assert_eq!(case.summary.subject, "Slow   since Monday");
    assert_eq!(case.description, "# Slow\n\nVery slow since Monday.");
    assert_eq!(case.summary.status.code(), "open");
    assert_eq!((case.summary.created_at, case.summary.updated_at), (T0, T0));
    assert_eq!(case.summary.organization.as_ref().unwrap().id.as_str(), "contoso");
    assert_eq!((case.filed_by.as_ref(), case.relation.code()), (None, "submitter"));
    assert_eq!(case.platform.as_ref().unwrap().name, "Linux");
    assert_eq!(case.issue_type.as_ref().unwrap().name, "Performance");
    let license = case.license.as_ref().unwrap();
    assert_eq!(license.id.as_deref(), Some("contoso-core-prod"));
    assert_eq!(license.name, "MetaDefender Core - 16 engines, production");
    assert_eq!(
        (case.version.as_deref(), case.ccs.as_slice()),
        (Some("5.16.0"), ["a@contoso.example".to_owned()].as_slice())
    );
    // Contoso has Platinum: one hour for S1.
    assert_eq!(case.first_response_due, T0 + TimeDelta::hours(1));
    assert!(case.actions.comment.is_allowed() && case.actions.close.is_allowed());
    assert_eq!(case.actions.rate.reason().unwrap().code.code(), "case_not_closed");

    assert_eq!(cora.case(number).await, case);
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.items.len(), 1);
    assert_eq!(history.items[0].kind.code(), "created");
    assert_eq!(history.items[0].by.id.as_ref().unwrap().as_str(), "cora");
    assert_eq!(cora.list("contoso", "tab=my&limit=1").await.items[0].number, number);
}

#[tokio::test]
async fn a_personal_case() {
    let app = TestApp::demo().await;
    let pia = app.sign_in("pia@personal.example").await;
    let case =
        pia.submitted("personal", json!({ "license": "typed by hand", "version": "my own build" })).await;
    assert_eq!((case.summary.organization.as_ref(), case.filed_by.as_ref()), (None, None));
    assert_eq!(case.license.as_ref().unwrap().id, None);
    assert_eq!(case.license.as_ref().unwrap().name, "typed by hand");
    // The Silver plan's target: one business day of 08:00 to 20:00 UTC.
    assert_eq!(case.first_response_due, T0 + TimeDelta::hours(24));
    // Members of organizations have the personal scope, too.
    let case = app.sign_in(SARA).await.submitted("personal", json!({})).await;
    assert_eq!(case.summary.organization, None);
}

#[tokio::test]
async fn a_case_for_a_customer() {
    let app = TestApp::demo().await;
    let adam = app.sign_in("adam@northwind.example").await;
    let case = adam.submitted("northwind", json!({ "customer": "fabrikam", "severity": "s2" })).await;
    assert_eq!(case.summary.organization.as_ref().unwrap().id.as_str(), "fabrikam");
    assert_eq!(case.filed_by.as_ref().unwrap().name, "Northwind Partners");
    // The customer's plan counts (Silver: four hours), not the partner's (Gold: two).
    assert_eq!(case.first_response_due, T0 + TimeDelta::hours(4));
    let number = case.summary.number;
    for (email, relation) in [
        ("adam@northwind.example", "submitter"),
        ("sara@northwind.example", "customer_case_colleague"),
        ("vera@northwind.example", "customer_case_colleague"),
        ("fred@fabrikam.example", "customer_member"),
    ] {
        assert_eq!(app.sign_in(email).await.case(number).await.relation.code(), relation, "{email}");
    }
    for email in
        ["uma@northwind.example", "paul@northwind.example", "tina@tailspin.example", "carl@contoso.example"]
    {
        app.sign_in(email).await.get(&format!("/cases/{number}")).await.problem(404);
    }
    assert_eq!(
        app.sign_in("fred@fabrikam.example").await.list("fabrikam", "tab=partner&limit=1").await.items[0]
            .number,
        number
    );
}

#[tokio::test]
async fn who_may_submit_what() {
    let app = TestApp::demo().await;
    let own = json!({});
    let for_contoso = json!({ "customer": "contoso" });
    for (email, org, changes, expected) in [
        ("sara@northwind.example", "northwind", &own, "created"),
        ("mona@northwind.example", "northwind", &for_contoso, "created"),
        ("uma@northwind.example", "northwind", &own, "created"),
        ("uma@northwind.example", "northwind", &for_contoso, "needs_level"),
        ("paul@northwind.example", "northwind", &for_contoso, "needs_level"),
        ("vera@northwind.example", "northwind", &own, "created"),
        ("vera@northwind.example", "northwind", &for_contoso, "needs_level"),
        ("nils@northwind.example", "northwind", &own, "needs_level"),
        ("nils@northwind.example", "personal", &own, "created"),
        ("tina@tailspin.example", "tailspin", &for_contoso, "customer_not_linked"),
        ("lone@lonely.example", "lonely", &for_contoso, "customer_not_linked"),
        // Linked, but not as a partner; itself; nothing at all: all alike.
        ("sara@northwind.example", "northwind", &json!({ "customer": "litware" }), "customer_not_linked"),
        ("sara@northwind.example", "northwind", &json!({ "customer": "northwind" }), "customer_not_linked"),
        ("sara@northwind.example", "northwind", &json!({ "customer": "nowhere" }), "customer_not_linked"),
        ("sara@northwind.example", "northwind", &json!({ "customer": "" }), "customer_not_linked"),
        ("carl@contoso.example", "contoso", &json!({ "customer": "fabrikam" }), "needs_level"),
        ("max@multi.example", "contoso", &for_contoso, "needs_level"),
        ("max@multi.example", "northwind", &for_contoso, "created"),
        ("sara@northwind.example", "personal", &for_contoso, "personal_scope"),
    ] {
        let answer = app.sign_in(email).await.submit(org, changes.clone()).await;
        if expected == "created" {
            assert_eq!(answer.status, 201, "{email} {org} {changes}: {}", answer.text());
        } else {
            assert_eq!(answer.reason(403), expected, "{email} {org} {changes}");
        }
    }
    app.sign_in("uma@northwind.example").await.submit("contoso", own.clone()).await.problem(404);
    app.anonymous().submit("northwind", own).await.problem(401);
}

#[tokio::test]
async fn the_link_counts_at_the_moment_of_submitting() {
    let app = TestApp::demo().await;
    let sara = app.sign_in(SARA).await;
    let case = sara.submitted("northwind", json!({ "customer": "adatum" })).await;
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM links WHERE partner_id = 'northwind' AND customer_id = 'adatum'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert_eq!(
        sara.submit("northwind", json!({ "customer": "adatum" })).await.reason(403),
        "customer_not_linked"
    );
    // What was filed stays listed.
    let rows = sara.list("northwind", "tab=customer&customer=adatum&limit=1").await;
    assert_eq!(rows.items[0].number, case.summary.number);
    sara.case(case.summary.number).await;
}

#[tokio::test]
async fn every_field_is_checked_and_named() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let post = async |body: Value| cora.post("/organizations/contoso/cases", &body).await;
    assert_eq!(
        post(json!({})).await.fields(422),
        ["product", "issue_type", "severity", "subject", "description"]
            .map(|field| (field.to_owned(), "required".to_owned()))
    );
    let long = |n: usize| "ü".repeat(n);
    for (changes, field, code) in [
        (json!({ "product": "no-such" }), "product", "unknown"),
        (json!({ "product": "metadefender-core" }), "platform", "required"),
        (json!({ "product": "metadefender-core", "platform": "amiga" }), "platform", "unknown"),
        (json!({ "issue_type": "magic" }), "issue_type", "unknown"),
        (json!({ "severity": "S1" }), "severity", "unknown"),
        (json!({ "subject": "four" }), "subject", "too_short"),
        (json!({ "subject": long(201) }), "subject", "too_long"),
        (json!({ "subject": "   \n\t  " }), "subject", "required"),
        (json!({ "description": long(19) }), "description", "too_short"),
        (json!({ "description": long(50_001) }), "description", "too_long"),
        (json!({ "license": long(101) }), "license", "too_long"),
        (json!({ "version": long(101) }), "version", "too_long"),
        (json!({ "ccs": ["nobody"] }), "ccs", "invalid"),
        (json!({ "ccs": ["a@x.example", " CORA@Contoso.example"] }), "ccs", "invalid"),
        (json!({ "ccs": (0..21).map(|n| format!("n{n}@x.example")).collect::<Vec<_>>() }), "ccs", "too_many"),
        (json!({ "subject": 5 }), "subject", "invalid"),
        (json!({ "ccs": "a@x.example" }), "ccs", "invalid"),
        (json!({ "ccs": [1] }), "ccs[0]", "invalid"),
    ] {
        let answer = cora.submit("contoso", changes.clone()).await;
        assert_eq!(answer.fields(422), [(field.to_owned(), code.to_owned())], "{changes}");
    }
    for changes in [
        json!({ "subject": long(5) }),
        json!({ "subject": long(200) }),
        json!({ "description": long(20) }),
        json!({ "description": long(50_000) }),
        json!({ "license": long(100), "version": long(100) }),
        json!({ "ccs": (0..20).map(|n| format!("n{n}@x.example")).collect::<Vec<_>>() }),
        json!({ "license": "", "version": " ", "platform": "ignored where there is only one" }),
    ] {
        assert_eq!(cora.submit("contoso", changes.clone()).await.status, 201, "{changes}");
    }
}

#[tokio::test]
async fn another_organizations_license_is_only_text() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let case = cora.submitted("contoso", json!({ "license": "adatum-core-dc1" })).await;
    assert_eq!(case.license.as_ref().unwrap().id, None);
    assert_eq!(case.license.as_ref().unwrap().name, "adatum-core-dc1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_are_unique_however_many_submit_at_once() {
    let app = TestApp::demo().await;
    let (sara, cora) = (app.sign_in(SARA).await, app.sign_in("cora@contoso.example").await);
    let one = async |n: usize| {
        let (user, org) = if n.is_multiple_of(2) { (&sara, "northwind") } else { (&cora, "contoso") };
        user.submitted(org, json!({ "subject": format!("Case number {n}") })).await.summary.number
    };
    let numbers = futures_util::future::join_all((0..60).map(one)).await;
    let unique: std::collections::BTreeSet<_> = numbers.iter().collect();
    assert_eq!(unique.len(), 60);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let counts = async || -> Vec<i64> {
        let mut read = app.store.read().await.unwrap();
        let mut counts = Vec::new();
        for table in ["cases", "case_events", "case_ccs", "idempotency_keys"] {
            let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            let (count,): (i64,) = sql::query_as(sql).fetch_one(&mut read).await.unwrap();
            counts.push(count);
        }
        counts
    };
    let before = counts().await;
    let keyed = cora.clone().with("idempotency-key", "k");
    keyed.submit("contoso", json!({ "subject": "x" })).await.problem(422);
    keyed.submit("contoso", json!({ "customer": "adatum" })).await.problem(403);
    assert_eq!(counts().await, before);
    // A key that came with a refused request is still free.
    keyed.submitted("contoso", json!({})).await;
}
