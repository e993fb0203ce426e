//! What surrounds every request: its id, its line in the log, and turning whatever went wrong into a problem.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::problem::{ApiError, PROBLEM_JSON};
use crate::app::API;
use crate::random;
use crate::state::AppState;
use crate::telemetry::{spans, trace_id};

/// The header that carries the request's id, in problems as `request_id`.
pub static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, logs it, and renders problems.
pub async fn around(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = random::new_id(&*state.random).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let line = tracing::info_span!(
        "request", request_id = %id, trace_id = Empty, method = %request.method(), path = %without_secret(&path)
    );
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let traced = spans::request(&method, matched.as_deref(), &id, request.headers());
    let started = Instant::now();
    let _in_flight = state.metrics.begins();
    let answering = async {
        if let Some(trace) = trace_id() {
            Span::current().record("trace_id", trace);
        }
        let response = next.run(request).await;
        let mut response = with_problem(response, is_api(&path), &id);
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID.clone(), value);
        }
        let status = response.status().as_u16();
        let took = started.elapsed();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        state.metrics.answered(&method, matched.as_deref(), response.status(), took);
        if response.status().is_server_error() {
            tracing::error!(status, micros, route = matched, "answered");
        } else {
            tracing::info!(status, micros, route = matched, "answered");
        }
        response
    };
    let response = answering.instrument(line).instrument(traced.clone()).await;
    spans::answered(&traced, response.status());
    response
}

/// The path as the log may have it: whoever has an invitation's link can accept it.
fn without_secret(path: &str) -> String {
    const LINK: &str = "/invitations/";
    let (place, rest) = match path.split_once(LINK) {
        Some((place, rest)) if matches!(place, "" | API) => (place, rest),
        _ => return path.to_owned(),
    };
    let behind = rest.find('/').map_or("", |end| &rest[end..]);
    format!("{place}{LINK}...{behind}")
}

/// Whether the path belongs to the API, where every error is a problem.
pub fn is_api(path: &str) -> bool {
    ["/api", "/health", "/metrics"]
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

#[cfg(test)]
mod tests {
    use super::without_secret;

    #[test]
    fn the_log_has_no_secret() {
        for (path, shown) in [
            ("/invitations/s3cret", "/invitations/..."),
            ("/api/v1/invitations/s3cret", "/api/v1/invitations/..."),
            ("/api/v1/invitations/s3cret/accept", "/api/v1/invitations/.../accept"),
            ("/api/v1/organizations/o/invitations/id", "/api/v1/organizations/o/invitations/id"),
            ("/api/v1/session", "/api/v1/session"),
        ] {
            assert_eq!(without_secret(path), shown);
        }
    }
}
