//! Every demo account and every tab, written out by hand from the product page's table: who has it, and for those
//! who do not, the kind of reason.

use caseport_domain::api::TabCounts;
use caseport_domain::{Code as _, Tab};
use std::collections::BTreeMap;

use crate::common::TestApp;

const YES: &str = "yes";
const LEVEL: &str = "needs_level";
const VIEW: &str = "needs_extended_case_view";
const NO_PARTNER: &str = "no_partner_cases";
const NO_CUSTOMER: &str = "no_linked_customer";
const PERSONAL: &str = "personal_scope";

/// Account, organization; then Organization, Partner and Customer Cases. My Cases and False Detection Submissions
/// are everyone's.
const TABLE: &[(&str, &str, [&str; 3])] = &[
    ("sara@northwind.example", "northwind", [YES, NO_PARTNER, YES]),
    ("adam@northwind.example", "northwind", [VIEW, VIEW, YES]),
    ("mona@northwind.example", "northwind", [VIEW, VIEW, YES]),
    ("paul@northwind.example", "northwind", [VIEW, VIEW, YES]),
    ("uma@northwind.example", "northwind", [VIEW, VIEW, LEVEL]),
    ("vera@northwind.example", "northwind", [VIEW, VIEW, YES]),
    ("nils@northwind.example", "northwind", [LEVEL, LEVEL, LEVEL]),
    ("tina@tailspin.example", "tailspin", [YES, NO_PARTNER, YES]),
    ("lone@lonely.example", "lonely", [YES, NO_PARTNER, NO_CUSTOMER]),
    ("carl@contoso.example", "contoso", [YES, YES, LEVEL]),
    ("cora@contoso.example", "contoso", [VIEW, VIEW, LEVEL]),
    ("cole@contoso.example", "contoso", [YES, YES, LEVEL]),
    ("fred@fabrikam.example", "fabrikam", [YES, YES, LEVEL]),
    ("ada@adatum.example", "adatum", [YES, YES, LEVEL]),
    ("max@multi.example", "contoso", [VIEW, VIEW, LEVEL]),
    ("max@multi.example", "northwind", [YES, NO_PARTNER, YES]),
    ("pia@personal.example", "personal", [PERSONAL, PERSONAL, PERSONAL]),
    ("sara@northwind.example", "personal", [PERSONAL, PERSONAL, PERSONAL]),
];

