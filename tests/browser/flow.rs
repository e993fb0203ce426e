//! The wizard's steps: which apply, which are answered, where an address leads.

use caseport::pages::submit::flow::{self, Choices, Ground};
use caseport::route::Step;
use caseport::stores::Draft;
use caseport_domain::api::{Catalog, IssueTypeEntry, LicenseEntry, Named, OrganizationRef, ProductEntry};
use caseport_domain::validate::NewCaseRequest;
use wasm_bindgen_test::wasm_bindgen_test;

fn product(id: &str, platforms: &[&str]) -> ProductEntry {
    ProductEntry {
        id: id.into(),
        name: id.to_owned(),
        featured: true,
        platforms: platforms
            .iter()
            .map(|id| Named { id: (*id).to_owned(), name: (*id).to_owned() })
            .collect(),
        versions: vec!["1.0".to_owned()],
    }
}

fn catalog() -> Catalog {
    Catalog {
        products: vec![product("core", &["windows", "linux"]), product("cloud", &[])],
        issue_types: vec![IssueTypeEntry {
            id: "question".to_owned(),
            name: "Question".to_owned(),
            description: String::new(),
        }],
        licenses: vec![LicenseEntry {
            id: "l1".to_owned(),
            name: "Core".to_owned(),
            key: "K".to_owned(),
            product: "core".into(),
            expires_at: None,
        }],
        ..Catalog::default()
    }
}

fn customers(count: usize) -> Vec<OrganizationRef> {
    (0..count).map(|n| OrganizationRef { id: format!("c{n}").into(), name: format!("C{n}") }).collect()
}

fn only_own() -> Choices {
    Choices { own: true, customers: Vec::new() }
}

fn ground<'a>(choices: &'a Choices, catalog: &'a Catalog) -> Ground<'a> {
    Ground { choices, catalog: Some(catalog), articles: false }
}

fn answered_up_to_license() -> Draft {
    let mut draft = Draft { organization_chosen: true, license_answered: true, ..Draft::default() };
    draft.request.product = "core".to_owned();
    draft.request.platform = Some("linux".to_owned());
    draft.request.issue_type = "question".to_owned();
    draft.request.severity = "s3".to_owned();
    draft
}

#[wasm_bindgen_test]
fn choosing_an_organization_is_asked_only_where_there_is_a_choice() {
    let cases = [(true, 0, false), (true, 1, true), (false, 1, false), (false, 2, true), (false, 0, false)];
    for (own, count, asked) in cases {
        let choices = Choices { own, customers: customers(count) };
        let steps = flow::steps(&Draft::default(), ground(&choices, &catalog()));
        assert_eq!(steps.contains(&Step::Organization), asked, "own {own}, {count} customers");
    }
}

#[wasm_bindgen_test]
fn the_platform_is_asked_only_for_products_with_several() {
    for (id, asked) in [("core", true), ("cloud", false), ("", false), ("withdrawn", false)] {
        let mut draft = Draft::default();
        id.clone_into(&mut draft.request.product);
        let steps = flow::steps(&draft, ground(&only_own(), &catalog()));
        assert_eq!(steps.contains(&Step::Platform), asked, "{id}");
    }
}

#[wasm_bindgen_test]
fn an_address_leads_no_further_than_the_first_open_question() {
    let choices = only_own();
    let catalog = catalog();
    let at = |wanted, draft: &Draft| flow::reachable(wanted, draft, ground(&choices, &catalog));
    assert_eq!(at(Step::Description, &Draft::default()), Some(Step::Product));
    assert_eq!(at(Step::Organization, &Draft::default()), Some(Step::Product));
    let draft = answered_up_to_license();
    for step in
        [Step::Product, Step::Platform, Step::IssueType, Step::Severity, Step::License, Step::Description]
    {
        assert_eq!(at(step, &draft), Some(step));
    }
    let mut open = draft.clone();
    open.request.severity.clear();
    assert_eq!(at(Step::Description, &open), Some(Step::Severity));
    assert_eq!(at(Step::Product, &open), Some(Step::Product));
    let mut without_platform = draft;
    without_platform.request.product = "cloud".to_owned();
    assert_eq!(at(Step::Platform, &without_platform), Some(Step::IssueType));
}

#[wasm_bindgen_test]
fn articles_come_after_the_words_and_only_where_some_fit() {
    let (choices, catalog) = (only_own(), catalog());
    let without = ground(&choices, &catalog);
    let with = Ground { articles: true, ..without };
    let mut draft = answered_up_to_license();
    assert_eq!(flow::reachable(Step::Articles, &draft, with), Some(Step::Description));
    draft.request.subject = "A subject".to_owned();
    draft.request.description = "A description of twenty characters".to_owned();
    assert_eq!(flow::reachable(Step::Articles, &draft, with), Some(Step::Articles));
    assert_eq!(flow::reachable(Step::Description, &draft, with), Some(Step::Description));
    assert_eq!(flow::previous(Step::Articles, &draft, with), Some(Step::Description));
    assert_eq!(flow::next(Step::Description, &draft, with), Some(Step::Articles));
    assert_eq!(flow::reachable(Step::Articles, &draft, without), Some(Step::Description));
    assert!(!flow::steps(&draft, without).contains(&Step::Articles));
}

