//! GET /health/live and /health/ready: for whoever runs the server. Outside `/api/v1`, without a session.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::settings;

/// Whoever asks has other servers to turn to.
const PATIENCE: Duration = Duration::from_secs(3);

/// The endpoints.
pub fn router() -> Router<AppState> {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready))
}

/// The process answers.
async fn live() -> Response {
    fine()
}

/// The database answers, too.
async fn ready(State(state): State<AppState>) -> ApiResult<Response> {
    let answer = async { settings::value(&mut *state.store.read().await?, "ready").await };
    let why = match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(_)) => return Ok(fine()),
        Ok(Err(error)) => error.to_string(),
        Err(late) => late.to_string(),
    };
    tracing::error!(error = why, "not ready");
    Err(ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "not-ready",
        "Not ready",
        "The database does not answer.",
    ))
}

fn fine() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], r#"{"status":"ok"}"#).into_response()
}
