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
use crate::context::App;
use crate::pages::lists::{Listing, Rating};
use crate::pages::organization::Part;
use crate::platform;
use crate::route::Page;
use crate::stores::Live;
use crate::ui::failure;

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
) -> impl IntoView {
    let state = RwSignal::new(Loading::Quietly);
    let view = StoredValue::new_local(None::<AnyView>);
    // The part's signals belong to this place, whoever starts the download.
    let owner = Owner::current().unwrap_or_default();
    let start = move || {
        state.set(Loading::Quietly);
        if let Some(loading) = load() {
            wait(owner.with(|| ScopedFuture::new_untracked(loading)), state, view, loaded);
        }
    };
    start();
    let start = StoredValue::new_local(start);
    move || match state.get() {
        Loading::Quietly => ().into_any(),
        Loading::Visibly => skeleton(),
        Loading::Done => view.try_update_value(Option::take).flatten().into_any(),
        Loading::Failed => failure(&ApiError::Unreachable, move || start.with_value(|start| start())),
    }
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
