//! Makes the case of a report whose file has arrived: once, however often it is asked for.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use caseport_domain::CaseKind;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::validate::{
    FalseDetectionRequest, FieldErrorCode, FieldErrors, FileName, Mistake, NewReport, ReportedFile,
};
use chrono::{DateTime, Utc};

use super::{may_report, place};
use crate::http::answer;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::cases::{self, ReportSource, SubmitGrant, VisibleCase};
use crate::store::uploads::{self, Target, Upload};
use crate::store::{Conn, catalog};
use crate::uploads::problem::busy;

/// Makes the case, and answers with it.
///
/// # Errors
/// 429 where there were as many reports today as there may be; 422 with what is wrong, field by field; 409 where the file
/// was reported already.
pub async fn make(
    state: &AppState,
    user: &UserId,
    key: IdempotencyKey,
    request: &FalseDetectionRequest,
    digest: &str,
) -> ApiResult<Response> {
    // So that nobody gives the upload up meanwhile.
    let _turn = state.upload_turns.take(&state.store, &request.upload).await?.ok_or_else(busy)?;
    let mut once = match key.begin(state, user, digest).await? {
        Ok(once) => once,
        Err(answer) => return Ok(answer),
    };
    let now = once.now;
    let permit = may_report(&mut once.write, user, now).await?;
    let (reader, access) = place(&mut once.write, user, request.organization.as_deref()).await?;
    let grant = SubmitGrant::of_report(&mut once.write, &permit, &access).await?;
    let catalog = catalog::read(&mut once.write, grant.whom(), false, false).await?;
    let upload = find(&mut once.write, user, &request.upload, now).await?;
    let (report, upload) = both(request.check(&catalog), upload)?;
    let file = file_of(&upload)?;
    let case = report.case(&file.name);
    let number = cases::create(&mut once.write, &grant, CaseKind::FalseDetection, &case, now).await?;
    cases::keep_report(&mut once.write, number, &report, &file, &upload.id, ReportSource::Portal).await?;
    uploads::reported(&mut once.write, &upload.id, number).await?;

    let visible = VisibleCase::find(&mut once.write, reader, number).await?.ok_or_else(ApiError::internal)?;
    let body = answer::encode(&cases::detail(&mut once.write, &visible, now).await?)?;
    let response = once.finish((StatusCode::CREATED, Some(address(number)), body)).await?;
    tracing::info!(case = %number, size = file.size, "false detection reported");
    Ok(response)
}

/// The address of a case.
pub fn address(number: CaseNumber) -> String {
    format!("/api/v1/cases/{number}")
}

/// The person's upload, if it can be reported; the inner error says what is wrong with what was given.
async fn find(
    conn: &mut Conn,
    user: &UserId,
    id: &str,
    now: DateTime<Utc>,
) -> ApiResult<Result<Upload, Mistake>> {
    if id.is_empty() {
        return Ok(Err(Mistake::new(FieldErrorCode::Required, "Choose the file.")));
    }
    let gone = || Mistake::new(FieldErrorCode::Unknown, "This file is not here any more. Choose it again.");
    let Some(upload) = uploads::find(conn, id, user).await? else { return Ok(Err(gone())) };
    match upload.target {
        Target::Case(_) => Ok(Err(gone())),
        Target::Report(Some(number)) => Err(reported_already(number)),
        Target::Report(None) if upload.expires_at <= now => Ok(Err(gone())),
        Target::Report(None) if upload.finished_at.is_none() => {
            Ok(Err(Mistake::new(FieldErrorCode::Invalid, "The file has not arrived whole yet.")))
        }
        Target::Report(None) => Ok(Ok(upload)),
    }
}

/// 409: there is a case of it.
fn reported_already(number: CaseNumber) -> ApiError {
    let error = ApiError::new(
        StatusCode::CONFLICT,
        "reported-already",
        "The file was reported already",
        format!("This file was reported already, in case {number}."),
    );
    match HeaderValue::try_from(address(number)) {
        Ok(location) => error.with_header(header::LOCATION, location),
        Err(_) => error,
    }
}

/// Both, or all that is wrong with either.
fn both(
    report: Result<NewReport, FieldErrors>,
    upload: Result<Upload, Mistake>,
) -> Result<(NewReport, Upload), FieldErrors> {
    let mut errors = FieldErrors::default();
    let upload = errors.take("upload", upload);
    match (report, upload) {
        (Ok(report), Some(upload)) => Ok((report, upload)),
        (Ok(_), None) => Err(errors),
        (Err(wrong), _) => {
            errors.0.extend(wrong.0);
            Err(errors)
        }
    }
}

fn file_of(upload: &Upload) -> ApiResult<ReportedFile> {
    let sha256 = upload.sha256.clone().ok_or_else(ApiError::internal)?;
    Ok(ReportedFile { name: FileName::clean(&upload.name), size: upload.size, sha256 })
}
