//! Where the app is: one signal over the browser's history.
//!
//! The app's own, and not `leptos_router`: routes are the [`Route`] enum, so nothing is left to match; pages load as
//! chunks that may fail and be tried again; and embedded in a host's page there must be no listener on the whole
//! window that takes over the host's links.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use crate::platform;
use crate::route::Route;

/// The id of the page's heading: where the focus goes when the page changes.
pub const HEADING: &str = "page-heading";

/// The address, readable everywhere, changed only here.
#[derive(Clone, Copy)]
pub struct Nav {
    route: RwSignal<Route>,
    /// Counts what people do; a scroll position is held only until they do the next thing.
    deeds: StoredValue<u32>,
}

impl Nav {
    /// Starts at the browser's address and follows Back and Forward.
    pub fn start() -> Self {
        let nav = Self { route: RwSignal::new(current()), deeds: StoredValue::new(0) };
        let history = web_sys::window().and_then(|window| window.history().ok());
        // The browser would scroll before the page's content has come.
        if let Some(history) = history {
            let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
        }
        window_event_listener(leptos::ev::popstate, move |event| {
            let deed = nav.count_deed();
            nav.route.set(current());
            if let Some(top) = event.state().as_f64() {
                spawn_local(platform::hold_scroll(top, move || nav.deeds.get_value() != deed));
            }
        });
        for deed in ["wheel", "touchstart", "pointerdown", "keydown"] {
            let deed = leptos::ev::Custom::<web_sys::Event>::new(deed);
            window_event_listener(deed, move |_| {
                nav.count_deed();
            });
        }
        nav
    }

    /// The route now; reactive.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The route now; not reactive.
    pub fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// Goes to a page, as a new entry of the history.
    pub fn go(self, route: Route) {
        self.count_deed();
        if route != self.route.get_untracked() {
            remember_scroll();
            self.push(&route, true);
        }
        let page_changes = route.page() != self.route.get_untracked().page();
        self.route.set(route);
        if page_changes && let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// Goes to a page in place of the present entry of the history.
    pub fn replace(self, route: Route) {
        self.push(&route, false);
        self.route.set(route);
    }

    /// Notes that something was done, and numbers it.
    fn count_deed(self) -> u32 {
        self.deeds
            .try_update_value(|deeds| {
                *deeds = deeds.wrapping_add(1);
                *deeds
            })
            .unwrap_or_default()
    }

    fn push(self, route: &Route, new_entry: bool) {
        let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
        let address = route.address();
        let state = &JsValue::NULL;
        // A browser that refuses (too many entries in a short time) keeps its old address; the page still changes.
        let _ = if new_entry {
            history.push_state_with_url(state, "", Some(&address))
        } else {
            history.replace_state_with_url(state, "", Some(&address))
        };
    }
}

/// Notes in the present entry of the history how far its page was scrolled.
fn remember_scroll() {
    let Some(window) = web_sys::window() else { return };
    if let (Ok(history), Ok(top)) = (window.history(), window.scroll_y()) {
        let _ = history.replace_state_with_url(&JsValue::from_f64(top), "", None);
    }
}

/// Moves the focus to the page's heading, so that a screen reader reads it and Tab starts there.
pub fn focus_heading() {
    platform::focus_soon(HEADING);
}

fn current() -> Route {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return Route::HOME };
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    Route::parse(&path, query.trim_start_matches('?'))
}
