//! CORS for configured origins only: pages elsewhere that embed the app and carry a bearer token. Cookies are never
//! offered to them.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::state::AppState;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, idempotency-key, if-match, last-event-id, tus-resumable, upload-checksum, \
     upload-length, upload-metadata, upload-offset, x-http-method-override",
);
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "content-disposition, etag, location, retry-after, tus-resumable, tus-version, upload-expires, upload-length, upload-offset, \
     x-request-id, x-total-count",
);
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Answers preflights of configured origins and lets their pages read answers.
pub async fn allow(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let allowed = origin.filter(|origin| {
        origin.to_str().is_ok_and(|it| state.origins.own.iter().any(|own| own.eq_ignore_ascii_case(it)))
    });
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (&allowed, preflight) {
        (Some(_), true) => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    if !state.origins.own.is_empty() {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    }
    if let Some(origin) = allowed {
        write(response.headers_mut(), origin, preflight);
    }
    response
}

fn write(headers: &mut HeaderMap, origin: HeaderValue, preflight: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}
