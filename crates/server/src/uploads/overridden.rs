//! POST /uploads/{upload} with `X-HTTP-Method-Override`: PATCH and DELETE for clients behind proxies that know neither.

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::append::append;
use super::remove::remove;
use crate::auth::SignedIn;
use crate::http::problem::{ApiError, ApiResult, docs};
use crate::state::AppState;

/// PATCH or DELETE under another method.
#[utoipa::path(
    post, path = "/uploads/{upload}", tag = "uploads",
    params(
        ("upload" = String, Path, description = "The upload, as `Location` named it."),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
        ("X-HTTP-Method-Override" = String, Header, description = "`PATCH` or `DELETE`; the rest as there."),
    ),
    responses(
        (status = 204, description = "Done."),
        docs::SignedIn, docs::Denied, docs::Upload, docs::Piece,
    ),
)]
pub async fn overridden_upload(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> ApiResult<Response> {
    let (parts, body) = request.into_parts();
    match parts.headers.get("x-http-method-override").map(|method| method.as_bytes()) {
        Some(b"PATCH") => append(state, signed_in.user, id, &parts.headers, body).await,
        Some(b"DELETE") => remove(state, signed_in.user, id).await,
        _ => Err(ApiError::malformed("`X-HTTP-Method-Override` must be `PATCH` or `DELETE`.")),
    }
}
