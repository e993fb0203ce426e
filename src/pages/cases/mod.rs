//! A whole list: every case of a tab, however many, with filters, order and columns, all of it in the address.

mod rows;
mod table;
mod window;

use caseport_domain::policy;
use leptos::prelude::*;

use crate::api::Place;
use crate::context::App;
use crate::i18n::{messages, tab_text};
use crate::nav::HEADING;
use crate::pages::lists::{Listing, News, Rating, foreign_notice, rating_dialog, toolbar};
use crate::pages::support;
use crate::reactive::effect;
use crate::route::{ListView, Route};
use crate::stores::Remote;
use crate::ui::{Icon, Link, denied_page, failure, icon, notice, skeleton_lines};
use rows::{Rows, State};
use window::Window;

/// The page of a list.
pub fn page(app: App) -> AnyView {
    let listing = Listing::new(app, true);
    let tab = listing.tab;
    let denied = Memo::new(move |_| match app.access.remote() {
        Remote::Ready(access) | Remote::Stale(access, _) => {
            Some(policy::tab(tab.get(), &access).reason().cloned())
        }
        _ => None,
    });
    let body = move || match denied.get() {
        Some(Some(reason)) => denied_page(&reason).into_any(),
        Some(None) => list(listing).into_any(),
        None => match app.access.remote() {
            Remote::Failed(error) => failure(&error, move || app.access.reload()),
            Remote::LoadingSlowly => skeleton_lines(8),
            _ => ().into_any(),
        },
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

fn list(listing: Listing) -> impl IntoView {
    let Listing { app, view, .. } = listing;
    let rows = Rows::new(app);
    let window = Window::follow();
    let rating = Rating::default();
    rating.tell(move |case| {
        rows.put(&case);
    });
    // After switching, the organization's list is asked for once it is known that the person may see it there.
    let place = Memo::new(move |_| {
        let (place, access) = (app.session.place(), app.access.get()?);
        let facts_of =
            access.organization.as_ref().map_or(Place::Personal, |it| Place::Organization(it.id.clone()));
        (facts_of == place && policy::tab(listing.tab.get(), &access).is_allowed()).then_some(place)
    });
    effect(move || {
        if place.get().is_some_and(|place| rows.show(place, view.get())) {
            window.show(0);
        }
    });
    let news = News::follow(listing, move |case| rows.put(case), move || rows.read_anew());
    let state = Memo::new(move |_| rows.state());
    let body = move || match state.get() {
        State::Waiting => ().into_any(),
        State::WaitingLong => skeleton_lines(8),
        State::Failed(error) => failure(&error, move || rows.retry()),
        State::Empty => empty(listing).into_any(),
        State::Rows => table::table(listing, rows, rating, window).into_any(),
    };
    let extent = Memo::new(move |_| rows.extent());
    let count = move || {
        let extent = extent.get();
        let is_known = matches!(state.get(), State::Empty | State::Rows);
        is_known.then(|| match extent.more_than {
            Some(count) => messages::list_count_more(count),
            None => messages::list_count(extent.rows as u64),
        })
    };
    let trouble =
        move || rows.trouble().map(|error| notice(messages::stale(&error.message()), move || rows.retry()));
    view! {
        {foreign_notice(listing)}
        {toolbar(listing)}
        <p class="list-count" role="status">{count}</p>
        {news.pill(move || window.show(0))}
        <div class="list-trouble">{trouble}</div>
        <div class="panel list-panel">{body}</div>
        {rating_dialog(app, rating)}
    }
}

fn empty(listing: Listing) -> impl IntoView {
    move || match listing.view.with(ListView::is_narrowed) {
        true => view! { <div class="empty"><p>{messages::empty_narrowed()}</p></div> }.into_any(),
        false => support::empty(listing.app, listing.tab.get()).into_any(),
    }
}
