//! DELETE /uploads/{upload}: gives an upload up.

use axum::extract::{Path, State};
use axum::response::Response;
use caseport_domain::id::UserId;

use super::work::in_turn;
use super::{finish, problem};
use crate::auth::SignedIn;
use crate::http::answer;
use crate::http::problem::{ApiResult, docs};
use crate::state::AppState;

/// Give the upload up: what has arrived of it is removed. A file that has arrived whole belongs to its case.
#[utoipa::path(
    delete, path = "/uploads/{upload}", tag = "uploads",
    params(
        ("upload" = String, Path, description = "The upload, as `Location` named it."),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
    ),
    responses((status = 204, description = "It is gone."), docs::SignedIn, docs::Upload, docs::Conflict),
)]
pub async fn remove_upload(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    remove(state, signed_in.user, id).await
}

/// What DELETE does.
pub(super) async fn remove(state: AppState, user: UserId, id: String) -> ApiResult<Response> {
    in_turn(state, user, id, |state, upload, _| async move {
        if upload.belongs_to_a_case() {
            return Err(problem::arrived_already());
        }
        finish::discard(&state, &upload).await
    })
    .await?;
    Ok(answer::no_content())
}
