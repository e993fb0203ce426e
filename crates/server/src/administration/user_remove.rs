//! DELETE /organizations/{org}/users/{user}: a member leaves; what they have done stays.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::policy;

use super::acting;
use super::path::UserPart;
use crate::auth::OrgAccess;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::{StoredMember, members};

/// Remove a member, or leave oneself. Their cases stay, their account and their other organizations, too; what they may do
/// here ends at once.
#[utoipa::path(
    delete, path = "/organizations/{org}/users/{user}", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("user" = String, Path, description = "A member's id."),
    ),
    responses(
        (status = 204, description = "Removed."),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn remove_user(
    State(state): State<AppState>,
    caller: OrgAccess,
    UserPart(user): UserPart,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    policy::change_users(actor.access()).require()?;
    let member = StoredMember::find(&mut write, &actor.organization().id, &user).await?;
    let permit = actor.remove_user(member.ok_or_else(ApiError::not_found)?)?;
    members::remove(&mut write, &permit, state.clock.now()).await?;
    write.commit().await?;
    Ok(answer::no_content())
}