#[wasm_bindgen_test]
fn next_and_previous_skip_what_does_not_apply() {
    let (choices, catalog) = (only_own(), catalog());
    let ground = ground(&choices, &catalog);
    let mut draft = answered_up_to_license();
    assert_eq!(flow::next(Step::Product, &draft, ground), Some(Step::Platform));
    assert_eq!(flow::previous(Step::Product, &draft, ground), None);
    draft.request.product = "cloud".to_owned();
    assert_eq!(flow::next(Step::Product, &draft, ground), Some(Step::IssueType));
    assert_eq!(flow::previous(Step::IssueType, &draft, ground), Some(Step::Product));
    assert_eq!(flow::next(Step::Description, &draft, ground), None);
}

#[wasm_bindgen_test]
fn another_product_forgets_what_belonged_to_the_former_one_and_nothing_else() {
    let mut draft = answered_up_to_license();
    draft.request.license = Some("l1".to_owned());
    draft.request.version = Some("1.0".to_owned());
    let same = draft.clone();
    flow::choose_product(&mut draft, &product("core", &["windows", "linux"]));
    assert_eq!(draft, same);
    flow::choose_product(&mut draft, &product("cloud", &[]));
    assert_eq!((draft.request.platform, draft.request.license, draft.request.version), (None, None, None));
    assert!(!draft.license_answered);
    assert_eq!((draft.request.issue_type.as_str(), draft.request.severity.as_str()), ("question", "s3"));
}

#[wasm_bindgen_test]
fn what_a_change_takes_away_is_named() {
    let other = product("cloud", &[]);
    let mut draft = answered_up_to_license();
    draft.request.version = Some("1.0".to_owned());
    assert_eq!(flow::choose_product(&mut draft.clone(), &other), [Step::Platform, Step::License]);
    draft.request.version = None;
    assert_eq!(flow::choose_product(&mut draft.clone(), &other), [Step::Platform]);
    draft.request.license = Some("l1".to_owned());
    let customer = Some("c0".into());
    assert_eq!(flow::choose_organization(&mut draft.clone(), None, true), []);
    assert_eq!(flow::choose_organization(&mut draft, customer, true), [Step::License]);
    assert_eq!(draft.request.product, "core");
}

#[wasm_bindgen_test]
fn a_customer_without_a_link_is_lost_and_nobody_else() {
    let mut draft = answered_up_to_license();
    let choices = Choices { own: true, customers: customers(2) };
    assert!(!flow::lost_customer(&draft, &choices));
    draft.request.customer = Some("c1".into());
    assert!(!flow::lost_customer(&draft, &choices));
    draft.request.customer = Some("c2".into());
    assert!(flow::lost_customer(&draft, &choices));
}

#[wasm_bindgen_test]
fn what_an_address_asks_for_and_is_not_offered_is_left_out_and_named() {
    let prefilled = |change: fn(&mut NewCaseRequest)| {
        let mut request = NewCaseRequest {
            product: "core".to_owned(),
            platform: Some("linux".to_owned()),
            issue_type: "question".to_owned(),
            severity: "s2".to_owned(),
            license: Some("l1".to_owned()),
            version: Some("1.0".to_owned()),
            ..NewCaseRequest::default()
        };
        change(&mut request);
        Draft::prefilled(request)
    };
    let left_out = |mut draft: Draft| {
        let found = flow::leave_out_unoffered(&mut draft, &catalog());
        let words = |all: Vec<(&'static str, String)>| {
            all.into_iter().map(|(name, given)| format!("{name}: {given}")).collect::<Vec<_>>()
        };
        (words(found.gone), words(found.typed), draft.request)
    };
    let nothing = (Vec::<String>::new(), Vec::<String>::new());

    let whole = prefilled(|_| {});
    let (gone, typed, request) = left_out(whole.clone());
    assert_eq!((gone, typed), nothing);
    assert_eq!(request, whole.request);

    let (gone, typed, request) = left_out(prefilled(|request| {
        request.platform = Some("amiga".to_owned());
        request.issue_type = "poem".to_owned();
        request.severity = "s9".to_owned();
        request.license = Some("OLD-KEY".to_owned());
        request.version = Some("0.1".to_owned());
    }));
    assert_eq!(gone, ["Issue type: poem", "Severity: s9", "Platform: amiga"]);
    assert_eq!(typed, ["License: OLD-KEY", "Version: 0.1"]);
    assert_eq!(
        (request.platform, request.issue_type, request.severity),
        (None, String::new(), String::new())
    );
    assert_eq!((request.license.as_deref(), request.version.as_deref()), (Some("OLD-KEY"), Some("0.1")));

    let (gone, typed, request) = left_out(prefilled(|request| request.product = "gone".to_owned()));
    assert_eq!(gone, ["Product: gone"]);
    assert_eq!(typed, ["Version: 1.0"]);
    assert_eq!((request.product, request.platform), (String::new(), None));

    let (gone, typed, request) = left_out(prefilled(|request| request.product = "cloud".to_owned()));
    assert_eq!(
        gone,
        ["License: Core"],
        "it is another product's; a platform is not missed where there are none"
    );
    assert_eq!((typed, request.license, request.platform), (Vec::new(), None, None));

    assert_eq!(left_out(Draft::default()).0, nothing.0, "what was not given is not missed");
}
