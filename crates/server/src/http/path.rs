//! The parts of an address that handlers ask for by name.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::problem::ApiError;

/// The part `name` as `read` takes it. What it does not take is nothing: 404 like any other unknown address.
pub async fn path_part<S: Send + Sync, T>(
    parts: &mut Parts,
    state: &S,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, ApiError> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
    let part = params.iter().find(|(known, _)| *known == name);
    part.and_then(|(_, text)| read(text)).ok_or_else(ApiError::not_found)
}
