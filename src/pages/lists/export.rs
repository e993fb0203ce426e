//! Taking a view along: its link, and its rows as a file.

use caseport_domain::Column;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::listing::Listing;
use crate::api::{self, Place};
use crate::i18n::messages;
use crate::pages::download::{Look, download_link};
use crate::platform;
use crate::route::{ListView, Route};

/// The button that copies the view's link. It says what the address need not: the organization that is looked at, and
/// columns that are the person's own habit.
pub(super) fn copy_link(listing: Listing) -> impl IntoView {
    let app = listing.app;
    let copy = move |_| {
        let view = listing.view.get_untracked();
        let columns = untrack(|| listing.columns());
        let organization = match app.session.place_untracked() {
            Place::Organization(id) => Some(id).filter(|_| view.tab.follows_organization()),
            Place::Personal => None,
        };
        let columns = Some(columns).filter(|it| *it != Column::usual(view.tab));
        let view = ListView { organization, columns, ..view };
        spawn_local(async move {
            app.toasts.say(match platform::copy_address(&app.nav.href(&Route::Cases(view))).await {
                true => messages::link_copied(),
                false => messages::link_not_copied(),
            });
        });
    };
    view! { <button type="button" class="button button-small" on:click=copy>{messages::copy_link()}</button> }
}

/// The link that downloads the view's rows.
pub(super) fn export(listing: Listing) -> impl IntoView {
    let app = listing.app;
    let rows =
        move || listing.view.with(|view| api::cases_csv(&app.session.place(), view, &listing.columns()));
    download_link(app, rows, Look::AtSession, None, messages::export_csv())
}
