//! Other windows of the same browser.

use leptos::prelude::{on_cleanup, window_event_listener};

use super::{keep, now};

/// Opens a small window of its own at an address; false where the browser opens none.
pub fn open_window(address: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let opened = window.open_with_url_and_target_and_features(
        address,
        "caseport-sign-in",
        "popup,width=560,height=760",
    );
    opened.is_ok_and(|window| window.is_some())
}

/// Closes this window, where a page has opened it.
pub fn close_window() {
    if let Some(window) = web_sys::window() {
        let _ = window.close();
    }
}

/// Tells the other windows a word, now.
pub fn tell_windows(word: &str) {
    keep(word, Some(&now().timestamp_millis().to_string()));
}

/// Runs `work` whenever another window tells the word, for as long as the present owner lives.
pub fn when_told(word: &'static str, work: impl Fn() + 'static) {
    let listener =
        window_event_listener(leptos::ev::Custom::<web_sys::Event>::new("storage"), move |event| {
            let key = js_sys::Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string());
            if key.as_deref() == Some(word) {
                work();
            }
        });
    on_cleanup(move || listener.remove());
}
