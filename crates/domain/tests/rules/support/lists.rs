//! What each list holds, as the page says it; `None` where the reader does not have the list.

use caseport_domain::{CaseFacts, CaseKind, Tab};

use super::facts::Facts;

/// A member's facts in one organization.
pub type Membership<'a> = (&'a str, Facts);

/// "What each list holds" of section 2, with the tabs' conditions.
pub fn holds(tab: Tab, user: &str, membership: Membership<'_>, case: &CaseFacts) -> bool {
    let (here, facts) = membership;
    let is_for = case.organization.as_ref().map(|id| id.as_str());
    let from = case.filed_from.as_ref().map(|id| id.as_str());
    let mine = case.submitter.as_str() == user;
    let false_detection = case.kind == CaseKind::FalseDetection;
    let for_us = is_for == Some(here);
    let by_us = from == Some(here);
    let extended = facts.in_organization() && facts.ss_view() && facts.ecv;
    match tab {
        // "cases the user submitted, on behalf of customers too, in any organization; never false detections"
        Tab::My => mine && !false_detection,
        // "the cases that the user's false-detection reports created"
        Tab::FalseDetection => mine && false_detection,
        // "cases whose organization is the current one, submitted by its own members"
        Tab::Organization => extended && !false_detection && for_us && by_us,
        // "cases that partners filed on behalf of the current organization"
        Tab::Partner => extended && facts.has_partner_cases && !false_detection && for_us && !by_us,
        // "cases this partner organization's members filed for customers: the user's own, and colleagues' as above"
        Tab::Customer => {
            let by_level = (facts.co_full() || facts.cc_view()) && facts.linked > 0;
            let has_tab = facts.in_organization() && (by_level || facts.has_customer_cases);
            let colleagues = facts.cc_view() || (facts.ecv && facts.co_full());
            has_tab && !false_detection && by_us && !for_us && (mine || colleagues)
        }
    }
}
