//! DELETE /uploads/{upload}: gives an upload up.

use axum::extract::{Path, State};
use axum::response::Response;
use caseport_domain::id::UserId;

use super::{finish, living, problem};
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
    remove(&state, &signed_in.user, &id).await
}

/// What DELETE does.
pub(super) async fn remove(state: &AppState, user: &UserId, id: &str) -> ApiResult<Response> {
    let _turn = state.upload_turns.take(id).await.ok_or_else(problem::busy)?;
    let upload = {
        let mut read = state.store.read().await?;
        living::find(&mut read, id, user, state.clock.now()).await?
    };
    if upload.finished_at.is_some() {
        return Err(problem::arrived_already());
    }
    finish::discard(state, &upload).await?;
    Ok(answer::no_content())
}
