//! The page of the present route. Pages beyond the first file are downloaded when they are first visited.

use leptos::prelude::*;

use crate::chunks::lazy;
use crate::context::App;
use crate::i18n::messages;
use crate::nav::{self, HEADING};
use crate::pages::support;
use crate::route::{Page, Route};
use crate::ui::{Link, skeleton_lines};

/// The page that the route asks for; built anew only when the page changes, not at every change of the address.
pub(super) fn routed_page(app: App) -> impl IntoView {
    let page = Memo::new(move |_| app.nav.route().page());
    let is_first = StoredValue::new(true);
    move || {
        let page = page.get();
        // The browser has its own idea of the focus when it opens a page; afterwards it goes to the new heading.
        if is_first.get_value() {
            is_first.set_value(false);
        } else {
            nav::focus_heading();
        }
        match &page {
            // On its way to another page.
            Page::SignIn => ().into_any(),
            Page::Support => support::page(app).into_any(),
            Page::Cases
            | Page::Submit
            | Page::Case(_)
            | Page::Detection(_)
            | Page::ReportDetection
            | Page::Article(_)
            | Page::Organization(_)
            | Page::Invitation(_) => {
                lazy(move || (app.chunks.page)(app, &page), || skeleton_lines(6), nav::focus_heading)
                    .into_any()
            }
            Page::Unknown => unknown(app).into_any(),
        }
    }
}

fn unknown(app: App) -> impl IntoView {
    view! {
        <div class="failure">
            <h1 id=HEADING tabindex="-1">{messages::unknown_title()}</h1>
            <p>{messages::unknown_text()}</p>
            <Link nav=app.nav to=Route::HOME class="button button-primary">{messages::to_support()}</Link>
        </div>
    }
}
