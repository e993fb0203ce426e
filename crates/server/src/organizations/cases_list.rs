//! GET /organizations/{org}/cases: one page of a tab, searched, narrowed and sorted.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseSummary, Page};

use super::list_params::{self, ListParams};
use super::stream;
use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::list;

/// The cases of a tab.
#[utoipa::path(
    get, path = "/organizations/{org}/cases", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ListParams,
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("limit" = Option<u32>, Query, description = "Rows, 1 to 200; 50 if absent."),
    ),
    responses(
        (status = 200, body = Page<CaseSummary>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn list_cases(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let scope = list_params::scope(&params, &caller)?;
    let query = list_params::query(&params, &scope, &caller)?;
    let mut read = state.store.read().await?;
    // Before the rows are read: what happens between is told twice rather than not at all.
    let as_of = stream::place(&mut read, &caller.access).await?;
    let page = list::page(&mut read, &scope, &caller.user, &query, state.clock.now()).await?;
    answer::ok(&Page { as_of: Some(as_of), ..page })
}
