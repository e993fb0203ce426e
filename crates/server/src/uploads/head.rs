//! HEAD /uploads/{upload}: where an upload stands.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::work::in_turn;
use super::{finish, tus};
use crate::auth::SignedIn;
use crate::http::problem::{ApiResult, docs};
use crate::state::AppState;

/// Ask where the upload stands.
#[utoipa::path(
    head, path = "/uploads/{upload}", tag = "uploads",
    params(
        ("upload" = String, Path, description = "The upload, as `Location` named it."),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
    ),
    responses(
        (status = 200, description = "Where it stands.", headers(
            ("Upload-Offset" = u64, description = "Bytes that have arrived for good."),
            ("Upload-Length" = u64, description = "Bytes in all."),
            ("Upload-Expires" = String, description = "Until when it can be gone on with."),
        )),
        docs::SignedIn, docs::Denied, docs::Upload,
    ),
)]
pub async fn upload_state(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    // Whoever asks wants to go on: a connection that still seems to write gives way, so that the answer holds.
    let upload = in_turn(state, signed_in.user, id, |state, mut upload, _| async move {
        // The server may have been stopped after the last byte and before the file was the case's.
        finish::finish(&state, &mut upload).await?;
        Ok(upload)
    })
    .await?;
    let mut headers = tus::progress(&upload);
    headers.insert(tus::UPLOAD_LENGTH.clone(), HeaderValue::from(upload.size));
    Ok((StatusCode::OK, headers).into_response())
}
