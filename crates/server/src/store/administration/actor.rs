//! Who acts in an organization, and the proofs that the rules let them.

use caseport_domain::access::Access;
use caseport_domain::api::{OrganizationRef, RoleRef};
use caseport_domain::decision::Reason;
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::policy::{self, Holder};
use caseport_domain::validate::{EmailAddress, NewRole};
use caseport_domain::{Decision, Permissions};

use super::StoredMember;
use super::invitations::StoredInvitation;
use super::roles::{AnyRole, CustomRole};
use crate::store::reader::Reader;
use crate::store::{Conn, Result};

/// Somebody with their standing in the organization that they act in.
#[derive(Clone, Debug)]
pub struct Actor {
    user: UserId,
    organization: OrganizationRef,
    access: Access,
}

/// The proof that somebody may do `T` in their organization.
#[derive(Clone, Debug)]
pub struct Permit<T> {
    by: UserId,
    organization: OrganizationId,
    /// What they may do.
    pub(super) what: T,
}

/// Seeing who has Extend Case View, with the reader's standing.
#[derive(Clone, Debug)]
pub struct SeeCaseAccess(pub(super) Access);
/// Switching Extend Case View, with the actor's standing.
#[derive(Clone, Debug)]
pub struct SwitchCaseAccess(pub(super) Access);

/// Seeing roles, with the reader's standing.
#[derive(Clone, Debug)]
pub struct SeeRoles(pub(super) Access);
/// Adding this role.
#[derive(Clone, Debug)]
pub struct AddRole(pub(super) NewRole);
/// Making of one role the other.
#[derive(Clone, Debug)]
pub struct ChangeRole {
    pub(super) before: CustomRole,
    pub(super) after: NewRole,
}
/// Deleting a role; those who have it get the other one.
#[derive(Clone, Debug)]
pub struct DeleteRole {
    pub(super) role: CustomRole,
    pub(super) instead: Option<AnyRole>,
}

/// Seeing members, with the reader's standing.
#[derive(Clone, Debug)]
pub struct SeeUsers(pub(super) Access);
/// Giving a member a role.
#[derive(Clone, Debug)]
pub struct AssignRole {
    pub(super) member: StoredMember,
    pub(super) role: RoleRef,
}
/// Removing a member.
#[derive(Clone, Debug)]
pub struct RemoveUser(pub(super) StoredMember);
/// Passing the Super Admin's role on to this member.
#[derive(Clone, Debug)]
pub struct TransferSuperAdmin(pub(super) StoredMember);

/// Inviting somebody to a role.
#[derive(Clone, Debug)]
pub struct Invite {
    pub(super) email: EmailAddress,
    pub(super) role: RoleRef,
}
/// Taking an invitation back.
#[derive(Clone, Debug)]
pub struct RevokeInvitation(pub(super) StoredInvitation);
/// Seeing Event History.
#[derive(Clone, Copy, Debug)]
pub struct SeeEvents;
/// Seeing what members see.
#[derive(Clone, Copy, Debug)]
pub struct ViewAs;

impl<T> Permit<T> {
    /// Who.
    pub fn by(&self) -> &UserId {
        &self.by
    }

    /// Where.
    pub fn organization(&self) -> &OrganizationId {
        &self.organization
    }
}

impl Actor {
    /// Somebody with the standing that they had when they were asked for.
    ///
    /// # Errors
    /// Nothing is done in the personal scope.
    pub fn new(user: UserId, access: Access) -> std::result::Result<Self, Reason> {
        let organization = policy::organization_of(&access)?.clone();
        Ok(Self { user, organization, access })
    }

    /// The same person with their standing at this moment, which cannot change before a write transaction is over; none
    /// where they do not belong to the organization any more.
    ///
    /// # Errors
    /// As any query.
    pub async fn again(self, conn: &mut Conn) -> Result<Option<Self>> {
        let reader = Reader::load(conn, &self.user).await?;
        let access = reader.access(&self.organization.id).cloned();
        Ok(access.map(|access| Self { access, ..self }))
    }

    /// Who.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Where.
    pub fn organization(&self) -> &OrganizationRef {
        &self.organization
    }

    /// Their standing there.
    pub fn access(&self) -> &Access {
        &self.access
    }

    fn permit<T>(&self, decision: Decision, what: T) -> std::result::Result<Permit<T>, Reason> {
        decision.require()?;
        Ok(Permit { by: self.user.clone(), organization: self.organization.id.clone(), what })
    }

    /// Seeing who has Extend Case View.
    ///
    /// # Errors
    /// Why not.
    pub fn see_case_access(&self) -> std::result::Result<Permit<SeeCaseAccess>, Reason> {
        self.permit(policy::see_case_access(&self.access), SeeCaseAccess(self.access.clone()))
    }

