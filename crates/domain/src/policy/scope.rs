//! Which cases a list holds. A [`Scope`] can be had only from the rules, and no query is built without one: that is
//! how a reader cannot be shown what is not theirs.

use super::tabs::tab;
use crate::access::Access;
use crate::case::{CaseFacts, CaseKind, Tab};
use crate::code::Code as _;
use crate::decision::Reason;
use crate::id::{OrganizationId, UserId};
use crate::level::Level;
use crate::role_object::RoleObject;

/// The proof that a reader may see a list, and which rows it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    tab: Tab,
    rows: Rows,
}

/// The rows of a scope; the server turns each variant into SQL in one place, and a test holds the two together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Support cases that the user submitted, in any organization.
    SubmittedBy(UserId),
    /// Support cases for the organization, filed by its own members.
    OfOrganization(OrganizationId),
    /// Support cases for the organization, filed by partners.
    ByPartnersFor(OrganizationId),
    /// Support cases for customers, filed by any member of the organization.
    ForCustomersBy(OrganizationId),
    /// Support cases for customers, filed by the user as a member of the organization.
    ForCustomersByUser(OrganizationId, UserId),
    /// Cases made from the user's false-detection reports.
    ReportedBy(UserId),
}

impl Scope {
    /// The scope of a tab for a reader.
    ///
    /// # Errors
    /// The reason why the reader does not have the tab.
    pub fn of_tab(wanted: Tab, access: &Access, user: &UserId) -> Result<Self, Reason> {
        tab(wanted, access).require()?;
        let organization =
            || access.organization.as_ref().map(|it| it.id.clone()).ok_or_else(super::tabs::personal_scope);
        let rows = match wanted {
            Tab::My => Rows::SubmittedBy(user.clone()),
            Tab::FalseDetection => Rows::ReportedBy(user.clone()),
            Tab::Organization => Rows::OfOrganization(organization()?),
            Tab::Partner => Rows::ByPartnersFor(organization()?),
            Tab::Customer if sees_colleagues(access) => Rows::ForCustomersBy(organization()?),
            Tab::Customer => Rows::ForCustomersByUser(organization()?, user.clone()),
        };
        Ok(Self { tab: wanted, rows })
    }

    /// The scopes of the tabs that the reader has in one place, in the tabs' order.
    pub fn of_place(access: &Access, user: &UserId) -> Vec<Self> {
        Tab::ALL.iter().filter_map(|tab| Self::of_tab(*tab, access, user).ok()).collect()
    }

    /// Every scope that the reader has, over all the organizations that they belong to: what may be read by address.
    pub fn of_reader<'a>(user: &UserId, accesses: impl IntoIterator<Item = &'a Access>) -> Vec<Self> {
        let own = [
            Self { tab: Tab::My, rows: Rows::SubmittedBy(user.clone()) },
            Self { tab: Tab::FalseDetection, rows: Rows::ReportedBy(user.clone()) },
        ];
        let by_organization = accesses.into_iter().flat_map(|access| {
            [Tab::Organization, Tab::Partner, Tab::Customer]
                .into_iter()
                .filter_map(|tab| Self::of_tab(tab, access, user).ok())
        });
        own.into_iter().chain(by_organization).collect()
    }

    /// The tab that the scope belongs to.
    pub fn tab(&self) -> Tab {
        self.tab
    }

    /// The rows that it holds.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Whether the list holds the case.
    pub fn admits(&self, case: &CaseFacts) -> bool {
        let support = case.kind == CaseKind::Support;
        let filed_from = |organization| case.filed_from.as_ref() == Some(organization);
        let is_for = |organization| case.organization.as_ref() == Some(organization);
        match &self.rows {
            Rows::SubmittedBy(user) => support && case.submitter == *user,
            Rows::OfOrganization(organization) => support && is_for(organization) && filed_from(organization),
            Rows::ByPartnersFor(organization) => support && is_for(organization) && !filed_from(organization),
            Rows::ForCustomersBy(organization) => {
                support && filed_from(organization) && !is_for(organization)
            }
            Rows::ForCustomersByUser(organization, user) => {
                support && filed_from(organization) && !is_for(organization) && case.submitter == *user
            }
            Rows::ReportedBy(user) => !support && case.submitter == *user,
        }
    }
}

/// Whether Customer Cases holds what colleagues filed: CC >= View Only, or Extend Case View with CO = Full Access.
pub(super) fn sees_colleagues(access: &Access) -> bool {
    access.level(RoleObject::SupportServiceCustomerCases) >= Level::View
        || (access.extended_case_view
            && access.level(RoleObject::SupportServiceCustomerOrganizations) == Level::Full)
}
