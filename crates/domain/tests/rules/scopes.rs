//! Which cases each list holds, over every combination of facts and every sort of case.

use caseport_domain::policy::{Rows, Scope, tab};
use caseport_domain::{Access, CaseKind, Code, Level, OrganizationKind, Tab};

use crate::support::cases::{self, ME, case};
use crate::support::facts::{Facts, NOTHING};
use crate::support::lists::holds;

#[test]
fn a_scope_can_be_had_exactly_where_the_tab_is_allowed() {
    for facts in Facts::all() {
        let access = facts.access("org-a");
        for wanted in Tab::ALL {
            let scope = Scope::of_tab(*wanted, &access, &ME.into());
            assert_eq!(scope.as_ref().err(), tab(*wanted, &access).reason(), "{wanted:?} {facts:?}");
            assert!(scope.is_err() || scope.is_ok_and(|scope| scope.tab() == *wanted));
        }
    }
}

#[test]
fn every_list_holds_what_the_page_says_and_nothing_else() {
    let cases = cases::all();
    assert_eq!(cases.len(), 2 * 2 * (1 + 3 * 3));
    for facts in Facts::all() {
        let access = facts.access("org-a");
        for wanted in Tab::ALL {
            let scope = Scope::of_tab(*wanted, &access, &ME.into());
            for case in &cases {
                let admitted = scope.as_ref().is_ok_and(|scope| scope.admits(case));
                let expected = holds(*wanted, ME, ("org-a", facts), case);
                assert_eq!(admitted, expected, "{wanted:?} {facts:?} {case:?}");
            }
        }
    }
}

#[test]
fn the_lists_of_an_organization_never_hold_what_is_foreign_to_it() {
    for facts in Facts::all() {
        let access = facts.access("org-a");
        for wanted in [Tab::Organization, Tab::Partner, Tab::Customer] {
            let Ok(scope) = Scope::of_tab(wanted, &access, &ME.into()) else { continue };
            for case in cases::all().iter().filter(|case| scope.admits(case)) {
                let touches = [&case.organization, &case.filed_from];
                assert!(touches.iter().any(|id| id.as_ref().is_some_and(|id| id.as_str() == "org-a")));
            }
        }
    }
}

#[test]
fn my_cases_never_holds_false_detections_and_the_other_tab_nothing_else() {
    let access = Access::personal();
    let my = Scope::of_tab(Tab::My, &access, &ME.into()).expect("everyone has it");
    let detections = Scope::of_tab(Tab::FalseDetection, &access, &ME.into()).expect("everyone has it");
    for case in cases::all() {
        let mine = case.submitter.as_str() == ME;
        assert_eq!(my.admits(&case), mine && case.kind == CaseKind::Support, "{case:?}");
        assert_eq!(detections.admits(&case), mine && case.kind == CaseKind::FalseDetection, "{case:?}");
    }
}

#[test]
fn customer_cases_hold_colleagues_cases_by_level_or_by_extend_case_view_with_full_access() {
    let linked = Facts { linked: 1, ..NOTHING };
    let rows = [
        (Facts { cc: Level::View, ..linked }, Some(true)),
        (Facts { cc: Level::Full, ..linked }, Some(true)),
        (Facts { co: Level::Full, ecv: true, ..linked }, Some(true)),
        (Facts { co: Level::Full, ecv: false, ..linked }, Some(false)),
        (Facts { ecv: true, ss: Level::Full, ..linked }, None),
        (Facts { ecv: true, ss: Level::Full, has_customer_cases: true, ..linked }, Some(false)),
        (Facts { co: Level::View, ecv: true, has_customer_cases: true, ..linked }, Some(false)),
        // The link has ended: what is there stays listed.
        (Facts { cc: Level::View, has_customer_cases: true, linked: 0, ..linked }, Some(true)),
        (Facts { cc: Level::View, linked: 0, ..linked }, None),
    ];
    let own = case(Some("org-b"), Some("org-a"), ME);
    let colleagues = case(Some("org-b"), Some("org-a"), "user-other");
    for (facts, sees_colleagues) in rows {
        let scope = Scope::of_tab(Tab::Customer, &facts.access("org-a"), &ME.into()).ok();
        let found = scope.as_ref().map(|scope| scope.admits(&colleagues));
        assert_eq!(found, sees_colleagues, "{facts:?}");
        assert!(scope.is_none_or(|scope| scope.admits(&own)), "one's own, always: {facts:?}");
    }
}

#[test]
fn rows_name_the_current_organization_and_the_user() {
    let all =
        Facts { ss: Level::View, cc: Level::View, ecv: true, linked: 1, has_partner_cases: true, ..NOTHING };
    let only_own = Facts { cc: Level::None, has_customer_cases: true, ..all };
    let rows = [
        (Tab::My, all, Rows::SubmittedBy(ME.into())),
        (Tab::FalseDetection, all, Rows::ReportedBy(ME.into())),
        (Tab::Organization, all, Rows::OfOrganization("org-a".into())),
        (Tab::Partner, all, Rows::ByPartnersFor("org-a".into())),
        (Tab::Customer, all, Rows::ForCustomersBy("org-a".into())),
        (Tab::Customer, only_own, Rows::ForCustomersByUser("org-a".into(), ME.into())),
    ];
    for (wanted, facts, expected) in rows {
        let scope = Scope::of_tab(wanted, &facts.access("org-a"), &ME.into());
        assert_eq!(scope.expect("a tab").rows(), &expected, "{wanted:?}");
    }
}

#[test]
fn the_personal_scope_opens_no_list_of_an_organization_whatever_else_is_claimed() {
    for facts in Facts::all().into_iter().filter(|facts| facts.kind == OrganizationKind::Personal) {
        let scopes = Scope::of_reader(&ME.into(), [&facts.access("org-a")]);
        let tabs: Vec<Tab> = scopes.iter().map(Scope::tab).collect();
        assert_eq!(tabs, [Tab::My, Tab::FalseDetection], "{facts:?}");
    }
}
