//! POST /organizations/{org}/super-admin: the Super Admin's role passed on, in one step.

use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::TransferRequest;
use caseport_domain::policy;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};

use super::acting::ActorPost;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, problem};
use crate::store::administration::{StoredMember, members};

/// Pass the Super Admin's role on to an Admin, and become an Admin.
#[utoipa::path(
    post, path = "/organizations/{org}/super-admin", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        IdempotencyKey,
    ),
    request_body = TransferRequest,
    responses(
        (status = 204, description = "Passed on."),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn transfer_super_admin(
    ActorPost { request, actor, mut once }: ActorPost<Json<TransferRequest>>,
) -> ApiResult<Response> {
    let to = StoredMember::find(&mut once.write, &actor.organization().id, &request.user).await?;
    let Some(to) = to else {
        // Who may not at all is told so, whomever they name.
        policy::needs_super_admin(actor.access()).require()?;
        let mistake = Mistake::new(FieldErrorCode::Unknown, "Choose one of the organization's Admins.");
        return Err(FieldErrors::one("user", mistake).into());
    };
    let event = members::transferred(&to);
    let permit = actor.transfer_super_admin(to);
    let permit = permit.map_err(|reason| ApiError::from(reason).attempting(event))?;
    let now = once.now;
    members::transfer(&mut once.write, &permit, now).await?;
    once.finish((StatusCode::NO_CONTENT, None, String::new())).await
}
