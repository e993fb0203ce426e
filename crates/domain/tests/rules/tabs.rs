//! The five tabs over every combination of the facts, against the page's conditions.

use caseport_domain::policy::{tab, visible_tabs};
use caseport_domain::{Code, Level, OrganizationKind, ReasonCode, RoleObject, Tab};

use crate::support::facts::{Facts, NOTHING};
use crate::support::verdict::{No, assert_names_the_levels, assert_verdict, first_unmet};

/// The page's table of tabs: the conditions in the order of its sentences.
fn expected(tab: Tab, facts: Facts) -> Option<No> {
    let in_organization = (facts.in_organization(), No::Because(ReasonCode::PersonalScope));
    let ss_view = (facts.ss_view(), No::Level(RoleObject::SupportService, Level::View));
    let extended = (facts.ecv, No::Because(ReasonCode::NeedsExtendedCaseView));
    let partner_filed = (facts.has_partner_cases, No::Because(ReasonCode::NoPartnerCases));
    let co_or_cc =
        (facts.co_full() || facts.cc_view(), No::Level(RoleObject::SupportServiceCustomerCases, Level::View));
    let linked = (facts.linked > 0, No::Because(ReasonCode::NoLinkedCustomer));
    match tab {
        Tab::My | Tab::FalseDetection => None,
        Tab::Organization => first_unmet(&[in_organization, ss_view, extended]),
        Tab::Partner => first_unmet(&[in_organization, ss_view, extended, partner_filed]),
        Tab::Customer if facts.in_organization() && facts.has_customer_cases => None,
        Tab::Customer => first_unmet(&[in_organization, co_or_cc, linked]),
    }
}

#[test]
fn every_tab_follows_the_page_over_all_combinations_of_facts() {
    let all = Facts::all();
    assert_eq!(all.len(), 3 * 3 * 3 * 3 * 2 * 3 * 2 * 2);
    for facts in all {
        let access = facts.access("org-a");
        for wanted in Tab::ALL {
            assert_verdict(&tab(*wanted, &access), expected(*wanted, facts), Some(&access), &(wanted, facts));
        }
    }
}

#[test]
fn visible_tabs_are_the_allowed_ones_in_the_order_of_the_page() {
    let order = [Tab::My, Tab::Organization, Tab::Partner, Tab::Customer, Tab::FalseDetection];
    for facts in Facts::all() {
        let visible: Vec<Tab> = visible_tabs(&facts.access("org-a")).collect();
        let allowed: Vec<Tab> = order.into_iter().filter(|tab| expected(*tab, facts).is_none()).collect();
        assert_eq!(visible, allowed, "{facts:?}");
    }
}

#[test]
fn a_personal_user_has_my_cases_and_false_detections_only() {
    let access = caseport_domain::Access::personal();
    assert_eq!(visible_tabs(&access).collect::<Vec<_>>(), [Tab::My, Tab::FalseDetection]);
}

#[test]
fn customer_cases_stay_for_who_filed_one_after_levels_and_links_are_gone() {
    let facts = Facts { has_customer_cases: true, ..NOTHING };
    assert!(tab(Tab::Customer, &facts.access("org-a")).is_allowed());
}

#[test]
fn a_level_on_a_partner_object_gives_nothing_in_a_customer_organization() {
    let facts = Facts { co: Level::Full, cc: Level::Full, linked: 3, ..NOTHING };
    assert!(tab(Tab::Customer, &facts.access("org-a")).is_allowed());
    let facts = Facts { kind: OrganizationKind::Customer, ..facts };
    assert!(!tab(Tab::Customer, &facts.access("org-a")).is_allowed());
}

#[test]
fn view_only_on_customer_organizations_is_not_enough_for_customer_cases() {
    let facts = Facts { co: Level::View, linked: 1, ..NOTHING };
    assert!(!tab(Tab::Customer, &facts.access("org-a")).is_allowed());
}

#[test]
fn a_missing_level_is_named_in_the_words_of_the_screen() {
    let access = NOTHING.access("org-a");
    assert_names_the_levels(&tab(Tab::Organization, &access));
    assert_names_the_levels(&tab(Tab::Partner, &access));
    assert_names_the_levels(&tab(Tab::Customer, &access));
}

#[test]
fn three_tabs_follow_the_organization_and_two_the_user() {
    let following: Vec<Tab> = Tab::ALL.iter().copied().filter(|tab| tab.follows_organization()).collect();
    assert_eq!(following, [Tab::Organization, Tab::Partner, Tab::Customer]);
}
