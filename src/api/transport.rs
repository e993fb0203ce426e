//! Sends requests. Where the session has ended meanwhile, the request waits until the person has signed in again in
//! place and is then sent again: what was being done is finished, not lost.

use futures_channel::oneshot;
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Promise, Reflect};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::ApiError;

/// Where the API is.
pub(super) const ROOT: &str = "/api/v1";

/// The connection to the server.
#[derive(Clone, Copy)]
pub struct Api {
    /// Whether somebody was signed in: only then is a 401 the end of a session.
    signed_in: RwSignal<bool>,
    /// Whether requests wait for a new sign-in.
    expired: RwSignal<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<()>>, LocalStorage>,
}

/// An answer as it came.
struct Answer {
    status: u16,
    body: String,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            signed_in: RwSignal::new(false),
            expired: RwSignal::new(false),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }
}

impl Api {
    /// Whether the session has ended while the person was working; reactive.
    pub fn is_expired(self) -> bool {
        self.expired.get()
    }

    /// Somebody has signed in: what waited goes on.
    pub fn resume(self) {
        self.signed_in.set(true);
        self.expired.set(false);
        for waiting in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // Whoever waited may be gone with its page.
            let _ = waiting.send(());
        }
    }

    /// The person has signed out, or will not sign in again: what waited fails.
    pub fn give_up(self) {
        self.signed_in.set(false);
        self.expired.set(false);
        self.waiting.update_value(Vec::clear);
    }

    /// Reads.
    pub(super) async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        decode(&self.send(Method::GET, path, None, None).await?)
    }

    /// Reads, without waiting for a new sign-in where the session has ended.
    pub(super) async fn get_now<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        decode(&answer(fetch(Method::GET, path, None, None).await?)?)
    }

    /// Sends something, without waiting for a new sign-in where the session has ended.
    pub(super) async fn send_now(
        self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<(), ApiError> {
        answer(fetch(method, path, Some(&encode(body)?), None).await?).map(|_| ())
    }

    /// Sends something whose answer has no content of interest.
    pub(super) async fn send_only(
        self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<(), ApiError> {
        self.send(method, path, Some(&encode(body)?), None).await.map(|_| ())
    }

    /// Asks something that needs a body.
    pub(super) async fn post<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        decode(&self.send(Method::POST, path, Some(&encode(body)?), None).await?)
    }

    /// Puts something in place of what is there.
    pub(super) async fn put<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        decode(&self.send(Method::PUT, path, Some(&encode(body)?), None).await?)
    }

    /// Sends something that takes effect once for a key, however often it is sent.
    pub(super) async fn post_once<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
        key: &str,
    ) -> Result<T, ApiError> {
        decode(&self.send(Method::POST, path, Some(&encode(body)?), Some(key)).await?)
    }

    /// One function for all, so that its code is in the app once.
    async fn send(
        self,
        method: Method,
        path: &str,
        body: Option<&str>,
        key: Option<&str>,
    ) -> Result<Answer, ApiError> {
        loop {
            let answer = match prefetched(&method, path).await {
                Some(answer) => answer,
                None => fetch(method.clone(), path, body, key).await?,
            };
            if answer.status != 401 || !self.signed_in.get_untracked() {
                return self::answer(answer);
            }
            self.wait_for_sign_in().await?;
        }
    }

    /// Waits until the person has signed in again, for a request that is not sent from here.
    ///
    /// # Errors
    /// They will not.
    pub async fn sign_in_again(self) -> Result<(), ApiError> {
        self.wait_for_sign_in().await
    }

    /// Waits until the person has signed in again, without asking them to: for what they have not asked for themselves.
    ///
    /// # Errors
    /// They will not.
    pub async fn signed_in_again(self) -> Result<(), ApiError> {
        let (resume, wait) = oneshot::channel();
        self.waiting.update_value(|waiting| waiting.push(resume));
        wait.await.map_err(|_| ApiError::SignedOut)
    }

    async fn wait_for_sign_in(self) -> Result<(), ApiError> {
        let signed_in = self.signed_in_again();
        // Whoever comes later must not draw the dialog anew: somebody may be typing there already.
        if !self.expired.get_untracked() {
            self.expired.set(true);
        }
        signed_in.await
    }
}

/// The answer of a request that did what it was to do; the error otherwise.
fn answer(answer: Answer) -> Result<Answer, ApiError> {
    match answer.status {
        200..=299 => Ok(answer),
        status => Err(ApiError::from_answer(status, &answer.body)),
    }
}

async fn fetch(
    method: Method,
    path: &str,
    body: Option<&str>,
    key: Option<&str>,
) -> Result<Answer, ApiError> {
    let mut builder =
        RequestBuilder::new(&format!("{ROOT}{path}")).method(method).header("accept", "application/json");
    if let Some(key) = key {
        builder = builder.header("idempotency-key", key);
    }
    let request = match body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    };
    let response = request.map_err(|_| ApiError::Failed(None))?.send().await;
    let response = response.map_err(|_| ApiError::Unreachable)?;
    let body = response.text().await.map_err(|_| ApiError::Unreachable)?;
    Ok(Answer { status: response.status(), body })
}

/// What `boot.js` asked for while the app was being downloaded: `caseportPrefetch[path]` is a promise of
/// `[status, body]`, good for one use.
async fn prefetched(method: &Method, path: &str) -> Option<Answer> {
    if *method != Method::GET {
        return None;
    }
    let store = Reflect::get(&js_sys::global(), &"caseportPrefetch".into()).ok()?;
    let promise = Reflect::get(&store, &path.into()).ok().filter(|value| !value.is_undefined())?;
    Reflect::set(&store, &path.into(), &JsValue::UNDEFINED).ok()?;
    let answer =
        JsFuture::from(Promise::resolve(&promise)).await.ok().filter(|value| !value.is_undefined())?;
    let answer = js_sys::Array::from(&answer);
    let status = answer.get(0).as_f64()? as u16;
    Some(Answer { status, body: answer.get(1).as_string()? })
}

fn encode(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(|_| ApiError::Failed(None))
}

/// An answer that this build cannot read comes from a server that is not ours, or newer than the contract allows.
fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, ApiError> {
    serde_json::from_str(&answer.body).map_err(|_| ApiError::Failed(None))
}
