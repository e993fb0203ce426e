//! The browser, where Leptos has no word for it: clock, random keys, storage, timers. Everything here fails softly,
//! since a portal's frame may forbid any of it.

mod focus;
mod listen;
pub mod locks;
mod page;
mod place;
mod timer;
mod windows;

pub use focus::*;
pub use listen::*;
pub use page::*;
pub use place::*;
pub use timer::*;
pub use windows::*;

use chrono::{DateTime, Utc};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlDocument;

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

/// Copies an address, whole as others need it; false where the browser does not let it.
pub async fn copy_address(address: &str) -> bool {
    let here = web_sys::window().and_then(|window| window.location().href().ok());
    let whole = here.and_then(|here| web_sys::Url::new_with_base(address, &here).ok());
    match whole {
        Some(whole) => copy(&whole.href()).await,
        None => false,
    }
}

/// Copies a text; false where the browser does not let it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = js_sys::Reflect::get(&window, &"navigator".into());
    let clipboard = navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &"clipboard".into()));
    let Ok(clipboard) = clipboard else { return false };
    let write = js_sys::Reflect::get(&clipboard, &"writeText".into());
    let Some(write) = write.ok().and_then(|it| it.dyn_into::<js_sys::Function>().ok()) else { return false };
    let Some(writing) = write.call1(&clipboard, &text.into()).ok() else { return false };
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&writing)).await.is_ok()
}

/// Whether the page can read a cookie of this name.
pub fn has_cookie(name: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document()?.dyn_into::<HtmlDocument>().ok());
    let cookies = document.and_then(|document| document.cookie().ok()).unwrap_or_default();
    cookies.split(';').filter_map(|pair| pair.trim().split_once('=')).any(|(known, _)| known == name)
}

/// Whether the browser lets the page keep anything on the device.
pub fn can_keep() -> bool {
    local_storage().is_some()
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Loads the app anew at its home page, `home`: nothing of the present person stays in memory.
pub fn start_anew(home: &str) {
    if is_embedded() {
        call_page("restart", &[]);
    } else if let Some(window) = web_sys::window() {
        let _ = window.location().assign(home);
    }
}

/// Writes a text into the first element that fits `selector`.
pub fn write(selector: &str, text: &str) {
    if let Some(element) = first(selector) {
        element.set_text_content(Some(text));
    }
}

/// Has the `<select>` that fits `selector` show one of its choices.
pub fn choose(selector: &str, value: &str) {
    if let Some(select) = first(selector) {
        select.unchecked_into::<web_sys::HtmlSelectElement>().set_value(value);
    }
}

/// Shows that the app has stopped; the page has the words for it.
pub fn stop() {
    call_page("stop", &[]);
    if let Some(crash) = first("#crash") {
        let _ = crash.remove_attribute("hidden");
    }
}

/// The first element that fits `selector`.
pub(crate) fn first(selector: &str) -> Option<web_sys::Element> {
    root()?.query_selector(selector).ok().flatten()
}

/// Every element that fits `selector`.
pub(crate) fn all(selector: &str) -> Vec<web_sys::Element> {
    let list = root().and_then(|root| root.query_selector_all(selector).ok());
    let nodes = list.into_iter().flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// Removes the first element that fits `selector`.
pub fn remove(selector: &str) {
    if let Some(element) = first(selector) {
        element.remove();
    }
}

/// Whether something fits `selector`.
pub fn exists(selector: &str) -> bool {
    first(selector).is_some()
}

/// Whether the keyboard is a Mac's.
pub fn is_mac() -> bool {
    let platform = web_sys::window().and_then(|window| window.navigator().platform().ok());
    platform.is_some_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Whether the page is in view, and not another tab's.
pub fn is_seen() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| !document.hidden())
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

/// How many milliseconds from now `when_idle` waits at most.
const IDLE_WITHIN: i32 = 3_000;

/// Runs `work` when the browser has nothing else to do, and in a few seconds all the same: on a busy machine it may not come
/// to that at all.
pub fn when_idle(work: impl FnOnce() + 'static) {
    let work = Closure::once_into_js(work);
    let Some(window) = web_sys::window() else { return };
    let request_idle = js_sys::Reflect::get(&window, &"requestIdleCallback".into());
    match request_idle.ok().and_then(|function| function.dyn_into::<js_sys::Function>().ok()) {
        Some(request_idle) => {
            let options = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&options, &"timeout".into(), &IDLE_WITHIN.into());
            let _ = request_idle.call2(&window, &work, &options);
        }
        None => {
            let work: js_sys::Function = work.unchecked_into();
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&work, IDLE_WITHIN);
        }
    }
}
