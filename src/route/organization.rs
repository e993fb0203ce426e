//! The addresses of My Organization and of Extend Case View.

use caseport_domain::Code as _;
use caseport_domain::api::OrganizationEventKind;
use caseport_domain::id::{RoleId, UserId};
use caseport_domain::time::parse_day;
use caseport_domain::validate::SearchText;
use chrono::NaiveDate;

use super::{decode, encode, parameter, with_query};
use crate::i18n::messages;

/// A page of My Organization, or Extend Case View.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganizationRoute {
    /// "Extend Case View"
    CaseAccess {
        /// Which of the users are searched for.
        search: String,
    },
    /// "Users"
    Users(UsersView),
    /// What a user sees.
    ViewAs(UserId),
    /// "Roles"
    Roles,
    /// "Add Role"
    NewRole {
        /// The role that it begins as a copy of.
        copy: Option<RoleId>,
    },
    /// A role.
    Role(RoleId),
    /// "Event History"
    EventHistory(EventsView),
}

/// What of the users is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsersView {
    /// What is searched for.
    pub search: String,
    /// Only those with this role.
    pub role: Option<RoleId>,
}

/// What of Event History is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventsView {
    /// What is searched for.
    pub search: String,
    /// Only what is of these kinds.
    pub kinds: Vec<OrganizationEventKind>,
    /// Only what this person did.
    pub actor: Option<UserId>,
    /// Only what was done to this person.
    pub user: Option<UserId>,
    /// The first day, where the reader is; none for any.
    pub from: Option<NaiveDate>,
    /// The last day, where the reader is; none for any.
    pub to: Option<NaiveDate>,
}

/// What stays the same while a page only changes its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganizationPage {
    /// "Extend Case View"
    CaseAccess,
    /// "Users"
    Users,
    /// What a user sees.
    ViewAs(UserId),
    /// "Roles"
    Roles,
    /// "Add Role"
    NewRole,
    /// A role.
    Role(RoleId),
    /// "Event History"
    EventHistory,
}

impl OrganizationRoute {
    /// The route of the part of a path behind `/organization`, and a query.
    pub(super) fn parse(segments: &[&str], query: &str) -> Option<Self> {
        let search = || text(query, "q");
        Some(match segments {
            ["case-access"] => Self::CaseAccess { search: search() },
            ["users"] => {
                Self::Users(UsersView { search: search(), role: given(query, "role").map(RoleId::from) })
            }
            ["users", id, "view"] => Self::ViewAs(decode(id)?.into()),
            ["roles"] => Self::Roles,
            ["roles", "new"] => Self::NewRole { copy: given(query, "copy").map(RoleId::from) },
            ["roles", id] => Self::Role(decode(id)?.into()),
            ["event-history"] => Self::EventHistory(EventsView::parse(query)),
            _ => return None,
        })
    }

    /// The path and query.
    pub(super) fn address(&self) -> String {
        let search = |search: &str| pair("q", Some(search).filter(|it| !it.is_empty()));
        match self {
            Self::CaseAccess { search: text } => {
                with_query("/organization/case-access", &joined([search(text)]))
            }
            Self::Users(view) => {
                let role = pair("role", view.role.as_ref().map(RoleId::as_str));
                with_query("/organization/users", &joined([search(&view.search), role]))
            }
            Self::ViewAs(user) => format!("/organization/users/{}/view", encode(user.as_str())),
            Self::Roles => "/organization/roles".to_owned(),
            Self::NewRole { copy } => with_query(
                "/organization/roles/new",
                &joined([pair("copy", copy.as_ref().map(RoleId::as_str))]),
            ),
            Self::Role(id) => format!("/organization/roles/{}", encode(id.as_str())),
            Self::EventHistory(view) => {
                let day = |day: NaiveDate| day.to_string();
                with_query("/organization/event-history", &view.parameters(day, day).join("&"))
            }
        }
    }

    /// What the browser's tab says.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::CaseAccess { .. } => messages::extend_case_view(),
            Self::Users(_) => messages::users(),
            Self::ViewAs(_) => messages::view_as(),
            Self::Roles => messages::roles(),
            Self::NewRole { .. } => messages::add_role(),
            Self::Role(_) => messages::role(),
            Self::EventHistory(_) => messages::event_history(),
        }
    }

    /// The page that shows it.
    pub fn page(&self) -> OrganizationPage {
        match self {
            Self::CaseAccess { .. } => OrganizationPage::CaseAccess,
            Self::Users(_) => OrganizationPage::Users,
            Self::ViewAs(user) => OrganizationPage::ViewAs(user.clone()),
            Self::Roles => OrganizationPage::Roles,
            Self::NewRole { .. } => OrganizationPage::NewRole,
            Self::Role(id) => OrganizationPage::Role(id.clone()),
            Self::EventHistory(_) => OrganizationPage::EventHistory,
        }
    }
}

impl EventsView {
    fn parse(query: &str) -> Self {
        let kinds = query.split('&').filter_map(|pair| pair.strip_prefix("kind="));
        Self {
            search: text(query, "q"),
            kinds: kinds.filter_map(OrganizationEventKind::parse).collect(),
            actor: given(query, "actor").map(UserId::from),
            user: given(query, "user").map(UserId::from),
            from: given(query, "from").and_then(|day| parse_day(&day)),
            to: given(query, "to").and_then(|day| parse_day(&day)),
        }
    }

    /// What it is narrowed to, with the first and the last day as `from` and `to` write them.
    pub fn parameters(&self, from: fn(NaiveDate) -> String, to: fn(NaiveDate) -> String) -> Vec<String> {
        let search = pair("q", Some(self.search.as_str()).filter(|it| !it.is_empty()));
        let kinds = self.kinds.iter().map(|kind| Some(format!("kind={}", kind.code())));
        let people = [
            pair("actor", self.actor.as_ref().map(UserId::as_str)),
            pair("user", self.user.as_ref().map(UserId::as_str)),
        ];
        let days = [pair("from", self.from.map(from).as_deref()), pair("to", self.to.map(to).as_deref())];
        [search].into_iter().chain(kinds).chain(people).chain(days).flatten().collect()
    }

    /// Whether anything narrows it.
    pub fn is_narrowed(&self) -> bool {
        *self != Self::default()
    }
}

/// A search text as it may be sent; empty where it cannot be.
fn text(query: &str, name: &str) -> String {
    let text = given(query, name).and_then(|text| SearchText::new(&text).ok());
    text.map(|text| text.as_str().to_owned()).unwrap_or_default()
}

fn given(query: &str, name: &str) -> Option<String> {
    parameter(query, name).filter(|value| !value.is_empty())
}

fn pair(name: &str, value: Option<&str>) -> Option<String> {
    value.map(|value| format!("{name}={}", encode(value)))
}

fn joined<const N: usize>(pairs: [Option<String>; N]) -> String {
    pairs.into_iter().flatten().collect::<Vec<_>>().join("&")
}
