//! What is in view, and keeping it there while the page changes around it.

use std::cell::Cell;
use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{all, around, call_page, first, focus_first, focused, is_embedded, sleep, whole};

/// What is scrolled where that is not the window: an element of somebody else's page that the app is in.
fn scroller() -> Option<web_sys::Element> {
    call_page("scroller", &[])?.dyn_into().ok()
}

/// How far the page is scrolled.
pub fn scroll_top() -> f64 {
    match scroller() {
        Some(scroller) => f64::from(scroller.scroll_top()),
        None => web_sys::window().and_then(|window| window.scroll_y().ok()).unwrap_or_default(),
    }
}

fn scroll_to(top: f64) {
    match (scroller(), web_sys::window()) {
        (Some(scroller), _) => scroller.scroll_to_with_x_and_y(0.0, top),
        (None, Some(window)) => window.scroll_to_with_x_and_y(0.0, top),
        (None, None) => {}
    }
}

fn scroll_by(distance: f64) {
    match (scroller(), web_sys::window()) {
        (Some(scroller), _) => scroller.scroll_by_with_x_and_y(0.0, distance),
        (None, Some(window)) => window.scroll_by_with_x_and_y(0.0, distance),
        (None, None) => {}
    }
}

/// Scrolls to where the app begins: another page of it begins there. What stands above it in somebody else's page is theirs.
pub fn show_top() {
    if !is_embedded() {
        scroll_to(0.0);
    } else if let Some(around) = around().filter(|around| around.get_bounding_client_rect().top() < 0.0) {
        around.scroll_into_view();
    }
}

/// Scrolls as far as needed for the row at `offset` below a table's heading to be in view.
pub fn show_row(table: Option<&HtmlElement>, offset: f64, height: f64) {
    let (Some(table), Some(window)) = (table, web_sys::window()) else { return };
    let Some(body) = table.query_selector("tbody").ok().flatten() else { return };
    let top = body.get_bounding_client_rect().top() + offset;
    let view = window.inner_height().ok().and_then(|view| view.as_f64()).unwrap_or_default();
    // The heading stays at the top, and must not cover the row.
    let above = top - 2.0 * height;
    let below = top + 2.0 * height - view;
    if above < 0.0 {
        scroll_by(above);
    } else if below > 0.0 {
        scroll_by(below);
    }
}

/// Brings the first element that fits `selector` into view, once the page has been drawn.
pub fn show_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = first(selector) {
            show(&element);
        }
    });
}

/// Brings an element into view, once the page has been drawn.
pub fn show_element_soon(element: web_sys::Element) {
    leptos::prelude::request_animation_frame(move || show(&element));
}

fn show(element: &web_sys::Element) {
    let nearest = web_sys::ScrollIntoViewOptions::new();
    nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
    nearest.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// Brings the page back to where it was scrolled, and holds it there while the page is still coming.
///
/// One call of `scroll_to` is not enough: the page left behind may be tall enough for it, and the shorter one that
/// follows while its data loads would lose the place again. Ends as soon as `given_up` says so, or after five seconds.
pub async fn hold_scroll(top: f64, given_up: impl Fn() -> bool) {
    for _ in 0..100 {
        sleep(Duration::from_millis(50)).await;
        if given_up() {
            return;
        }
        if (scroll_top() - top).abs() >= 1.0 {
            scroll_to(top);
        }
    }
}

thread_local! {
    /// Whether something is being held in its place until the next frame.
    static IS_HOLDING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps in its place on the screen what a person is at while `change` changes the page around it: the field that they
/// are typing in, or else the uppermost thing in view that fits `selector`. Changes of one frame are held as one: whoever
/// measured between them would take back what the others have mended.
pub fn hold_still<T>(selector: &str, change: impl FnOnce() -> T) -> T {
    let held = if IS_HOLDING.get() { None } else { at_hand(selector) };
    let Some(held) = held else { return change() };
    let root = whole();
    let before = held.get_bounding_client_rect().top();
    // The browser's own correction, which knows nothing of fields, would be one too many.
    let hold = move |holds: bool| {
        IS_HOLDING.set(holds);
        if let Some(root) = &root {
            let _ = root.class_list().toggle_with_force("holding", holds);
        }
    };
    hold(true);
    let done = change();
    leptos::prelude::request_animation_frame(move || {
        let moved = held.get_bounding_client_rect().top() - before;
        if held.is_connected() && moved.abs() >= 1.0 {
            scroll_by(moved);
        }
        hold(false);
    });
    done
}

/// What a person is at: the field that they are typing in, or else the uppermost thing in view that fits `selector`.
fn at_hand(selector: &str) -> Option<web_sys::Element> {
    let field = focused().filter(|active| matches!(active.tag_name().as_str(), "TEXTAREA" | "INPUT"));
    if let Some(field) = field.filter(is_in_view) {
        return Some(field);
    }
    all(selector).into_iter().find(is_in_view)
}

/// Whether an element can be seen, at least a part of it.
pub fn is_in_view(element: &web_sys::Element) -> bool {
    let height =
        web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or_default();
    let place = element.get_bounding_client_rect();
    place.height() > 0.0 && place.bottom() > 0.0 && place.top() < height
}

/// Whether the first element that fits `selector` can be seen, at least a part of it.
pub fn can_be_seen(selector: &str) -> bool {
    first(selector).is_some_and(|element| is_in_view(&element))
}

/// Brings the first element that fits `selector` to the middle of the screen, and the focus to it.
pub fn go_to(selector: String) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = first(&selector) {
            let middle = web_sys::ScrollIntoViewOptions::new();
            middle.set_block(web_sys::ScrollLogicalPosition::Center);
            element.scroll_into_view_with_scroll_into_view_options(&middle);
            focus_first(&selector);
        }
    });
}

/// Whether there is room for two columns, as the style sheets have it.
pub fn is_wide() -> bool {
    let width = match is_embedded() {
        true => around().map(|around| f64::from(around.client_width())),
        false => web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64()),
    };
    width.is_none_or(|width| width > 900.0)
}

/// Lets the first element that fits `selector` flash once, when what has changed is drawn.
pub fn flash(selector: String) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = first(&selector) {
            let classes = element.class_list();
            let _ = classes.remove_1("flash");
            // An animation begins again only where the element was measured without it.
            element.get_bounding_client_rect();
            let _ = classes.add_1("flash");
        }
    });
}