    /// Switching Extend Case View, of whomever.
    ///
    /// # Errors
    /// Why not.
    pub fn switch_case_access(&self) -> std::result::Result<Permit<SwitchCaseAccess>, Reason> {
        self.permit(policy::change_case_access(&self.access), SwitchCaseAccess(self.access.clone()))
    }

    /// Seeing the organization's roles.
    ///
    /// # Errors
    /// Why not.
    pub fn see_roles(&self) -> std::result::Result<Permit<SeeRoles>, Reason> {
        self.permit(policy::see_roles(&self.access), SeeRoles(self.access.clone()))
    }

    /// Adding a role that gives nothing that one could not grant.
    ///
    /// # Errors
    /// Why not.
    pub fn add_role(&self, role: NewRole) -> std::result::Result<Permit<AddRole>, Reason> {
        self.permit(self.levels(&Permissions::default(), &role.permissions), AddRole(role))
    }

    /// Changing a role; what is raised must be what one could grant.
    ///
    /// # Errors
    /// Why not.
    pub fn change_role(
        &self,
        before: CustomRole,
        after: NewRole,
    ) -> std::result::Result<Permit<ChangeRole>, Reason> {
        let levels = self.levels(&before.permissions, &after.permissions);
        self.permit(levels, ChangeRole { before, after })
    }

    /// Deleting a role that so many have or are invited to, who get another one that one could give them.
    ///
    /// # Errors
    /// Why not.
    pub fn delete_role(
        &self,
        role: CustomRole,
        users: u64,
        instead: Option<AnyRole>,
    ) -> std::result::Result<Permit<DeleteRole>, Reason> {
        let moved = || match &instead {
            Some(instead) if users > 0 => {
                policy::assign_role(&self.access, Holder { role: None }, instead.choice())
            }
            _ => policy::role_in_use(users),
        };
        let decision = policy::change_roles(&self.access).and(moved);
        self.permit(decision, DeleteRole { role, instead })
    }

    fn levels(&self, before: &Permissions, after: &Permissions) -> Decision {
        let changed = before.iter().zip(after.iter());
        let decisions =
            changed.map(|((object, from), (_, to))| policy::change_level(&self.access, object, from, to));
        decisions.fold(policy::change_roles(&self.access), |so_far, next| so_far.and(|| next))
    }

    /// Seeing the organization's members.
    ///
    /// # Errors
    /// Why not.
    pub fn see_users(&self) -> std::result::Result<Permit<SeeUsers>, Reason> {
        self.permit(policy::see_users(&self.access), SeeUsers(self.access.clone()))
    }

    /// Giving a member a role.
    ///
    /// # Errors
    /// Why not.
    pub fn assign_role(
        &self,
        member: StoredMember,
        role: &AnyRole,
    ) -> std::result::Result<Permit<AssignRole>, Reason> {
        let decision = policy::assign_role(&self.access, member.holder(), role.choice());
        self.permit(decision, AssignRole { member, role: role.named() })
    }

    /// Removing a member.
    ///
    /// # Errors
    /// Why not.
    pub fn remove_user(&self, member: StoredMember) -> std::result::Result<Permit<RemoveUser>, Reason> {
        self.permit(policy::remove_user(&self.access, member.holder()), RemoveUser(member))
    }

    /// Passing the Super Admin's role on.
    ///
    /// # Errors
    /// Why not.
    pub fn transfer_super_admin(
        &self,
        to: StoredMember,
    ) -> std::result::Result<Permit<TransferSuperAdmin>, Reason> {
        let decision = policy::transfer_super_admin(&self.access, to.holder());
        self.permit(decision, TransferSuperAdmin(to))
    }

    /// Seeing Event History.
    ///
    /// # Errors
    /// Why not.
    pub fn see_events(&self) -> std::result::Result<Permit<SeeEvents>, Reason> {
        self.permit(policy::see_event_history(&self.access), SeeEvents)
    }

    /// Seeing what members see.
    ///
    /// # Errors
    /// Why not.
    pub fn view_as(&self) -> std::result::Result<Permit<ViewAs>, Reason> {
        self.permit(policy::view_as(&self.access), ViewAs)
    }

    /// Inviting somebody to a role that one could give them.
    ///
    /// # Errors
    /// Why not.
    pub fn invite(&self, email: EmailAddress, role: &AnyRole) -> std::result::Result<Permit<Invite>, Reason> {
        let decision = policy::assign_role(&self.access, Holder { role: None }, role.choice());
        self.permit(decision, Invite { email, role: role.named() })
    }

    /// Taking an invitation back.
    ///
    /// # Errors
    /// Why not.
    pub fn revoke_invitation(
        &self,
        invitation: StoredInvitation,
    ) -> std::result::Result<Permit<RevokeInvitation>, Reason> {
        self.permit(policy::change_users(&self.access), RevokeInvitation(invitation))
    }
}
