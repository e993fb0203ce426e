//! Roles: the list, a role, a new one.

mod conflict;
mod delete;
mod editor;
mod effect;
mod form;
mod matrix;

use caseport_domain::api::Role;
use caseport_domain::id::RoleId;
use caseport_domain::{Decision, policy};
use leptos::prelude::*;

use super::guard::guarded;
use super::sections::section;
use crate::api;
use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::reactive;
use crate::route::{OrganizationRoute, Route};
use crate::stores::Loader;
use crate::ui::{Icon, Link, Why, failure, icon, relative_time, remote_view, skeleton_lines};
use editor::Editor;

pub(super) use effect::{Whom, effect};

/// "Roles".
pub(super) fn list(app: App) -> AnyView {
    section(
        app,
        messages::roles(),
        add_button(app),
        guarded(app, None, policy::see_roles, move || rows(app).into_any()),
    )
}

/// "Add Role", or why not; nothing for whoever may not see the roles at all.
fn add_button(app: App) -> impl IntoView {
    let decision = Memo::new(move |_| {
        let access = app.access.get()?;
        policy::see_roles(&access).is_allowed().then(|| policy::change_roles(&access))
    });
    move || {
        decision.get().map(|decision| match decision {
            Decision::Allowed => view! {
                <Link nav=app.nav to=route(OrganizationRoute::NewRole { copy: None }) class="button button-primary">
                    {icon(Icon::Plus)}
                    <span>{messages::add_role()}</span>
                </Link>
            }
            .into_any(),
            Decision::Denied(reason) => view! {
                <Why reason />
                <button type="button" class="button button-primary" disabled>
                    {icon(Icon::Lock)}
                    <span>{messages::add_role()}</span>
                </button>
            }
            .into_any(),
        })
    }
}

fn route(route: OrganizationRoute) -> Route {
    Route::Organization(route)
}

/// Reads the roles of the organization that is looked at, and again whenever they may have changed.
pub(super) fn load_roles(app: App) -> Loader<Vec<Role>> {
    let roles = Loader::default();
    let load = move || {
        let (api, place) = (app.api, app.session.place_untracked());
        roles.load(async move { api::roles(api, &place).await });
    };
    load();
    app.access.on_renewed(policy::see_roles, load);
    roles
}

fn rows(app: App) -> impl IntoView {
    let roles = load_roles(app);
    let retry = move || {
        let (api, place) = (app.api, app.session.place_untracked());
        roles.load(async move { api::roles(api, &place).await });
    };
    remote_view(
        roles,
        retry,
        || skeleton_lines(6),
        move |roles| {
            let (built_in, custom): (Vec<_>, Vec<_>) = roles.into_iter().partition(|role| role.built_in);
            let none =
                custom.is_empty().then(|| view! { <p class="empty">{messages::no_custom_roles()}</p> });
            view! {
                <h2 class="group-title">{messages::built_in_roles()}</h2>
                <ul class="role-list">{built_in.into_iter().map(|role| card(app, role)).collect_view()}</ul>
                <h2 class="group-title">{messages::custom_roles()}</h2>
                {none}
                <ul class="role-list">{custom.into_iter().map(|role| card(app, role)).collect_view()}</ul>
            }
        },
    )
}

fn card(app: App, role: Role) -> impl IntoView {
    let copy = OrganizationRoute::NewRole { copy: Some(role.id.clone()) };
    let may_copy = move || app.access.get().is_some_and(|access| policy::change_roles(&access).is_allowed());
    let label = role.label.clone();
    let copy = move || {
        may_copy().then(|| {
            let label = label.clone();
            view! {
                <Link nav=app.nav to=route(copy.clone()) class="button button-small">
                    {messages::copy_role()}
                    <span class="visually-hidden">" " {label}</span>
                </Link>
            }
        })
    };
    view! {
        <li class="role-card">
            <div class="role-card-text">
                <h3 class="role-card-title">
                    {role.built_in.then(|| icon(Icon::Lock))}
                    <Link nav=app.nav to=route(OrganizationRoute::Role(role.id.clone()))>
                        <bdi>{role.label.clone()}</bdi>
                    </Link>
                </h3>
                {(!role.description.is_empty()).then(|| view! { <p><bdi>{role.description.clone()}</bdi></p> })}
                {role.updated_at.map(|at| view! {
                    <p class="role-card-changed">
                        {messages::updated()} " " {relative_time(at)}
                        {role.updated_by.map(|by| view! { ", " <bdi>{by.name}</bdi> })}
                    </p>
                })}
            </div>
            <span class="role-card-users">{messages::users_count(role.users)}</span>
            {copy}
        </li>
    }
}

