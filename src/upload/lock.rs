//! One tab at a time sends an upload: each holds a lock of the browser's in the upload's name, which ends with the tab
//! even when it crashes.

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &Object, held: &JsValue) -> Result<Promise, JsValue>;
}

/// A lock, until it is dropped.
pub struct Held(Option<Function>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Takes the lock of an upload; none where another tab has it and it is not to be waited for.
pub async fn hold(upload: &str, wait: bool) -> Option<Held> {
    let (send, granted) = oneshot::channel();
    let held = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            let _ = send.send(None);
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        let until = Promise::new(&mut |resolve, _| release = Some(resolve));
        let _ = send.send(Some(Held(release)));
        until.into()
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &(!wait).into());
    match request_lock(&format!("caseport-upload/{upload}"), &options, &held) {
        // A refused lock (the page is going) is no lock; what it says is of no use.
        Ok(request) => wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(request).await;
        }),
        // Where there are no locks (an insecure origin), nothing keeps two tabs apart but the server.
        Err(_) => return Some(Held(None)),
    }
    granted.await.ok().flatten()
}
