//! A case to be: every field missing, unknown and valid, and all mistakes at once.

use caseport_domain::api::{Catalog, IssueTypeEntry, LicenseEntry, Named, ProductEntry};
use caseport_domain::validate::{CcList, FieldErrorCode, LicenseChoice, NewCase, NewCaseRequest};
use caseport_domain::{Code, Severity};

use FieldErrorCode::{Invalid, Required, TooLong, TooMany, TooShort, Unknown};

const SUBMITTER: &str = "Cora@example.com";

fn catalog() -> Catalog {
    let named = |id: &str| Named { id: id.to_owned(), name: id.to_uppercase() };
    let product = |id: &str, platforms: &[&str]| ProductEntry {
        id: id.into(),
        name: id.to_uppercase(),
        featured: true,
        platforms: platforms.iter().map(|id| named(id)).collect(),
        versions: vec!["5.1".to_owned()],
    };
    let license = |id: &str, product: &str| LicenseEntry {
        id: id.to_owned(),
        name: id.to_uppercase(),
        key: format!("KEY-{id}"),
        product: product.into(),
        expires_at: None,
    };
    let issue = IssueTypeEntry {
        id: "performance".to_owned(),
        name: "Performance".to_owned(),
        description: "It is slow.".to_owned(),
    };
    Catalog {
        products: vec![product("core", &["windows", "linux"]), product("kiosk", &[])],
        issue_types: vec![issue],
        licenses: vec![license("lic-core", "core"), license("lic-kiosk", "kiosk")],
        ..Catalog::default()
    }
}

fn valid() -> NewCaseRequest {
    NewCaseRequest {
        customer: Some("org-b".into()),
        product: "core".to_owned(),
        platform: Some("linux".to_owned()),
        issue_type: "performance".to_owned(),
        severity: "s2".to_owned(),
        license: Some("lic-core".to_owned()),
        version: Some("5.1".to_owned()),
        subject: "Scans are slow".to_owned(),
        description: "Since the update, every scan takes a minute.".to_owned(),
        ccs: vec!["Ops@example.com".to_owned()],
    }
}

/// The fields that are wrong, in order, each with its code.
fn mistakes(request: &NewCaseRequest) -> Vec<(String, FieldErrorCode)> {
    let errors = request.check(&catalog(), SUBMITTER).err().map(|errors| errors.0).unwrap_or_default();
    errors.into_iter().map(|error| (error.field, error.code.value().expect("a known code"))).collect()
}

fn checked(request: &NewCaseRequest) -> NewCase {
    request.check(&catalog(), SUBMITTER).expect("a valid case")
}

fn changed(change: impl FnOnce(&mut NewCaseRequest)) -> NewCaseRequest {
    let mut request = valid();
    change(&mut request);
    request
}

#[test]
fn a_valid_case_keeps_everything_that_was_given() {
    let case = checked(&valid());
    assert_eq!(case.customer, Some("org-b".into()));
    assert_eq!(case.product, "core".into());
    assert_eq!(case.platform.as_deref(), Some("linux"));
    assert_eq!(case.issue_type, "performance");
    assert_eq!(case.severity, Severity::S2);
    assert_eq!(case.license, Some(LicenseChoice::Listed("lic-core".to_owned())));
    assert_eq!(case.version.as_deref(), Some("5.1"));
    assert_eq!(case.subject.as_str(), "Scans are slow");
    assert_eq!(case.description.as_str(), "Since the update, every scan takes a minute.");
    assert!(case.ccs.addresses().eq(["ops@example.com"]));
}

#[test]
fn each_field_alone_is_refused_for_what_is_wrong_with_it() {
    type Change = fn(&mut NewCaseRequest);
    let rows: [(&str, FieldErrorCode, Change); 27] = [
        ("product", Required, |it| it.product.clear()),
        ("product", Unknown, |it| it.product = "CORE".to_owned()),
        ("platform", Required, |it| it.platform = None),
        ("platform", Required, |it| it.platform = Some(String::new())),
        ("platform", Unknown, |it| it.platform = Some("amiga".to_owned())),
        ("issue_type", Required, |it| it.issue_type.clear()),
        ("issue_type", Unknown, |it| it.issue_type = "weather".to_owned()),
        ("severity", Required, |it| it.severity.clear()),
        ("severity", Unknown, |it| it.severity = "s5".to_owned()),
        ("severity", Unknown, |it| it.severity = "S1".to_owned()),
        ("severity", Unknown, |it| it.severity = "critical".to_owned()),
        ("license", TooLong, |it| it.license = Some("K".repeat(101))),
        ("license", Unknown, |it| it.license = Some("lic-kiosk".to_owned())),
        ("version", TooLong, |it| it.version = Some("9".repeat(101))),
        ("subject", Required, |it| it.subject.clear()),
        ("subject", Required, |it| it.subject = " \n ".to_owned()),
        ("subject", TooShort, |it| it.subject = "slow".to_owned()),
        ("subject", TooLong, |it| it.subject = "件".repeat(201)),
        ("description", Required, |it| it.description.clear()),
        ("description", TooShort, |it| it.description = "件".repeat(19)),
        ("description", TooLong, |it| it.description = "件".repeat(50_001)),
        ("ccs", Invalid, |it| it.ccs.push("nobody".to_owned())),
        ("ccs", Required, |it| it.ccs.push(" ".to_owned())),
        ("ccs", TooMany, |it| it.ccs = (0..21).map(|n| format!("p{n}@example.com")).collect()),
        ("subject", TooShort, |it| it.subject = "  abcd  ".to_owned()),
        ("ccs", Invalid, |it| it.ccs = vec!["a@b".to_owned()]),
        ("ccs", Invalid, |it| it.ccs.push(" CORA@Example.com ".to_owned())),
    ];
    for (field, code, change) in rows {
        let request = changed(change);
        assert_eq!(mistakes(&request), [(field.to_owned(), code)], "{request:?}");
    }
}

