//! What is around the app: its own page, or an element in somebody else's.
//!
//! Whoever starts the app leaves an object called `caseportPage` for it: `boot.js` on the window, `caseport.js` as the
//! argument of the function that makes an instance of the wasm. Each element has an instance, and so has whatever this
//! program holds in statics: two on a page cannot disturb each other, and one that is gone takes all of it along.

use std::any::Any;
use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = caseportPage)]
    static PAGE: Option<Object>;
}

/// Something that the page has for the app; undefined where it has no such thing.
pub fn of_page(name: &str) -> JsValue {
    PAGE.with(|page| page.as_ref().and_then(|page| Reflect::get(page, &name.into()).ok()))
        .unwrap_or(JsValue::UNDEFINED)
}

/// Leaves something for the page.
pub fn leave_to_page(name: &str, value: &JsValue) {
    PAGE.with(|page| {
        // A page that has frozen its object does without.
        let _ = page.as_ref().map(|page| Reflect::set(page, &name.into(), value));
    });
}

/// Calls a function of the page's; none where there is no such function, or it threw.
pub fn call_page(name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = of_page(name).dyn_into().ok()?;
    function.apply(&JsValue::UNDEFINED, &arguments.iter().collect()).ok()
}

/// The same, for what takes time.
///
/// # Errors
/// What it was refused with; undefined where there is no such function.
pub async fn ask_page(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let answer = call_page(name, arguments).ok_or(JsValue::UNDEFINED)?;
    wasm_bindgen_futures::JsFuture::from(Promise::resolve(&answer)).await
}

/// Has the page fetch the styles that the first page does without; what comes of it is whether they are there. An element has
/// them from the start.
pub fn styles() -> impl Future<Output = bool> {
    let coming =
        call_page("styles", &[]).map(|it| wasm_bindgen_futures::JsFuture::from(Promise::resolve(&it)));
    async move {
        match coming {
            Some(coming) => coming.await.is_ok(),
            None => true,
        }
    }
}

thread_local! {
    /// What keeps the app on the screen.
    static MOUNTED: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// Keeps the app on the screen by whatever that takes.
pub fn stay_mounted(mounted: impl Any) {
    MOUNTED.set(Some(Box::new(mounted)));
}

/// Takes the app off the screen, with all that it listens to and waits for.
pub fn unmount() {
    // Taken out first: whatever ends with it may look here.
    drop(MOUNTED.take());
    super::listen::end();
    super::timer::end();
}

/// Whether the app is an element in somebody else's page.
pub fn is_embedded() -> bool {
    of_page("root").is_object()
}

/// Tells the page around the element of something, as an event; on its own page there is nobody to tell.
pub fn tell_host(event: &str, detail: &JsValue) {
    call_page("tell", &[event.into(), detail.clone()]);
}

/// What the app's elements are found in: the document or a shadow root, whose ways to find something have the same names.
/// Nothing else of a document may be asked of it.
pub(super) fn root() -> Option<Document> {
    let root = of_page("root");
    if root.is_object() {
        return Some(root.unchecked_into());
    }
    web_sys::window()?.document()
}

/// The element around the whole app: the body, or what stands for it.
pub fn around() -> Option<HtmlElement> {
    let around = of_page("around");
    around.dyn_into().ok().or_else(|| web_sys::window()?.document()?.body())
}

/// The element that says in which language and direction everything is.
pub(crate) fn whole() -> Option<Element> {
    let around = of_page("around");
    around.dyn_into().ok().or_else(|| web_sys::window()?.document()?.document_element())
}
