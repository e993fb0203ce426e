//! PATCH /uploads/{upload}: the next piece of a file.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::id::UserId;

use super::receive::{Piece, receive};
use super::work::in_turn;
use super::{finish, living, problem, tus};
use crate::auth::SignedIn;
use crate::http::problem::{ApiError, ApiResult, docs};
use crate::state::AppState;
use crate::store::uploads::Upload;

/// Send the next piece. With the last one the file becomes part of its case.
#[utoipa::path(
    patch, path = "/uploads/{upload}", tag = "uploads",
    params(
        ("upload" = String, Path, description = "The upload, as `Location` named it."),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins: where the upload stands."),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, a blank, the piece's digest in base64."),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Received.", headers(("Upload-Offset" = u64), ("Upload-Expires" = String))),
        docs::SignedIn, docs::Denied, docs::Upload, docs::Piece,
    ),
)]
pub async fn append_to_upload(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> ApiResult<Response> {
    let (parts, body) = request.into_parts();
    append(state, signed_in.user, id, &parts.headers, body).await
}

/// What PATCH does.
pub(super) async fn append(
    state: AppState,
    user: UserId,
    id: String,
    headers: &HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    if !tus::is_piece(headers) {
        return Err(problem::no_piece());
    }
    let offset = tus::number(headers, &tus::UPLOAD_OFFSET)?
        .ok_or_else(|| ApiError::malformed("`Upload-Offset` must say where the piece begins."))?;
    let upload = take_in(state, user, id, offset, Piece::of(headers, body)?).await?;
    Ok((StatusCode::NO_CONTENT, tus::progress(&upload)).into_response())
}

/// Takes a piece in.
pub(super) async fn take_in(
    state: AppState,
    user: UserId,
    id: String,
    offset: u64,
    piece: Piece,
) -> ApiResult<Upload> {
    in_turn(state, user, id, move |state, mut upload, turn| async move {
        if upload.finished_at.is_none() {
            let mut read = state.store.read().await?;
            living::allowed(&mut read, &upload, state.clock.now()).await?;
        }
        if offset != upload.received {
            return Err(problem::wrong_offset(upload.received));
        }
        if upload.received < upload.size {
            receive(&state, &mut upload, &turn, piece).await?;
        }
        finish::finish(&state, &mut upload).await?;
        // Its bytes were missing.
        if upload.received < offset {
            return Err(problem::wrong_offset(upload.received));
        }
        Ok(upload)
    })
    .await
}
