//! Where the app is: one signal over the browser's history.
//!
//! The app's own, and not `leptos_router`: routes are the [`Route`] enum, so nothing is left to match; pages load as
//! chunks that may fail and be tried again; and embedded in a host's page there must be no listener on the whole
//! window that takes over the host's links. There the app may also have no part of the address: then it is only here.

use std::cell::Cell;

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use crate::platform;
use crate::route::Route;
use crate::site::Site;

/// The id of the page's heading: where the focus goes when the page changes.
pub const HEADING: &str = "page-heading";
/// The part of an entry of the history that is ours: how far its page was scrolled.
const SCROLLED: &str = "caseport";

thread_local! {
    /// Whether what people did last was to have the same page shown anew: then the focus is not its heading's.
    static STAYING: Cell<bool> = const { Cell::new(false) };
}

/// The address, readable everywhere, changed only here.
#[derive(Clone, Copy)]
pub struct Nav {
    site: Site,
    route: RwSignal<Route>,
    /// Counts what people do; a scroll position is held only until they do the next thing.
    deeds: StoredValue<u32>,
}

impl Nav {
    /// Starts at the browser's address and follows Back and Forward.
    pub fn start(site: Site) -> Self {
        let (route, deeds) = (RwSignal::new(first(site)), StoredValue::new(0));
        let nav = Self { site, route, deeds };
        // The browser would scroll before the page's content has come; but a host's pages are the host's.
        if let Some(history) = history().filter(|_| !platform::is_embedded()) {
            let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
        }
        if !site.is_in_memory() {
            platform::on_window(leptos::ev::popstate, move |event| nav.follow_history(&event.state()));
        }
        for deed in ["wheel", "touchstart", "pointerdown", "keydown"] {
            let deed = leptos::ev::Custom::<web_sys::Event>::new(deed);
            platform::on_window(deed, move |_| {
                nav.count_deed();
            });
        }
        nav
    }

    /// The browser went back or forward.
    fn follow_history(self, state: &JsValue) {
        let deed = self.count_deed();
        // Where the host has gone to another page of its own, this one is about to go.
        let Some(route) = current(self.site) else { return };
        self.route.set(route);
        let top = Reflect::get(state, &SCROLLED.into()).ok().and_then(|top| top.as_f64());
        if let Some(top) = top {
            spawn_local(platform::hold_scroll(top, move || self.deeds.get_value() != deed));
        }
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
            self.remember_scroll();
            self.push(&route, true);
        }
        let page_changes = route.page() != self.route.get_untracked().page();
        self.route.set(route);
        if page_changes {
            platform::show_top();
        }
    }

    /// Goes to a page in place of the present entry of the history.
    pub fn replace(self, route: Route) {
        self.push(&route, false);
        self.route.set(route);
    }

    /// A route's address as the browser knows it.
    pub fn href(self, route: &Route) -> String {
        self.site.href(route)
    }

    /// Keeps the page where it is scrolled to while it is shown anew, until somebody does the next thing.
    pub fn stay(self) {
        let top = platform::scroll_top();
        let deed = self.deeds.get_value();
        STAYING.set(true);
        spawn_local(platform::hold_scroll(top, move || self.deeds.get_value() != deed));
    }

    /// Notes in the present entry of the history how far its page was scrolled.
    fn remember_scroll(self) {
        if let Some(history) = history().filter(|_| !self.site.is_in_memory()) {
            let state = state_with(&history, &platform::scroll_top().into());
            let _ = history.replace_state_with_url(&state, "", None);
        }
    }

    /// Notes that something was done, and numbers it.
    fn count_deed(self) -> u32 {
        STAYING.set(false);
        self.deeds
            .try_update_value(|deeds| {
                *deeds = deeds.wrapping_add(1);
                *deeds
            })
            .unwrap_or_default()
    }

    fn push(self, route: &Route, new_entry: bool) {
        let Some(history) = history().filter(|_| !self.site.is_in_memory()) else { return };
        let address = self.href(route);
        let state = &state_with(&history, &JsValue::UNDEFINED);
        // A browser that refuses (too many entries in a short time) keeps its old address; the page still changes.
        let _ = if new_entry {
            history.push_state_with_url(state, "", Some(&address))
        } else {
            history.replace_state_with_url(state, "", Some(&address))
        };
    }
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}

/// The state of the present entry of the history with our part of it: the rest is the host's, whose router may need it.
fn state_with(history: &web_sys::History, scrolled: &JsValue) -> JsValue {
    let state = Object::new();
    if let Some(known) = history.state().ok().filter(JsValue::is_object) {
        Object::assign(&state, &known.into());
    }
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&state, &SCROLLED.into(), scrolled);
    state.into()
}

/// Moves the focus to the page's heading, so that a screen reader reads it and Tab starts there.
pub fn focus_heading() {
    if !STAYING.get() {
        platform::focus_soon(HEADING);
    }
}

/// Where to begin: where the address says, or else where a host wants it.
fn first(site: Site) -> Route {
    let wanted = platform::of_page("route").as_string().map(|wanted| Route::of_address(&wanted));
    match current(site) {
        Some(here) if here != Route::HOME => here,
        here => wanted.or(here).unwrap_or(Route::HOME),
    }
}

/// The route of the browser's address; none where that is a host's alone.
fn current(site: Site) -> Option<Route> {
    let location = web_sys::window()?.location();
    let path = location.pathname().unwrap_or_default();
    if site.is_in_memory() || (platform::is_embedded() && !site.has(&path)) {
        return None;
    }
    let query = location.search().unwrap_or_default();
    Some(site.route(&path, query.trim_start_matches('?')))
}
