//! Which pages of the app are alive in this browser: each holds a lock in its own name for as long as it lives, which
//! ends with it even when it crashes.

use std::collections::BTreeSet;

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

const PREFIX: &str = "caseport-page/";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, held: &Closure<dyn FnMut() -> Promise>) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = query, catch)]
    fn query_locks() -> Result<Promise, JsValue>;
}

/// Shows the other pages that this one lives.
pub fn announce(page: &str) {
    let never = Closure::new(|| Promise::new(&mut |_, _| {}));
    // Where there are no locks (an insecure origin), the storage alone keeps two pages apart.
    let _ = request_lock(&format!("{PREFIX}{page}"), &never);
    never.forget();
}

/// The pages that live, this one among them; empty where the browser cannot tell.
pub async fn alive() -> BTreeSet<String> {
    names().await.unwrap_or_default()
}

async fn names() -> Result<BTreeSet<String>, JsValue> {
    let state = JsFuture::from(query_locks()?).await?;
    let held = Array::from(&Reflect::get(&state, &"held".into())?);
    let names = held.iter().filter_map(|lock| Reflect::get(&lock, &"name".into()).ok()?.as_string());
    Ok(names.filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned)).collect())
}
