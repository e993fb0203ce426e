//! GET /organizations/{org}/case-access: who has Extend Case View, and what it opens to them.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseAccess, Page};

use super::names_params::{self, NamesParams};
use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::{Actor, case_access};

/// The organization's members by name, each with their Extend Case View.
#[utoipa::path(
    get, path = "/organizations/{org}/case-access", tag = "administration",
    params(("org" = String, Path, description = "An organization's id."), NamesParams),
    responses(
        (status = 200, body = Page<CaseAccess>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn list_case_access(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let permit = Actor::new(caller.user, caller.access)?.see_case_access()?;
    let query = names_params::query(&params, "case-access", permit.organization())?;
    let mut read = state.store.read().await?;
    answer::ok(&case_access::list(&mut read, &permit, &query).await?)
}
