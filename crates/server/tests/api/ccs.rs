//! Who else is kept informed of a case.

use axum::http::Method;
use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::{Answer, TestApp, User};

const CORA: &str = "cora@contoso.example";
const CARL: &str = "carl@contoso.example";

async fn new_case(cora: &User<'_>) -> CaseDetail {
    cora.submitted("contoso", json!({ "ccs": ["a@x.example", "b@x.example"] })).await
}

async fn put(user: &User<'_>, case: &CaseDetail, emails: &Value) -> Answer {
    let user = user.clone().with("if-match", &case.etag);
    user.put(&format!("/cases/{}/ccs", case.summary.number), &json!({ "emails": emails })).await
}

async fn entries(user: &User<'_>, case: &CaseDetail) -> Vec<(String, Vec<String>)> {
    let path = format!("/cases/{}/history", case.summary.number);
    let history: Page<HistoryEntry> = user.get(&path).await.read_as(200);
    history.items.into_iter().map(|it| (it.kind.code().to_owned(), it.emails)).collect()
}

#[tokio::test]
async fn the_list_takes_the_place_of_the_one_before_and_the_history_says_who_came_and_went() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let case = new_case(&cora).await;
    app.clock.pass(TimeDelta::minutes(1));
    let wanted = json!(["b@x.example", " C@X.example", "c@x.example", "B@x.example"]);
    let answer = put(&carl, &case, &wanted).await;
    let now: CaseDetail = answer.read_as(200);
    assert_eq!(now.ccs, ["b@x.example", "c@x.example"], "each once, in the order in which they came");
    assert_eq!(answer.header("etag"), now.etag);
    assert_eq!(now.summary.status, case.summary.status, "whose turn it is does not change");
    let text = |emails: &[&str]| emails.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let expected = [
        ("created".to_owned(), text(&[])),
        ("ccs_removed".to_owned(), text(&["a@x.example"])),
        ("ccs_added".to_owned(), text(&["c@x.example"])),
    ];
    assert_eq!(entries(&cora, &case).await, expected);
    // The same again changes nothing, also by whoever did not hear the answer.
    for seen in [&now, &case] {
        let again: CaseDetail = put(&carl, seen, &wanted).await.read_as(200);
        assert_eq!((&again.ccs, &again.etag), (&now.ccs, &now.etag));
    }
    let none: CaseDetail = put(&cora, &now, &json!([])).await.read_as(200);
    assert_eq!(none.ccs, [""; 0]);
}

#[tokio::test]
async fn lists_that_cannot_be_are_refused_and_nothing_changes() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let case = new_case(&cora).await;
    let many = |count: usize| (0..count).map(|it| format!("p{it}@x.example")).collect::<Vec<_>>();
    for (emails, field, code) in [
        (json!(many(21)), "emails", "too_many"),
        (json!(["a@x.example\r\nBcc: all@x.example"]), "emails", "invalid"),
        (json!(["a@x.example", "nobody"]), "emails", "invalid"),
        (json!([""]), "emails", "required"),
        (json!(["Cora@Contoso.example"]), "emails", "invalid"),
        (json!("a@x.example"), "emails", "invalid"),
        (json!([7]), "emails[0]", "invalid"),
    ] {
        assert_eq!(
            put(&cora, &case, &emails).await.fields(422),
            [(field.to_owned(), code.to_owned())],
            "{emails}"
        );
    }
    let own = put(&cora, &case, &json!([CORA])).await.problem(422);
    assert!(own.errors[0].message.starts_with("cora@contoso.example submitted the case"), "{own:?}");
    assert_eq!(cora.case(case.summary.number).await, case);
    // A colleague is no submitter; and twenty are not too many, however often each is named.
    let mut twenty = many(19);
    twenty.push(CARL.to_owned());
    twenty.extend(many(19));
    let now: CaseDetail = put(&cora, &case, &json!(twenty)).await.read_as(200);
    assert_eq!(now.ccs.len(), 20);
}

#[tokio::test]
async fn the_second_to_edit_is_told_and_a_comment_meanwhile_is_no_conflict() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let seen = new_case(&cora).await;
    let number = seen.summary.number;
    let path = format!("/cases/{number}/ccs");
    let missing = cora.put(&path, &json!({ "emails": [] })).await;
    assert_eq!(missing.problem(428).kind, "/problems/version-required");
    // Who may not, or sees nothing there, is told that.
    let sara = app.sign_in("sara@northwind.example").await;
    sara.put(&path, &json!({ "emails": [] })).await.problem(404);
    sara.put("/cases/99999999/ccs", &json!({ "emails": [] })).await.problem(404);
    // What happened meanwhile was not to the CC's.
    cora.post(&format!("/cases/{number}/comments"), &json!({ "text": "x" }))
        .await
        .read_as::<HistoryEntry>(201);
    put(&carl, &seen, &json!(["a@x.example", "carl@x.example"])).await.read_as::<CaseDetail>(200);
    let conflict = put(&cora, &seen, &json!(["b@x.example", "cora@x.example"])).await.problem(412);
    assert_eq!(conflict.kind, "/problems/changed-meanwhile");
    assert!(conflict.detail.starts_with("Carl "), "{}", conflict.detail);
    assert_eq!(cora.case(number).await.ccs, ["a@x.example", "carl@x.example"]);
    // A comment of before the last change, and versions that never were.
    for etag in ["\"2\"", "\"999\"", "\"x\"", "W/\"4\"", "4", "\"-1\""] {
        let other = CaseDetail { etag: etag.to_owned(), ..seen.clone() };
        put(&cora, &other, &json!([])).await.problem(412);
    }
    let now = cora.case(number).await;
    put(&cora, &now, &json!(["b@x.example"])).await.read_as::<CaseDetail>(200);
    let any = CaseDetail { etag: "*".to_owned(), ..seen };
    put(&cora, &any, &json!([])).await.read_as::<CaseDetail>(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_edit_at_once_one_is_told() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let case = new_case(&cora).await;
    let (hers, his) = (json!(["cora@x.example"]), json!(["carl@x.example"]));
    let (a, b) = tokio::join!(put(&cora, &case, &hers), put(&carl, &case, &his));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(entries(&cora, &case).await.len(), 3);
}

#[tokio::test]
async fn the_right_goes_before_the_list_and_a_closed_case_takes_none() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let filed = sara.submitted("northwind", json!({ "customer": "contoso" })).await;
    let vera = app.sign_in("vera@northwind.example").await;
    assert_eq!(put(&vera, &filed, &json!(["nobody"])).await.reason(403), "needs_level");
    put(&app.sign_in("tina@tailspin.example").await, &filed, &json!([])).await.problem(404);
    let cora = app.sign_in(CORA).await;
    let case = new_case(&cora).await;
    let number = case.summary.number;
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    assert_eq!(put(&cora, &case, &json!([])).await.reason(409), "case_closed");
    let nobody = app.anonymous().send(Method::PUT, &format!("/api/v1/cases/{number}/ccs"), None).await;
    nobody.problem(401);
}
