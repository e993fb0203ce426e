//! The case number of an address. What is no number is no case: 404 like any other unknown one.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use caseport_domain::id::CaseNumber;
use utoipa::IntoParams;

use crate::http::path::path_part;
use crate::http::problem::ApiError;

/// `{number}` of the address.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(names("number"), parameter_in = Path)]
pub struct Number(
    /// The case's number, eight digits.
    #[param(value_type = String)]
    pub CaseNumber,
);

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "number", CaseNumber::parse).await.map(Self)
    }
}
