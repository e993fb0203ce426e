//! GET /organizations/{org}/users/{user}/view: what a member sees.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::MemberView;

use super::acting;
use super::path::UserPart;
use crate::auth::OrgAccess;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::{StoredMember, view};

/// What a member sees: the facts that the rules work on, and the numbers of their tabs. Nothing of any case. It is written to
/// Event History each time.
#[utoipa::path(
    get, path = "/organizations/{org}/users/{user}/view", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("user" = String, Path, description = "A member's id."),
    ),
    responses(
        (status = 200, body = MemberView),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn view_as_user(
    State(state): State<AppState>,
    caller: OrgAccess,
    UserPart(user): UserPart,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    let permit = actor.view_as()?;
    let member = StoredMember::find(&mut write, permit.organization(), &user).await?;
    let member = member.ok_or_else(ApiError::not_found)?;
    let view = view::of_member(&mut write, &permit, &member, state.clock.now()).await?;
    write.commit().await?;
    answer::ok(&view)
}
