//! Users: who belongs to the organization, and who is invited to.

mod change_role;
mod choice;
mod invite;
mod remove;
mod row;
mod transfer;

use caseport_domain::api::{Member, Page, Role};
use caseport_domain::id::{RoleId, UserId};
use caseport_domain::policy::{self, Holder, RoleChoice};
use caseport_domain::{Access, BuiltInRole, Code as _, Decision, OrganizationKind};
use leptos::prelude::*;

use super::guard::guarded;
use super::paged::Paged;
use super::roles::load_roles;
use super::search::search_box;
use super::sections::section;
use crate::api::{self, ApiError};
use crate::context::App;
use crate::i18n::messages;
use crate::route::{OrganizationRoute, Route, UsersView};
use crate::stores::Loader;
use crate::ui::{Icon, Why, icon};

/// What is being done to whom.
#[derive(Clone, Debug, PartialEq)]
enum Deed {
    Invite,
    ChangeRole(Member),
    Remove(Member),
    Transfer(Member),
}

/// The page.
#[derive(Clone, Copy)]
struct Users {
    app: App,
    view: Memo<UsersView>,
    members: Paged<Member>,
    /// The roles that somebody can have.
    roles: Loader<Vec<Role>>,
    deed: RwSignal<Option<Deed>>,
    /// The address being invited: it stays while its dialog is closed, or the right is gone for a while.
    invited: RwSignal<String>,
}

/// "Users".
pub(super) fn page(app: App) -> AnyView {
    let (deed, invited) = (RwSignal::new(None), RwSignal::new(String::new()));
    let body = guarded(app, None, policy::see_users, move || Users::new(app, deed, invited).show());
    section(app, messages::users(), invite_button(app, deed), body)
}

/// "Invite User", or why not; nothing for whoever may not see the users at all.
fn invite_button(app: App, deed: RwSignal<Option<Deed>>) -> impl IntoView {
    let decision = Memo::new(move |_| {
        let access = app.access.get()?;
        policy::see_users(&access).is_allowed().then(|| policy::change_users(&access))
    });
    move || {
        decision.get().map(|decision| match decision {
            Decision::Allowed => view! {
                <button
                    type="button"
                    class="button button-primary"
                    on:click=move |_| deed.set(Some(Deed::Invite))
                >
                    {icon(Icon::Plus)}
                    <span>{messages::invite_user()}</span>
                </button>
            }
            .into_any(),
            Decision::Denied(reason) => view! {
                <Why reason />
                <button type="button" class="button button-primary" disabled>
                    {icon(Icon::Lock)}
                    <span>{messages::invite_user()}</span>
                </button>
            }
            .into_any(),
        })
    }
}

impl Users {
    fn new(app: App, deed: RwSignal<Option<Deed>>, invited: RwSignal<String>) -> Self {
        let view = Memo::new(move |before: Option<&UsersView>| match app.nav.route() {
            Route::Organization(OrganizationRoute::Users(view)) => view,
            _ => before.cloned().unwrap_or_default(),
        });
        let users = Self { app, view, members: Paged::default(), roles: roles_to_give(app), deed, invited };
        Effect::new(move |before: Option<UsersView>| {
            let view = view.get();
            if before.as_ref() != Some(&view) {
                users.load(true);
            }
            view
        });
        app.access.on_renewed(policy::see_users, move || users.load(false));
        users
    }

    /// Reads the users again.
    fn load(self, afresh: bool) {
        self.members.load(afresh, move |cursor| self.read(cursor));
    }

    async fn read(self, cursor: Option<String>) -> Result<Page<Member>, ApiError> {
        let (place, view) = (self.app.session.place_untracked(), self.view.try_get_untracked());
        api::users(self.app.api, &place, &view.unwrap_or_default(), cursor.as_deref()).await
    }

    fn narrow(self, change: impl FnOnce(&mut UsersView)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        if view != self.view.get_untracked() {
            self.app.nav.replace(Route::Organization(OrganizationRoute::Users(view)));
        }
    }

