//! GET /session and PUT /session/default-organization: who is signed in, and where they begin.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{DefaultOrganizationRequest, Session};
use caseport_domain::id::OrganizationId;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};

use super::signed_in::{PERSONAL, SignedIn};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::users;

/// Who is signed in, and the organizations that they belong to.
#[utoipa::path(
    get, path = "/session", tag = "session",
    responses((status = 200, body = Session), problem::docs::SignedIn),
)]
pub async fn session(State(state): State<AppState>, signed_in: SignedIn) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let session = users::session(&mut read, &signed_in.user).await?.ok_or_else(ApiError::unauthenticated)?;
    answer::ok(&session)
}

/// Choose the organization that opens first; `personal` for the personal scope.
#[utoipa::path(
    put, path = "/session/default-organization", tag = "session",
    request_body = DefaultOrganizationRequest,
    responses((status = 204, description = "Remembered."), problem::docs::SignedIn, problem::docs::Body),
)]
pub async fn set_default_organization(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Json { value: request, .. }: Json<DefaultOrganizationRequest>,
) -> ApiResult<Response> {
    let organization = OrganizationId(request.organization);
    let wanted = (organization.as_str() != PERSONAL).then_some(&organization);
    let mut write = state.store.write().await?;
    if !users::set_default(&mut write, &signed_in.user, wanted).await? {
        let mistake =
            Mistake::new(FieldErrorCode::Unknown, "Choose one of your organizations, or `personal`.");
        return Err(FieldErrors::one("organization", mistake).into());
    }
    write.commit().await?;
    Ok(answer::no_content())
}
