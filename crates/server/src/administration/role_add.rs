//! POST /organizations/{org}/roles: a new role, whose levels are none above one's own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::Role;
use caseport_domain::id::RoleId;
use caseport_domain::policy;
use caseport_domain::validate::{NewRole, RoleRequest};

use super::acting::ActorPost;
use super::role::{find, name_is_taken};
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::random::new_id;
use crate::state::AppState;
use crate::store::administration::roles;

/// Add a role. Objects that are left out are at None.
#[utoipa::path(
    post, path = "/organizations/{org}/roles", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        IdempotencyKey,
    ),
    request_body = RoleRequest,
    responses(
        (status = 201, body = Role, headers(("Location" = String, description = "The role's address."))),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn add_role(
    State(state): State<AppState>,
    ActorPost { request, actor, mut once }: ActorPost<Json<RoleRequest>>,
) -> ApiResult<Response> {
    policy::change_roles(actor.access()).require()?;
    let role = NewRole::try_from(&request)?;
    let event = roles::added(&role);
    let attempted = |error: ApiError| error.attempting(event.clone());
    let permit = actor.add_role(role.clone()).map_err(|reason| attempted(reason.into()))?;
    if roles::is_taken(&mut once.write, permit.organization(), &role, None).await? {
        return Err(attempted(name_is_taken()));
    }
    let id = RoleId(new_id(&*state.random)?);
    let now = once.now;
    roles::add(&mut once.write, &permit, &id, now).await?;
    let (_, added) = find(&mut once.write, &actor.see_roles()?, id.as_str()).await?;
    let location = format!("/api/v1/organizations/{}/roles/{id}", permit.organization());
    once.finish((StatusCode::CREATED, Some(location), answer::encode(&added)?)).await
}
