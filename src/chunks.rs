//! Code that is not in the app's first file: how it is asked for, and what stands in its place until it has come. A failed
//! download is said in that place, and can be tried again.
//!
//! The chunks themselves are named in `main.rs`.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::api::{ApiError, Place};
use crate::app::{Aside, SigningIn};
use crate::context::App;
use crate::i18n::language;
use crate::pages::lists::{Listing, Rating};
use crate::pages::organization::Part;
use crate::platform;
use crate::route::Page;
use crate::stores::Live;
use crate::ui::failure;

/// How long until code that did not come, and that nobody waits for, is asked for again.
pub const RETRY: Duration = Duration::from_secs(10);

/// Code could not be downloaded.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// A part of a page on its way, with its code.
pub type LoadingView = Pin<Box<dyn Future<Output = Result<AnyView, NotLoaded>>>>;

/// The code beyond the app's first file.
#[derive(Clone, Copy)]
pub struct Chunks {
    /// Downloads a page; none for the pages that are in the first file.
    pub page: fn(App, &Page) -> Option<LoadingView>,
    /// Downloads a part of signing in.
    pub sign_in: fn(App, SigningIn) -> LoadingView,
    /// Downloads a part of what is around the page.
    pub aside: fn(App, Aside) -> LoadingView,
    /// Downloads what narrows and rates the Support page's lists.
    pub list_tools: fn(Listing, Rating) -> LoadingView,
    /// Downloads the list of what was begun and not sent.
    pub drafts: fn(App) -> LoadingView,
    /// Reads the stream of what changes in a place, as the store's turn of that number.
    pub live: fn(Live, Place, u32),
    /// Downloads a part of My Organization.
    pub organization: fn(App, Part) -> LoadingView,
    /// Lets a page around the app reach it.
    pub embed: fn(App),
    /// Goes on with comments that a page left unsent.
    pub outbox: fn(App),
    /// Goes on with uploads that a page left behind; but the file of this report, where there is one, is not wanted.
    pub take_up_uploads: fn(App, Option<String>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    Quietly,
    Visibly,
    Done,
    Failed,
}

/// A part of a page that `load` downloads; none of it where that answers with none. `skeleton` stands in its place once
/// that takes a while; `loaded` is called when it is there.
pub fn lazy(
    load: impl Fn() -> Option<LoadingView> + 'static,
    skeleton: fn() -> AnyView,
    loaded: fn(),
) -> AnyView {
    lazy_by(Box::new(load), skeleton, loaded)
}

/// A part that nobody waits for: nothing is in its place until the page has come and the browser has nothing else to do.
/// Where its code does not come, it is asked for again by and by.
pub fn lazy_when_idle(load: impl Fn() -> LoadingView + 'static) -> AnyView {
    quietly(Box::new(load))
}

fn quietly(load: Box<dyn Fn() -> LoadingView>) -> AnyView {
    let part = StoredValue::new_local(None::<AnyView>);
    let is_there = RwSignal::new(false);
    let owner = Owner::current().unwrap_or_default();
    platform::when_idle(move || {
        spawn_local(async move {
            while !part.is_disposed() {
                match owner.with(|| ScopedFuture::new_untracked(complete(load()))).await {
                    Ok(view) => {
                        part.try_set_value(Some(view));
                        is_there.try_set(true);
                        return;
                    }
                    Err(NotLoaded) => platform::tell_page("caseport:missing"),
                }
                platform::sleep(RETRY).await;
            }
        });
    });
    (move || is_there.get().then(|| part.try_update_value(Option::take).flatten())).into_any()
}

/// A part with what it says and looks by, all of which is asked for now.
fn complete(loading: LoadingView) -> impl Future<Output = Result<AnyView, NotLoaded>> {
    let (texts, styles) = (language::whole(), platform::styles());
    async move {
        // A part says something as soon as it is made.
        if !texts.await {
            return Err(NotLoaded);
        }
        let part = loading.await?;
        let has_styles = styles.await;
        platform::breathe().await;
        if has_styles { Ok(part) } else { Err(NotLoaded) }
    }
}

/// One function for all, so that its code is in the app once.
fn lazy_by(load: Box<dyn Fn() -> Option<LoadingView>>, skeleton: fn() -> AnyView, loaded: fn()) -> AnyView {
    let state = RwSignal::new(Loading::Quietly);
    let view = StoredValue::new_local(None::<AnyView>);
    // The part's signals belong to this place, whoever starts the download.
    let owner = Owner::current().unwrap_or_default();
    let start = move || {
        state.set(Loading::Quietly);
        if let Some(loading) = load() {
            let loading: LoadingView = Box::pin(complete(loading));
            wait(owner.with(|| ScopedFuture::new_untracked(loading)), state, view, loaded);
        }
    };
    start();
    let start = StoredValue::new_local(start);
    let shown = move || match state.get() {
        Loading::Quietly => ().into_any(),
        Loading::Visibly => skeleton(),
        Loading::Done => view.try_update_value(Option::take).flatten().into_any(),
        Loading::Failed => failure(&ApiError::Unreachable, move || start.with_value(|start| start())),
    };
    shown.into_any()
}

fn wait(
    loading: ScopedFuture<LoadingView>,
    state: RwSignal<Loading>,
    view: StoredValue<Option<AnyView>, LocalStorage>,
    loaded: fn(),
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
            Ok(part) => {
                view.try_set_value(Some(part));
                state.try_set(Loading::Done);
                loaded();
            }
            Err(NotLoaded) => {
                platform::tell_page("caseport:missing");
                state.try_set(Loading::Failed);
            }
        }
    });
}
