//! My Organization and Extend Case View: toggles, roles, users, invitations and what was done to them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{OrganizationRef, Person, RoleRef, TabCounts};
use crate::access::Access;
use crate::code::{Known, codes};
use crate::decision::Decision;
use crate::id::{RoleId, UserId};
use crate::role::Permissions;

/// A member's Extend Case View.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseAccess {
    /// The member.
    pub user: Person,
    /// Their role.
    pub role: RoleRef,
    /// Whether it is on.
    pub enabled: bool,
    /// Who switched it last; none while nobody has.
    pub changed_by: Option<Person>,
    /// When.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub changed_at: Option<DateTime<Utc>>,
    /// How many cases of others it opens to them now, or would.
    pub opens_cases: u64,
}

/// Switching a member's Extend Case View.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseAccessRequest {
    /// Whether it is to be on.
    pub enabled: bool,
}

/// A role of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Role {
    /// Its id: a built-in role's key, or a custom role's own.
    pub id: RoleId,
    /// Its name.
    pub label: String,
    /// What it is for.
    pub description: String,
    /// Whether it is one of those that cannot be changed.
    pub built_in: bool,
    /// How many members hold it, and how many invitations give it.
    pub users: u64,
    /// What it gives.
    pub permissions: Permissions,
    /// Whether the reader may change it.
    pub editable: Decision,
    /// Whether the reader may give it to somebody.
    pub assignable: Decision,
    /// Who changed it last; none of built-in ones.
    #[serde(default)]
    pub updated_by: Option<Person>,
    /// When; none of built-in ones.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub updated_at: Option<DateTime<Utc>>,
    /// The version of what was read, for `If-Match`.
    pub etag: String,
}

/// A member of an organization, or somebody who was invited to become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The member's id; none of those who were invited.
    pub id: Option<UserId>,
    /// Their name; empty of those who were invited.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role, or the one that they will have.
    pub role: RoleRef,
    /// Whether they are a member yet.
    #[cfg_attr(feature = "openapi", schema(value_type = MemberState))]
    pub state: Known<MemberState>,
    /// When they signed in last.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Their invitation; none of members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationRef>,
    /// Whether the reader may give them another role.
    pub change_role: Decision,
    /// Whether the reader may remove them, or take the invitation back.
    pub remove: Decision,
    /// Whether the reader may pass the Super Admin's role on to them.
    pub transfer: Decision,
}

codes! {
    /// Whether somebody is a member yet.
    MemberState {
        /// A member.
        Active = "active",
        /// Invited.
        Invited = "invited",
    }
}

/// An invitation as the list of users names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationRef {
    /// Its id; not its secret.
    pub id: String,
    /// Who invited them.
    pub by: Person,
    /// When.
    #[serde(deserialize_with = "crate::time::moment")]
    pub at: DateTime<Utc>,
    /// Until when it can be accepted.
    #[serde(deserialize_with = "crate::time::moment")]
    pub expires_at: DateTime<Utc>,
}

/// Giving a member another role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignRoleRequest {
    /// The role's id.
    pub role: RoleId,
}

/// Inviting somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationRequest {
    /// Their address.
    pub email: String,
    /// The id of the role that they will have.
    pub role: RoleId,
}

/// An invitation, to whoever has its link: what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Where to.
    pub organization: OrganizationRef,
    /// The address that was invited.
    pub email: String,
    /// The role's name.
    pub role: String,
    /// Who invited them.
    pub invited_by: String,
    /// Until when it can be accepted.
    #[serde(deserialize_with = "crate::time::moment")]
    pub expires_at: DateTime<Utc>,
    /// Whether the address has an account: then its password is asked for, and no name.
    pub has_account: bool,
}

/// Accepting an invitation. The secret is in the address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AcceptRequest {
    /// The new account's name, 1 to 100 characters; passed over where there is an account.
    pub name: String,
    /// The new account's password, 10 to 1,024 characters, or the one of the account that there is.
    pub password: String,
}

/// Passing the Super Admin's role on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferRequest {
    /// Who gets it: an Admin.
    pub user: UserId,
}

/// What a member sees: for those who manage roles. No content of any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberView {
    /// The member.
    pub user: Person,
    /// The facts that the rules work on, as the member gets them.
    pub access: Access,
    /// By the codes of the tabs that the member has, how many cases are in each.
    pub counts: BTreeMap<String, TabCounts>,
}

codes! {
    /// Kinds of entries of an organization's Event History.
    OrganizationEventKind {
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// Extend Case View was switched on or off.
        CaseAccessChanged = "case_access_changed",
        /// A role was added.
        RoleAdded = "role_added",
        /// A role was changed.
        RoleChanged = "role_changed",
        /// A role was deleted.
        RoleDeleted = "role_deleted",
        /// A member got another role.
        UserRoleChanged = "user_role_changed",
        /// Somebody was invited.
        UserInvited = "user_invited",
        /// An invitation was taken back.
        InvitationRevoked = "invitation_revoked",
        /// An invitation was accepted.
        UserJoined = "user_joined",
        /// A member was removed.
        UserRemoved = "user_removed",
        /// The Super Admin's role was passed on.
        SuperAdminTransferred = "super_admin_transferred",
        /// Somebody looked at what a member sees.
        ViewedAs = "viewed_as",
        /// Something of this area was refused.
        Refused = "refused",
    }
}

/// One entry of an organization's Event History.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationEvent {
    /// Its id.
    pub id: String,
    /// When.
    #[serde(deserialize_with = "crate::time::moment")]
    pub at: DateTime<Utc>,
    /// What happened.
    #[cfg_attr(feature = "openapi", schema(value_type = OrganizationEventKind))]
    pub kind: Known<OrganizationEventKind>,
    /// Who did it, as they were called then.
    pub by: EventPerson,
    /// Whom it was done to; none where it was no person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<EventPerson>,
    /// The name of the role that it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What changed, one line for each thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<EventChange>,
    /// Of what was refused: what it would have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<OrganizationEventKind>))]
    pub attempted: Option<Known<OrganizationEventKind>>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Somebody as Event History names them: as they were called when it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPerson {
    /// Their id; none of those who were invited, and of a provider of single sign-on.
    #[serde(default)]
    pub id: Option<UserId>,
    /// Their name; empty of those who were invited.
    pub name: String,
    /// Their address; empty of a provider of single sign-on.
    pub email: String,
}

impl EventPerson {
    /// Whether it is no person, but a provider of single sign-on that said what was to be done.
    pub fn is_sign_on(&self) -> bool {
        self.id.is_none() && self.email.is_empty()
    }
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventChange {
    /// What: `extended_case_view`, `role`, `label`, `description`, or a role object's key.
    pub what: String,
    /// What it was; none where there was nothing. Levels by their codes, roles by their names, toggles `on` or `off`.
    pub old: Option<String>,
    /// What it is; none where there is nothing any more.
    pub new: Option<String>,
}

impl From<Person> for EventPerson {
    fn from(person: Person) -> Self {
        Self { id: Some(person.id), name: person.name, email: person.email }
    }
}