    fn show(self) -> AnyView {
        let search = move |text: String| self.narrow(|view| view.search = text);
        let empty = || view! { <div class="empty"><p>{messages::nobody_fits()}</p></div> }.into_any();
        let count = move || {
            self.members.list.with(|list| list.value().map(|shown| messages::users_count(shown.total)))
        };
        view! {
            <div class="toolbar">
                {search_box(
                    crate::pages::SEARCH,
                    messages::search_users(),
                    self.view.get_untracked().search,
                    search,
                )}
                {self.role_filter()}
            </div>
            <p class="list-count" role="status">{count}</p>
            <div class="people-panel">
                {self.members.view(move |cursor| self.read(cursor), empty, move || self.table())}
            </div>
            {invite::dialog(self)}
            {change_role::dialog(self)}
            {remove::dialog(self)}
            {transfer::dialog(self)}
        }
        .into_any()
    }

    /// The role to narrow by: those that are known, and the one that the address names.
    fn role_filter(self) -> impl IntoView {
        let choices = Memo::new(move |_| {
            let known = self.roles.with(|roles| roles.value().cloned()).unwrap_or_default();
            let mut choices: Vec<(RoleId, String)> = known.into_iter().map(|it| (it.id, it.label)).collect();
            if let Some(role) = self.view.get().role
                && !choices.iter().any(|(id, _)| *id == role)
            {
                let label = role.to_string();
                choices.push((role, label));
            }
            choices
        });
        let choose = move |event| {
            let id = event_target_value(&event);
            self.narrow(|view| view.role = (!id.is_empty()).then(|| RoleId::from(id)));
        };
        let chosen = move || self.view.with(|view| view.role.clone());
        let option = move |(id, label): (RoleId, String)| {
            let value = id.to_string();
            view! { <option value=value prop:selected=move || chosen().as_ref() == Some(&id)>{label}</option> }
        };
        view! {
            <label class="filter-one">
                <span>{messages::role()}</span>
                <select on:change=choose>
                    <option value="" prop:selected=move || chosen().is_none()>{messages::any_role()}</option>
                    {move || choices.get().into_iter().map(option).collect_view()}
                </select>
            </label>
        }
    }

    fn table(self) -> AnyView {
        let keys = Memo::new(move |_| {
            let keys = |rows: &[Member]| rows.iter().map(key).collect::<Vec<_>>();
            self.members.list.with(|list| list.value().map(|shown| keys(&shown.rows))).unwrap_or_default()
        });
        view! {
            <table class="people">
                <thead>
                    <tr>
                        <th scope="col">{messages::column_user()}</th>
                        <th scope="col">{messages::role()}</th>
                        <th scope="col">{messages::column_state()}</th>
                        <th scope="col">{messages::column_last_sign_in()}</th>
                        <th scope="col" class="people-end">
                            <span class="visually-hidden">{messages::column_actions()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || keys.get()
                        key=Clone::clone
                        children=move |key| row::row(self, self.member(key))
                    />
                </tbody>
            </table>
        }
        .into_any()
    }

    fn member(self, wanted: Key) -> Memo<Option<Member>> {
        Memo::new(move |_| {
            let find = |rows: &[Member]| rows.iter().find(|row| key(row) == wanted).cloned();
            self.members.list.with(|list| list.value().and_then(|shown| find(&shown.rows)))
        })
    }
}

/// The roles that somebody can have: all of them to whoever may see roles, and to others those that every organization has.
fn roles_to_give(app: App) -> Loader<Vec<Role>> {
    let access = untrack(|| app.access.get());
    match access {
        Some(access) if !policy::see_roles(&access).is_allowed() => {
            let roles = Loader::default();
            roles.put(BuiltInRole::ALL.iter().filter_map(|role| built_in(&access, *role)).collect());
            roles
        }
        _ => load_roles(app),
    }
}

/// A role that exists in the organization.
fn built_in(access: &Access, role: BuiltInRole) -> Option<Role> {
    (access.kind == OrganizationKind::Partner || !role.is_partner_only()).then(|| Role {
        id: role.key().into(),
        label: role.label().to_owned(),
        description: role.description().to_owned(),
        built_in: true,
        users: 0,
        permissions: role.permissions(),
        editable: policy::edit_role(access, true),
        assignable: policy::assign_role(access, Holder { role: None }, RoleChoice::BuiltIn(role)),
        updated_by: None,
        updated_at: None,
        etag: String::new(),
    })
}

/// What tells users apart: members by their id, the invited by their address.
type Key = (Option<UserId>, String);

fn key(member: &Member) -> Key {
    (member.id.clone(), member.email.clone())
}

/// How somebody is called: by their name, or, as long as they have none, by their address.
fn name_of(member: &Member) -> String {
    if member.name.is_empty() { member.email.clone() } else { member.name.clone() }
}
