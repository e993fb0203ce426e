//! PUT /organizations/{org}/roles/{id}: a role made another. Several people edit roles, so each says which version they saw.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::Role;
use caseport_domain::decision::Reason;
use caseport_domain::policy;
use caseport_domain::validate::{NewRole, RoleRequest};

use super::acting;
use super::path::IdPart;
use super::role::{answered, find, name_is_taken};
use crate::auth::OrgAccess;
use crate::http::if_match::IfMatch;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, problem};
use crate::state::AppState;
use crate::store::administration::roles::{self, AnyRole, CustomRole};
use crate::store::administration::{Actor, Permit, SeeRoles};

/// Change a role, all of it: objects that are left out are at None. What it gives more must not be above one's own level.
#[utoipa::path(
    put, path = "/organizations/{org}/roles/{id}", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("id" = String, Path, description = "A built-in role's key, or a custom role's id."),
        ("If-Match" = String, Header, description = "The `ETag` of the role as it was read."),
    ),
    request_body = RoleRequest,
    responses(
        (status = 200, body = Role, headers(("ETag" = String, description = "The role's version now."))),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Version,
        problem::docs::Body,
    ),
)]
pub async fn change_role(
    State(state): State<AppState>,
    caller: OrgAccess,
    IdPart(id): IdPart,
    seen: IfMatch,
    Json { value: request, .. }: Json<RoleRequest>,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    let reader = reader(&actor)?;
    let (role, message) = find(&mut write, &reader, &id).await?;
    let before = editable(&actor, role)?;
    let seen = seen.required()?;
    let after = NewRole::try_from(&request)?;
    // What is so already is not in conflict with anything.
    if before.is(&after) {
        return answered(&message);
    }
    if !seen.admits(|version| version == before.version()) {
        return Err(changed_meanwhile(&before, message));
    }
    let event = roles::changed(&before, &after);
    let attempted = |error: ApiError| error.attempting(event.clone());
    if roles::is_taken(&mut write, reader.organization(), &after, Some(&before)).await? {
        return Err(attempted(name_is_taken()));
    }
    let permit = actor.change_role(before, after).map_err(|reason| attempted(reason.into()))?;
    roles::edit(&mut write, &permit, state.clock.now()).await?;
    // One's own rights may be others now.
    let reader = actor.again(&mut write).await?.and_then(|actor| actor.see_roles().ok()).unwrap_or(reader);
    let (_, changed) = find(&mut write, &reader, &id).await?;
    write.commit().await?;
    answered(&changed)
}

/// The actor as the reader of what they want to change; who may not even see it is told what changing it needs.
///
/// # Errors
/// Why not.
pub fn reader(actor: &Actor) -> Result<Permit<SeeRoles>, Reason> {
    actor.see_roles().map_err(|reason| policy::change_roles(actor.access()).require().err().unwrap_or(reason))
}

/// The role, where the actor may change or delete it.
///
/// # Errors
/// Why not.
pub fn editable(actor: &Actor, role: AnyRole) -> ApiResult<CustomRole> {
    policy::edit_role(actor.access(), matches!(role, AnyRole::BuiltIn(_))).require()?;
    match role {
        AnyRole::Custom(role) => Ok(role),
        // The rules have said no.
        AnyRole::BuiltIn(_) => Err(ApiError::not_found()),
    }
}

/// 412, with what the role is now.
pub fn changed_meanwhile(before: &CustomRole, current: Role) -> ApiError {
    let by = before.changed_by().unwrap_or("Somebody");
    let detail = format!("{by} has changed this role meanwhile. Compare the two, and save what you want.");
    ApiError::changed_meanwhile(detail).with_current(current)
}
