//! GET /health/live and /health/ready: for whoever runs the server. Outside `/api/v1`, without a session.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::settings;

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
    let unavailable = |error: crate::store::Error| {
        tracing::error!(error = %error, "not ready");
        ApiError::new(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            "not-ready",
            "Not ready",
            "The database does not answer.",
        )
    };
    let mut read = state.store.read().await.map_err(unavailable)?;
    settings::value(&mut read, "ready").await.map_err(unavailable)?;
    Ok(fine())
}

fn fine() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], r#"{"status":"ok"}"#).into_response()
}
