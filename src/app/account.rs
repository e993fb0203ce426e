//! The account's menu: who is signed in, which organization opens first, the language, signing out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::aside::Aside;
use super::language::{FocusAfter, language_choice};
use crate::api::Place;
use crate::chunks::lazy;
use crate::context::App;
use crate::i18n::messages;
use crate::ui::{initials, skeleton_lines};

/// What opens the menu.
pub(super) fn account_menu(app: App) -> impl IntoView {
    move || {
        let user = app.session.user()?;
        let was_opened = RwSignal::new(false);
        let panel = move || {
            let loaded =
                || lazy(move || Some((app.chunks.aside)(app, Aside::Account)), || skeleton_lines(3), || {});
            was_opened.get().then(loaded)
        };
        Some(view! {
            <details class="menu" on:toggle=move |_| was_opened.set(true)>
                <summary>
                    <span class="visually-hidden">{messages::account_of(&user.name)}</span>
                    <span class="avatar" aria-hidden="true">{initials(&user.name)}</span>
                </summary>
                <div class="menu-panel">{panel}</div>
            </details>
        })
    }
}

/// What is in it.
pub(super) fn panel(app: App) -> impl IntoView {
    let sign_out = move |_| {
        spawn_local(async move {
            if let Err(error) = app.session.sign_out().await {
                app.toasts.say(error.message());
            }
        });
    };
    let who = move || {
        let user = app.session.user()?;
        Some(view! {
            <strong>{user.name}</strong>
            <span>{user.email}</span>
        })
    };
    view! {
        <p class="menu-who">
            {who}
            {role_line(app)}
        </p>
        {default_button(app)}
        {language_choice(app, FocusAfter::Menu)}
        <button type="button" class="menu-item" on:click=sign_out>{messages::sign_out()}</button>
    }
}

fn role_line(app: App) -> impl IntoView {
    move || {
        let access = app.access.get()?;
        let (role, organization) = (access.role?, access.organization?);
        Some(view! { <span>{messages::role_in(&role.label, &organization.name)}</span> })
    }
}

/// For people of several organizations: makes the current one the first.
fn default_button(app: App) -> impl IntoView {
    let make_default = move |_| {
        spawn_local(async move {
            match app.session.make_default().await {
                Ok(()) => app.toasts.say(messages::default_saved()),
                Err(error) => app.toasts.say(error.message()),
            }
        });
    };
    move || {
        let several = app.session.organizations().len() > 1;
        let is_default = match app.session.place() {
            Place::Organization(id) => app.session.default_organization() == Some(id),
            Place::Personal => true,
        };
        (several && !is_default).then(|| {
            view! {
                <button type="button" class="menu-item" on:click=make_default>{messages::make_default()}</button>
            }
        })
    }
}
