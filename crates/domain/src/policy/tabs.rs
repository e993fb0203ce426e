//! Which lists of cases a person has.

use super::needs;
use crate::access::Access;
use crate::case::Tab;
use crate::code::Code;
use crate::decision::{Decision, Reason, ReasonCode};
use crate::level::Level;
use crate::organization::OrganizationKind;
use crate::role_object::RoleObject;

/// Whether the person has the tab in this scope.
pub fn tab(tab: Tab, access: &Access) -> Decision {
    match tab {
        Tab::My | Tab::FalseDetection => Decision::Allowed,
        Tab::Organization => extended_view(access),
        Tab::Partner => extended_view(access).and(|| {
            Decision::when(access.has_partner_cases, || {
                Reason::new(
                    ReasonCode::NoPartnerCases,
                    "No partner has filed a case for this organization yet.",
                )
            })
        }),
        Tab::Customer => customer(access),
    }
}

/// The tabs that the person has, in order.
pub fn visible_tabs(access: &Access) -> impl Iterator<Item = Tab> + '_ {
    Tab::ALL.iter().copied().filter(|candidate| tab(*candidate, access).is_allowed())
}

pub(super) fn in_an_organization(access: &Access) -> Decision {
    Decision::when(access.kind != OrganizationKind::Personal, personal_scope)
}

pub(super) fn personal_scope() -> Reason {
    Reason::new(
        ReasonCode::PersonalScope,
        "This belongs to an organization, and you are in your personal scope.",
    )
}

fn extended_view(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::SupportService, Level::View)).and(|| {
        Decision::when(access.extended_case_view, || {
            Reason::new(ReasonCode::NeedsExtendedCaseView, "Extend Case View is not switched on for you.")
                .with_granted_by(&access.grantors.case_access)
        })
    })
}

/// (CO = Full Access or CC >= View Only) and a linked customer; or one has filed a customer case oneself.
fn customer(access: &Access) -> Decision {
    in_an_organization(access).and(|| {
        if access.has_customer_cases {
            return Decision::Allowed;
        }
        needs(access, RoleObject::SupportServiceCustomerCases, Level::View)
            .or(|| needs(access, RoleObject::SupportServiceCustomerOrganizations, Level::Full))
            .and(|| {
                Decision::when(access.linked_customers > 0, || {
                    Reason::new(
                        ReasonCode::NoLinkedCustomer,
                        "No customer is linked to this organization with a partner relationship.",
                    )
                })
            })
    })
}
