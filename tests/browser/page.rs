//! Mounting a part of the app into the test's page, and looking at what it became.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Document, HtmlElement};

#[wasm_bindgen(inline_js = "globalThis.caseportPage = {}; export function page() {}")]
extern "C" {
    /// What starts the app leaves such an object for it, before anything of it runs.
    fn page();
}

pub fn document() -> Document {
    page();

    web_sys::window().unwrap().document().unwrap()
}

/// A part of the app in an element of its own, which goes with the guard.
pub struct Mounted {
    pub root: HtmlElement,
    _handle: Box<dyn std::any::Any>,
}

impl Mounted {
    pub fn new<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self
    where
        V::State: 'static,
    {
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let handle = mount_to(root.clone(), view);
        Self { root, _handle: Box::new(handle) }
    }

    pub fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).unwrap().map(JsCast::unchecked_into)
    }

    pub fn get(&self, selector: &str) -> HtmlElement {
        self.find(selector).unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
    }

    pub fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    pub fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// An owner for signals outside of a page, with tasks running as in the app.
pub fn owner() -> Owner {
    // Mounting anything starts what runs the tasks.
    drop(Mounted::new(|| ()));
    let owner = Owner::new();
    owner.set();
    owner
}

/// Lets effects run and waits a moment.
pub async fn wait(milliseconds: u64) {
    caseport::platform::sleep(Duration::from_millis(milliseconds)).await;
}
