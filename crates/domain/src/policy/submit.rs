//! Who may submit a case, for oneself and for a customer.

use super::needs;
use super::tabs::in_an_organization;
use crate::access::Access;
use crate::decision::{Decision, Reason, ReasonCode};
use crate::level::Level;
use crate::organization::{LinkKind, OrganizationKind};
use crate::role_object::RoleObject;

/// Submit for one's own organization, or for oneself in the personal scope.
pub fn submit_own(access: &Access) -> Decision {
    match access.kind {
        OrganizationKind::Personal => Decision::Allowed,
        OrganizationKind::Customer | OrganizationKind::Partner => {
            needs(access, RoleObject::SupportService, Level::View)
        }
    }
}

/// Submit for some customer: the right, and at least one customer to submit for.
pub fn submit_for_customer(access: &Access) -> Decision {
    in_an_organization(access)
        .and(|| needs(access, RoleObject::SupportServiceCustomerOrganizations, Level::Full))
        .and(|| Decision::when(access.linked_customers > 0, nothing_linked))
}

/// Submit for one customer, given the link to it as it is at this moment.
pub fn submit_for_linked_customer(access: &Access, link: Option<LinkKind>) -> Decision {
    in_an_organization(access)
        .and(|| needs(access, RoleObject::SupportServiceCustomerOrganizations, Level::Full))
        .and(|| {
            Decision::when(link == Some(LinkKind::Partner), || {
                Reason::new(
                    ReasonCode::CustomerNotLinked,
                    "This customer is not linked to your organization with a partner relationship (any more).",
                )
            })
        })
}

fn nothing_linked() -> Reason {
    Reason::new(
        ReasonCode::NoLinkedCustomer,
        "No customer is linked to this organization with a partner relationship.",
    )
}
