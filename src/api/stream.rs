//! `GET /organizations/{org}/stream`: what changes there, as it changes.
//!
//! Read by `fetch`, not by the browser's `EventSource`: that one cannot be told where to go on from after the page gave it
//! up, does not say why it was refused, and cannot send a token.

use std::time::Duration;

use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::bearer::{self, Token};
use super::{Api, ApiError, Place, segment};
use crate::platform;

/// A line that is silent for so long is dead: the server says something every 15 seconds.
const SILENCE: Duration = Duration::from_secs(40);

/// An event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Where to go on from after it.
    pub id: Option<String>,
    /// What kind it is; empty where only `id` matters.
    pub name: String,
    /// What it says.
    pub data: String,
}

/// Reads a stream, and tells `on` of each event, until it ends.
///
/// # Errors
/// Why there is none; a stream that was there and ended is no error.
pub async fn stream(
    api: Api,
    place: &Place,
    after: Option<&str>,
    signal: Option<&AbortSignal>,
    on: impl Fn(Event),
) -> Result<(), ApiError> {
    let token = bearer::token().await?;
    let mut response = open(api, place, after, signal, &token).await?;
    if let Some(token) = token.filter(|_| response.status() == 401) {
        let token = bearer::instead_of(&token).await?;
        response = open(api, place, after, signal, &Some(token)).await?;
        if response.status() == 401 {
            bearer::refused();
        }
    }
    if !response.ok() {
        let body = response.text().await.unwrap_or_default();
        return Err(ApiError::from_answer(response.status(), &body));
    }
    let Some(body) = response.body() else { return Err(ApiError::Failed(None)) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut events = Events::default();
    while let Some(bytes) = platform::within(SILENCE, next(reader.clone())).await.flatten() {
        events.take(&bytes, &on);
    }
    Ok(())
}

async fn open(
    api: Api,
    place: &Place,
    after: Option<&str>,
    signal: Option<&AbortSignal>,
    token: &Option<Token>,
) -> Result<Response, ApiError> {
    let address = api.address(&format!("/organizations/{}/stream", segment(place.as_str())));
    let mut request = RequestBuilder::new(&address)
        .abort_signal(signal)
        .credentials(api.credentials())
        .header("accept", "text/event-stream");
    if let Some(token) = token {
        request = request.header("authorization", token.header());
    }
    if let Some(after) = after {
        request = request.header("last-event-id", after);
    }
    request.send().await.map_err(|_| ApiError::Unreachable)
}

/// The next bytes; none at the end.
async fn next(reader: ReadableStreamDefaultReader) -> Option<Vec<u8>> {
    let read = JsFuture::from(reader.read()).await.ok()?;
    let bytes = Reflect::get(&read, &"value".into()).ok()?;
    bytes.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}

/// Takes a stream apart (the WHATWG's "server-sent events", section 9.2.6), wherever its pieces are cut.
#[derive(Default)]
pub struct Events {
    line: Vec<u8>,
    event: Event,
}

impl Events {
    /// Takes the next piece, and tells `on` of each event that ends in it.
    pub fn take(&mut self, bytes: &[u8], on: impl Fn(Event)) {
        for &byte in bytes {
            if byte != b'\n' {
                self.line.push(byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                let event = std::mem::take(&mut self.event);
                if event != Event::default() {
                    on(event);
                }
                continue;
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "id" => self.event.id = Some(value.to_owned()),
                "event" => value.clone_into(&mut self.event.name),
                "data" if self.event.data.is_empty() => value.clone_into(&mut self.event.data),
                "data" => {
                    self.event.data.push('\n');
                    self.event.data.push_str(value);
                }
                // Comments, and what later versions may say.
                _ => {}
            }
        }
    }
}
