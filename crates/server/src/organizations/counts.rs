//! GET /organizations/{org}/cases/counts: how many cases each visible tab holds.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use caseport_domain::Code as _;
use caseport_domain::api::TabCounts;
use caseport_domain::policy::Scope;

use crate::auth::OrgAccess;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::counts;

/// The numbers of the tabs that the caller may see.
#[utoipa::path(
    get, path = "/organizations/{org}/cases/counts", tag = "cases",
    params(("org" = String, Path, description = "An organization's id, or `personal`.")),
    responses(
        (status = 200, body = BTreeMap<String, TabCounts>, description = "By tab."),
        problem::docs::SignedIn, problem::docs::NotFound,
    ),
)]
pub async fn count_cases(State(state): State<AppState>, caller: OrgAccess) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let mut by_tab = BTreeMap::new();
    for scope in Scope::of_place(&caller.access, &caller.user) {
        by_tab.insert(scope.tab().code(), counts::of_tab(&mut read, &scope).await?);
    }
    answer::ok(&by_tab)
}
