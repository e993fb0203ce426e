//! GET /files/{id}: a file of a case, or a part of it, for whoever sees the case.
//!
//! The bytes go from the disk, or the bucket, to the reader in small pieces, and nothing of the database is held meanwhile: slow
//! readers cost an open file or a connection each. What was uploaded is foreign: it leaves as bytes of no type, to be saved and never shown,
//! so that no page can be made to run it as its own.

mod disposition;
mod range;

use std::io;
use std::time::SystemTime;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse as _, Response};
use headers::{
    AcceptRanges, ContentLength, ContentRange, ETag, HeaderMapExt as _, IfModifiedSince, IfNoneMatch,
    IfRange, LastModified,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::SignedIn;
use crate::files::Fault;
use crate::http::path::path_part;
use crate::http::problem::{self, ApiError, ApiResult};
use crate::state::AppState;
use crate::store::cases::Download;
use crate::store::cases::files::{self, HandedOut};
use crate::uploads::problem::of_disk;
use range::Wanted;

/// Headers of every answer that has bytes of a file: to be saved, asked for anew each time, and nobody else's.
const FOREIGN: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
];

/// The endpoint.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(file))
}

/// Whether an answer may be compressed on its way: not one that can be gone on with, whose bytes must stay where they are.
pub fn may_compress(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::ACCEPT_RANGES)
}

/// `{id}` of the address. Whatever it is, the store knows it or not; only what it knows reaches the disk.
pub struct FileId(String);

impl<S: Send + Sync> FromRequestParts<S> for FileId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "id", |text| Some(Self(text.to_owned()))).await
    }
}

/// The file's bytes, or one range of them.
#[utoipa::path(
    get, path = "/files/{id}", tag = "cases",
    params(
        ("id" = String, Path, description = "The file, as its case's list names it."),
        ("Range" = Option<String>, Header, description = "One range of bytes; several are answered with the whole."),
        ("If-Range" = Option<String>, Header, description = "`ETag` or `Last-Modified` of what one has a part of."),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of what one has."),
    ),
    responses(
        (
            status = 200, content_type = "application/octet-stream", body = Vec<u8>, description = "All of it.",
            headers(
                ("ETag" = String, description = "The SHA-256 of all of it."),
                ("Last-Modified" = String, description = "When it had arrived."),
                ("Content-Disposition" = String, description = "`attachment`, with its name."),
            ),
        ),
        (
            status = 206, content_type = "application/octet-stream", body = Vec<u8>, description = "The range.",
            headers(("Content-Range" = String, description = "Which bytes of how many.")),
        ),
        (status = 304, description = "One has it."),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::File,
    ),
)]
pub async fn file(
    signed_in: SignedIn,
    State(state): State<AppState>,
    FileId(id): FileId,
    asked: HeaderMap,
) -> ApiResult<Response> {
    let file = {
        let mut read = state.store.read().await?;
        let case = files::case_of(&mut read, &signed_in.user, &id).await?.ok_or_else(ApiError::not_found)?;
        let allowed = case.allow::<Download>(state.clock.now())?;
        files::hand_out(&mut read, &allowed, &id).await?.ok_or_else(ApiError::not_found)?
    };
    let bytes = state.files.stored(&file.id).await.map_err(|error| unreadable(&file, error))?;
    let there = bytes.size();
    if there != file.size {
        return Err(missing(&file, &format!("{there} bytes in place of {}", file.size)));
    }
    let version = version(&file);
    if is_known(&asked, &version) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        describe(&mut response, &version);
        return Ok(response);
    }
    let range = if is_of(&asked, &version) { asked.get(header::RANGE) } else { None };
    let (status, first, length) = match range::wanted(range, file.size) {
        Wanted::Whole => (StatusCode::OK, 0, file.size),
        Wanted::Part { first, last } => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Wanted::Nothing => return Err(unsatisfiable(file.size)),
    };
    let body = bytes.body(first, length).await.map_err(|error| unreadable(&file, error))?;
    let mut response = (status, FOREIGN, body).into_response();
    describe(&mut response, &version);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, disposition::attachment(&file.name));
    headers.typed_insert(ContentLength(length));
    headers.typed_insert(AcceptRanges::bytes());
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = ContentRange::bytes(first..first + length, file.size)
    {
        headers.typed_insert(range);
    }
    Ok(response)
}

type FileVersion = (Option<ETag>, LastModified);

/// What tells this file from any other: under one id the bytes never change.
fn version(file: &HandedOut) -> FileVersion {
    let etag = file.sha256.as_ref().and_then(|sha256| format!("\"{sha256}\"").parse().ok());
    (etag, LastModified::from(SystemTime::from(file.uploaded_at)))
}

fn describe(response: &mut Response, (etag, modified): &FileVersion) {
    let headers = response.headers_mut();
    if let Some(etag) = etag {
        headers.typed_insert(etag.clone());
    }
    headers.typed_insert(*modified);
    for (name, value) in FOREIGN.into_iter().filter(|(name, _)| *name != header::CONTENT_TYPE) {
        headers.insert(name, value);
    }
}

/// Whether the reader has it already.
fn is_known(asked: &HeaderMap, (etag, modified): &FileVersion) -> bool {
    match (asked.typed_get::<IfNoneMatch>(), etag) {
        (Some(known), Some(etag)) => !known.precondition_passes(etag),
        (Some(_), None) => false,
        (None, _) => {
            asked.typed_get::<IfModifiedSince>().is_some_and(|since| !since.is_modified((*modified).into()))
        }
    }
}

/// Whether a range is asked for of this file and no other.
fn is_of(asked: &HeaderMap, (etag, modified): &FileVersion) -> bool {
    match asked.typed_try_get::<IfRange>() {
        Ok(None) => true,
        Ok(Some(range)) => !range.is_modified(etag.as_ref(), Some(modified)),
        Err(_) => false,
    }
}

fn unreadable(file: &HandedOut, error: io::Error) -> ApiError {
    match Fault::of(&error) {
        Some(_) => of_disk(error),
        None => missing(file, &error),
    }
}

fn missing(file: &HandedOut, what: &dyn std::fmt::Display) -> ApiError {
    tracing::error!(file = %file.id, what = %what, "the bytes of a file are missing");
    ApiError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "file-missing",
        "The file is missing on the server",
        "The case has this file, and its bytes cannot be found. Tell support the request's id; if you have the file, \
         add it to the case once more.",
    )
}

fn unsatisfiable(size: u64) -> ApiError {
    let error = ApiError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "no-such-range",
        "The file has no such part",
        format!("The file has {size} bytes; ask for a range within them, or for all of it."),
    );
    let mut headers = HeaderMap::new();
    headers.typed_insert(ContentRange::unsatisfied_bytes(size));
    match headers.remove(header::CONTENT_RANGE) {
        Some(range) => error.with_header(header::CONTENT_RANGE, range),
        None => error,
    }
}
