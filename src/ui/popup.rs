//! Popups made of `<details>`: menus and filters close by Esc and by whatever happens outside of them.

use leptos::ev;
use web_sys::{Element, Node};

use crate::platform;

const OPEN: &str = "details:is(.menu, .filter, .why)[open]";

/// Closes popups for the whole app.
pub fn follow_popups() {
    platform::on_app(ev::keydown, |event| {
        // A dialog over it takes the key for itself.
        if event.key() == "Escape" && !event.default_prevented() {
            close(|popup| {
                if let Some(summary) = popup.query_selector("summary").ok().flatten() {
                    platform::focus(&summary);
                }
                true
            });
        }
    });
    platform::on_window(ev::pointerdown, |event| close_outside(platform::target_of(&event)));
    platform::on_window(ev::focusin, |event| close_outside(platform::target_of(&event)));
}

fn close_outside(target: Option<Node>) {
    close(|popup| !popup.contains(target.as_ref()));
}

fn close(is_to_close: impl Fn(&Element) -> bool) {
    for popup in platform::all(OPEN).iter().filter(|popup| is_to_close(popup)) {
        let _ = popup.remove_attribute("open");
    }
}
