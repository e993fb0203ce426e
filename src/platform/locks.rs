//! The browser's locks: what one tab holds no other tab gets, until it is let go or the tab ends, even by a crash.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &Object, held: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = query, catch)]
    fn query_locks() -> Result<Promise, JsValue>;
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

/// Takes a lock; none where another tab has it and it is not to be waited for. Where there are no locks (an insecure
/// origin, a frame that may not), everybody gets one: then nothing keeps two tabs apart but what they write to.
pub async fn hold(name: &str, wait: bool) -> Option<Held> {
    let (send, granted) = oneshot::channel();
    let send = Rc::new(Cell::new(Some(send)));
    let answer = move |held: Option<Held>| {
        if let Some(send) = send.take() {
            // Nobody waits any more where the receiver is gone; the lock goes with it.
            let _ = send.send(held);
        }
    };
    let on_lock = Closure::once_into_js({
        let answer = answer.clone();
        move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                answer(None);
                return JsValue::UNDEFINED;
            }
            let mut release = None;
            let until = Promise::new(&mut |resolve, _| release = Some(resolve));
            answer(Some(Held(release)));
            until.into()
        }
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &(!wait).into());
    match request_lock(name, &options, &on_lock) {
        Ok(request) => spawn_local(async move {
            if JsFuture::from(request).await.is_err() {
                answer(Some(Held(None)));
            }
        }),
        Err(_) => return Some(Held(None)),
    }
    granted.await.ok().flatten()
}

/// The names of the locks that are held, in whichever tab; empty where the browser cannot tell.
pub async fn held() -> BTreeSet<String> {
    names().await.unwrap_or_default()
}

async fn names() -> Result<BTreeSet<String>, JsValue> {
    let state = JsFuture::from(query_locks()?).await?;
    let held = Array::from(&Reflect::get(&state, &"held".into())?);
    Ok(held.iter().filter_map(|lock| Reflect::get(&lock, &"name".into()).ok()?.as_string()).collect())
}
