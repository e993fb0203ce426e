//! DELETE /organizations/{org}/roles/{id}: a role that goes; those who have it get another one in the same step.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};

use super::acting;
use super::path::IdPart;
use super::role::{assignable, find};
use super::role_change::{changed_meanwhile, editable, reader};
use crate::auth::OrgAccess;
use crate::http::if_match::IfMatch;
use crate::http::params::Params;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::roles;

/// Delete a role. Where somebody has it, or is invited to it, `move_users_to` says what they get.
#[utoipa::path(
    delete, path = "/organizations/{org}/roles/{id}", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("id" = String, Path, description = "A built-in role's key, or a custom role's id."),
        ("move_users_to" = Option<String>, Query, description = "The id of the role that its users get, and those who \
            are invited to it."),
        ("If-Match" = String, Header, description = "The `ETag` of the role as it was read."),
    ),
    responses(
        (status = 204, description = "Deleted."),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
        problem::docs::InUse, problem::docs::Version, problem::docs::Fields,
    ),
)]
pub async fn delete_role(
    State(state): State<AppState>,
    caller: OrgAccess,
    IdPart(id): IdPart,
    seen: IfMatch,
    params: Params,
) -> ApiResult<Response> {
    let wanted = params.one("move_users_to")?;
    let (actor, mut write) = acting::begin(caller, &state).await?;
    let reader = reader(&actor)?;
    let (role, message) = find(&mut write, &reader, &id).await?;
    let role = editable(&actor, role)?;
    if !seen.required()?.admits(|version| version == role.version()) {
        return Err(changed_meanwhile(&role, message));
    }
    let attempted = roles::deleted(&role);
    let instead = match wanted {
        None => None,
        Some(wanted) if wanted == role.id.as_str() => {
            let mistake = Mistake::new(
                FieldErrorCode::Invalid,
                "The role's users cannot be moved to the role that is deleted. Choose another.",
            );
            let error = ApiError::from(FieldErrors::one("move_users_to", mistake));
            return Err(error.attempting(attempted));
        }
        Some(wanted) => Some(assignable(&mut write, &actor, "move_users_to", wanted).await?),
    };
    let users = roles::users_of(&mut write, &actor.organization().id, &role.id).await?;
    let permit = actor.delete_role(role, users, instead);
    let permit = permit.map_err(|reason| ApiError::from(reason).attempting(attempted))?;
    roles::delete(&mut write, &permit, state.clock.now()).await?;
    write.commit().await?;
    Ok(answer::no_content())
}
