//! What surrounds every request: its id, its line in the log, and turning whatever went wrong into a problem.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::problem::{ApiError, PROBLEM_JSON};
use crate::random;
use crate::state::AppState;

/// The header that carries the request's id, in problems as `request_id`.
pub static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, logs it, and renders problems.
pub async fn around(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = random::new_id(&*state.random).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", request_id = %id, method = %request.method(), path = %path);
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let started = Instant::now();
    async {
        let response = next.run(request).await;
        let mut response = with_problem(response, is_api(&path), &id);
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID.clone(), value);
        }
        let status = response.status().as_u16();
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if response.status().is_server_error() {
            tracing::error!(status, micros, route = matched, "answered");
        } else {
            tracing::info!(status, micros, route = matched, "answered");
        }
        response
    }
    .instrument(span)
    .await
}

/// Whether the path belongs to the API, where every error is a problem.
pub fn is_api(path: &str) -> bool {
    ["/api", "/health"]
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn with_problem(mut response: Response, api: bool, id: &str) -> Response {
    let status = response.status();
    let error = response.extensions_mut().remove::<ApiError>().or_else(|| {
        let failed = status.is_client_error() || status.is_server_error();
        let of_type = response.headers().get(header::CONTENT_TYPE);
        let is_problem = of_type.is_some_and(|value| value.as_bytes() == PROBLEM_JSON.as_bytes());
        (api && failed && !is_problem).then(|| ApiError::of_status(status))
    });
    if let Some(error) = error {
        error.render(id, &mut response);
    }
    response
}
