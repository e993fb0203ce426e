//! Rating, and changing a rating in time.

use caseport_domain::api::{CaseDetail, HistoryEntry, Page};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::TestApp;

const CORA: &str = "cora@contoso.example";

#[tokio::test]
async fn the_submitter_rates_after_closing_and_changes_it_for_seven_days() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let path = format!("/cases/{number}/rating");
    assert_eq!(cora.put(&path, &json!({ "overall": 4 })).await.reason(409), "case_not_closed");
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    let closed = cora.case(number).await.summary.closed_at.unwrap();
    app.clock.pass(TimeDelta::hours(1));
    let rating = json!({ "overall": 4, "speed": 5, "comment": " Quick. " });
    let case: CaseDetail = cora.put(&path, &rating).await.read_as(200);
    let given = case.summary.rating.unwrap();
    assert_eq!((given.overall, given.solution, given.speed), (4, None, Some(5)));
    assert_eq!(given.comment.as_deref(), Some("Quick."));
    assert!(case.summary.can_rate.is_allowed());
    // The same again is the same; another one changes it.
    cora.put(&path, &rating).await.read_as::<CaseDetail>(200);
    let history: Page<HistoryEntry> = cora.get(&format!("/cases/{number}/history")).await.read_as(200);
    assert_eq!(history.items.iter().filter(|entry| entry.kind.code() == "rated").count(), 1);
    app.clock.pass(TimeDelta::hours(10));
    let case: CaseDetail = cora.put(&path, &json!({ "overall": 1 })).await.read_as(200);
    assert_eq!(case.summary.rating.unwrap().speed, None);
    assert_eq!(case.rating_deadline, Some(closed + TimeDelta::days(7)));
    app.clock.pass(closed + TimeDelta::days(7) - caseport_server::clock::Clock::now(&*app.clock));
    let cora = app.sign_in(CORA).await;
    cora.put(&path, &json!({ "overall": 2 })).await.read_as::<CaseDetail>(200);
    app.clock.pass(TimeDelta::microseconds(1));
    assert_eq!(cora.put(&path, &json!({ "overall": 3 })).await.reason(409), "rating_window_over");
    assert_eq!(cora.case(number).await.summary.rating.unwrap().overall, 2);
}

#[tokio::test]
async fn nobody_else_rates_and_stars_are_one_to_five() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let path = format!("/cases/{number}/rating");
    cora.post(&format!("/cases/{number}/close"), &json!({})).await.read_as::<CaseDetail>(200);
    for (rating, field) in [
        (json!({}), "overall"),
        (json!({ "overall": 0 }), "overall"),
        (json!({ "overall": 6 }), "overall"),
        (json!({ "overall": 5, "speed": 0 }), "speed"),
    ] {
        assert_eq!(cora.put(&path, &rating).await.fields(422)[0].0, field, "{rating}");
    }
    let carl = app.sign_in("carl@contoso.example").await;
    assert_eq!(carl.put(&path, &json!({ "overall": 5 })).await.reason(403), "not_submitter");
    app.sign_in("tina@tailspin.example").await.put(&path, &json!({ "overall": 5 })).await.problem(404);
    assert_eq!(cora.case(number).await.summary.rating, None);
}
