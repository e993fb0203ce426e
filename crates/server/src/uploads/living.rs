//! The upload of an address: the caller's own, and not left alone for too long.

use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use super::problem;
use crate::http::problem::{ApiError, ApiResult};
use crate::store::Conn;
use crate::store::cases::{AddFiles, Allowed, VisibleCase};
use crate::store::uploads::{self, Upload};

/// Finds the upload; one that has arrived lives on until it is forgotten.
///
/// # Errors
/// 404 where it is unknown or another person's, 410 where it has expired.
pub async fn find(conn: &mut Conn, id: &str, user: &UserId, now: DateTime<Utc>) -> ApiResult<Upload> {
    let upload = uploads::find(conn, id, user).await?.ok_or_else(ApiError::not_found)?;
    let is_over = upload.finished_at.is_none() && upload.expires_at <= now;
    if is_over { Err(problem::expired()) } else { Ok(upload) }
}

/// The proof that the uploader may still add files to the case.
///
/// # Errors
/// 404 where they no longer see the case; the rules' no otherwise.
pub async fn allowed(conn: &mut Conn, upload: &Upload, now: DateTime<Utc>) -> ApiResult<Allowed<AddFiles>> {
    let case = VisibleCase::of(conn, &upload.user, upload.case).await?.ok_or_else(ApiError::not_found)?;
    Ok(case.allow::<AddFiles>(now)?)
}
