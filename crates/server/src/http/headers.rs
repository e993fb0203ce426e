//! The security and cache headers of every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::request::is_api;
use crate::state::AppState;

/// The headers that are the same for every page; made once at the start.
#[derive(Clone, Debug)]
pub struct SecurityHeaders {
    page_policy: HeaderValue,
    secure: bool,
}

impl SecurityHeaders {
    /// For pages that `frame_ancestors` (sources of a CSP) may embed; `secure` where people reach us by https.
    ///
    /// # Errors
    /// `frame_ancestors` cannot stand in a header, or would add a directive.
    pub fn new(frame_ancestors: &str, secure: bool) -> Result<Self, String> {
        if frame_ancestors.contains([';', ',']) {
            return Err(format!("frame ancestors are separated by blanks: {frame_ancestors:?}"));
        }
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors {frame_ancestors}; manifest-src 'self'; \
             require-trusted-types-for 'script'; trusted-types default"
        );
        let page_policy = HeaderValue::from_str(&policy)
            .map_err(|_| format!("frame ancestors cannot stand in a header: {frame_ancestors:?}"))?;
        Ok(Self { page_policy, secure })
    }
}

const API_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const COMMON: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
             microphone=(), midi=(), payment=(), usb=(), clipboard-write=(self)",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// Adds the headers that the answer does not have yet.
pub async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let api = is_api(request.uri().path());
    let immutable = request.uri().path().starts_with("/assets/");
    let embeddable = !api && is_embeddable(request.uri().path());
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    for (name, value) in COMMON {
        headers.entry(name).or_insert(value);
    }
    let (policy, cache) = match (api, immutable && found) {
        (true, _) => (API_POLICY, HeaderValue::from_static("no-store")),
        (false, true) => (
            state.security.page_policy.clone(),
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
        (false, false) => (state.security.page_policy.clone(), HeaderValue::from_static("no-cache")),
    };
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.entry(header::CACHE_CONTROL).or_insert(cache);
    if embeddable && found {
        headers.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(HeaderValue::from_static("*"));
    }
    if state.security.secure {
        insert_hsts(headers);
    }
    response
}

/// What a page elsewhere needs to embed the app: scripts and what they fetch. It is the same for everybody, and the browser
/// sends no cookies for it; what it asks the API for is another matter.
fn is_embeddable(path: &str) -> bool {
    [".bin", ".css", ".js", ".json", ".svg", ".wasm"].iter().any(|ending| path.ends_with(ending))
}

fn insert_hsts(headers: &mut HeaderMap) {
    headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static("max-age=31536000"));
}
