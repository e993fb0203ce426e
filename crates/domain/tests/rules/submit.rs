//! Who may submit a case, over every combination of the facts.

use caseport_domain::policy::{submit_for_customer, submit_for_linked_customer, submit_own};
use caseport_domain::{Access, Level, LinkKind, OrganizationKind, ReasonCode, RoleObject};

use crate::support::facts::{Facts, NOTHING};
use crate::support::verdict::{No, assert_names_the_levels, assert_verdict, first_unmet};

const CO_FULL: No = No::Level(RoleObject::SupportServiceCustomerOrganizations, Level::Full);

#[test]
fn one_submits_for_oneself_in_the_personal_scope_always_and_elsewhere_with_view_only() {
    for facts in Facts::all() {
        let personal = facts.kind == OrganizationKind::Personal;
        let expected =
            first_unmet(&[(personal || facts.ss_view(), No::Level(RoleObject::SupportService, Level::View))]);
        let access = facts.access("org-a");
        assert_verdict(&submit_own(&access), expected, Some(&access), &facts);
    }
}

#[test]
fn one_submits_for_customers_with_full_access_and_a_linked_customer() {
    for facts in Facts::all() {
        let expected = first_unmet(&[
            (facts.in_organization(), No::Because(ReasonCode::PersonalScope)),
            (facts.co_full(), CO_FULL),
            (facts.linked > 0, No::Because(ReasonCode::NoLinkedCustomer)),
        ]);
        let access = facts.access("org-a");
        assert_verdict(&submit_for_customer(&access), expected, Some(&access), &facts);
    }
}

#[test]
fn a_customer_needs_a_partner_link_at_the_moment_of_submitting() {
    for facts in Facts::all() {
        for link in [None, Some(LinkKind::Other), Some(LinkKind::Partner)] {
            let expected = first_unmet(&[
                (facts.in_organization(), No::Because(ReasonCode::PersonalScope)),
                (facts.co_full(), CO_FULL),
                (link == Some(LinkKind::Partner), No::Because(ReasonCode::CustomerNotLinked)),
            ]);
            let access = facts.access("org-a");
            let decision = submit_for_linked_customer(&access, link);
            assert_verdict(&decision, expected, Some(&access), &(facts, link));
        }
    }
}

#[test]
fn a_personal_user_submits_for_oneself_and_for_nobody_else() {
    let access = Access::personal();
    assert!(submit_own(&access).is_allowed());
    assert!(!submit_for_customer(&access).is_allowed());
    assert!(!submit_for_linked_customer(&access, Some(LinkKind::Partner)).is_allowed());
}

#[test]
fn a_missing_level_is_named_in_the_words_of_the_screen() {
    let access = NOTHING.access("org-a");
    assert_names_the_levels(&submit_own(&access));
    assert_names_the_levels(&submit_for_customer(&access));
    assert_names_the_levels(&submit_for_linked_customer(&access, Some(LinkKind::Partner)));
}
