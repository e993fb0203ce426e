//! How many reports one can make in a day.

use caseport_domain::api::{CaseDetail, Detection, ReportAllowance};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::common::{Form, TestApp, User, report};

const PIA: &str = "pia@personal.example";
const MIDNIGHT: &str = "2026-03-03T00:00:00Z";

async fn allowance(user: &User<'_>) -> ReportAllowance {
    user.get("/false-detections/allowance").await.read_as(200)
}

fn midnight() -> DateTime<Utc> {
    MIDNIGHT.parse().unwrap()
}

#[tokio::test]
async fn the_forty_first_report_of_a_day_waits_for_the_next() {
    let app = TestApp::demo().await;
    let pia = app.sign_in(PIA).await;
    let begin = allowance(&pia).await;
    assert_eq!((begin.limit, begin.remaining, begin.resets_at), (40, 40, midnight()));
    assert!(begin.report.is_allowed());
    // Uploaded while it was still possible.
    let left_over = pia.uploaded_to_report("late.exe", b"late").await;
    for n in 0..40 {
        pia.reported(&format!("{n}.exe"), format!("content {n}").as_bytes(), json!({})).await;
        assert_eq!(allowance(&pia).await.remaining, 39 - n);
    }
    let full = allowance(&pia).await;
    assert_eq!((full.remaining, full.resets_at), (0, midnight()));
    assert_eq!(full.report.reason().unwrap().code.code(), "daily_limit");

    app.clock.pass(TimeDelta::hours(2));
    let seconds = 13 * 60 * 60;
    for answer in [
        pia.report(&report(&left_over, json!({}))).await,
        pia.send_form(&Form::of("more.exe", b"more")).await,
        pia.begin_upload(10, &[("purpose", "false_detection")]).await,
    ] {
        let problem = answer.problem(429);
        assert_eq!(problem.kind, "/problems/daily-limit");
        assert!(problem.detail.contains("in 13 hours"), "{}", problem.detail);
        assert_eq!(answer.reason(429), "daily_limit");
        let wait: i64 = answer.header("retry-after").parse().unwrap();
        assert!((seconds..=seconds + 1).contains(&wait), "{wait}");
    }
    // Nothing of it was kept.
    assert_eq!(app.names("uploads").await.len(), 0);
    // The limit is each person's own, and does not touch other cases.
    app.sign_in("cora@contoso.example").await.reported("a.exe", b"a", json!({})).await;
    pia.submitted("personal", json!({})).await;

    app.clock.pass(TimeDelta::hours(13) - TimeDelta::microseconds(1));
    let pia = app.sign_in(PIA).await;
    pia.report(&report(&left_over, json!({}))).await.problem(429);
    app.clock.pass(TimeDelta::microseconds(1));
    assert_eq!(allowance(&pia).await.remaining, 40);
    pia.report(&report(&left_over, json!({}))).await.read_as::<CaseDetail>(201);
    let after = allowance(&pia).await;
    assert_eq!((after.remaining, after.resets_at), (39, midnight() + TimeDelta::days(1)));
}

#[tokio::test]
async fn a_repeated_request_counts_once_and_is_answered_after_the_limit_too() {
    let app = TestApp::demo().await;
    let pia = app.sign_in(PIA).await;
    let upload = pia.uploaded_to_report("a.exe", b"a").await;
    let keyed = pia.clone().with("idempotency-key", "k");
    let first = keyed.report(&report(&upload, json!({}))).await;
    first.read_as::<CaseDetail>(201);
    for n in 0..39 {
        keyed.report(&report(&upload, json!({}))).await.read_as::<CaseDetail>(201);
        pia.reported("b.exe", format!("{n}").as_bytes(), json!({})).await;
    }
    assert_eq!(allowance(&pia).await.remaining, 0);
    assert_eq!(keyed.report(&report(&upload, json!({}))).await.text(), first.text());
}

#[tokio::test]
async fn forty_at_once_are_forty() {
    let app = TestApp::demo().await;
    let pia = app.sign_in(PIA).await;
    let mut uploads = Vec::new();
    for n in 0..45 {
        // More than can wait at once: some are reported at once.
        if n < 10 {
            pia.reported("a.exe", format!("{n}").as_bytes(), json!({})).await;
        } else {
            uploads.push(pia.uploaded_to_report("a.exe", format!("{n}").as_bytes()).await);
        }
    }
    let reports: Vec<_> = uploads.iter().map(|upload| report(upload, json!({}))).collect();
    let answers = futures_util::future::join_all(reports.iter().map(|it| pia.report(it))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((made, refused), (30, 5));
}

#[tokio::test]
async fn only_so_many_files_wait_to_be_reported() {
    let app = TestApp::demo().await;
    let pia = app.sign_in(PIA).await;
    let begin = async || pia.begin_upload(10, &[("purpose", "false_detection")]).await;
    let mut last = String::new();
    for _ in 0..40 {
        let answer = begin().await;
        assert_eq!(answer.status, 201, "{answer:?}");
        last = answer.header("location").to_owned();
    }
    assert_eq!(begin().await.fields(422), [("file".into(), "too_many".into())]);
    // Whoever reports or gives one up has room again.
    assert_eq!(pia.remove_upload(&last).await.status, 204);
    assert_eq!(begin().await.status, 201);
    app.clock.pass(TimeDelta::days(7));
    let pia = app.sign_in(PIA).await;
    assert_eq!(pia.begin_upload(10, &[("purpose", "false_detection")]).await.status, 201);
}

#[tokio::test]
async fn what_the_vendor_brings_in_is_neither_limited_nor_counted() {
    let app = TestApp::demo().await;
    let (service, _) = app.service("Mail gateway").await;
    for n in 0..42 {
        let brought = json!({
            "submitter": PIA, "file_name": format!("{n}.exe"), "size": 10, "sha256": "ab".repeat(32),
            "submission_type": "false_positive", "products": ["metadefender-cloud"],
        });
        service.post("/vendor/false-detections", &brought).await.read_as::<Detection>(201);
    }
    let pia = app.sign_in(PIA).await;
    assert_eq!(allowance(&pia).await.remaining, 40);
    pia.reported("own.exe", b"own", json!({})).await;
    assert_eq!(allowance(&pia).await.remaining, 39);
}
