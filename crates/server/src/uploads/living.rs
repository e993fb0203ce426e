//! The upload of an address: the caller's own, and not left alone for too long.

use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use super::problem;
use crate::cases::allow;
use crate::http::problem::{ApiError, ApiResult};
use crate::store::Conn;
use crate::store::cases::{AddFiles, Allowed, VisibleCase};
use crate::store::uploads::{self, Target, Upload};

/// Finds the upload; one whose file belongs to a case lives on until it is forgotten.
///
/// # Errors
/// 404 where it is unknown or another person's, 410 where it has expired.
pub async fn find(conn: &mut Conn, id: &str, user: &UserId, now: DateTime<Utc>) -> ApiResult<Upload> {
    let upload = uploads::find(conn, id, user).await?.ok_or_else(ApiError::not_found)?;
    let is_over = !upload.belongs_to_a_case() && upload.expires_at <= now;
    if is_over { Err(problem::expired()) } else { Ok(upload) }
}

/// The proof that the uploader may still add files to the case. None for a file that is to be reported, which everybody
/// may upload; how often it may be reported is asked when it is.
///
/// # Errors
/// 404 where they no longer see the case; the rules' no otherwise.
pub async fn allowed(
    conn: &mut Conn,
    upload: &Upload,
    now: DateTime<Utc>,
) -> ApiResult<Option<Allowed<AddFiles>>> {
    let Target::Case(number) = upload.target else { return Ok(None) };
    let case = VisibleCase::of(conn, &upload.user, number).await?.ok_or_else(ApiError::not_found)?;
    Ok(Some(allow::<AddFiles>(conn, &case, now).await?))
}