#[tokio::test]
async fn every_account_has_exactly_its_tabs() {
    let app = TestApp::demo().await;
    for (email, org, [organization, partner, customer]) in TABLE {
        let user = app.sign_in(email).await;
        let counts: BTreeMap<String, TabCounts> =
            user.get(&format!("/organizations/{org}/cases/counts")).await.read_as(200);
        let expected = [
            (Tab::My, YES),
            (Tab::FalseDetection, YES),
            (Tab::Organization, *organization),
            (Tab::Partner, *partner),
            (Tab::Customer, *customer),
        ];
        for (tab, expected) in expected {
            let what = format!("{email} in {org}: {}", tab.code());
            let answer = user.get(&format!("/organizations/{org}/cases?tab={}", tab.code())).await;
            if expected == YES {
                assert_eq!(answer.status, 200, "{what}: {}", answer.text());
                assert!(counts.contains_key(tab.code()), "{what}");
            } else {
                assert_eq!(answer.reason(403), expected, "{what}");
                assert!(!counts.contains_key(tab.code()), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_no_names_who_can_help() {
    let app = TestApp::demo().await;
    let uma = app.sign_in("uma@northwind.example").await;
    let reason =
        uma.get("/organizations/northwind/cases?tab=organization").await.problem(403).reason.unwrap();
    assert_eq!(reason.granted_by, ["Sara Delacroix", "Adam Kowalski", "Max Oyelaran", "Mona El-Sayed"]);
    let reason = uma.get("/organizations/northwind/cases?tab=customer").await.problem(403).reason.unwrap();
    assert_eq!(reason.granted_by, ["Sara Delacroix", "Adam Kowalski", "Max Oyelaran"]);
    assert_eq!(reason.object.unwrap().code(), "support_service.customer_cases");
}

#[tokio::test]
async fn counts_are_those_of_the_lists() {
    let app = TestApp::demo().await;
    for (email, org, _) in TABLE {
        let user = app.sign_in(email).await;
        let counts: BTreeMap<String, TabCounts> =
            user.get(&format!("/organizations/{org}/cases/counts")).await.read_as(200);
        for (tab, counts) in counts {
            let total =
                async |status: &str| user.list(org, &format!("tab={tab}{status}&limit=1")).await.total;
            assert_eq!(counts.total, total("").await, "{email} {tab}");
            assert_eq!(counts.open, total("&status=open").await, "{email} {tab}");
            assert_eq!(counts.waiting_on_me, total("&status=waiting_on_me").await, "{email} {tab}");
            assert_eq!(counts.waiting_on_vendor, total("&status=waiting_on_vendor").await, "{email} {tab}");
            assert_eq!(counts.closed, total("&status=closed").await, "{email} {tab}");
            assert_eq!(counts.open + counts.closed, counts.total, "{email} {tab}");
        }
    }
}

#[tokio::test]
async fn a_partner_user_sees_the_own_customer_case_and_a_case_viewer_all() {
    let app = TestApp::demo().await;
    let of = async |email: &str| app.sign_in(email).await.whole_list("northwind", "tab=customer").await;
    let all = of("sara@northwind.example").await;
    let pauls = of("paul@northwind.example").await;
    assert_eq!(pauls.len(), 1);
    assert_eq!(pauls[0].submitter.id.as_str(), "paul");
    assert_eq!(of("vera@northwind.example").await.len(), all.len());
    assert_eq!(of("adam@northwind.example").await.len(), all.len());
    let submitters: std::collections::BTreeSet<_> =
        all.iter().map(|case| case.submitter.id.as_str()).collect();
    assert!(submitters.len() >= 3, "{submitters:?}");
}

#[tokio::test]
async fn unknown_and_foreign_organizations_look_alike() {
    let app = TestApp::demo().await;
    let uma = app.sign_in("uma@northwind.example").await;
    for path in ["access", "cases?tab=my", "cases/counts", "catalog", "customers"] {
        let mut answers = Vec::new();
        for org in ["adatum", "nowhere", "NORTHWIND", "%00", "..%2f"] {
            let mut problem = uma.get(&format!("/organizations/{org}/{path}")).await.problem(404);
            problem.request_id = None;
            answers.push(problem);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{path}: {answers:?}");
    }
}

#[tokio::test]
async fn access_has_the_facts_of_the_demo() {
    let app = TestApp::demo().await;
    let access = async |email: &str, org: &str| -> serde_json::Value {
        app.sign_in(email).await.get(&format!("/organizations/{org}/access")).await.read_as(200)
    };
    let sara = access("sara@northwind.example", "northwind").await;
    assert_eq!(sara["organization"], serde_json::json!({ "id": "northwind", "name": "Northwind Partners" }));
    assert_eq!((&sara["kind"], &sara["support_plan"]), (&"partner".into(), &"gold".into()));
    assert_eq!((&sara["mdf_program"], &sara["linked_customers"]), (&true.into(), &3.into()));
    assert_eq!(sara["permissions"].as_object().unwrap().len(), 18);
    assert_eq!(sara["permissions"]["support_service"], "full");

    let vera = access("vera@northwind.example", "northwind").await;
    assert_eq!(vera["role"], serde_json::json!({ "id": "case-viewer", "label": "Case Viewer" }));
    assert_eq!(vera["permissions"]["support_service.customer_cases"], "view");
    assert_eq!(vera["permissions"]["user_management"], "none");

    let paul = access("paul@northwind.example", "northwind").await;
    assert_eq!((&paul["has_customer_cases"], &paul["extended_case_view"]), (&true.into(), &false.into()));
    let fred = access("fred@fabrikam.example", "fabrikam").await;
    assert_eq!((&fred["ai_assistance"], &fred["has_partner_cases"]), (&false.into(), &true.into()));
    let lone = access("lone@lonely.example", "lonely").await;
    assert_eq!((&lone["linked_customers"], &lone["has_customer_cases"]), (&0.into(), &false.into()));
    let pia = access("pia@personal.example", "personal").await;
    assert_eq!(
        (&pia["kind"], &pia["organization"], &pia["role"]),
        (&"personal".into(), &().into(), &().into())
    );
}

#[tokio::test]
async fn revision_grows_when_a_partner_files_a_case() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    let carl = app.sign_in("carl@contoso.example").await;
    let revision = async |user: &crate::common::User<'_>, org: &str| -> u64 {
        let access: serde_json::Value = user.get(&format!("/organizations/{org}/access")).await.read_as(200);
        access["revision"].as_u64().unwrap()
    };
    let before = (revision(&sara, "northwind").await, revision(&carl, "contoso").await);
    sara.submitted("northwind", serde_json::json!({ "customer": "contoso" })).await;
    let after = (revision(&sara, "northwind").await, revision(&carl, "contoso").await);
    assert!(after.0 > before.0 && after.1 > before.1, "{before:?} {after:?}");
}
