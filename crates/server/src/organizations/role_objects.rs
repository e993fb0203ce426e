//! GET /role-objects: the objects that roles give levels on, and what each level allows, in words.

use axum::response::Response;
use caseport_domain::api::{Items, RoleObjectEntry, role_objects as entries};

use crate::auth::SignedIn;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};

/// Every role object.
#[utoipa::path(
    get, path = "/role-objects", tag = "organization",
    responses((status = 200, body = Items<RoleObjectEntry>), problem::docs::SignedIn),
)]
pub async fn role_objects(_: SignedIn) -> ApiResult<Response> {
    answer::ok(&Items::from(entries()))
}
