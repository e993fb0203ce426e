//! GET /organizations/{org}/cases/customers: whom the cases of a tab are for, to choose from in a filter.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::Tab;
use caseport_domain::api::{Items, Named};
use caseport_domain::policy::Scope;

use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::counts;

/// The organizations that a tab's cases are for, by name; always all of them.
///
/// Other than `/customers`, these are for everybody who has the tab: who sees a customer's cases may narrow the list to
/// them, whether or not they may submit any.
#[utoipa::path(
    get, path = "/organizations/{org}/cases/customers", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ("tab" = Option<Tab>, Query, description = "Which list; `customer` if absent."),
    ),
    responses(
        (status = 200, body = Items<Named>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn case_customers(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let tab = params.code::<Tab>("tab")?.unwrap_or(Tab::Customer);
    let scope = Scope::of_tab(tab, &caller.access, &caller.user)?;
    let mut read = state.store.read().await?;
    answer::ok(&Items::from(counts::customers(&mut read, &scope).await?))
}