/// The way back, above a role.
fn back(app: App) -> impl IntoView {
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=route(OrganizationRoute::Roles) class="back-link">
                {icon(Icon::Back)}
                {messages::roles()}
            </Link>
        </p>
    }
}

/// "Add Role".
pub(super) fn new_role(app: App) -> AnyView {
    let copy = match app.nav.route_untracked() {
        Route::Organization(OrganizationRoute::NewRole { copy }) => copy,
        _ => None,
    };
    view! {
        {back(app)}
        <h1 id=HEADING tabindex="-1">{messages::add_role()}</h1>
        {guarded(app, None, policy::change_roles, move || {
            let Some(id) = copy.clone() else { return form::form(Editor::new(app, None)).into_any() };
            let original = Loader::<Role>::default();
            let load = move || {
                let (api, place, id) = (app.api, app.session.place_untracked(), id.clone());
                original.load(async move { api::role(api, &place, &id).await });
            };
            load();
            let load = StoredValue::new(load);
            remote_view(original, move || load.with_value(|load| load()), || skeleton_lines(8), move |role| {
                let (editor, left_out) = Editor::copy_of(app, &role);
                view! {
                    {(!left_out.is_empty()).then(|| view! {
                        <p class="notice">{icon(Icon::Warning)}<span>{messages::not_copied(&left_out.join(", "))}</span></p>
                    })}
                    {form::form(editor)}
                }
            })
            .into_any()
        })}
    }
    .into_any()
}

/// A role.
pub(super) fn role(app: App, id: RoleId) -> AnyView {
    view! {
        {back(app)}
        {guarded(app, Some(messages::role()), policy::see_roles, move || one(app, id.clone()).into_any())}
    }
    .into_any()
}

fn one(app: App, id: RoleId) -> impl IntoView {
    let loader = Loader::<Role>::default();
    let load = move || {
        let (api, place, id) = (app.api, app.session.place_untracked(), id.clone());
        loader.load(async move { api::role(api, &place, &id).await });
    };
    load();
    let load = StoredValue::new(load);
    let reload = move || {
        load.try_with_value(|load| load());
    };
    app.access.on_renewed(policy::see_roles, reload);
    let phase = Memo::new(move |_| loader.with(Phase::of));
    // The heading comes with the role, later than the page.
    reactive::effect(move || {
        if matches!(phase.get(), Phase::Here | Phase::Failed(_)) {
            crate::nav::focus_heading();
        }
    });
    move || match phase.get() {
        Phase::Quiet => ().into_any(),
        Phase::Slow => skeleton_lines(8),
        Phase::Failed(error) => view! {
            <h1 id=HEADING tabindex="-1">{messages::role()}</h1>
            {failure(&error, reload)}
        }
        .into_any(),
        Phase::Here => match loader.ready_untracked() {
            Some(role) => {
                let editor = Editor::new(app, Some(role));
                // Whoever changes nothing sees what others change.
                reactive::effect(move || {
                    if let Some(role) = loader.ready() {
                        editor.follow(role);
                    }
                });
                form::form(editor).into_any()
            }
            None => ().into_any(),
        },
    }
}

/// What of the page is to be shown; the same while only the role changes.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Quiet,
    Slow,
    Here,
    Failed(api::ApiError),
}

impl Phase {
    fn of(role: &crate::stores::Remote<Role>) -> Self {
        use crate::stores::Remote;
        match role {
            Remote::Idle | Remote::Loading => Self::Quiet,
            Remote::LoadingSlowly => Self::Slow,
            Remote::Ready(_) | Remote::Stale(..) => Self::Here,
            Remote::Failed(error) => Self::Failed(error.clone()),
        }
    }
}
