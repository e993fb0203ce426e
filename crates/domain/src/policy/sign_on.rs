//! Roles that single sign-on gives and takes: what an identity provider says of somebody, read as the vendor's operator has
//! configured it.
//!
//! The operator speaks for the vendor, so no level of somebody's own bounds what is given. What belongs to the Super Admin
//! alone stays theirs: their role, and MDF Admin.

use super::administration::{
    Holder, RoleChoice, by_transfer_only, exists_in, not_the_super_admin, super_admin_only,
};
use super::tabs::personal_scope;
use crate::decision::Decision;
use crate::organization::OrganizationKind;
use crate::role::BuiltInRole;

/// Giving `target` a role in an organization of that kind; who does not belong to it yet has none.
pub fn assign_by_sign_on(kind: OrganizationKind, target: Holder, choice: RoleChoice<'_>) -> Decision {
    Decision::when(kind != OrganizationKind::Personal, personal_scope)
        .and(|| not_the_super_admin(target))
        .and(|| Decision::when(target.role != Some(BuiltInRole::MdfAdmin), super_admin_only))
        .and(|| match choice {
            RoleChoice::BuiltIn(BuiltInRole::SuperAdmin) => by_transfer_only(),
            RoleChoice::BuiltIn(BuiltInRole::MdfAdmin) => super_admin_only().into(),
            RoleChoice::BuiltIn(role) => exists_in(kind, role),
            RoleChoice::Custom(_) => Decision::Allowed,
        })
}

/// Taking back what single sign-on has given: that `target` belongs to the organization.
pub fn remove_by_sign_on(target: Holder) -> Decision {
    not_the_super_admin(target)
}

/// The role that somebody who joins really gets: the first Admin of an organization is its Super Admin.
pub fn first_role(role: BuiltInRole, has_super_admin: bool) -> BuiltInRole {
    if role == BuiltInRole::Admin && !has_super_admin { BuiltInRole::SuperAdmin } else { role }
}
