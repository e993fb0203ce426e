//! GET /organizations/{org}/customers: whom one may submit cases for.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{Customer, Page};
use caseport_domain::policy;

use crate::auth::OrgAccess;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::customers as store;

/// The customers that are linked with a partner relationship, by name; always all of them.
#[utoipa::path(
    get, path = "/organizations/{org}/customers", tag = "organization",
    params(("org" = String, Path, description = "An organization's id, or `personal`.")),
    responses(
        (status = 200, body = Page<Customer>),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn customers(State(state): State<AppState>, caller: OrgAccess) -> ApiResult<Response> {
    policy::submit_for_customer(&caller.access).require()?;
    let own = caller.access.organization.as_ref().ok_or_else(ApiError::not_found)?;
    let mut read = state.store.read().await?;
    let items = store::linked(&mut read, &own.id).await?;
    let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
    answer::ok(&Page { items, next_cursor: None, total, total_at_least: false, as_of: None })
}
