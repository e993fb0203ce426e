//! GET /organizations/{org}/catalog: what a case can be about, for the organization or one of its customers.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::Catalog;
use caseport_domain::id::OrganizationId;
use caseport_domain::policy;

use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::SubmitGrant;
use crate::store::catalog as store;

/// The choices for a new case. Licenses are for those who may submit one.
#[utoipa::path(
    get, path = "/organizations/{org}/catalog", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ("customer" = Option<String>, Query, description = "A linked customer that the case is to be for."),
    ),
    responses(
        (status = 200, body = Catalog),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn catalog(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let (whom, with_licenses) = match (params.one("customer")?, &caller.access.organization) {
        (Some(customer), _) => {
            let customer = OrganizationId::from(customer);
            let grant = SubmitGrant::ask(&mut read, &caller.access, &caller.user, Some(&customer)).await??;
            (grant.whom(), true)
        }
        (None, Some(own)) => {
            let own = store::organization(&mut read, &own.id).await?;
            (own, policy::submit_own(&caller.access).is_allowed())
        }
        (None, None) => (None, policy::submit_own(&caller.access).is_allowed()),
    };
    let suggests = policy::suggest_articles(&caller.access, whom.as_ref().map(|whom| whom.ai_assistance));
    answer::ok(&store::read(&mut read, whom, with_licenses, suggests).await?)
}
