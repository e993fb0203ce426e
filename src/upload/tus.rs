//! The wire: tus 1.0.0, as far as one needs it to send a file. Any server that speaks it will do.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Date;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

use super::digest::base64;
use super::record::{Record, Target};
use crate::api::Api;
use crate::api::bearer::{self, Token};

/// Where uploads are begun, within the API.
const ENDPOINT: &str = "/uploads";

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// `Upload-Offset`.
    pub offset: Option<u64>,
    /// `Location`.
    pub location: Option<String>,
    /// Its body.
    pub body: String,
}

/// There was no answer: no network, no server, or the request was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost;

/// A request that can be stopped.
#[derive(Clone, Default)]
pub struct Line(Rc<RefCell<Option<XmlHttpRequest>>>);

impl Line {
    /// Stops what is being sent.
    pub fn cut(&self) {
        if let Some(request) = self.0.borrow_mut().take() {
            let _ = request.abort();
        }
    }
}

/// How long nothing may move, in milliseconds: a line that is dead without having been cut says nothing of it.
const PATIENCE_MS: f64 = 120_000.0;

/// Begins an upload.
pub async fn begin(api: Api, record: &Record) -> Result<Answer, Lost> {
    let metadata = metadata(record);
    let size = record.size.to_string();
    let headers =
        [("Upload-Length", size.as_str()), ("Upload-Metadata", &metadata), ("Idempotency-Key", &record.key)];
    exchange(api, "POST", &api.address(ENDPOINT), &headers, None, None).await
}

/// Asks where an upload stands.
pub async fn state(api: Api, url: &str) -> Result<Answer, Lost> {
    exchange(api, "HEAD", url, &[], None, None).await
}

/// Sends a piece; `progress` is told how much of it is on its way.
pub async fn send(
    api: Api,
    url: &str,
    offset: u64,
    piece: &Blob,
    checksum: Option<&str>,
    line: &Line,
    progress: impl Fn(u64) + 'static,
) -> Result<Answer, Lost> {
    let offset = offset.to_string();
    let mut headers =
        vec![("Upload-Offset", offset.as_str()), ("Content-Type", "application/offset+octet-stream")];
    if let Some(checksum) = checksum {
        headers.push(("Upload-Checksum", checksum));
    }
    exchange(api, "PATCH", url, &headers, Some(piece), Some((line, Rc::new(progress)))).await
}

/// Gives an upload up.
pub async fn remove(api: Api, url: &str) -> Result<Answer, Lost> {
    exchange(api, "DELETE", url, &[], None, None).await
}

type Watch<'a> = (&'a Line, Rc<dyn Fn(u64)>);

/// With a token where the app has its tokens from the page around it; with another one where the first was not taken.
async fn exchange(
    api: Api,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&Blob>,
    watch: Option<Watch<'_>>,
) -> Result<Answer, Lost> {
    // Whoever goes on with it tries again, as with a line that was cut; the address is one that the API has given.
    let token = if api.owns(url) { bearer::token().await.map_err(|_| Lost)? } else { None };
    let answer = exchange_as(&token, method, url, headers, body, watch.clone()).await?;
    let Some(token) = token.filter(|_| answer.status == 401) else { return Ok(answer) };
    let token = bearer::instead_of(&token).await.map_err(|_| Lost)?;
    let answer = exchange_as(&Some(token), method, url, headers, body, watch).await?;
    if answer.status == 401 {
        bearer::refused();
    }
    Ok(answer)
}

/// By `XMLHttpRequest`, since `fetch` does not tell how much has been sent.
async fn exchange_as(
    token: &Option<Token>,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&Blob>,
    watch: Option<Watch<'_>>,
) -> Result<Answer, Lost> {
    let request = XmlHttpRequest::new().map_err(|_| Lost)?;
    request.open_with_async(method, url, true).map_err(|_| Lost)?;
    // Of weight only where the API is on another origin; with a token, cookies play no part.
    request.set_with_credentials(token.is_none());
    if let Some(token) = token {
        request.set_request_header("Authorization", token.header()).map_err(|_| Lost)?;
    }
    request.set_request_header("Tus-Resumable", "1.0.0").map_err(|_| Lost)?;
    for (name, value) in headers {
        request.set_request_header(name, value).map_err(|_| Lost)?;
    }
    let (ended, end) = oneshot::channel::<()>();
    let on_end = Closure::once_into_js(move || {
        let _ = ended.send(());
    });
    request.set_onloadend(Some(on_end.unchecked_ref()));
    let line = watch.as_ref().map(|(line, _)| (*line).clone());
    let begun = Date::now();
    request.set_timeout(PATIENCE_MS as u32);
    let on_progress = watch.map(|(_, progress)| {
        let request = request.clone();
        Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            // It counts from the beginning, and may be moved on.
            request.set_timeout((Date::now() - begun + PATIENCE_MS) as u32);
            progress(event.loaded() as u64);
        })
    });
    if let (Some(on_progress), Ok(upload)) = (&on_progress, request.upload()) {
        upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    }
    if let Some(line) = &line {
        *line.0.borrow_mut() = Some(request.clone());
    }
    request.send_with_opt_blob(body).map_err(|_| Lost)?;
    let _ = end.await;
    if let Some(line) = &line {
        line.0.borrow_mut().take();
    }
    let status = request.status().unwrap_or_default();
    if status == 0 {
        return Err(Lost);
    }
    let header = |name: &str| request.get_response_header(name).ok().flatten();
    Ok(Answer {
        status,
        offset: header("Upload-Offset").and_then(|text| text.parse().ok()),
        location: header("Location").and_then(|location| absolute(&location, &request.response_url())),
        body: request.response_text().ok().flatten().unwrap_or_default(),
    })
}

/// An address as the answer from `base` means it: tus allows relative ones.
fn absolute(location: &str, base: &str) -> Option<String> {
    web_sys::Url::new_with_base(location, base).ok().map(|url| url.href())
}

fn metadata(record: &Record) -> String {
    let (kind, target) = match record.target {
        Target::Case(case) => ("case", case.to_string()),
        Target::Report => ("purpose", "false_detection".to_owned()),
    };
    let pairs = [
        (kind, target.as_str()),
        ("filename", &record.name),
        ("filetype", &record.content_type),
        ("batch", &record.batch),
    ];
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> =
        pairs.map(|(key, value)| format!("{key} {}", base64(value.as_bytes()))).collect();
    pairs.join(",")
}
