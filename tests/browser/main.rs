//! Parts of the app in a real browser: components, stores and the pure parts that stand on the browser's own functions.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at what it did not expect"
)]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod drafts;
mod embedded;
mod errors;
mod fields;
mod flow;
mod i18n;
mod json;
mod links;
mod loader;
mod markdown;
mod page;
mod routes;
mod site;
mod stream;
mod transport;
mod uploads;
