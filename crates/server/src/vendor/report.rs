//! POST /vendor/false-detections: a report that reached the vendor by another way, such as a product or by e-mail.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::CaseKind;
use caseport_domain::api::Detection;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake, VendorReportRequest};

use crate::auth::DetectionService;
use crate::detections::{address, place};
use crate::http::idempotency::{IdempotencyKey, Post};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::random::new_id;
use crate::state::AppState;
use crate::store::cases::{self, ReportSource, SubmitGrant, VendorDesk};
use crate::store::{catalog, users};

/// Bring in a report in somebody's name; a case is made of it as of their own. The file stays with the vendor. These
/// reports are neither limited nor counted.
#[utoipa::path(
    post, path = "/vendor/false-detections", tag = "vendor",
    params(IdempotencyKey),
    request_body = VendorReportRequest,
    responses(
        (status = 201, body = Detection, headers(("Location" = String, description = "The case's address."))),
        problem::docs::Service, problem::docs::Body,
    ),
    security(("service" = [])),
)]
pub async fn report_for_somebody(
    State(state): State<AppState>,
    Post { caller: DetectionService(service), request, mut once }: Post<
        DetectionService,
        Json<VendorReportRequest>,
    >,
) -> ApiResult<Response> {
    let now = once.now;
    let catalog = catalog::read(&mut once.write, None, false, false).await?;
    let new = request.check(&catalog)?;
    let account = users::credentials(&mut once.write, new.submitter.as_str()).await?;
    let submitter = account.map(|account| account.user).ok_or_else(|| {
        let mistake = Mistake::new(FieldErrorCode::Unknown, "Nobody has an account with this address.");
        FieldErrors::one("submitter", mistake)
    })?;
    let (_, access) = place(&mut once.write, &submitter, request.organization.as_deref()).await?;
    let desk = VendorDesk::of(&service, new.by.as_ref());
    let grant = SubmitGrant::of_vendors_report(&mut once.write, &desk, &access, &submitter).await?;
    let case = new.report.case(&new.file.name);
    let number = cases::create(&mut once.write, &grant, CaseKind::FalseDetection, &case, now).await?;
    let file_id = new_id(&*state.random)?;
    cases::keep_report(&mut once.write, number, &new.report, &new.file, &file_id, ReportSource::Vendor)
        .await?;

    let made =
        cases::report_for_vendor(&mut once.write, &desk, number).await?.ok_or_else(ApiError::internal)?;
    let response = once.finish((StatusCode::CREATED, Some(address(number)), answer::encode(&made)?)).await?;
    tracing::info!(case = %number, service = service.id(), "false detection brought in");
    Ok(response)
}
