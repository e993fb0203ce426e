//! Sends requests. Where the session has ended meanwhile, the request waits until the person has signed in again in
//! place and is then sent again: what was being done is finished, not lost.

use futures_channel::oneshot;
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, Promise, Reflect};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCredentials, RequestMode};

use super::bearer::{self, Token};
use super::{ApiError, TokenFailure};
use crate::route::Route;
use crate::site::{Settings, Site};
use crate::{json, platform};

/// Under which header a key travels.
const KEY: &str = "idempotency-key";

/// The connection to the server.
#[derive(Clone, Copy)]
pub struct Api {
    site: Site,
    /// Whether somebody was signed in: only then is a 401 the end of a session.
    signed_in: RwSignal<bool>,
    /// Whether the server has answered: whatever goes wrong later has another reason than how things are set up.
    answered: StoredValue<bool>,
    /// Whether requests wait for a new sign-in.
    expired: RwSignal<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<()>>, LocalStorage>,
}

/// An answer as it came.
struct Answer {
    status: u16,
    body: String,
}

impl Api {
    /// The API of this installation.
    pub fn of(site: Site) -> Self {
        Self {
            site,
            signed_in: RwSignal::new(false),
            answered: StoredValue::new(false),
            expired: RwSignal::new(false),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }

    /// The address of something of the API's, for what the browser fetches by itself; `path` begins with a slash.
    pub fn address(self, path: &str) -> String {
        self.site.api(path)
    }

    /// How the app is installed.
    pub fn settings(self) -> Settings {
        self.site.settings()
    }

    /// Whether an address is on the API's origin: only there a token may go.
    pub fn owns(self, address: &str) -> bool {
        let origin = |address: &str| {
            let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
            web_sys::Url::new_with_base(address, &here).map(|url| url.origin()).ok()
        };
        let own = origin(&self.address("/"));
        own.is_some() && own == origin(address)
    }

    /// The host that the API is on.
    pub fn host(self) -> String {
        let location = web_sys::window().map(|window| window.location());
        let here = location.and_then(|location| location.href().ok()).unwrap_or_default();
        web_sys::Url::new_with_base(&self.address(""), &here).map(|url| url.host()).unwrap_or_default()
    }

    /// The address of the app's home page.
    pub fn home(self) -> String {
        self.site.href(&Route::HOME)
    }

    /// Whether the browser is to send cookies: with a token they play no part.
    pub(super) fn credentials(self) -> RequestCredentials {
        if bearer::is_used() {
            RequestCredentials::Omit
        } else if self.is_elsewhere() {
            RequestCredentials::Include
        } else {
            RequestCredentials::SameOrigin
        }
    }

    /// Whether the API is on another origin than the app.
    pub fn is_elsewhere(self) -> bool {
        self.site.is_api_elsewhere()
    }

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

    /// Reads, and gives the text back, too.
    pub(super) async fn get_with_text<T: DeserializeOwned>(
        self,
        path: &str,
    ) -> Result<(T, String), ApiError> {
        let answer = self.send(Method::GET, path, None, None).await?;
        Ok((decode(&answer)?, answer.body))
    }

    /// Reads, without waiting for a new sign-in where the session has ended.
    pub(super) async fn get_now<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        decode(&answer(self.fetch(Method::GET, path, None, None).await?)?)
    }

