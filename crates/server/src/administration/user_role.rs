//! PUT /organizations/{org}/users/{user}/role: a member gets another role.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{AssignRoleRequest, Member};
use caseport_domain::policy;

use super::acting;
use super::path::UserPart;
use super::role::assignable;
use crate::auth::OrgAccess;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::administration::{StoredMember, members};

/// Give a member another role, oneself included. Repeating it changes nothing.
#[utoipa::path(
    put, path = "/organizations/{org}/users/{user}/role", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("user" = String, Path, description = "A member's id."),
    ),
    request_body = AssignRoleRequest,
    responses(
        (status = 200, body = Member),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn change_user_role(
    State(state): State<AppState>,
    caller: OrgAccess,
    UserPart(user): UserPart,
    Json { value: request, .. }: Json<AssignRoleRequest>,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    policy::change_users(actor.access()).require()?;
    let organization = &actor.organization().id;
    let member =
        StoredMember::find(&mut write, organization, &user).await?.ok_or_else(ApiError::not_found)?;
    let role = assignable(&mut write, &actor, "role", request.role.as_str()).await?;
    let event = members::assigned(&member, &role.named().label);
    let permit = actor.assign_role(member, &role);
    let permit = permit.map_err(|reason| ApiError::from(reason).attempting(event))?;
    members::assign(&mut write, &permit, state.clock.now()).await?;
    let member = members::member(&mut write, organization, &user, actor.access()).await?;
    write.commit().await?;
    answer::ok(&member)
}
