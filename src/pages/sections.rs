//! The sections of My Organization: what the navigation leads to.

use caseport_domain::{Access, policy};

use crate::i18n::messages;
use crate::route::{EventsView, OrganizationRoute, Route, UsersView};

/// A section of My Organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// "Users"
    Users,
    /// "Roles"
    Roles,
    /// "Event History"
    EventHistory,
}

impl Section {
    /// The sections that the person may see, in order.
    pub fn visible(access: &Access) -> Vec<Self> {
        let sections = [
            (Self::Users, policy::see_users(access)),
            (Self::Roles, policy::see_roles(access)),
            (Self::EventHistory, policy::see_event_history(access)),
        ];
        sections
            .into_iter()
            .filter(|(_, decision)| decision.is_allowed())
            .map(|(section, _)| section)
            .collect()
    }

    /// The section that a page belongs to; none for Extend Case View, which is Support's.
    pub fn of(route: &OrganizationRoute) -> Option<Self> {
        Some(match route {
            OrganizationRoute::CaseAccess { .. } => return None,
            OrganizationRoute::Users(_) | OrganizationRoute::ViewAs(_) => Self::Users,
            OrganizationRoute::Roles | OrganizationRoute::NewRole { .. } | OrganizationRoute::Role(_) => {
                Self::Roles
            }
            OrganizationRoute::EventHistory(_) => Self::EventHistory,
        })
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Users => messages::users(),
            Self::Roles => messages::roles(),
            Self::EventHistory => messages::event_history(),
        }
    }

    /// Where it begins.
    pub fn route(self) -> Route {
        Route::Organization(match self {
            Self::Users => OrganizationRoute::Users(UsersView::default()),
            Self::Roles => OrganizationRoute::Roles,
            Self::EventHistory => OrganizationRoute::EventHistory(EventsView::default()),
        })
    }
}
