//! GET /organizations/{org}/users: the organization's members, and those who were invited.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{Member, Page};

use super::names_params::{self, NamesParams};
use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::{Actor, members};

/// Members and those who were invited, by name; who has none yet is among them by the address.
#[utoipa::path(
    get, path = "/organizations/{org}/users", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        NamesParams,
        ("role" = Option<Vec<String>>, Query, description = "Ids of roles, the parameter repeated."),
    ),
    responses(
        (status = 200, body = Page<Member>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn list_users(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let permit = Actor::new(caller.user, caller.access)?.see_users()?;
    let query = names_params::query(&params, "users", permit.organization())?;
    let mut read = state.store.read().await?;
    answer::ok(&members::list(&mut read, &permit, &query).await?)
}