    /// Sends something, without waiting for a new sign-in where the session has ended.
    pub(super) async fn send_now(
        self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<(), ApiError> {
        answer(self.fetch(method, path, Some(&encode(body)?), None).await?).map(|_| ())
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

    /// Sends something whose answer may have content.
    pub(super) async fn send_for_maybe<T: DeserializeOwned>(
        self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Option<T>, ApiError> {
        Ok(decode(&self.send(method, path, Some(&encode(body)?), None).await?).ok())
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

    /// Takes something back.
    pub(super) async fn delete<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        decode(&self.send(Method::DELETE, path, None, None).await?)
    }

    /// Sends something that takes effect once for a key, however often it is sent.
    pub(super) async fn post_once<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
        key: &str,
    ) -> Result<T, ApiError> {
        decode(&self.send(Method::POST, path, Some(&encode(body)?), Some((KEY, key))).await?)
    }

    /// Puts something in place of the version that was read, and of no other.
    pub(super) async fn put_for<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
        etag: &str,
    ) -> Result<T, ApiError> {
        decode(&self.send(Method::PUT, path, Some(&encode(body)?), Some(("if-match", etag))).await?)
    }

    /// Whether something could be read now; its content stays where it is.
    pub(super) async fn look(self, path: &str) -> Result<(), ApiError> {
        self.send(Method::HEAD, path, None, None).await.map(|_| ())
    }

    /// Sends something about the version of a thing that was read, and about no other.
    pub(super) async fn send_for(
        self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
        etag: &str,
    ) -> Result<(), ApiError> {
        let body = body.map(encode).transpose()?;
        self.send(method, path, body.as_deref(), Some(("if-match", etag))).await.map(|_| ())
    }

    /// Deletes; the answer has no content of interest.
    pub(super) async fn delete_only(self, path: &str) -> Result<(), ApiError> {
        self.send(Method::DELETE, path, None, None).await.map(|_| ())
    }

    /// One function for all, so that its code is in the app once.
    async fn send(
        self,
        method: Method,
        path: &str,
        body: Option<&str>,
        header: Option<(&str, &str)>,
    ) -> Result<Answer, ApiError> {
        loop {
            let answer = match prefetched(&method, path).await {
                Some(answer) => answer,
                None => self.fetch(method.clone(), path, body, header).await?,
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
        // The page around the app has been asked, and its token was not taken: there is no form to fill in.
        if bearer::is_used() {
            return Err(ApiError::Token(TokenFailure::Refused));
        }
        let signed_in = self.signed_in_again();
        // Whoever comes later must not draw the dialog anew: somebody may be typing there already.
        if !self.expired.get_untracked() {
            self.expired.set(true);
        }
        signed_in.await
    }

    /// Sends a request, with a token where the app has its tokens from the page around it; with another one where the first
    /// was not taken.
    async fn fetch(
        self,
        method: Method,
        path: &str,
        body: Option<&str>,
        header: Option<(&str, &str)>,
    ) -> Result<Answer, ApiError> {
        let token = bearer::token().await?;
        let answer = self.fetch_as(&token, method.clone(), path, body, header).await?;
        let Some(token) = token.filter(|_| answer.status == 401) else { return Ok(answer) };
        let token = bearer::instead_of(&token).await?;
        let answer = self.fetch_as(&Some(token), method, path, body, header).await?;
        if answer.status == 401 {
            bearer::refused();
        } else if self.signed_in.get_untracked() {
            // Whoever waits for it hears that somebody is signed in again.
            self.resume();
        }
        Ok(answer)
    }

    async fn fetch_as(
        self,
        token: &Option<Token>,
        method: Method,
        path: &str,
        body: Option<&str>,
        header: Option<(&str, &str)>,
    ) -> Result<Answer, ApiError> {
        let mut builder = RequestBuilder::new(&self.address(path))
            .method(method)
            .credentials(self.credentials())
            .header("accept", "application/json");
        if let Some(token) = token {
            builder = builder.header("authorization", token.header());
        }
        if let Some((name, value)) = header {
            builder = builder.header(name, value);
        }
        let request = match body {
            Some(body) => builder.header("content-type", "application/json").body(body),
            None => builder.build(),
        };
        let response = request.map_err(|_| ApiError::Failed(None))?.send().await;
        let Ok(response) = response else { return Err(self.no_answer().await) };
        self.answered.try_set_value(true);
        let body = response.text().await.map_err(|_| ApiError::Unreachable)?;
        Ok(Answer { status: response.status(), body })
    }

    /// Why there was no answer: a server on another origin that answers whoever does not read the answer is there, and
    /// does not let this page read.
    async fn no_answer(self) -> ApiError {
        if !self.is_elsewhere() || self.answered.try_get_value() != Some(false) {
            return ApiError::Unreachable;
        }
        let probe = RequestBuilder::new(&self.address("/config")).mode(RequestMode::NoCors).send().await;
        let origin = web_sys::window().and_then(|window| window.location().origin().ok());
        match (probe, origin) {
            (Ok(_), Some(origin)) => {
                let option = if bearer::is_used() { "--origin" } else { "--app-origin" };
                ApiError::ForeignOrigin { api: self.address(""), origin, option }
            }
            _ => ApiError::Unreachable,
        }
    }
}

/// The answer of a request that did what it was to do; the error otherwise.
fn answer(answer: Answer) -> Result<Answer, ApiError> {
    match answer.status {
        200..=299 => Ok(answer),
        status => Err(ApiError::from_answer(status, &answer.body)),
    }
}

/// What the page asked for while the app was being downloaded: its `prefetch[path]` is a promise of `[status, body]`, good for
/// one use.
async fn prefetched(method: &Method, path: &str) -> Option<Answer> {
    if *method != Method::GET {
        return None;
    }
    let store = platform::of_page("prefetch");
    let promise = Reflect::get(&store, &path.into()).ok().filter(|value| !value.is_undefined())?;
    Reflect::set(&store, &path.into(), &JsValue::UNDEFINED).ok()?;
    let answer =
        JsFuture::from(Promise::resolve(&promise)).await.ok().filter(|value| !value.is_undefined())?;
    let answer = Array::from(&answer);
    let status = answer.get(0).as_f64()? as u16;
    Some(Answer { status, body: answer.get(1).as_string()? })
}

fn encode(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(|_| ApiError::Failed(None))
}

/// An answer that this build cannot read comes from a server that is not ours, or newer than the contract allows.
fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, ApiError> {
    json::read(&answer.body).ok_or(ApiError::Failed(None))
}
