//! The facts about a person in one organization that every permission rule reads: what the server sends as
//! `/organizations/{org}/access` and works on itself.

use serde::{Deserialize, Serialize};

use crate::api::{OrganizationRef, RoleRef};
use crate::code::known_or_none;
use crate::level::Level;
use crate::organization::{OrganizationKind, SupportPlan};
use crate::role::{BuiltInRole, Permissions};
use crate::role_object::RoleObject;

/// A person's standing in one organization, or in the personal scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Access {
    /// The organization; none in the personal scope.
    pub organization: Option<OrganizationRef>,
    /// What the scope is.
    pub kind: OrganizationKind,
    /// The person's role there; none in the personal scope.
    pub role: Option<RoleRef>,
    /// What the role gives on each object.
    pub permissions: Permissions,
    /// Whether Extend Case View is on for the person there.
    pub extended_case_view: bool,
    /// How many customers are linked with a partner relationship.
    pub linked_customers: u32,
    /// Whether the person has filed at least one customer case there.
    pub has_customer_cases: bool,
    /// Whether a partner has filed at least one case for the organization.
    pub has_partner_cases: bool,
    /// Whether articles are suggested before a case is submitted.
    pub ai_assistance: bool,
    /// Whether the organization is in the MDF program.
    pub mdf_program: bool,
    /// The organization's support plan; none in the personal scope.
    #[serde(default, deserialize_with = "known_or_none")]
    pub support_plan: Option<SupportPlan>,
    /// Grows with every change of these facts.
    pub revision: u64,
    /// Who can grant what is missing.
    #[serde(default)]
    pub grantors: Grantors,
}

/// The names of those in the organization who can give somebody more rights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grantors {
    /// Those who can change roles of users: User Management - Full Access.
    pub roles: Vec<String>,
    /// Those who can switch Extend Case View: Support Service - Full Access.
    pub case_access: Vec<String>,
}

impl Access {
    /// The personal scope's facts: no organization, no role, nothing granted.
    pub fn personal() -> Self {
        Self {
            organization: None,
            kind: OrganizationKind::Personal,
            role: None,
            permissions: Permissions::default(),
            extended_case_view: false,
            linked_customers: 0,
            has_customer_cases: false,
            has_partner_cases: false,
            ai_assistance: true,
            mdf_program: false,
            support_plan: None,
            revision: 0,
            grantors: Grantors::default(),
        }
    }

    /// The level on `object`. An object that exists only in partner organizations gives nothing elsewhere.
    pub fn level(&self, object: RoleObject) -> Level {
        let exists = match self.kind {
            OrganizationKind::Personal => false,
            OrganizationKind::Customer => !object.is_partner_only(),
            OrganizationKind::Partner => true,
        };
        if exists { self.permissions.level(object) } else { Level::None }
    }

    /// Whether the person is the organization's Super Admin.
    pub fn is_super_admin(&self) -> bool {
        self.role.as_ref().is_some_and(|role| role.id.as_str() == BuiltInRole::SuperAdmin.key())
    }
}
