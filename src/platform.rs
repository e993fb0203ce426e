//! The browser, where Leptos has no word for it: clock, random keys, storage, timers. Everything here fails softly,
//! since a portal's frame may forbid any of it.

pub mod locks;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_channel::oneshot;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlDocument, HtmlElement};

/// The time now, by the browser's clock.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or(DateTime::UNIX_EPOCH)
}

/// A fresh key for a request that must take effect once.
pub fn new_key() -> String {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    // Without `crypto` (an insecure origin) the clock and `Math.random` make a key that is unique enough for one user.
    crypto.filter(|_| is_secure_context()).map_or_else(
        || format!("{:x}-{:x}", now().timestamp_micros(), (js_sys::Math::random() * 9e15) as u64),
        |crypto| crypto.random_uuid(),
    )
}

fn is_secure_context() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Waits.
pub async fn sleep(duration: Duration) {
    let (done, wait) = oneshot::channel();
    leptos::prelude::set_timeout(
        move || {
            // Nobody waits any more where the receiver is gone.
            let _ = done.send(());
        },
        duration,
    );
    let _ = wait.await;
}

/// What the work brings, where it does so in time.
pub async fn within<T: 'static>(time: Duration, work: impl Future<Output = T> + 'static) -> Option<T> {
    let (done, wait) = oneshot::channel();
    let done = Rc::new(Cell::new(Some(done)));
    let late = Rc::clone(&done);
    leptos::prelude::set_timeout(move || drop(late.take()), time);
    leptos::task::spawn_local(async move {
        let brought = work.await;
        if let Some(done) = done.take() {
            // Nobody waits any more where the receiver is gone.
            let _ = done.send(brought);
        }
    });
    wait.await.ok()
}

/// Remembers a value for this browser tab.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = session_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// What this browser tab remembers.
pub fn recall(key: &str) -> Option<String> {
    session_storage()?.get_item(key).ok().flatten()
}

/// Forgets a value.
pub fn forget(key: &str) {
    if let Some(storage) = session_storage() {
        let _ = storage.remove_item(key);
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// Keeps a value in this browser; none forgets it.
pub fn keep(key: &str, value: Option<&str>) {
    if let Some(storage) = local_storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// What this browser keeps.
pub fn kept(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Copies an address of this site; false where the browser does not let it.
pub async fn copy_address(address: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Ok(origin) = window.location().origin() else { return false };
    let address = origin + address;
    let navigator = js_sys::Reflect::get(&window, &"navigator".into());
    let clipboard = navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &"clipboard".into()));
    let Ok(clipboard) = clipboard else { return false };
    let write = js_sys::Reflect::get(&clipboard, &"writeText".into());
    let Some(write) = write.ok().and_then(|it| it.dyn_into::<js_sys::Function>().ok()) else { return false };
    let Some(writing) = write.call1(&clipboard, &address.into()).ok() else { return false };
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&writing)).await.is_ok()
}

/// Whether the page can read a cookie of this name.
pub fn has_cookie(name: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document()?.dyn_into::<HtmlDocument>().ok());
    let cookies = document.and_then(|document| document.cookie().ok()).unwrap_or_default();
    cookies.split(';').filter_map(|pair| pair.trim().split_once('=')).any(|(known, _)| known == name)
}

/// Loads the app anew at its home page: nothing of the present person stays in memory.
pub fn start_anew() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign("/");
    }
}

/// Moves the focus to the element with this id, once the page has been drawn.
pub fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    leptos::prelude::request_animation_frame(move || {
        let element = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id(&id))
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
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
        window.scroll_by_with_x_and_y(0.0, above);
    } else if below > 0.0 {
        window.scroll_by_with_x_and_y(0.0, below);
    }
}

/// Moves the focus to the first element that fits `selector`: at once where there is one, so that the next key finds it
/// there; otherwise as soon as there is one, within ten seconds.
pub fn focus_when_there(selector: String) {
    if focus_first(&selector) {
        return;
    }
    let active = || {
        let document = web_sys::window().and_then(|window| window.document());
        let element = document.and_then(|document| document.active_element());
        // What had the focus may be gone with its row: then the page itself has it.
        element.filter(|element| element.tag_name() != "BODY")
    };
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

/// The first element that fits `selector`.
fn first(selector: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.query_selector(selector).ok().flatten()
}

/// Whether something fits `selector`.
pub fn exists(selector: &str) -> bool {
    first(selector).is_some()
}

/// Whether the first element that fits `selector` has the focus.
pub fn has_focus(selector: &str) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_some() && active == first(selector)
}

/// Whether nothing has the focus, since what had it is gone.
pub fn is_focus_lost() -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_none_or(|active| active.tag_name() == "BODY")
}

/// Moves the focus to the first element that fits `selector` without scrolling; false where nothing does.
pub fn focus_first(selector: &str) -> bool {
    let Some(element) = first(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let calmly = web_sys::FocusOptions::new();
    calmly.set_prevent_scroll(true);
    element.focus_with_options(&calmly).is_ok()
}

/// Brings the first element that fits `selector` into view, once the page has been drawn.
pub fn show_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = first(selector) {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            nearest.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
}

/// Brings the page back to where it was scrolled, and holds it there while the page is still coming.
///
/// One call of `scroll_to` is not enough: the page left behind may be tall enough for it, and the shorter one that
/// follows while its data loads would lose the place again. Ends as soon as `given_up` says so, or after five seconds.
pub async fn hold_scroll(top: f64, given_up: impl Fn() -> bool) {
    let Some(window) = web_sys::window() else { return };
    for _ in 0..100 {
        sleep(Duration::from_millis(50)).await;
        if given_up() {
            return;
        }
        if window.scroll_y().is_ok_and(|now| (now - top).abs() >= 1.0) {
            window.scroll_to_with_x_and_y(0.0, top);
        }
    }
}

/// Whether the page is in view, and not another tab's.
pub fn is_seen() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| !document.hidden())
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

/// Has the browser download an address, without leaving the page.
pub fn download(address: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        link.set_href(address);
        link.set_download("");
        link.click();
    }
}

/// Runs `work` when the browser has nothing else to do; a few seconds from now where it cannot tell.
pub fn when_idle(work: impl FnOnce() + 'static) {
    let work = Closure::once_into_js(work);
    let Some(window) = web_sys::window() else { return };
    let request_idle = js_sys::Reflect::get(&window, &"requestIdleCallback".into());
    match request_idle.ok().and_then(|function| function.dyn_into::<js_sys::Function>().ok()) {
        Some(request_idle) => {
            let _ = request_idle.call1(&window, &work);
        }
        None => {
            let work: js_sys::Function = work.unchecked_into();
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&work, 3_000);
        }
    }
}
