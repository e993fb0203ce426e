//! GET /organizations/{org}/roles/{id}: one role.

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use caseport_domain::api::Role;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};

use super::path::IdPart;
use crate::auth::OrgAccess;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::Conn;
use crate::store::administration::roles::{self, AnyRole};
use crate::store::administration::{Actor, Permit, SeeRoles};

/// A role, with its version.
#[utoipa::path(
    get, path = "/organizations/{org}/roles/{id}", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("id" = String, Path, description = "A built-in role's key, or a custom role's id."),
    ),
    responses(
        (status = 200, body = Role, headers(("ETag" = String, description = "The version that was read."))),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn read_role(
    State(state): State<AppState>,
    caller: OrgAccess,
    IdPart(id): IdPart,
) -> ApiResult<Response> {
    let permit = Actor::new(caller.user, caller.access)?.see_roles()?;
    let mut read = state.store.read().await?;
    let (_, role) = find(&mut read, &permit, &id).await?;
    answered(&role)
}

/// The role as it is, and as its reader gets it.
///
/// # Errors
/// The organization has no such role.
pub async fn find(conn: &mut Conn, permit: &Permit<SeeRoles>, id: &str) -> ApiResult<(AnyRole, Role)> {
    let role =
        AnyRole::find(conn, permit.organization(), &id.into()).await?.ok_or_else(ApiError::not_found)?;
    let message = roles::one(conn, permit, &role).await?.ok_or_else(ApiError::not_found)?;
    Ok((role, message))
}

/// The role of that id, which somebody is to get.
///
/// # Errors
/// 422 for `field`: there is none.
pub async fn assignable(conn: &mut Conn, actor: &Actor, field: &str, id: &str) -> ApiResult<AnyRole> {
    let role = AnyRole::find(conn, &actor.organization().id, &id.into()).await?;
    role.ok_or_else(|| {
        let mistake = Mistake::new(FieldErrorCode::Unknown, "There is no such role. Choose one of the list.");
        FieldErrors::one(field, mistake).into()
    })
}

/// 200 with the role and its version.
pub fn answered(role: &Role) -> ApiResult<Response> {
    let mut response = answer::ok(role)?;
    if let Ok(etag) = role.etag.parse() {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// 422: another role has the name.
pub fn name_is_taken() -> ApiError {
    let mistake = Mistake::new(
        FieldErrorCode::Taken,
        "Another role has this name, or one that only differs in case, accents or blanks. Choose another.",
    );
    FieldErrors::one("label", mistake).into()
}
