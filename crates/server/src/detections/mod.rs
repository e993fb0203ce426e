//! False-detection reports: a file whose verdict was wrong is sent in, and a case is made of it.
//!
//! The file comes by the same resumable uploads as those of cases, or in one request, and is never handed out: nothing
//! here or elsewhere opens it again.

mod allowance;
mod detection;
mod form;
mod make;
mod place;
mod report;

use axum::http::{HeaderValue, header};
use caseport_domain::id::UserId;
use caseport_domain::policy::ReportDay;
use caseport_domain::validate::{FieldErrors, room_to_wait};
use chrono::{DateTime, Utc};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::cases::MayReport;
use crate::store::{Conn, uploads};

pub use make::address;
pub use place::place;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(report::report_false_detection))
        .routes(routes!(allowance::report_allowance))
        .routes(routes!(detection::case_detection))
}

/// The proof that the person may report a false detection now.
///
/// # Errors
/// 429 where they have done so as often as one may in a day; `Retry-After` says when the next day begins.
pub async fn may_report(conn: &mut Conn, user: &UserId, now: DateTime<Utc>) -> ApiResult<MayReport> {
    MayReport::ask(conn, user, now).await?.map_err(|reason| {
        let left = (ReportDay::of(now).ends - now).num_seconds().max(0).unsigned_abs() + 1;
        ApiError::denied(reason).with_header(header::RETRY_AFTER, HeaderValue::from(left))
    })
}

/// The proof that the person may report a false detection now, where there is room for one more file of theirs.
///
/// # Errors
/// As [`may_report`]; 422 where as many of their files wait to be reported as may.
pub async fn may_bring(conn: &mut Conn, user: &UserId, now: DateTime<Utc>) -> ApiResult<MayReport> {
    let permit = may_report(conn, user, now).await?;
    let waiting = uploads::to_be_reported(conn, &permit, now).await?;
    room_to_wait(waiting).map_err(|mistake| FieldErrors::one("file", mistake))?;
    Ok(permit)
}
