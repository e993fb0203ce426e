//! JSON bodies, out.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::ApiError;
use crate::store::idempotency::KeptAnswer;

/// 200 with JSON.
pub fn ok<T: Serialize>(value: &T) -> Result<Response, ApiError> {
    json(StatusCode::OK, value)
}

/// A status with JSON.
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Response, ApiError> {
    Ok(text(status, encode(value)?))
}

/// A value as JSON.
pub fn encode<T: Serialize>(value: &T) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(error = %error, "an answer could not be written as JSON");
        ApiError::internal()
    })
}

/// 204.
pub fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// An answer as it was kept.
pub fn kept(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response =
        if answer.body.is_empty() { status.into_response() } else { text(status, answer.body) };
    if let Some(location) = answer.location.and_then(|it| HeaderValue::from_str(&it).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn text(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}
