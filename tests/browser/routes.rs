//! Every address comes back as the route that printed it.

use caseport::route::{Page, Route, Step};
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::NewCaseRequest;
use caseport_domain::{Code, Tab};
use wasm_bindgen_test::wasm_bindgen_test;

fn number() -> CaseNumber {
    CaseNumber::parse("10000042").unwrap()
}

fn every_route() -> Vec<Route> {
    let prefilled = NewCaseRequest {
        customer: Some("contoso".into()),
        product: "metadefender-core".to_owned(),
        severity: "s2".to_owned(),
        subject: "What & why? 100 % + ü".to_owned(),
        description: "One\nTwo".to_owned(),
        ccs: vec!["a@b.example".to_owned(), "c@d.example".to_owned()],
        ..NewCaseRequest::default()
    };
    let mut routes = vec![
        Route::Prefilled(Box::default()),
        Route::Prefilled(Box::new(prefilled)),
        Route::SignIn { next: None },
        Route::SignIn { next: Some("/cases/10000042?a=1&b=ü ?#".to_owned()) },
        Route::Files(number()),
        Route::Submitted(number()),
        Route::Article("core-logs".to_owned()),
        Route::Article("ü/?".to_owned()),
        Route::Case(number()),
        Route::Unknown { path: "/no/such".to_owned() },
    ];
    routes.extend(Tab::ALL.iter().map(|tab| Route::Support { tab: *tab }));
    routes.extend(Step::ALL.map(Route::Submit));
    routes
}

#[wasm_bindgen_test]
fn every_route_comes_back_from_its_address() {
    for route in every_route() {
        assert_eq!(Route::of_address(&route.address()), route, "{}", route.address());
        assert!(!route.title().is_empty());
    }
}

#[wasm_bindgen_test]
fn no_two_routes_share_an_address() {
    let mut addresses: Vec<String> = every_route().iter().map(Route::address).collect();
    let all = addresses.len();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), all);
}

#[wasm_bindgen_test]
fn what_is_not_an_address_of_a_page_is_unknown() {
    for address in [
        "/cases",
        "/cases/1",
        "/cases/1000004x",
        "/cases/10000042/x",
        "/submit/nothing",
        "/submit/confirmation",
        "/SUBMIT",
    ] {
        assert_eq!(Route::of_address(address).page(), Page::Unknown, "{address}");
    }
}

#[wasm_bindgen_test]
fn a_sign_in_leads_only_to_addresses_of_this_site() {
    for next in
        ["https://evil.example", "//evil.example", "javascript:alert(1)", "/\\evil.example", "%68ttps://evil"]
    {
        let address = format!("/sign-in?next={}", js_sys::encode_uri_component(next));
        assert_eq!(Route::of_address(&address), Route::SignIn { next: None }, "{next}");
    }
}

#[wasm_bindgen_test]
fn a_tab_that_does_not_exist_is_the_first_one() {
    assert_eq!(Route::parse("/", "tab=nothing"), Route::Support { tab: Tab::My });
    assert_eq!(Route::parse("/", "x=1&tab=customer"), Route::Support { tab: Tab::Customer });
}

#[wasm_bindgen_test]
fn a_page_stays_while_only_its_address_changes() {
    assert_eq!(Route::Submit(Step::Product).page(), Route::Submitted(number()).page());
    assert_eq!(Route::Support { tab: Tab::My }.page(), Route::Support { tab: Tab::Partner }.page());
    let other = CaseNumber::parse("10000043").unwrap();
    assert_ne!(Route::Case(number()).page(), Route::Case(other).page());
}
