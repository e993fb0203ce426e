//! Which mails are written, and to whom: with what they tell of, in one transaction.

use crate::common::sql;
use axum::http::Method;
use caseport_domain::Status;
use caseport_domain::api::CaseDetail;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::CommentText;
use caseport_server::store::cases::vendor_comment;
use caseport_server::store::outbox;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{T0, TestApp, User};

const CORA: &str = "cora@contoso.example";
const CARL: &str = "carl@contoso.example";
const CCS: [&str; 2] = ["dora@elsewhere.example", "carl@contoso.example"];

/// A case of Cora's with two CC's, one of them a colleague who sees it anyway; nothing is waiting to be sent.
async fn case(app: &TestApp) -> (User<'_>, CaseNumber) {
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({ "subject": "No scans", "ccs": CCS })).await.summary.number;
    forget(app).await;
    (cora, number)
}

async fn forget(app: &TestApp) {
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM outbox").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
}

/// The mails that were written since the last time: kind, address, text.
async fn written(app: &TestApp) -> Vec<(String, String, String)> {
    let mails = outbox::list(&mut app.store.read().await.unwrap(), true).await.unwrap();
    forget(app).await;
    mails.into_iter().map(|mail| (mail.kind, mail.to, mail.letter.text)).collect()
}

#[track_caller]
fn told(mails: &[(String, String, String)], kind: &str, expected: &[&str]) {
    assert!(mails.iter().all(|mail| mail.0 == kind), "{mails:?}");
    let to: Vec<_> = mails.iter().map(|mail| mail.1.as_str()).collect();
    assert_eq!(to, expected);
}

#[tokio::test]
async fn a_reply_of_the_vendors_is_one_mail_for_the_submitter_and_each_cc() {
    let app = TestApp::demo().await;
    let (cora, number) = case(&app).await;
    app.replies(number, "Please try **version 5**.").await;
    let mails = written(&app).await;
    told(&mails, "comment", &[CORA, CCS[0], CCS[1]]);
    assert!(mails[0].2.starts_with(&format!(
        "Hello Cora Lindqvist,\n\nPriya of OPSWAT replied to case {number}.\n\n> Please try **version 5**.\n\n\
         The case is waiting on you now.\n\nOpen the case: https://portal.example/cases/{number}\n"
    )), "{}", mails[0].2);
    for cc in &mails[1..] {
        assert!(cc.2.contains("> Please try **version 5**.") && !cc.2.contains("portal.example"), "{}", cc.2);
    }
    // What changes no status any more is a reply all the same.
    app.replies(number, "And restart.").await;
    told(&written(&app).await, "comment", &[CORA, CCS[0], CCS[1]]);
    // A reader who lost sight of the case, and still is its submitter.
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM memberships WHERE user_id = 'cora'").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    app.replies(number, "Once more.").await;
    told(&written(&app).await, "comment", &[CORA, CCS[0], CCS[1]]);
    cora.case(number).await;
}

#[tokio::test]
async fn nobody_is_told_what_they_did_themselves() {
    let app = TestApp::demo().await;
    let (cora, number) = case(&app).await;
    let carl = app.sign_in(CARL).await;
    let path = format!("/cases/{number}");
    // A comment that changes nothing for others is not written about; one that does is, without its words for CC's.
    app.replies(number, "Please try.").await;
    forget(&app).await;
    assert_eq!(cora.post(&format!("{path}/comments"), &json!({ "text": "It works not." })).await.status, 201);
    let mails = written(&app).await;
    told(&mails, "comment", &[CCS[0], CCS[1]]);
    assert!(
        mails[0].2.contains("Cora Lindqvist added a comment") && mails[0].2.contains("waiting on OPSWAT now")
    );
    assert!(!mails[0].2.contains("It works not."));
    assert_eq!(carl.post(&format!("{path}/comments"), &json!({ "text": "Nor here." })).await.status, 201);
    assert_eq!(written(&app).await.len(), 0);
    let reason = json!({ "reason": "Production is down." });
    carl.post(&format!("{path}/escalation"), &reason).await.read_as::<CaseDetail>(201);
    let mails = written(&app).await;
    told(&mails, "escalated", &[CORA, CCS[0]]);
    assert!(mails[0].2.contains("> Production is down.") && !mails[1].2.contains("Production is down."));
    app.acknowledges(number, "We are at it.").await;
    let mails = written(&app).await;
    told(&mails, "escalation_acknowledged", &[CORA, CCS[0], CCS[1]]);
    assert!(mails.iter().all(|mail| mail.2.contains("> We are at it.")));
    cora.post(&format!("{path}/close"), &json!({ "rating": { "overall": 5 } }))
        .await
        .read_as::<CaseDetail>(200);
    let mails = written(&app).await;
    told(&mails, "closed", &[CCS[0], CCS[1]]);
    // Ratings are between the submitter and the vendor.
    let rated = cora.put(&format!("{path}/rating"), &json!({ "overall": 4 })).await;
    assert_eq!(rated.status, 200, "{rated:?}");
    assert_eq!(written(&app).await.len(), 0);
    assert_eq!(app.reopens(&carl, number).await, Status::WaitingOnVendor);
    told(&written(&app).await, "reopened", &[CORA, CCS[0]]);
    carl.post(&format!("{path}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    let mails = written(&app).await;
    told(&mails, "closed", &[CORA, CCS[0]]);
    assert!(mails[0].2.contains("You can rate it on its page, and reopen it within 30 days."));
}

#[tokio::test]
async fn a_cc_is_told_of_being_one_once_and_of_nothing_after_it_is_removed() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({ "subject": "No scans", "ccs": CCS })).await.summary.number;
    let mails = written(&app).await;
    told(&mails, "created", &CCS);
    let welcome =
        format!("Cora Lindqvist added you to the CC's of support case {number} with OPSWAT: No scans\n");
    assert!(mails[0].2.starts_with(&welcome), "{}", mails[0].2);
    app.adds_ccs(&cora, number, &["eve@elsewhere.example", CCS[0]]).await;
    told(&written(&app).await, "ccs_added", &["eve@elsewhere.example"]);
    app.removes_ccs(&cora, number, &[CCS[0], CCS[1]]).await;
    assert_eq!(written(&app).await.len(), 0);
    app.replies(number, "Please try.").await;
    told(&written(&app).await, "comment", &[CORA, "eve@elsewhere.example"]);
    // A submitter who is a CC, too, is told once.
    app.adds_ccs(&app.sign_in(CARL).await, number, &[CORA]).await;
    forget(&app).await;
    app.replies(number, "Please.").await;
    told(&written(&app).await, "comment", &[CORA, "eve@elsewhere.example"]);
}

