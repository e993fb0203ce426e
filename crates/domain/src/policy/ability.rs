//! What the rules come to for a person, as a list: what they can do, what not and why, and what another role would
//! change. No rule of its own; every line asks the rule that decides.

use super::scope::sees_colleagues;
use super::{
    change_case_access, change_roles, change_users, needs, see_case_access, see_event_history, see_roles,
    see_users, submit_for_customer, submit_own, tab,
};
use crate::access::Access;
use crate::case::Tab;
use crate::code::{Code as _, codes};
use crate::decision::Decision;
use crate::level::Level;
use crate::role::Permissions;
use crate::role_object::RoleObject;

codes! {
    /// Something that a person can or cannot do in an organization, whatever the case.
    Ability {
        /// Submit cases for oneself.
        SubmitCases = "submit_cases",
        /// Submit cases for customers.
        SubmitForCustomers = "submit_for_customers",
        /// "Organization Cases".
        SeeOrganizationCases = "see_organization_cases",
        /// Close and reopen colleagues' cases there.
        CloseColleaguesCases = "close_colleagues_cases",
        /// "Partner Cases".
        SeePartnerCases = "see_partner_cases",
        /// "Customer Cases".
        SeeCustomerCases = "see_customer_cases",
        /// The cases that colleagues filed there.
        SeeColleaguesCustomerCases = "see_colleagues_customer_cases",
        /// Comment on these, escalate, close and reopen them.
        WorkOnColleaguesCustomerCases = "work_on_colleagues_customer_cases",
        /// "Extend Case View", to look at.
        SeeCaseAccess = "see_case_access",
        /// Switching Extend Case View.
        ChangeCaseAccess = "change_case_access",
        /// "Users", to look at.
        SeeUsers = "see_users",
        /// Inviting and removing users and changing their roles.
        ChangeUsers = "change_users",
        /// "Roles", to look at.
        SeeRoles = "see_roles",
        /// Adding, changing and deleting custom roles.
        ChangeRoles = "change_roles",
        /// "Event History".
        SeeEventHistory = "see_event_history",
    }
}

impl Ability {
    /// Whether it belongs to Support; to My Organization otherwise.
    pub fn is_support(self) -> bool {
        self < Self::SeeUsers
    }

    /// Whether it exists only in partner organizations.
    pub fn is_partner_only(self) -> bool {
        matches!(
            self,
            Self::SubmitForCustomers
                | Self::SeeCustomerCases
                | Self::SeeColleaguesCustomerCases
                | Self::WorkOnColleaguesCustomerCases
        )
    }

    /// Whether the person has it.
    pub fn of(self, access: &Access) -> Decision {
        match self {
            Self::SubmitCases => submit_own(access),
            Self::SubmitForCustomers => submit_for_customer(access),
            Self::SeeOrganizationCases => tab(Tab::Organization, access),
            Self::CloseColleaguesCases => {
                tab(Tab::Organization, access).and(|| needs(access, RoleObject::SupportService, Level::Full))
            }
            Self::SeePartnerCases => tab(Tab::Partner, access),
            Self::SeeCustomerCases => tab(Tab::Customer, access),
            Self::SeeColleaguesCustomerCases => colleagues_customer_cases(access),
            Self::WorkOnColleaguesCustomerCases => colleagues_customer_cases(access)
                .and(|| needs(access, RoleObject::SupportServiceCustomerCases, Level::Full)),
            Self::SeeCaseAccess => see_case_access(access),
            Self::ChangeCaseAccess => change_case_access(access),
            Self::SeeUsers => see_users(access),
            Self::ChangeUsers => change_users(access),
            Self::SeeRoles => see_roles(access),
            Self::ChangeRoles => change_roles(access),
            Self::SeeEventHistory => see_event_history(access),
        }
    }
}

fn colleagues_customer_cases(access: &Access) -> Decision {
    tab(Tab::Customer, access).and(|| {
        if sees_colleagues(access) {
            return Decision::Allowed;
        }
        needs(access, RoleObject::SupportServiceCustomerCases, Level::View)
    })
}

/// What somebody gains or loses with other permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbilityChange {
    /// What.
    pub ability: Ability,
    /// Gained; lost otherwise.
    pub gained: bool,
    /// Only where Extend Case View is on for them.
    pub extended_only: bool,
}

/// What a holder of a role gains and loses when it gives `after` instead of `before`, in an organization that is as in
/// `access`.
pub fn role_changes(access: &Access, before: &Permissions, after: &Permissions) -> Vec<AbilityChange> {
    let holder = |permissions: &Permissions, extended_case_view| Access {
        role: None,
        permissions: *permissions,
        extended_case_view,
        has_customer_cases: false,
        ..access.clone()
    };
    let change = |ability: Ability, extended| {
        let can = |permissions| ability.of(&holder(permissions, extended)).is_allowed();
        (can(before) != can(after)).then(|| can(after))
    };
    let changes = Ability::ALL.iter().filter_map(|ability| {
        let always = change(*ability, false);
        let gained = always.or_else(|| change(*ability, true))?;
        Some(AbilityChange { ability: *ability, gained, extended_only: always.is_none() })
    });
    changes.collect()
}

impl RoleObject {
    /// Whether a rule of this portal reads it; the others are for the vendor's other portals.
    pub fn applies_here(self) -> bool {
        matches!(
            self,
            Self::EventHistory
                | Self::RoleManagement
                | Self::SupportService
                | Self::SupportServiceCustomerOrganizations
                | Self::SupportServiceCustomerCases
                | Self::UserManagement
        )
    }
}
