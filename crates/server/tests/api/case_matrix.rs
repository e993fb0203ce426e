//! Every demo account, every case that one can be something to, every action: allowed exactly as the product page's table
//! says, done where it is allowed, and where it is not the case is what it was, byte for byte.

use crate::common::sql;
use std::collections::BTreeMap;

use axum::http::Method;
use caseport_domain::api::{CaseDetail, HistoryEntry, Session};
use caseport_domain::{Access, Level, RoleObject};
use serde_json::json;

use crate::common::{Answer, TestApp, User};

/// A cell of the page's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Yes,
    /// Customer Cases - Full Access.
    CcFull,
    /// Support Service - Full Access.
    SsFull,
    No(&'static str),
}
use Cell::{CcFull, No, SsFull, Yes};

/// The page's table, with a comment of one's own and one of the submitter's. Columns: submitter, colleague
/// through Organization Cases, colleague through Customer Cases, customer's member through Partner Cases.
const TABLE: [(&str, [Cell; 4]); 11] = [
    ("comment", [Yes, Yes, CcFull, Yes]),
    ("edit_own_comment", [Yes, Yes, CcFull, Yes]),
    ("edit_submitters_comment", [Yes, No("not_author"), No("not_author"), No("not_author")]),
    ("add_files", [Yes, Yes, CcFull, Yes]),
    ("edit_ccs", [Yes, Yes, CcFull, Yes]),
    ("escalate", [Yes, Yes, CcFull, Yes]),
    ("withdraw_escalation", [Yes, Yes, CcFull, Yes]),
    ("close", [Yes, SsFull, CcFull, No("filed_by_partner")]),
    ("reopen", [Yes, SsFull, CcFull, No("filed_by_partner")]),
    ("rate", [Yes, No("not_submitter"), No("not_submitter"), No("not_submitter")]),
    ("download_files", [Yes, Yes, Yes, Yes]),
];

/// A case to be: who submits it, where, and for which customer.
#[derive(Clone, Copy, Debug)]
struct Plan {
    submitter: &'static str,
    org: &'static str,
    customer: Option<&'static str>,
    is_report: bool,
}

const fn plan(submitter: &'static str, org: &'static str, customer: Option<&'static str>) -> Plan {
    Plan { submitter, org, customer, is_report: false }
}

const CASES: [Plan; 9] = [
    plan("cora@contoso.example", "contoso", None),
    plan("carl@contoso.example", "contoso", None),
    plan("max@multi.example", "contoso", None),
    plan("adam@northwind.example", "northwind", Some("contoso")),
    plan("sara@northwind.example", "northwind", Some("fabrikam")),
    plan("uma@northwind.example", "northwind", None),
    plan("tina@tailspin.example", "tailspin", Some("fabrikam")),
    plan("pia@personal.example", "personal", None),
    Plan { is_report: true, ..plan("cora@contoso.example", "contoso", None) },
];

struct Person<'a> {
    user: User<'a>,
    id: String,
    seats: BTreeMap<String, Access>,
}

async fn people(app: &TestApp) -> Vec<Person<'_>> {
    let mut people = Vec::new();
    for account in &app.state.config.demo_accounts {
        let user = app.sign_in(&account.email).await;
        let session: Session = user.get("/session").await.read_as(200);
        let mut seats = BTreeMap::new();
        for membership in session.organizations {
            let id = membership.id.to_string();
            let access = user.get(&format!("/organizations/{id}/access")).await.read_as(200);
            seats.insert(id, access);
        }
        people.push(Person { user, id: session.user.id.to_string(), seats });
    }
    assert_eq!(people.len(), 16);
    people
}

impl Person<'_> {
    /// What the person is to the case, in the order of the table's columns, each with the seat that makes them so.
    fn standings(&self, case: &Plan, submitter: &str) -> Vec<(usize, Option<&Access>)> {
        let mut all = Vec::new();
        if self.id == submitter {
            all.push((0, None));
        }
        if case.is_report {
            return all;
        }
        let is_for = case.customer.unwrap_or(case.org);
        let sees_organization =
            |seat: &&Access| seat.level(RoleObject::SupportService) >= Level::View && seat.extended_case_view;
        if case.customer.is_none() {
            all.extend(self.seats.get(case.org).filter(sees_organization).map(|seat| (1, Some(seat))));
            return all;
        }
        let sees_colleagues = |seat: &&Access| {
            let cc = seat.level(RoleObject::SupportServiceCustomerCases) >= Level::View;
            let co = seat.level(RoleObject::SupportServiceCustomerOrganizations) == Level::Full;
            let has_tab = (cc || co) && seat.linked_customers > 0 || seat.has_customer_cases;
            has_tab && (cc || co && seat.extended_case_view)
        };
        all.extend(self.seats.get(case.org).filter(sees_colleagues).map(|seat| (2, Some(seat))));
        all.extend(self.seats.get(is_for).filter(sees_organization).map(|seat| (3, Some(seat))));
        all
    }
}

