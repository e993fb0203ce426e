//! Where the keyboard is, and bringing it to where an action went.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{all, first, is_embedded, of_page, root, sleep};

/// Moves the focus to the element with this id, once the page has been drawn.
pub fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = root().and_then(|root| root.get_element_by_id(&id)) {
            focus(&element);
        }
    });
}

/// Moves the focus to an element; false where it does not take it.
///
/// In somebody else's page it is moved only within the app: whoever is at something else there stays at it.
pub fn focus(element: &Element) -> bool {
    may_have_focus() && element.dyn_ref::<HtmlElement>().is_some_and(|element| element.focus().is_ok())
}

fn may_have_focus() -> bool {
    !is_embedded() || of_page("isAtIt").as_bool() == Some(true)
}

/// What has the focus within the app.
pub fn focused() -> Option<Element> {
    root()?.active_element()
}

/// Moves the focus to the first element that fits `selector`: at once where there is one, so that the next key finds it
/// there; otherwise as soon as there is one, within ten seconds.
pub fn focus_when_there(selector: String) {
    if focus_first(&selector) {
        return;
    }
    // What had the focus may be gone with its row: then the page itself has it.
    let active = || focused().filter(|element| element.tag_name() != "BODY");
    let before = active();
    leptos::task::spawn_local(async move {
        for _ in 0..500 {
            sleep(Duration::from_millis(20)).await;
            let now = active();
            // Whoever has moved the focus meanwhile keeps it.
            if (now.is_some() && now != before) || focus_first(&selector) {
                return;
            }
        }
    });
}

/// Whether the first element that fits `selector` has the focus.
pub fn has_focus(selector: &str) -> bool {
    let active = focused();
    active.is_some() && active == first(selector)
}

/// Whether nothing has the focus, since what had it is gone. That is a matter of the whole page.
pub fn is_focus_lost() -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_none_or(|active| active.tag_name() == "BODY")
}

/// Moves the focus to the first element that fits `selector` without scrolling; false where nothing does.
pub fn focus_first(selector: &str) -> bool {
    let element = first(selector).filter(|_| may_have_focus());
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let calmly = web_sys::FocusOptions::new();
    calmly.set_prevent_scroll(true);
    element.focus_with_options(&calmly).is_ok()
}

/// Moves the focus from one of the elements that fit `selector` to the next of them, or back; false where there is none.
pub fn focus_sibling(selector: &str, forward: bool) -> bool {
    let (all, active) = (all(selector), focused());
    let at = all.iter().position(|it| Some(it) == active.as_ref());
    let other = at.and_then(|at| if forward { at.checked_add(1) } else { at.checked_sub(1) });
    other.and_then(|other| all.get(other)).is_some_and(focus)
}

/// Presses the button that has the focus.
pub fn press_focused() {
    if let Some(button) = focused().and_then(|active| active.dyn_into::<web_sys::HtmlButtonElement>().ok()) {
        button.click();
    }
}
