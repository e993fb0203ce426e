//! My Organization: who sees and changes roles and users, and who may grant what.

use super::needs;
use super::tabs::{in_an_organization, personal_scope};
use crate::access::Access;
use crate::api::OrganizationRef;
use crate::code::Code;
use crate::decision::{Decision, Reason, ReasonCode};
use crate::level::Level;
use crate::organization::OrganizationKind;
use crate::role::{BuiltInRole, Permissions};
use crate::role_object::RoleObject;

/// "Roles", to look at.
pub fn see_roles(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::RoleManagement, Level::View))
}

/// Adding, changing and deleting custom roles.
pub fn change_roles(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::RoleManagement, Level::Full))
}

/// "Users", to look at.
pub fn see_users(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::UserManagement, Level::View))
}

/// Inviting and removing users and changing their roles.
pub fn change_users(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::UserManagement, Level::Full))
}

/// "Event History".
pub fn see_event_history(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::EventHistory, Level::View))
}

/// Seeing what a member sees: tabs, numbers and buttons, and nothing of any case.
pub fn view_as(access: &Access) -> Decision {
    change_roles(access)
}

/// The organization that something is done in.
///
/// # Errors
/// There is none in the personal scope.
pub fn organization_of(access: &Access) -> Result<&OrganizationRef, Reason> {
    access.organization.as_ref().ok_or_else(personal_scope)
}

/// Changing or deleting a role: those that are built in stay as they are, whoever asks.
pub fn edit_role(access: &Access, built_in: bool) -> Decision {
    in_an_organization(access)
        .and(|| {
            Decision::when(!built_in, || {
                Reason::new(
                    ReasonCode::BuiltInRole,
                    "Built-in roles cannot be changed. Add a role that begins as a copy of this one.",
                )
            })
        })
        .and(|| change_roles(access))
}

/// Deleting a role without saying what its users get instead: only where there are none.
pub fn role_in_use(users: u64) -> Decision {
    Decision::when(users == 0, || {
        let who = if users == 1 { "1 person".to_owned() } else { format!("{users} people") };
        Reason::new(
            ReasonCode::RoleInUse,
            format!(
                "This role is in use by {who}, invitations counted. Choose the role that they get instead."
            ),
        )
    })
}

/// Changing `object` in a custom role from one level to another. Only what is raised must be within one's own level.
pub fn change_level(access: &Access, object: RoleObject, from: Level, to: Level) -> Decision {
    if to > from {
        return grant_level(access, object, to);
    }
    change_roles(access).and(|| if to == from { Decision::Allowed } else { can_be_at(access, object, to) })
}

/// Setting `object` to `level` in a custom role: what the object offers, and not above one's own level.
pub fn grant_level(access: &Access, object: RoleObject, level: Level) -> Decision {
    change_roles(access)
        .and(|| can_be_at(access, object, level))
        .and(|| if level == Level::None { Decision::Allowed } else { not_above_own(access, object, level) })
}

/// Whether any custom role of the organization can have `object` at `level`.
fn can_be_at(access: &Access, object: RoleObject, level: Level) -> Decision {
    if level == Level::None {
        return Decision::Allowed;
    }
    Decision::when(access.kind == OrganizationKind::Partner || !object.is_partner_only(), || {
        Reason::new(
            ReasonCode::PartnerOnly,
            format!("\"{}\" exists only in partner organizations.", object.label()),
        )
    })
    .and(|| {
        Decision::when(object.is_open_to_custom_roles(), || {
            Reason::new(
                ReasonCode::LockedObject,
                format!("\"{}\" stays at None in custom roles.", object.label()),
            )
        })
    })
    .and(|| {
        Decision::when(object.levels().contains(&level), || {
            Reason::new(
                ReasonCode::LevelNotOffered,
                format!("\"{}\" does not offer {}.", object.label(), level.label()),
            )
        })
    })
}

/// A user as the rules on roles see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The built-in role that they hold; none for a custom one.
    pub role: Option<BuiltInRole>,
}

/// A role that somebody is to get.
#[derive(Clone, Copy, Debug)]
pub enum RoleChoice<'a> {
    /// A built-in one.
    BuiltIn(BuiltInRole),
    /// A custom one, with what it gives.
    Custom(&'a Permissions),
}

