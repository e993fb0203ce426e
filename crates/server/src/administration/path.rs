//! The parts of this area's addresses.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use caseport_domain::id::UserId;

use crate::http::path::path_part;
use crate::http::problem::ApiError;

/// `{user}`: a member's id, or none that there is.
#[derive(Clone, Debug)]
pub struct UserPart(pub UserId);

impl<S: Send + Sync> FromRequestParts<S> for UserPart {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "user", |id| Some(Self(id.into()))).await
    }
}

/// `{id}`: of a role or an invitation.
#[derive(Clone, Debug)]
pub struct IdPart(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdPart {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "id", |id| Some(Self(id.to_owned()))).await
    }
}
