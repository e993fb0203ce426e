//! A link within the app: a real one, so that it can be opened in a new tab, copied and hovered.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::nav::Nav;
use crate::route::Route;

/// A link to a page of the app. A plain click changes the page in place; anything else is the browser's.
#[component]
pub fn Link(
    /// Where the app is.
    nav: Nav,
    /// Where the link leads.
    #[prop(into)]
    to: Signal<Route>,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// Whether it is the present page.
    #[prop(optional, into)]
    current: Signal<bool>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let follow = move |event: MouseEvent| {
        if is_plain_click(&event) {
            event.prevent_default();
            event.stop_propagation();
            nav.go(to.get_untracked());
        }
    };
    view! {
        <a
            class=class
            href=move || nav.href(&to.get())
            aria-current=move || current.get().then_some("page")
            on:click=follow
        >
            {children()}
        </a>
    }
}

/// A click that the browser would follow in the same tab.
pub(crate) fn is_plain_click(event: &MouseEvent) -> bool {
    event.button() == 0
        && !event.meta_key()
        && !event.ctrl_key()
        && !event.shift_key()
        && !event.alt_key()
        && !event.default_prevented()
}
