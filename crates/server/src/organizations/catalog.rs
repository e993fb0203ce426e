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
    if let Some(customer) = params.one("customer")? {
        let customer = OrganizationId::from(customer);
        let grant = SubmitGrant::ask(&mut read, &caller.access, &caller.user, Some(&customer)).await??;
        let whom = grant.whom();
        let ai_assistance =
            policy::suggest_articles(&caller.access, whom.as_ref().map(|whom| whom.ai_assistance));
        let catalog = store::read(&mut read, whom, true).await?;
        return answer::ok(&Catalog { ai_assistance, ..catalog });
    }
    let whom = match &caller.access.organization {
        Some(own) => store::organization(&mut read, &own.id).await?,
        None => None,
    };
    let with_licenses = policy::submit_own(&caller.access).is_allowed();
    let ai_assistance = policy::suggest_articles(&caller.access, None);
    let catalog = store::read(&mut read, whom, with_licenses).await?;
    answer::ok(&Catalog { ai_assistance, ..catalog })
}
