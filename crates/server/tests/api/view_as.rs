//! "View as": what a member sees, and nothing of any case.

use std::collections::BTreeMap;

use caseport_domain::Access;
use caseport_domain::api::{MemberView, TabCounts};

use crate::common::{Entry, TestApp};

fn view(user: &str) -> String {
    format!("/organizations/northwind/users/{user}/view")
}

#[tokio::test]
async fn it_is_what_the_member_gets_and_is_noted_each_time() {
    let app = TestApp::demo().await;
    let adam = app.sign_in("adam@northwind.example").await;
    for id in ["sara", "adam", "mona", "paul", "uma", "vera", "nils", "max"] {
        let email =
            if id == "max" { "max@multi.example".to_owned() } else { format!("{id}@northwind.example") };
        let member = app.sign_in(&email).await;
        let seen: MemberView = adam.get(&view(id)).await.read_as(200);
        assert_eq!(seen.user.email, email);
        let access: Access = member.get("/organizations/northwind/access").await.read_as(200);
        assert_eq!(seen.access, access);
        let counts: BTreeMap<String, TabCounts> =
            member.get("/organizations/northwind/cases/counts").await.read_as(200);
        assert_eq!(seen.counts, counts);
        assert_eq!(app.last_entry("northwind").await, Entry::new("viewed_as", "adam").of(id));
    }
    assert_eq!(app.entries("northwind").await.len(), 8);
}

#[tokio::test]
async fn role_management_in_full_is_needed_and_a_no_is_noted() {
    let app = TestApp::demo().await;
    for email in ["mona", "paul", "uma", "vera", "nils"] {
        let user = app.sign_in(&format!("{email}@northwind.example")).await;
        for whom in ["adam", email, "nobody"] {
            assert_eq!(user.get(&view(whom)).await.reason(403), "needs_level");
        }
        let entry = app.last_entry("northwind").await;
        assert_eq!(
            (entry.kind.as_str(), entry.attempted.as_str(), entry.by.as_str()),
            ("refused", "viewed_as", email)
        );
    }
    let sara = app.sign_in("sara@northwind.example").await;
    for foreign in ["cora", "nobody"] {
        sara.get(&view(foreign)).await.problem(404);
    }
    let carl = app.sign_in("carl@contoso.example").await;
    carl.get(&view("adam")).await.problem(404);
}

#[tokio::test]
async fn no_word_of_any_case_is_in_it() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let subjects: Vec<String> =
        sara.whole_list("northwind", "tab=organization").await.into_iter().map(|it| it.subject).collect();
    let text = sara.get(&view("sara")).await.text();
    assert!(subjects.len() > 10 && subjects.iter().all(|subject| !text.contains(subject)));
}
