//! Every address comes back as the route that printed it.

use caseport::route::{EventsView, ListView, OrganizationRoute, Page, Route, Step, UsersView};
use caseport_domain::api::OrganizationEventKind;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::NewCaseRequest;
use caseport_domain::{Code as _, Column, Severity, Sort, StatusFilter, Tab};
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
        Route::SignOnFailed {
            failure: "not_verified".to_owned(),
            provider: "a&b=ü".to_owned(),
            next: Some("/cases/10000042?a=1&b=ü ?#".to_owned()),
        },
        Route::SignOnFailed { failure: "new".to_owned(), provider: "corp".to_owned(), next: None },
        Route::SignedIn,
        Route::Files(number()),
        Route::Submitted(number()),
        Route::Article("core-logs".to_owned()),
        Route::Article("ü/?".to_owned()),
        Route::Case(number()),
        Route::CaseFiles(number()),
        Route::Detection(number()),
        Route::ReportDetection,
        Route::Invitation("a-secret/ü".to_owned()),
        Route::Unknown { path: "/no/such".to_owned() },
    ];
    routes.extend(of_my_organization().into_iter().map(Route::Organization));
    routes.push(Route::Support(ListView { search: "é & \"q\" + 100%".to_owned(), ..narrowed() }));
    routes.push(Route::Cases(narrowed()));
    routes.extend(Tab::ALL.iter().map(|tab| Route::Cases(ListView::of(*tab))));
    routes.extend(Tab::ALL.iter().map(|tab| Route::Support(ListView::of(*tab))));
    routes.extend(Step::ALL.map(Route::Submit));
    routes
}

fn of_my_organization() -> Vec<OrganizationRoute> {
    let events = EventsView {
        search: "é & \"q\"".to_owned(),
        kinds: vec![OrganizationEventKind::RoleAdded, OrganizationEventKind::Refused],
        actor: Some("ü/1".into()),
        user: Some("u&2".into()),
        from: "2026-01-31".parse().ok(),
        to: "2026-02-28".parse().ok(),
    };
    vec![
        OrganizationRoute::CaseAccess { search: String::new() },
        OrganizationRoute::CaseAccess { search: "a b&c".to_owned() },
        OrganizationRoute::Users(UsersView::default()),
        OrganizationRoute::Users(UsersView { search: "ü".to_owned(), role: Some("custom/1".into()) }),
        OrganizationRoute::ViewAs("u/1".into()),
        OrganizationRoute::Roles,
        OrganizationRoute::NewRole { copy: None },
        OrganizationRoute::NewRole { copy: Some("super_admin".into()) },
        OrganizationRoute::Role("custom/1".into()),
        OrganizationRoute::EventHistory(EventsView::default()),
        OrganizationRoute::EventHistory(events),
    ]
}

/// A view with everything that one can have.
fn narrowed() -> ListView {
    ListView {
        organization: Some("ü&co".into()),
        search: "7zip".to_owned(),
        products: vec!["core".into(), "ü/&".into()],
        status: Some(StatusFilter::WaitingOnMe),
        severities: vec![Severity::S1, Severity::S4],
        customers: vec!["contoso".into()],
        from: "2026-01-31".parse().ok(),
        to: "2026-02-28".parse().ok(),
        sort: Sort { by: Column::Subject, descending: true },
        columns: Some(vec![Column::Number, Column::Rating]),
        ..ListView::of(Tab::Customer)
    }
}

#[wasm_bindgen_test]
fn what_an_address_asks_for_in_vain_is_dropped_and_noted() {
    let view = ListView::parse(
        "tab=customer&status=odd&severity=s9&severity=s2&sort=-nothing&created_from=yesterday&columns=x&q=&other=1",
    );
    let wanted = ListView { severities: vec![Severity::S2], ..ListView::of(Tab::Customer) };
    assert_eq!(ListView { dropped: Vec::new(), ..view.clone() }, wanted);
    let dropped = ["status=odd", "severity=s9", "sort=-nothing", "created_from=yesterday", "columns=x"];
    assert_eq!(view.dropped, dropped);
    assert_eq!(view.query(), "tab=customer&severity=s2");
}

#[wasm_bindgen_test]
fn a_view_without_filters_keeps_order_and_columns() {
    let whole = narrowed().without_filters();
    assert!(narrowed().is_narrowed() && !whole.is_narrowed());
    assert_eq!((whole.tab, whole.sort, whole.columns), (Tab::Customer, narrowed().sort, narrowed().columns));
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
        "/cases/1",
        "/cases/1000004x",
        "/cases/10000042/x",
        "/cases/1/detection",
        "/cases/10000042/detection/x",
        "/false-detections",
        "/submit/nothing",
        "/submit/confirmation",
        "/SUBMIT",
        "/organization",
        "/organization/users/x",
        "/organization/roles/x/y",
        "/invitations",
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
    let Route::Support(view) = Route::parse("/", "tab=nothing") else { panic!("another page") };
    assert_eq!((view.tab, view.dropped), (Tab::My, vec!["tab=nothing".to_owned()]));
    assert_eq!(Route::parse("/", "x=1&tab=customer"), Route::Support(ListView::of(Tab::Customer)));
}

#[wasm_bindgen_test]
fn a_page_stays_while_only_its_address_changes() {
    assert_eq!(Route::Submit(Step::Product).page(), Route::Submitted(number()).page());
    assert_eq!(Route::HOME.page(), Route::Support(ListView::of(Tab::Partner)).page());
    assert_eq!(Route::Case(number()).page(), Route::CaseFiles(number()).page());
    let other = CaseNumber::parse("10000043").unwrap();
    assert_ne!(Route::Case(number()).page(), Route::Case(other).page());
}
