//! What lists and pages say of cases: status filters, severities, plans, and whether a partner filed a case.

use caseport_domain::case::EscalationState;
use caseport_domain::{Code, Severity, Status, StatusFilter, SupportPlan};

use crate::support::cases::{ME, case};
use crate::support::verdict::assert_is_sentence;

#[test]
fn the_filter_open_lets_every_case_through_that_is_not_closed() {
    let rows = [
        (StatusFilter::Open, [true, true, true, false]),
        (StatusFilter::WaitingOnVendor, [false, true, false, false]),
        (StatusFilter::WaitingOnMe, [false, false, true, false]),
        (StatusFilter::Closed, [false, false, false, true]),
    ];
    let statuses = [Status::Open, Status::WaitingOnVendor, Status::WaitingOnCustomer, Status::Closed];
    assert_eq!(Status::ALL, statuses);
    assert_eq!(StatusFilter::ALL.len(), rows.len());
    for (filter, passes) in rows {
        let found = statuses.map(|status| filter.statuses().contains(&status));
        assert_eq!(found, passes, "{filter:?}");
    }
}

#[test]
fn severities_have_their_names_and_a_sentence_that_says_when_to_choose_them() {
    let labels: Vec<_> = Severity::ALL.iter().map(|severity| severity.label()).collect();
    assert_eq!(labels, ["Critical", "High", "Medium", "Low"]);
    for severity in Severity::ALL {
        assert_is_sentence(severity.guidance(), severity);
    }
}

#[test]
fn support_plans_have_their_names() {
    let labels: Vec<_> = SupportPlan::ALL.iter().map(|plan| plan.label()).collect();
    assert_eq!(labels, ["Silver", "Gold", "Platinum", "Emerald - US"]);
}

#[test]
fn an_escalation_is_in_force_until_it_is_withdrawn() {
    assert!(EscalationState::Requested.is_active());
    assert!(EscalationState::Acknowledged.is_active());
    assert!(!EscalationState::Withdrawn.is_active());
}

#[test]
fn a_case_is_filed_by_a_partner_where_it_is_for_another_organization() {
    assert!(case(Some("org-b"), Some("org-a"), ME).is_filed_by_partner());
    assert!(!case(Some("org-a"), Some("org-a"), ME).is_filed_by_partner());
    assert!(!case(None, None, ME).is_filed_by_partner());
}
