//! What can go wrong with an upload, as problems.

use std::io;

use axum::http::{HeaderValue, StatusCode, header};

use super::tus::UPLOAD_OFFSET;
use crate::files::Fault;
use crate::http::problem::ApiError;

/// 460, the protocol's own status: a piece, or the whole, is not what its checksum says.
const CHECKSUM_MISMATCH: u16 = 460;

/// 409: the piece does not begin where the upload stands.
pub fn wrong_offset(received: u64) -> ApiError {
    let error = ApiError::new(
        StatusCode::CONFLICT,
        "wrong-offset",
        "The piece does not begin where the upload stands",
        format!("Go on at byte {received}."),
    );
    error.with_header(UPLOAD_OFFSET.clone(), HeaderValue::from(received))
}

/// 409: the file is part of its case.
pub fn arrived_already() -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        "upload-finished",
        "The upload is finished",
        "The file has arrived and belongs to its case now.",
    )
}

/// 410: it was left alone for too long.
pub fn expired() -> ApiError {
    ApiError::new(StatusCode::GONE, "upload-expired", "The upload has expired", "Begin it anew.")
}

/// 413: more bytes than were announced.
pub fn too_much(size: u64) -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "upload-too-large",
        "More than was announced",
        format!("The upload has {size} bytes; send no more."),
    )
}

/// 413: larger than any file may be.
pub fn file_too_large() -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "file-too-large",
        "The file is too large",
        "A file may have at most 2 GiB. Compress it, or split it and send the parts one by one.",
    )
}

/// 415: the body is no piece of a file.
pub fn no_piece() -> ApiError {
    ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "The body is not a piece of a file",
        "Send the piece with `Content-Type: application/offset+octet-stream`.",
    )
}

/// 423: another request works on it.
pub fn busy() -> ApiError {
    ApiError::new(
        StatusCode::LOCKED,
        "upload-busy",
        "The upload is being written by another request",
        "Ask again in a moment where it stands.",
    )
}

/// 408: the body did not come to its end.
pub fn cut_off() -> ApiError {
    ApiError::new(
        StatusCode::REQUEST_TIMEOUT,
        "cut-off",
        "The piece did not arrive whole",
        "Ask where the upload stands, and go on there.",
    )
}

/// 460: the bytes are not those of the checksum; nothing of them was kept.
pub fn checksum_mismatch() -> ApiError {
    let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
    ApiError::new(
        status,
        "checksum-mismatch",
        "What arrived is not what the checksum says",
        "Nothing of it was kept. Send it again.",
    )
}

/// 507 where the disk or the bucket is full, 503 where the bucket cannot be used at the moment: what has arrived stays, and
/// the upload can go on later. 500 otherwise.
pub fn of_disk(error: io::Error) -> ApiError {
    if let Some(fault) = Fault::of(&error) {
        tracing::error!(error = %fault, "the bucket cannot be used");
        return storage_unavailable();
    }
    if !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return error.into();
    }
    tracing::error!(error = %error, "no room for an upload");
    ApiError::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "no-room",
        "The server has no room for the file at the moment",
        "What has arrived is kept. Go on with the upload later.",
    )
}

/// 503: where the files are kept cannot be reached.
pub fn storage_unavailable() -> ApiError {
    let error = ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "storage-unavailable",
        "The files cannot be reached at the moment",
        "Nothing is lost: what has arrived is kept. Try again in a moment.",
    );
    error.with_header(header::RETRY_AFTER, HeaderValue::from_static("30"))
}
