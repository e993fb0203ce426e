//! CORS for configured origins only: pages elsewhere that embed the app and carry a bearer token. Cookies are offered to
//! none of them but the origins where the app itself is installed.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::state::AppState;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, idempotency-key, if-match, if-none-match, if-range, last-event-id, range, tus-resumable, upload-checksum, \
     upload-length, upload-metadata, upload-offset, x-http-method-override",
);
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "accept-ranges, content-disposition, content-range, etag, location, retry-after, tus-resumable, tus-version, upload-expires, upload-length, upload-offset, \
     x-request-id, x-total-count",
);
const TRUE: HeaderValue = HeaderValue::from_static("true");
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
        if state.origins.app.iter().any(|app| app.as_bytes().eq_ignore_ascii_case(origin.as_bytes())) {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
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