#[test]
fn all_mistakes_are_named_at_once_in_the_order_of_the_wizard() {
    let bad = NewCaseRequest {
        customer: None,
        product: "core".to_owned(),
        platform: Some("amiga".to_owned()),
        issue_type: "weather".to_owned(),
        severity: "s9".to_owned(),
        license: Some("K".repeat(101)),
        version: Some("9".repeat(101)),
        subject: "?".to_owned(),
        description: "?".to_owned(),
        ccs: vec!["?".to_owned()],
    };
    let expected = [
        ("platform", Unknown),
        ("issue_type", Unknown),
        ("severity", Unknown),
        ("license", TooLong),
        ("version", TooLong),
        ("subject", TooShort),
        ("description", TooShort),
        ("ccs", Invalid),
    ];
    assert_eq!(mistakes(&bad), expected.map(|(field, code)| (field.to_owned(), code)));
}

#[test]
fn an_empty_request_names_every_required_field_but_the_platform_of_no_product() {
    let expected = ["product", "issue_type", "severity", "subject", "description"];
    assert_eq!(mistakes(&NewCaseRequest::default()), expected.map(|field| (field.to_owned(), Required)));
    let from_json: NewCaseRequest = serde_json::from_str("{}").expect("every field may be missing");
    assert_eq!(from_json, NewCaseRequest::default());
}

#[test]
fn every_message_says_what_to_do_and_is_found_by_its_field() {
    let errors = NewCaseRequest::default().check(&catalog(), SUBMITTER).expect_err("everything is missing");
    assert_eq!(errors.of("product"), Some("Choose a product."));
    assert_eq!(errors.of("issue_type"), Some("Choose an issue type."));
    assert_eq!(errors.of("severity"), Some("Choose a severity."));
    assert_eq!(errors.of("subject"), Some("Enter a subject."));
    assert_eq!(errors.of("description"), Some("Enter a description."));
    assert_eq!(errors.of("ccs"), None);
    let errors =
        changed(|it| it.platform = None).check(&catalog(), SUBMITTER).expect_err("a platform is missing");
    assert_eq!(errors.of("platform"), Some("Choose a platform."));
}

#[test]
fn a_product_without_platforms_takes_none_even_from_a_link() {
    for platform in [None, Some(String::new()), Some("linux".to_owned())] {
        let request = changed(|it| {
            it.product = "kiosk".to_owned();
            it.license = None;
            it.platform = platform;
        });
        assert_eq!(checked(&request).platform, None);
    }
}

#[test]
fn every_platform_and_severity_of_the_catalog_is_taken() {
    for platform in ["windows", "linux"] {
        let case = checked(&changed(|it| it.platform = Some(platform.to_owned())));
        assert_eq!(case.platform.as_deref(), Some(platform));
    }
    for severity in Severity::ALL {
        let case = checked(&changed(|it| it.severity = severity.code().to_owned()));
        assert_eq!(case.severity, *severity);
    }
}

#[test]
fn license_and_version_may_be_listed_typed_or_unknown() {
    for unknown in [None, Some(String::new()), Some("  \u{0}".to_owned())] {
        let case = checked(&changed(|it| {
            it.license = unknown.clone();
            it.version = unknown.clone();
        }));
        assert_eq!((case.license, case.version), (None, None), "{unknown:?}");
    }
    let typed = checked(&changed(|it| {
        it.license = Some(" ABCD-1234\n".to_owned());
        it.version = Some("9.9 beta ".to_owned());
    }));
    assert_eq!(typed.license, Some(LicenseChoice::Typed("ABCD-1234".to_owned())));
    assert_eq!(typed.version.as_deref(), Some("9.9 beta"));
    let longest = checked(&changed(|it| {
        it.license = Some("件".repeat(100));
        it.version = Some("件".repeat(100));
    }));
    assert_eq!(longest.license, Some(LicenseChoice::Typed("件".repeat(100))));
    assert_eq!(longest.version, Some("件".repeat(100)));
}

#[test]
fn a_case_for_oneself_names_no_customer_and_ccs_may_be_missing() {
    let case = checked(&changed(|it| {
        it.customer = None;
        it.ccs.clear();
    }));
    assert_eq!(case.customer, None);
    assert_eq!(case.ccs.addresses().count(), 0);
}

#[test]
fn whoever_submits_is_no_cc_then_as_later() {
    let errors = changed(|it| it.ccs.push("CORA@Example.com".to_owned())).check(&catalog(), SUBMITTER);
    let later = CcList::check_another("cora@example.com", &["ops@example.com"], SUBMITTER)
        .expect_err("the submitter");
    assert_eq!(errors.expect_err("the submitter").0, [later.in_field("ccs")]);
    assert_eq!(
        valid().check(&catalog(), "somebody@example.com").expect("a valid case").ccs.addresses().count(),
        1
    );
}