/// None where it is allowed, else the status and the reason's code.
fn expected(
    action: &str,
    cells: [Cell; 4],
    case: &Plan,
    standings: &[(usize, Option<&Access>)],
) -> Option<(u16, &'static str)> {
    if standings.is_empty() {
        return Some((404, ""));
    }
    if action == "download_files" && case.is_report {
        return Some((403, "false_detection_file"));
    }
    let verdict = |(column, seat): &(usize, Option<&Access>)| {
        let full = |object| seat.is_none_or(|seat| seat.level(object) == Level::Full);
        match cells[*column] {
            Yes => None,
            CcFull if full(RoleObject::SupportServiceCustomerCases) => None,
            SsFull if full(RoleObject::SupportService) => None,
            CcFull | SsFull => Some((403, "needs_level")),
            No(code) => Some((403, code)),
        }
    };
    let verdicts: Vec<_> = standings.iter().map(verdict).collect();
    if verdicts.iter().any(Option::is_none) { None } else { verdicts[0] }
}

/// A case in a state that stands in no action's way; with the comment or file of the submitter's that the action is about.
async fn prepare(app: &TestApp, plan: &Plan, action: &str) -> (CaseDetail, String) {
    let submitter = app.sign_in(plan.submitter).await;
    let case: CaseDetail = if plan.is_report {
        submitter.reported("a.exe", b"MZ", json!({ "organization": plan.org })).await
    } else {
        submitter.submitted(plan.org, json!({ "customer": plan.customer, "ccs": ["a@x.example"] })).await
    };
    let path = format!("/cases/{}", case.summary.number);
    let mut of_it = String::new();
    match action {
        "withdraw_escalation" => {
            let ask = json!({ "reason": "Production is down." });
            submitter.post(&format!("{path}/escalation"), &ask).await.read_as::<CaseDetail>(201);
        }
        "reopen" | "rate" => {
            submitter.post(&format!("{path}/close"), &json!({})).await.read_as::<CaseDetail>(200);
        }
        "download_files" => {
            let upload = submitter.upload_begun(case.summary.number, "a.log", 3, "b").await;
            assert_eq!(submitter.patch(&upload, 0, b"abc").await.status, 204);
            of_it = upload.rsplit('/').next().unwrap().to_owned();
        }
        "edit_submitters_comment" => {
            let entry = submitter.post(&format!("{path}/comments"), &json!({ "text": "Theirs." })).await;
            of_it = entry.read_as::<HistoryEntry>(201).id;
        }
        _ => {}
    }
    (submitter.case(case.summary.number).await, of_it)
}

async fn act(user: &User<'_>, action: &str, case: &CaseDetail, of_it: &str) -> Answer {
    let number = case.summary.number;
    let path = format!("/cases/{number}");
    let delete = async |path: String| user.send(Method::DELETE, &format!("/api/v1{path}"), None).await;
    match action {
        "comment" => user.post(&format!("{path}/comments"), &json!({ "text": "Hello." })).await,
        "edit_own_comment" => {
            let written = user.post(&format!("{path}/comments"), &json!({ "text": "Hello." })).await;
            if written.status != 201 {
                return written;
            }
            let id = written.read_as::<HistoryEntry>(201).id;
            user.put(&format!("{path}/comments/{id}"), &json!({ "text": "Bye." })).await.problem_free();
            delete(format!("{path}/comments/{id}")).await
        }
        "edit_submitters_comment" => {
            let edited = user.put(&format!("{path}/comments/{of_it}"), &json!({ "text": "Mine." })).await;
            assert_eq!(delete(format!("{path}/comments/{of_it}")).await.status, edited.status);
            edited
        }
        "add_files" => user.begin_upload(3, &[("case", &number.to_string()), ("filename", "a.log")]).await,
        "edit_ccs" => {
            let user = user.clone().with("if-match", &case.etag);
            user.put(&format!("{path}/ccs"), &json!({ "emails": ["b@x.example"] })).await
        }
        "escalate" => {
            user.post(&format!("{path}/escalation"), &json!({ "reason": "Production is down." })).await
        }
        "withdraw_escalation" => delete(format!("{path}/escalation")).await,
        "close" => user.post(&format!("{path}/close"), &json!({})).await,
        "reopen" => user.post(&format!("{path}/reopen"), &json!({ "reason": "It is back." })).await,
        "download_files" => user.get(&format!("/files/{of_it}")).await,
        "rate" => user.put(&format!("{path}/rating"), &json!({ "overall": 1 })).await,
        other => panic!("{other}"),
    }
}

