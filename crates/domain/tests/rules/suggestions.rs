//! Messages about articles, in the contract's own words.

use caseport_domain::api::{Catalog, Solved, SuggestedArticle, Suggestions};
use serde_json::{from_value, json, to_value};

#[test]
fn suggestions_travel_as_the_contract_says() {
    let written = json!({ "articles": [{
        "id": "no-engine", "title": "No engine available", "passage": "Restart the service.",
        "parts": [{ "text": "Restart", "matches": true }, { "text": " the service.", "matches": false }],
        "url": "/articles/no-engine", "score": 0.75,
    }] });
    let read: Suggestions = from_value(written.clone()).expect("suggestions");
    assert_eq!(
        read.articles[0].parts.iter().map(|part| part.text.as_str()).collect::<String>(),
        "Restart the service."
    );
    assert_eq!(to_value(&read).expect("JSON"), written);
}

#[test]
fn another_server_may_leave_out_parts_and_score() {
    let plain = json!({ "id": "1", "title": "A", "passage": "B", "url": "https://kb.vendor.example/1", "why": "new" });
    let read: SuggestedArticle = from_value(plain).expect("an article");
    assert_eq!((read.parts.len(), read.score), (0, 0.0));
}

#[test]
fn solved_is_a_count() {
    assert_eq!(to_value(Solved { solved: 3 }).expect("JSON"), json!({ "solved": 3 }));
}

#[test]
fn a_catalog_that_does_not_say_offers_no_suggestions() {
    let catalog = json!({
        "organization": null, "support_plan": null, "products": [], "issue_types": [], "severities": [], "licenses": [],
    });
    assert!(!from_value::<Catalog>(catalog).expect("a catalog").ai_assistance);
}
