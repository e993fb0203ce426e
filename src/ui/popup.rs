//! Popups made of `<details>`: menus and filters close by Esc and by whatever happens outside of them.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

const OPEN: &str = "details:is(.menu, .filter, .why)[open]";

/// Closes popups for the whole app.
pub fn follow_popups() {
    window_event_listener(ev::keydown, |event| {
        // A dialog over it takes the key for itself.
        if event.key() == "Escape" && !event.default_prevented() {
            close(|popup| {
                if let Some(summary) = popup.query_selector("summary").ok().flatten()
                    && let Ok(summary) = summary.dyn_into::<HtmlElement>()
                {
                    let _ = summary.focus();
                }
                true
            });
        }
    });
    window_event_listener(ev::pointerdown, |event| close_outside(event.target()));
    window_event_listener(ev::focusin, |event| close_outside(event.target()));
}

fn close_outside(target: Option<web_sys::EventTarget>) {
    let target = target.and_then(|target| target.dyn_into::<Node>().ok());
    close(|popup| !popup.contains(target.as_ref()));
}

fn close(is_to_close: impl Fn(&Element) -> bool) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(open) = document.and_then(|document| document.query_selector_all(OPEN).ok()) else { return };
    for index in 0..open.length() {
        let popup = open.get(index).and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(popup) = popup.filter(|popup| is_to_close(popup)) {
            let _ = popup.remove_attribute("open");
        }
    }
}
