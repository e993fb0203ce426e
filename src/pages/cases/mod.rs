//! A whole list: every case of a tab, however many, with filters, order and columns, all of it in the address.

mod rows;
mod table;

use caseport_domain::{Tab, policy};
use leptos::prelude::*;

use crate::context::App;
use crate::i18n::{messages, tab_text};
use crate::nav::HEADING;
use crate::pages::lists::{Listing, toolbar};
use crate::route::{ListView, Route};
use crate::stores::Remote;
use crate::ui::{Icon, Link, denied_page, failure, icon, skeleton_lines};
use rows::Rows;

/// The page of a list.
pub fn page(app: App) -> AnyView {
    let view = Memo::new(move |before: Option<&ListView>| match app.nav.route() {
        Route::Cases(view) => view,
        _ => before.cloned().unwrap_or(ListView::of(Tab::My)),
    });
    let tab = Memo::new(move |_| view.get().tab);
    let denied = Memo::new(move |_| match app.access.remote() {
        Remote::Ready(access) | Remote::Stale(access, _) => {
            Some(policy::tab(tab.get(), &access).reason().cloned())
        }
        _ => None,
    });
    let body = move || match (denied.get(), app.access.remote()) {
        (Some(Some(reason)), _) => denied_page(&reason).into_any(),
        (Some(None), _) => list(app, view).into_any(),
        (None, Remote::Failed(error)) => failure(&error, move || app.access.reload()),
        (None, Remote::LoadingSlowly) => skeleton_lines(8),
        (None, _) => ().into_any(),
    };
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Signal::derive(move || Route::Support(ListView::of(tab.get()))) class="back-link">
                {icon(Icon::Back)}
                {messages::back_to_support()}
            </Link>
        </p>
        <h1 id=HEADING tabindex="-1">{move || tab_text(tab.get())}</h1>
        {body}
    }
    .into_any()
}

fn list(app: App, view: Memo<ListView>) -> impl IntoView {
    let listing = Listing { app, view, show: |app, view| app.nav.replace(Route::Cases(view)), whole: true };
    let rows = Rows::new(app);
    let place = Memo::new(move |_| app.session.place());
    Effect::new(move |_| rows.show(place.get(), view.get()));
    let count = move || rows.total().map(messages::list_count);
    view! {
        {toolbar(listing)}
        <p class="list-count" role="status">{count}</p>
        {table::table(listing, rows)}
    }
}
