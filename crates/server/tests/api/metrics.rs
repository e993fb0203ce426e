//! What whoever operates the server can read off it.

use std::collections::HashMap;

use axum::http::Method;
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{TestApp, bytes};

const CORA: &str = "cora@contoso.example";
const CASES: &str = r#"method="GET",route="/api/v1/organizations/{org}/cases""#;

/// The figures, by name and labels.
async fn figures(app: &TestApp) -> HashMap<String, f64> {
    let answer = app.anonymous().send(Method::GET, "/metrics", None).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    let text = answer.text();
    assert!(text.ends_with("# EOF\n"), "whole");
    let figures = text.lines().filter(|line| !line.starts_with('#'));
    figures
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
        .collect()
}

#[tokio::test]
async fn requests_are_counted_by_the_pattern_of_their_path_and_by_their_outcome() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    for _ in 0..3 {
        cora.get("/organizations/contoso/cases?tab=my&q=secret-words").await;
    }
    cora.get("/organizations/contoso/cases?tab=partner").await;
    app.anonymous().get("/organizations/contoso/cases?tab=my").await;
    app.anonymous().send(Method::GET, "/nowhere-secret", None).await;
    let figures = figures(&app).await;
    let of = |status: u16| figures[&format!(r#"caseport_http_requests_total{{{CASES},status="{status}"}}"#)];
    assert_eq!((of(200), of(403), of(401)), (3.0, 1.0, 1.0));
    assert_eq!(figures[&format!("caseport_http_request_duration_seconds_count{{{CASES}}}")], 5.0);
    assert_eq!(figures["caseport_http_requests_in_flight"], 1.0, "the one that asks");
    assert!(figures.keys().all(|name| !name.contains("secret") && !name.contains("contoso")), "{figures:?}");
}

#[tokio::test]
async fn whoever_follows_is_counted_as_long_as_they_do() {
    let app = TestApp::following().await;
    let cora = app.sign_in(CORA).await;
    assert_eq!(figures(&app).await["caseport_stream_readers"], 0.0);
    let stream = cora.stream("contoso").await;
    assert_eq!(figures(&app).await["caseport_stream_readers"], 1.0);
    drop(stream);
    assert_eq!(figures(&app).await["caseport_stream_readers"], 0.0);
}

#[tokio::test]
async fn files_on_their_way_mails_and_events_are_counted() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let before = figures(&app).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let upload = cora.upload_begun(number, "core.log", 3_000, "one").await;
    cora.patch(&upload, 0, &bytes(1_000)).await;
    let during = figures(&app).await;
    let grown = |name: &str| during[name] - before[name];
    assert_eq!(grown("caseport_uploads_open"), 1.0);
    assert_eq!(grown("caseport_upload_received_bytes_total"), 1_000.0);
    assert!(grown("caseport_journal_latest_event") >= 1.0);
    assert!(during[r#"caseport_database_connections{pool="readers",state="used"}"#] >= 1.0);
    cora.patch(&upload, 1_000, &bytes(3_000)[1_000..]).await;
    app.replies(number, "Please try version 5.").await;
    app.clock.pass(TimeDelta::minutes(10));
    let after = figures(&app).await;
    assert_eq!(after["caseport_uploads_open"], before["caseport_uploads_open"]);
    let waiting = r#"caseport_outbox_mails{state="waiting"}"#;
    assert!(after[waiting] > before[waiting]);
    assert!(after["caseport_outbox_overdue_seconds"] >= 600.0, "nobody sends them");
}

#[tokio::test]
async fn what_the_handbook_says_to_watch_is_there_to_be_watched() {
    let handbook = include_str!("../../../../docs/OPERATING.md");
    let app = TestApp::demo().await;
    app.sign_in(CORA).await.get("/session").await;
    let figures = figures(&app).await;
    let mut named = 0;
    for (at, _) in handbook.match_indices("caseport_") {
        let is_whole = |c: char| !(c.is_ascii_lowercase() || c == '_');
        let rest = &handbook[at..];
        let end = rest.find(is_whole).unwrap_or(rest.len());
        let name = &rest[..end];
        // Filters of the log, and the like.
        if name == "caseport_server" {
            continue;
        }
        // With each label and value that it is asked for, as far as there is one value.
        let labels =
            rest[end..].strip_prefix('{').and_then(|labels| labels.split_once('}')).map_or("", |it| it.0);
        let labels: Vec<&str> = labels.split(',').filter(|label| label.contains("=\"")).collect();
        let is_it = |figure: &String| {
            // A histogram has no figure of its own name.
            let (of, with) = figure.split_once('{').unwrap_or((figure, ""));
            (of == name || of.strip_suffix("_count") == Some(name))
                && labels.iter().filter(|it| !it.starts_with("status=")).all(|label| with.contains(label))
        };
        assert!(figures.keys().any(is_it), "{name} {labels:?}");
        named += 1;
    }
    assert!(named > 15, "{named}");
}
