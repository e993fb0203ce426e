//! POST /uploads: begins an upload to a case, or of a file to report, with its first piece where the body holds one.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use caseport_domain::id::UserId;
use caseport_domain::limits;
use caseport_domain::validate::{FieldErrors, UploadBudget};
use sha2::{Digest as _, Sha256};

use super::append::take_in;
use super::metadata::Metadata;
use super::receive::Piece;
use super::{KEPT, problem, tus};
use crate::app::API;
use crate::auth::SignedIn;
use crate::cases::allow;
use crate::detections::may_bring;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult, docs};
use crate::random::{hex, new_id};
use crate::state::AppState;
use crate::store::cases::{AddFiles, VisibleCase};
use crate::store::uploads::{self, NewUpload};

/// Begin an upload. The metadata names the `case`, or has `purpose` `false_detection` for a file that is to be reported by
/// `POST /false-detections` when it has arrived; and may name `filename`, `filetype`, `batch` (files of one batch
/// share the limits) and `sha256` (of the whole file, hex: the upload must turn out to be it).
#[utoipa::path(
    post, path = "/uploads", tag = "uploads",
    params(
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
        ("Upload-Length" = u64, Header, description = "The file's size in bytes."),
        ("Upload-Metadata" = String, Header, description = "Pairs of a key and a base64 value, separated by commas."),
        IdempotencyKey,
    ),
    request_body(content = Option<Vec<u8>>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 201, description = "Begun.", headers(
            ("Location" = String, description = "The upload's address."),
            ("Upload-Offset" = u64, description = "Where it stands, if the body held a piece."),
            ("Upload-Expires" = String),
        )),
        docs::SignedIn, docs::Denied, docs::NotFound, docs::Piece, docs::NewUpload, docs::DailyLimit,
    ),
)]
pub async fn create_upload(
    signed_in: SignedIn,
    State(state): State<AppState>,
    key: IdempotencyKey,
    request: Request,
) -> ApiResult<Response> {
    let (parts, body) = request.into_parts();
    let (headers, user) = (&parts.headers, signed_in.user);
    if headers.contains_key("upload-concat") {
        // Taken for whole files, the parts would be told as such in the case.
        return Err(ApiError::malformed(
            "`Upload-Concat` is not spoken here. Send the file as one upload, in pieces one after the other.",
        ));
    }
    let metadata = Metadata::of(headers)?;
    let piece = if tus::is_piece(headers) { Some(Piece::of(headers, body)?) } else { None };
    let (id, mut response) = begin(&state, &user, key, headers, metadata).await?;
    if let (Some(id), Some(piece)) = (id, piece) {
        // The upload is there, whatever becomes of its first piece: every answer says where.
        let location = response.headers().get(header::LOCATION).cloned();
        let upload = take_in(state, user, id, 0, piece).await.map_err(|error| match location {
            Some(location) => error.with_header(header::LOCATION, location),
            None => error,
        })?;
        response.headers_mut().extend(tus::progress(&upload));
    }
    Ok(response)
}

/// `Upload-Length`, within what one file may have.
fn size(headers: &HeaderMap) -> ApiResult<u64> {
    let size = tus::number(headers, &tus::UPLOAD_LENGTH)?
        .ok_or_else(|| ApiError::malformed("`Upload-Length` must say how many bytes the file has."))?;
    if size > limits::BYTES_PER_UPLOAD { Err(problem::file_too_large()) } else { Ok(size) }
}

/// The upload's id, where this request began it and no earlier one, and the answer.
async fn begin(
    state: &AppState,
    user: &UserId,
    key: IdempotencyKey,
    headers: &HeaderMap,
    metadata: Metadata,
) -> ApiResult<(Option<String>, Response)> {
    let size = size(headers)?;
    let mut digest = Sha256::new();
    for value in [&tus::UPLOAD_LENGTH, &tus::UPLOAD_METADATA].iter().flat_map(|name| headers.get_all(*name)) {
        digest.update(value);
        digest.update(b"\n");
    }
    let digest = hex(&digest.finalize());
    let mut once = match key.begin(state, user, &digest).await? {
        Ok(once) => once,
        Err(answer) => return Ok((None, answer)),
    };
    let now = once.now;
    let expires_at = now + KEPT;
    let id = new_id(&*state.random)?;
    let Metadata { case, is_report, name, content_type, batch, sha256 } = metadata;
    // Without a batch a file is an upload by itself.
    let batch = batch.unwrap_or_else(|| id.clone());
    let upload = NewUpload { id: id.clone(), batch, name, content_type, size, sha256 };
    if is_report {
        let permit = may_bring(&mut once.write, user, now).await?;
        UploadBudget::default().with(size).map_err(|mistake| FieldErrors::one("file", mistake))?;
        uploads::begin_report(&mut once.write, &permit, &upload, now, expires_at).await?;
    } else {
        let number = case.ok_or_else(ApiError::not_found)?;
        let case = VisibleCase::of(&mut once.write, user, number).await?.ok_or_else(ApiError::not_found)?;
        let allowed = allow::<AddFiles>(&mut once.write, &case, now).await?;
        let budget = uploads::budget(&mut once.write, &allowed, &upload.batch, now).await?;
        budget.with(size).map_err(|mistake| FieldErrors::one("file", mistake))?;
        uploads::begin(&mut once.write, &allowed, &upload, now, expires_at).await?;
    }
    let location = format!("{API}/uploads/{id}");
    let mut response = once.finish((StatusCode::CREATED, Some(location), String::new())).await?;
    if let Ok(expires) = HeaderValue::try_from(tus::http_date(expires_at)) {
        response.headers_mut().insert(tus::UPLOAD_EXPIRES.clone(), expires);
    }
    Ok((Some(id), response))
}
