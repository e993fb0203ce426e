//! One case: who sees it, and what they may do.

use crate::common::sql;
use caseport_domain::api::CaseDetail;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{Answer, TestApp};

/// A problem's bytes without the one thing that differs by nature.
fn but_for_the_id(answer: &Answer) -> (u16, String, String) {
    let text = answer.text().replace(answer.header("x-request-id"), "");
    (answer.status, answer.header("content-type").to_owned(), text)
}

#[tokio::test]
async fn a_case_that_one_may_not_see_answers_like_one_that_does_not_exist() {
    let app = TestApp::demo().await;
    let carl = app.sign_in("carl@contoso.example").await;
    let hidden =
        app.sign_in("ada@adatum.example").await.list("adatum", "tab=organization").await.items[0].number;
    let paths = |number: &str| [format!("/cases/{number}"), format!("/cases/{number}/history")];
    for (there, nowhere) in paths(&hidden.to_string()).iter().zip(paths("99999999")) {
        let (seen, unknown) = (carl.get(there).await, carl.get(&nowhere).await);
        assert_eq!(but_for_the_id(&seen), but_for_the_id(&unknown));
        seen.problem(404);
    }
    for (action, body) in
        [("comments", json!({ "text": "x" })), ("close", json!({})), ("comments", json!({ "text": "" }))]
    {
        let seen = carl.post(&format!("/cases/{hidden}/{action}"), &body).await;
        let unknown = carl.post(&format!("/cases/99999999/{action}"), &body).await;
        assert_eq!(but_for_the_id(&seen), but_for_the_id(&unknown));
        seen.problem(404);
    }
    // Headers differ in nothing but the id either.
    let (seen, unknown) = (carl.get(&format!("/cases/{hidden}")).await, carl.get("/cases/99999999").await);
    let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&seen), names(&unknown));
}

#[tokio::test]
async fn what_is_no_number_is_no_case() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    for number in
        ["1", "1020411", "010204117", "102041170", "1020411x", "%31%30", "-1", "1e7", "１０２０４１１７"]
    {
        sara.get(&format!("/cases/{}", number.replace('１', "%EF%BC%91"))).await.problem(404);
    }
}

/// The action table of the product page, for a case that a partner's member filed for a customer and for one that a
/// customer's member filed: the reader, then comment, escalate, close, rate (once closed), download.
#[tokio::test]
async fn actions_by_what_one_is_to_the_case() {
    let app = TestApp::demo().await;
    let filed = app
        .sign_in("adam@northwind.example")
        .await
        .submitted("northwind", json!({ "customer": "contoso" }))
        .await;
    let own = app.sign_in("cora@contoso.example").await.submitted("contoso", json!({})).await;
    let (filed, own) = (filed.summary.number, own.summary.number);
    const OK: &str = "";
    let table = [
        (filed, "adam@northwind.example", [OK, OK, OK, "case_not_closed"]),
        (filed, "sara@northwind.example", [OK, OK, OK, "not_submitter"]),
        (filed, "vera@northwind.example", ["needs_level", "needs_level", "needs_level", "not_submitter"]),
        (filed, "carl@contoso.example", [OK, OK, "filed_by_partner", "not_submitter"]),
        (filed, "cole@contoso.example", [OK, OK, "filed_by_partner", "not_submitter"]),
        (own, "cora@contoso.example", [OK, OK, OK, "case_not_closed"]),
        (own, "carl@contoso.example", [OK, OK, OK, "not_submitter"]),
        (own, "cole@contoso.example", [OK, OK, "needs_level", "not_submitter"]),
    ];
    for (number, email, expected) in table {
        let case = app.sign_in(email).await.case(number).await;
        let actions =
            [&case.actions.comment, &case.actions.escalate, &case.actions.close, &case.actions.rate];
        let codes =
            actions.map(|it| it.reason().map_or(String::new(), |reason| reason.code.code().to_owned()));
        assert_eq!(codes, expected, "{email} {number}");
        assert_eq!(case.actions.add_files, case.actions.comment, "{email}");
        assert_eq!(case.actions.edit_ccs, case.actions.comment, "{email}");
        assert!(case.actions.download_files.is_allowed());
        assert!(!case.actions.reopen.is_allowed());
    }
}

#[tokio::test]
async fn someone_of_both_sides_may_what_either_may() {
    let app = TestApp::demo().await;
    let filed = app
        .sign_in("sara@northwind.example")
        .await
        .submitted("northwind", json!({ "customer": "contoso" }))
        .await;
    // Max sees it as Northwind's Admin; in Contoso his Extend Case View is off.
    let case = app.sign_in("max@multi.example").await.case(filed.summary.number).await;
    assert_eq!(case.relation.code(), "customer_case_colleague");
    assert!(case.actions.close.is_allowed());
}

#[tokio::test]
async fn files_of_reports_are_never_for_download() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let reports = cora.whole_list("contoso", "tab=false_detection").await;
    assert!(!reports.is_empty());
    for report in reports {
        let case = cora.case(report.number).await;
        assert_eq!(case.kind, caseport_domain::CaseKind::FalseDetection);
        assert_eq!(case.actions.download_files.reason().unwrap().code.code(), "false_detection_file");
        // Colleagues with every right do not see it at all.
        app.sign_in("carl@contoso.example")
            .await
            .get(&format!("/cases/{}", report.number))
            .await
            .problem(404);
    }
}

#[tokio::test]
async fn deadlines_and_versions_come_with_the_case() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let answer = cora.get(&format!("/cases/{number}")).await;
    let before: CaseDetail = answer.read_as(200);
    assert_eq!(answer.header("etag"), before.etag);
    assert_eq!((before.rating_deadline, before.reopen_deadline), (None, None));
    app.clock.pass(TimeDelta::hours(3));
    let after: CaseDetail = cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as(200);
    let closed = before.summary.created_at + TimeDelta::hours(3);
    assert_eq!(after.summary.closed_at, Some(closed));
    assert_eq!(after.rating_deadline, Some(closed + TimeDelta::days(7)));
    assert_eq!(after.reopen_deadline, Some(closed + TimeDelta::days(30)));
    assert_ne!(after.etag, before.etag);
    assert!(after.actions.reopen.is_allowed());
    app.clock.pass(TimeDelta::days(31));
    let later = app.sign_in("cora@contoso.example").await.case(number).await;
    assert_eq!(later.actions.reopen.reason().unwrap().code.code(), "reopen_window_over");
    assert!(later.actions.rate.is_allowed(), "the first rating may be given at any time");
    assert_eq!(later.etag, after.etag, "time alone is no change");
}

#[tokio::test]
async fn a_rename_reaches_every_case() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let mut write = app.store.write().await.unwrap();
    for sql in [
        "UPDATE organizations SET name = 'Contoso Power' WHERE id = 'contoso'",
        "UPDATE products SET name = 'Vault 2' WHERE id = 'metadefender-vault'",
        "UPDATE users SET name = 'Cora Berg' WHERE id = 'cora'",
    ] {
        sql::query(sql).execute(&mut write).await.unwrap();
    }
    write.commit().await.unwrap();
    let summary = cora.case(number).await.summary;
    assert_eq!(summary.organization.unwrap().name, "Contoso Power");
    assert_eq!((summary.product.name.as_str(), summary.submitter.name.as_str()), ("Vault 2", "Cora Berg"));
}
