//! Taking a view along: its link, and its rows as a file.

use caseport_domain::Column;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::listing::Listing;
use crate::api::{self, Place};
use crate::i18n::messages;
use crate::platform;
use crate::route::{ListView, Route};
use crate::ui::is_plain_click;

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
            app.toasts.say(match platform::copy_address(&Route::Cases(view).address()).await {
                true => messages::link_copied(),
                false => messages::link_not_copied(),
            });
        });
    };
    view! { <button type="button" class="button button-small" on:click=copy>{messages::copy_link()}</button> }
}

/// The link that downloads the view's rows.
///
/// The browser shows a download's progress and can cancel it, but saves a refusal as if it were the file: so a plain
/// click first sees to it that the session lasts.
pub(super) fn export(listing: Listing) -> impl IntoView {
    let app = listing.app;
    let address =
        move || listing.view.with(|view| api::csv_address(&app.session.place(), view, &listing.columns()));
    let download = move |event: leptos::ev::MouseEvent| {
        if !is_plain_click(&event) {
            return;
        }
        event.prevent_default();
        spawn_local(async move {
            match api::session(app.api).await {
                Ok(_) => platform::download(&untrack(address)),
                Err(error) => app.toasts.say(error.message()),
            }
        });
    };
    view! {
        <a class="button button-small" href=address download on:click=download>{messages::export_csv()}</a>
    }
}
