//! The case number of an address. What is no number is no case: 404 like any other unknown one.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use caseport_domain::id::CaseNumber;

use crate::http::problem::ApiError;

/// `{number}` of the address.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub CaseNumber);

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let params =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        let number = params.iter().find(|(name, _)| *name == "number");
        number.and_then(|(_, text)| CaseNumber::parse(text)).map(Self).ok_or_else(ApiError::not_found)
    }
}
