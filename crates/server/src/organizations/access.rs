//! GET /organizations/{org}/access: the facts that the app's rules work on.

use axum::response::Response;
use caseport_domain::Access;

use crate::auth::OrgAccess;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};

/// The caller's standing in the organization.
#[utoipa::path(
    get, path = "/organizations/{org}/access", tag = "organization",
    params(("org" = String, Path, description = "An organization's id, or `personal`.")),
    responses((status = 200, body = Access), problem::docs::SignedIn, problem::docs::NotFound),
)]
pub async fn access(caller: OrgAccess) -> ApiResult<Response> {
    answer::ok(&caller.access)
}