#[tokio::test]
async fn files_and_verdicts_are_told_as_far_as_they_change_something() {
    let app = TestApp::demo().await;
    let (cora, number) = case(&app).await;
    app.replies(number, "A log, please.").await;
    forget(&app).await;
    for (name, expected) in [("a.log", &CCS[..]), ("b.log", &[])] {
        let upload = cora.upload_begun(number, name, 3, name).await;
        assert_eq!(cora.patch(&upload, 0, b"log").await.status, 204);
        let mails = written(&app).await;
        told(&mails, "file", expected);
        assert!(mails.iter().all(|mail| !mail.2.contains(name)));
    }
    let report = cora.reported("bite.exe", b"bites", json!({})).await.summary.number;
    assert_eq!(written(&app).await.len(), 0);
    let (service, _) = app.service("Analysis").await;
    let verdict = json!({ "verdict": "confirmed_malicious", "note": "It bites.", "by": "Ana" });
    assert_eq!(service.put(&format!("/vendor/cases/{report}/detection"), &verdict).await.status, 200);
    let mails = written(&app).await;
    told(&mails, "verdict", &[CORA]);
    assert!(
        mails[0].2.contains("Ana of OPSWAT has looked at the file")
            && mails[0].2.contains("confirmed malicious")
    );
    assert!(mails[0].2.contains("> It bites."));
}

#[tokio::test]
async fn what_did_not_happen_or_happened_long_ago_is_told_to_nobody() {
    let app = TestApp::demo().await;
    assert_eq!(written(&app).await.len(), 0, "the demo's past");
    let (cora, number) = case(&app).await;
    {
        let desk = app.desk("Priya").await;
        let mut write = app.store.write().await.unwrap();
        let text = CommentText::new("Never mind.").unwrap();
        vendor_comment(&mut write, &desk, number, &text, T0).await.unwrap();
        // And the transaction is given up.
    }
    assert_eq!(written(&app).await.len(), 0);
    let refused = cora.post(&format!("/cases/{number}/escalation"), &json!({ "reason": "short" })).await;
    assert_eq!(refused.status, 422);
    assert_eq!(written(&app).await.len(), 0);
    // A repeated request is told of once.
    let keyed = app.sign_in(CARL).await.with("idempotency-key", "k");
    for _ in 0..3 {
        let reason = json!({ "reason": "Production is down." });
        keyed.post(&format!("/cases/{number}/escalation"), &reason).await.read_as::<CaseDetail>(201);
    }
    told(&written(&app).await, "escalated", &[CORA, CCS[0]]);
    let gone = app.sign_in("tina@tailspin.example").await;
    gone.send(Method::GET, &format!("/api/v1/cases/{number}"), None).await.problem(404);
    assert_eq!(written(&app).await.len(), 0);
}

#[tokio::test]
async fn mails_are_forgotten_after_thirty_days() {
    let app = TestApp::demo().await;
    let (_, number) = case(&app).await;
    app.replies(number, "Please try.").await;
    for (days, left) in [(29, 3), (2, 0)] {
        app.clock.pass(TimeDelta::days(days));
        let mut write = app.store.write().await.unwrap();
        outbox::sweep(&mut write, app.state.clock.now()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(outbox::list(&mut app.store.read().await.unwrap(), true).await.unwrap().len(), left);
    }
}
