//! PUT /organizations/{org}/case-access/{user}: Extend Case View on or off; at once, also in sessions that are open.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseAccess, CaseAccessRequest};

use super::acting;
use super::path::UserPart;
use crate::auth::OrgAccess;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::administration::{StoredMember, case_access};

/// Switch a member's Extend Case View. Repeating it changes nothing.
#[utoipa::path(
    put, path = "/organizations/{org}/case-access/{user}", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("user" = String, Path, description = "A member's id."),
    ),
    request_body = CaseAccessRequest,
    responses(
        (status = 200, body = CaseAccess),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn switch_case_access(
    State(state): State<AppState>,
    caller: OrgAccess,
    UserPart(user): UserPart,
    Json { value: request, .. }: Json<CaseAccessRequest>,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    let permit = actor.switch_case_access()?;
    let member = StoredMember::find(&mut write, permit.organization(), &user).await?;
    let member = member.ok_or_else(ApiError::not_found)?;
    let now = state.clock.now();
    let switched = case_access::switch(&mut write, &permit, &member, request.enabled, now).await?;
    write.commit().await?;
    answer::ok(&switched)
}
