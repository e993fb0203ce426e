//! GET /organizations/{org}/roles: the built-in roles and the organization's own.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{Items, Role};

use crate::auth::OrgAccess;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::{Actor, roles};

/// All roles, the built-in ones first, the organization's own by name; always all of them.
#[utoipa::path(
    get, path = "/organizations/{org}/roles", tag = "administration",
    params(("org" = String, Path, description = "An organization's id.")),
    responses(
        (status = 200, body = Items<Role>),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn list_roles(State(state): State<AppState>, caller: OrgAccess) -> ApiResult<Response> {
    let permit = Actor::new(caller.user, caller.access)?.see_roles()?;
    let mut read = state.store.read().await?;
    answer::ok(&roles::list(&mut read, &permit).await?)
}
