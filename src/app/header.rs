//! The header: whose portal it is, where one can go, in which organization one is looking, and one's account.

use leptos::prelude::*;

use super::account::account_menu;
use crate::api::Place;
use crate::context::App;
use crate::i18n::messages;
use crate::pages::sections::Section;
use crate::platform;
use crate::reactive::effect;
use crate::route::{Page, Route};
use crate::ui::{Icon, Link, icon};

pub(super) fn header(app: App) -> impl IntoView {
    let at_organization = move || match app.nav.route() {
        Route::Organization(route) => Section::of(&route).is_some(),
        _ => false,
    };
    let at_support = Signal::derive(move || app.nav.route().page() != Page::Unknown && !at_organization());
    let sections = Memo::new(move |_| app.access.get().map(|it| Section::visible(&it)).unwrap_or_default());
    let organization = move || {
        sections.get().first().map(|first| {
            view! {
                <Link
                    nav=app.nav
                    to=first.route()
                    class="navigation-link"
                    current=Signal::derive(at_organization)
                >
                    {icon(Icon::Building)}
                    <span>{messages::my_organization()}</span>
                </Link>
            }
        })
    };
    view! {
        <header class="header">
            <div class="header-inner">
                <Link nav=app.nav to=Route::HOME class="brand">
                    {move || brand(app)}
                </Link>
                <nav class="navigation" class:navigation-alone=move || sections.with(Vec::is_empty) aria-label=messages::navigation()>
                    <Link nav=app.nav to=Route::HOME class="navigation-link" current=at_support>
                        {icon(Icon::Support)}
                        <span>{messages::support_title()}</span>
                    </Link>
                    {organization}
                </nav>
                <div class="header-end">
                    {organization_switcher(app)}
                    <button
                        type="button"
                        class="button-icon"
                        aria-label=messages::help_title()
                        title=messages::help_title()
                        on:click=move |_| app.help.set(true)
                    >
                        {icon(Icon::Help)}
                    </button>
                    {account_menu(app)}
                </div>
            </div>
        </header>
    }
}

fn brand(app: App) -> impl IntoView {
    let Some(config) = app.config.get() else { return ().into_any() };
    let name = config.vendor;
    match config.logo {
        Some(logo) => view! { <img class="brand-logo" src=logo alt=name /> }.into_any(),
        None => view! { <span class="brand-name">{name}</span> }.into_any(),
    }
}

/// The current organization; with several, a choice of them.
fn organization_switcher(app: App) -> impl IntoView {
    let organizations = Memo::new(move |_| app.session.organizations());
    move || {
        let organizations = organizations.get();
        match organizations.as_slice() {
            [] => view! {
                <span class="organization">{icon(Icon::Person)}<span>{messages::personal_scope()}</span></span>
            }
            .into_any(),
            [only] => view! {
                <span class="organization">{icon(Icon::Building)}<span dir="auto">{only.name.clone()}</span></span>
            }
            .into_any(),
            _ => {
                let options: Vec<_> = organizations
                    .iter()
                    .map(|organization| {
                        view! { <option value=organization.id.to_string()>{organization.name.clone()}</option> }
                    })
                    .collect();
                let switch = move |event| {
                    let id = event_target_value(&event);
                    app.session.switch(Place::Organization(id.as_str().into()));
                };
                effect(move || {
                    if let Place::Organization(id) = app.session.place() {
                        platform::choose(".organization select", id.as_str());
                    }
                });
                view! {
                    <label class="organization">
                        {icon(Icon::Building)}
                        <span class="visually-hidden">{messages::organization()}</span>
                        <select on:change=switch>{options}</select>
                    </label>
                }
                .into_any()
            }
        }
    }
}