/// All that there is to see of the case, as its submitter sees it, and what the store has of it.
async fn snapshot(app: &TestApp, submitter: &User<'_>, case: &CaseDetail) -> Vec<Vec<u8>> {
    let number = case.summary.number;
    let mut all = Vec::new();
    for part in ["", "/history?limit=200", "/files"] {
        let answer = submitter.get(&format!("/cases/{number}{part}")).await;
        assert_eq!(answer.status, 200);
        all.push(answer.bytes);
    }
    let mut read = app.store.read().await.unwrap();
    let (counted,): (String,) = sql::query_as(
        "SELECT revision || ' ' || ccs_revision || ' ' || (SELECT COUNT(*) FROM uploads WHERE case_number = number)
         FROM cases WHERE number = $1",
    )
    .bind(i64::from(number.value()))
    .fetch_one(&mut read)
    .await
    .unwrap();
    all.push(counted.into_bytes());
    all
}

#[tokio::test]
async fn every_account_may_on_every_case_what_the_table_says() {
    let app = TestApp::demo().await;
    // Filed first: what somebody has filed gives them tabs.
    let mut shared = Vec::new();
    for plan in &CASES {
        for (action, _) in TABLE {
            shared.push(prepare(&app, plan, action).await);
        }
    }
    let people = people(&app).await;
    let mut shared = shared.into_iter();
    let mut seen = BTreeMap::new();
    for plan in &CASES {
        let submitter = people.iter().find(|it| it.id == plan.submitter.split('@').next().unwrap()).unwrap();
        for (action, cells) in TABLE {
            let (case, of_it) = shared.next().unwrap();
            let before = snapshot(&app, &submitter.user, &case).await;
            for person in &people {
                let standings = person.standings(plan, &submitter.id);
                let expected = expected(action, cells, plan, &standings);
                let context = (action, plan, &person.id);
                *seen.entry((action, standings.first().map(|it| it.0), expected)).or_insert(0) += 1;
                let path = format!("/cases/{}", case.summary.number);
                let read = person.user.get(&path).await;
                assert_eq!(read.status == 200, !standings.is_empty(), "{context:?}");
                // What the case says of it, where it says something.
                if let Some(decision) = read.json()["actions"].get(action) {
                    assert_eq!(decision["allowed"].as_bool(), Some(expected.is_none()), "{context:?}");
                    let code = decision["reason"]["code"].as_str();
                    assert_eq!(code, expected.map(|it| it.1), "{context:?}");
                }
                match expected {
                    Some((status, code)) => {
                        let answer = act(&person.user, action, &case, &of_it).await;
                        let problem = answer.problem(status);
                        if status == 403 {
                            assert_eq!(problem.reason.unwrap().code.code(), code, "{context:?}");
                        }
                        assert_eq!(snapshot(&app, &submitter.user, &case).await, before, "{context:?}");
                    }
                    None => {
                        let (fresh, of_it) = prepare(&app, plan, action).await;
                        let before = snapshot(&app, &submitter.user, &fresh).await;
                        let answer = act(&person.user, action, &fresh, &of_it).await;
                        assert!((200..300).contains(&answer.status), "{context:?} {answer:?}");
                        let is_changed = snapshot(&app, &submitter.user, &fresh).await != before;
                        assert_eq!(is_changed, action != "download_files", "{context:?}");
                    }
                }
            }
        }
    }
    // Every column came about, with a yes and a no where the table has both.
    for (action, cells) in TABLE {
        for (column, cell) in cells.into_iter().enumerate() {
            let count = |allowed: bool| {
                let fits = |key: &(&str, Option<usize>, Option<(u16, &str)>)| {
                    key.0 == action && key.1 == Some(column) && key.2.is_none() == allowed
                };
                seen.iter().filter(|(key, _)| fits(key)).map(|(_, count)| count).sum::<i32>()
            };
            let (yes, no) = (count(true), count(false));
            match cell {
                Yes => assert!(yes > 0, "{action} {column}"),
                CcFull | SsFull => assert!(yes > 0 && no > 0, "{action} {column}: {yes} {no}"),
                No(_) => assert!(no > 0, "{action} {column}"),
            }
        }
    }
}