/// Giving `target` another role. The Super Admin's role is passed on by [`transfer_super_admin`] only.
pub fn assign_role(access: &Access, target: Holder, choice: RoleChoice<'_>) -> Decision {
    change_users(access).and(|| not_the_super_admin(target)).and(|| match choice {
        RoleChoice::BuiltIn(BuiltInRole::SuperAdmin) => by_transfer_only(),
        RoleChoice::BuiltIn(BuiltInRole::MdfAdmin) => mdf_admin(access),
        RoleChoice::BuiltIn(role) => {
            exists_in(access.kind, role).and(|| within_own(access, &role.permissions()))
        }
        RoleChoice::Custom(permissions) => within_own(access, permissions),
    })
}

/// The Super Admin's role is given in no other way.
pub(super) fn by_transfer_only() -> Decision {
    Reason::new(
        ReasonCode::TransferToAdminOnly,
        "There is exactly one Super Admin, who passes the role on by a transfer to an Admin.",
    )
    .into()
}

/// Whether organizations of the kind have the built-in role.
pub(super) fn exists_in(kind: OrganizationKind, role: BuiltInRole) -> Decision {
    Decision::when(kind == OrganizationKind::Partner || !role.is_partner_only(), || {
        Reason::new(
            ReasonCode::PartnerOnly,
            format!("\"{}\" exists only in partner organizations.", role.label()),
        )
    })
}

/// Giving `target` any other role at all.
pub fn change_role_of(access: &Access, target: Holder) -> Decision {
    change_users(access).and(|| not_the_super_admin(target))
}

/// What can be done to a member only, of somebody who was invited.
pub fn not_a_member_yet() -> Decision {
    Reason::new(
        ReasonCode::NotAMember,
        "They have not accepted the invitation yet. To give them another role, invite them again with it.",
    )
    .into()
}

/// Removing `target` from the organization.
pub fn remove_user(access: &Access, target: Holder) -> Decision {
    change_users(access).and(|| not_the_super_admin(target))
}

/// Passing the Super Admin's role on: only oneself, only to an Admin.
pub fn transfer_super_admin(access: &Access, target: Holder) -> Decision {
    in_an_organization(access).and(|| needs_super_admin(access)).and(|| {
        Decision::when(target.role == Some(BuiltInRole::Admin), || {
            Reason::new(
                ReasonCode::TransferToAdminOnly,
                "The Super Admin's role can be passed on to an Admin only.",
            )
        })
    })
}

fn mdf_admin(access: &Access) -> Decision {
    needs_super_admin(access).and(|| {
        let in_program = access.kind == OrganizationKind::Partner && access.mdf_program;
        Decision::when(in_program, || {
            Reason::new(ReasonCode::NotInMdfProgram, "The organization is not in the MDF program.")
        })
    })
}

/// What only the Super Admin may, whomever it is done to.
pub fn needs_super_admin(access: &Access) -> Decision {
    Decision::when(access.is_super_admin(), super_admin_only)
}

pub(super) fn super_admin_only() -> Reason {
    Reason::new(ReasonCode::NeedsSuperAdmin, "Only the organization's Super Admin can do this.")
}

pub(super) fn not_the_super_admin(target: Holder) -> Decision {
    Decision::when(target.role != Some(BuiltInRole::SuperAdmin), || {
        Reason::new(
            ReasonCode::SuperAdminProtected,
            "Nobody else can change or remove the organization's Super Admin.",
        )
    })
}

fn not_above_own(access: &Access, object: RoleObject, level: Level) -> Decision {
    let own = access.level(object);
    Decision::when(level <= own, || Reason {
        object: Some(object.into()),
        have: Some(own),
        need: Some(level),
        ..Reason::new(
            ReasonCode::AboveOwnLevel,
            format!("You have {} on \"{}\" and cannot grant more than that.", own.label(), object.label()),
        )
        .with_granted_by(&access.grantors.roles)
    })
}

/// Objects that do not exist in the organization's kind count for nothing, so built-in roles stay assignable.
fn within_own(access: &Access, permissions: &Permissions) -> Decision {
    let exists = |object: RoleObject| access.kind == OrganizationKind::Partner || !object.is_partner_only();
    RoleObject::ALL
        .iter()
        .filter(|object| exists(**object))
        .map(|object| not_above_own(access, *object, permissions.level(*object)))
        .find(|decision| !decision.is_allowed())
        .unwrap_or(Decision::Allowed)
}
