//! The page of the present route. Pages beyond the first file are downloaded when they are first visited; a failed
//! download is said, in the page's place, and can be tried again.

use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use super::{LoadPage, LoadingPage, PageNotLoaded};
use crate::api::ApiError;
use crate::context::App;
use crate::i18n::messages;
use crate::nav::{self, HEADING};
use crate::pages::support;
use crate::platform;
use crate::route::{Page, Route};
use crate::ui::{Link, failure, skeleton_lines};

/// The page that the route asks for; built anew only when the page changes, not at every change of the address.
pub(super) fn routed_page(app: App, load_page: LoadPage) -> impl IntoView {
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
            Page::Cases | Page::Submit | Page::Case(_) | Page::Article(_) => {
                lazy_page(app, page, load_page).into_any()
            }
            Page::Unknown => unknown(app).into_any(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    Quietly,
    Visibly,
    Done,
    Failed,
}

fn lazy_page(app: App, page: Page, load_page: LoadPage) -> impl IntoView {
    let state = RwSignal::new(Loading::Quietly);
    let view = StoredValue::new_local(None::<AnyView>);
    // The page's signals belong to this place, whoever starts the download.
    let owner = Owner::current().unwrap_or_default();
    let start = move || {
        state.set(Loading::Quietly);
        if let Some(loading) = load_page(app, &page) {
            load(owner.with(|| ScopedFuture::new_untracked(loading)), state, view);
        }
    };
    start();
    let start = StoredValue::new_local(start);
    move || match state.get() {
        Loading::Quietly => ().into_any(),
        Loading::Visibly => skeleton_lines(6),
        Loading::Done => view.try_update_value(Option::take).flatten().into_any(),
        Loading::Failed => failure(&ApiError::Unreachable, move || start.with_value(|start| start())),
    }
}

fn load(
    loading: ScopedFuture<LoadingPage>,
    state: RwSignal<Loading>,
    view: StoredValue<Option<AnyView>, LocalStorage>,
) {
    spawn_local(async move {
        platform::sleep(Duration::from_millis(200)).await;
        state.try_maybe_update(|state| {
            let still_loading = *state == Loading::Quietly;
            if still_loading {
                *state = Loading::Visibly;
            }
            (still_loading, ())
        });
    });
    spawn_local(async move {
        match loading.await {
            Ok(loaded) => {
                view.try_set_value(Some(loaded));
                state.try_set(Loading::Done);
                nav::focus_heading();
            }
            Err(PageNotLoaded) => {
                state.try_set(Loading::Failed);
            }
        }
    });
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
