//! Two people act at once: the second is told in the answer who was quicker, with what, and when.

use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use caseport_domain::id::CaseNumber;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::common::{Answer, T0, TestApp, User};

const CORA: &str = "cora@contoso.example";
const CARL: &str = "carl@contoso.example";

/// A case of Cora's that Carl may do everything with, too; five minutes old.
async fn case(app: &TestApp, cora: &User<'_>) -> CaseNumber {
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    app.clock.pass(TimeDelta::minutes(5));
    number
}

/// That an answer says who was quicker: the last entry of the history, of that kind.
async fn says(answer: &Answer, status: u16, kind: &str, cora: &User<'_>, number: CaseNumber) -> String {
    let problem = answer.problem(status);
    let meanwhile = problem.meanwhile.unwrap_or_else(|| panic!("nobody: {answer:?}"));
    let history: Page<HistoryEntry> =
        cora.get(&format!("/cases/{number}/history?limit=200")).await.read_as(200);
    let entry = history.items.into_iter().rfind(|it| it.kind.code() == kind).unwrap();
    assert_eq!((meanwhile.kind.code(), &meanwhile.by, meanwhile.at), (kind, &entry.by, entry.at));
    problem.detail
}

#[tokio::test]
async fn each_conflict_names_who_brought_it_about() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let number = case(&app, &cora).await;
    let path = format!("/cases/{number}");
    let why = json!({ "reason": "Production is down." });
    let (escalation, close, reopen) =
        (format!("{path}/escalation"), format!("{path}/close"), format!("{path}/reopen"));

    carl.post(&escalation, &why).await.read_as::<CaseDetail>(201);
    app.clock.pass(TimeDelta::minutes(1));
    let late = cora.post(&escalation, &why).await;
    let detail = says(&late, 409, "escalated", &cora, number).await;
    assert!(detail.ends_with("Carl Brandt escalated the case."), "{detail}");
    let meanwhile = late.json()["meanwhile"].clone();
    assert_eq!(
        (&meanwhile["by"]["email"], &meanwhile["by"]["side"], &meanwhile["at"]),
        (&json!(CARL), &json!("customer"), &json!(T0 + TimeDelta::minutes(5)))
    );

    carl.delete(&escalation).await.problem_free();
    let detail = says(&cora.delete(&escalation).await, 409, "escalation_withdrawn", &cora, number).await;
    assert!(detail.ends_with("Carl Brandt withdrew the escalation."), "{detail}");

    carl.post(&close, &json!({})).await.problem_free();
    let text = json!({ "text": "Hello." });
    for late in [
        cora.post(&close, &json!({ "rating": { "overall": 5 } })).await,
        cora.post(&escalation, &why).await,
        cora.post(&format!("{path}/comments"), &text).await,
        cora.clone()
            .with("if-match", "*")
            .put(&format!("{path}/ccs"), &json!({ "emails": ["a@x.example"] }))
            .await,
        cora.begin_upload(3, &[("case", &number.to_string()), ("filename", "a.log")]).await,
    ] {
        let detail = says(&late, 409, "closed", &cora, number).await;
        assert!(detail.ends_with("Carl Brandt closed the case."), "{detail}");
    }

    carl.post(&reopen, &why).await.problem_free();
    for late in
        [cora.post(&reopen, &why).await, cora.put(&format!("{path}/rating"), &json!({ "overall": 1 })).await]
    {
        says(&late, 409, "reopened", &cora, number).await;
    }
}

#[tokio::test]
async fn the_vendors_people_are_named_to_the_customer_and_to_each_other() {
    let app = TestApp::demo().await;
    let (cora, (desk, _)) = (app.sign_in(CORA).await, app.service("Desk").await);
    let number = case(&app, &cora).await;
    let why = json!({ "reason": "Production is down." });
    cora.post(&format!("/cases/{number}/escalation"), &why).await.read_as::<CaseDetail>(201);
    let path = format!("/vendor/cases/{number}");
    let take = |by: &str| json!({ "state": "acknowledged", "by": by, "note": "I look at it." });
    desk.put(&format!("{path}/escalation"), &take("Priya")).await.problem_free();
    let late = desk.put(&format!("{path}/escalation"), &take("Paolo")).await;
    says(&late, 409, "escalation_acknowledged", &cora, number).await;
    assert_eq!(late.json()["meanwhile"]["by"]["name"], "Priya");

    desk.put(&format!("{path}/status"), &json!({ "status": "closed", "by": "Priya" })).await.problem_free();
    let late = cora.post(&format!("/cases/{number}/close"), &json!({})).await;
    says(&late, 409, "closed", &cora, number).await;
    assert_eq!(
        late.json()["meanwhile"]["by"],
        json!({ "id": null, "name": "Priya", "email": null, "side": "vendor" })
    );
}

#[tokio::test]
async fn who_changed_the_ccs_is_named_to_the_second() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let number = case(&app, &cora).await;
    let seen = cora.case(number).await.etag;
    let put = async |user: &User<'_>, emails: Value| {
        let user = user.clone().with("if-match", &seen);
        user.put(&format!("/cases/{number}/ccs"), &json!({ "emails": emails })).await
    };
    put(&carl, json!(["a@x.example"])).await.problem_free();
    let detail = says(&put(&cora, json!(["b@x.example"])).await, 412, "ccs_added", &cora, number).await;
    assert!(detail.starts_with("Carl Brandt has changed the CC's meanwhile."), "{detail}");
}

#[tokio::test]
async fn nobody_is_named_where_nobody_was_quicker_or_may_not_know() {
    let app = TestApp::demo().await;
    let (cora, carl) = (app.sign_in(CORA).await, app.sign_in(CARL).await);
    let number = case(&app, &cora).await;
    let path = format!("/cases/{number}");
    let why = json!({ "reason": "It is broken again." });
    // It never was closed, nor escalated.
    for (late, code) in [
        (cora.post(&format!("{path}/reopen"), &why).await, "case_not_closed"),
        (cora.delete(&format!("{path}/escalation")).await, "not_escalated"),
    ] {
        assert_eq!((late.reason(409).as_str(), late.problem(409).meanwhile), (code, None));
    }
    carl.post(&format!("{path}/close"), &json!({})).await.problem_free();
    // Time alone, and whoever may not or does not see it.
    app.clock.pass(TimeDelta::days(31));
    let late = app.sign_in(CORA).await.post(&format!("{path}/reopen"), &why).await;
    assert_eq!((late.reason(409).as_str(), late.problem(409).meanwhile), ("reopen_window_over", None));
    let cole = app.sign_in("cole@contoso.example").await;
    assert_eq!(cole.post(&format!("{path}/close"), &json!({})).await.problem(403).meanwhile, None);
    let sara = app.sign_in("sara@northwind.example").await;
    assert_eq!(sara.post(&format!("{path}/close"), &json!({})).await.problem(404).meanwhile, None);
}
