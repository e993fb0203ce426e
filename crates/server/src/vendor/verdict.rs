//! PUT /vendor/cases/{number}/detection: what the vendor's analysis of a reported file has come to.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::Detection;
use caseport_domain::validate::{NewVerdict, VerdictRequest};

use crate::auth::DetectionService;
use crate::cases::Number;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, VendorDesk};

/// Give the verdict on a reported file, or change it; it is written to the case's history. Repeating it without a note
/// changes nothing. It neither answers nor closes the case.
#[utoipa::path(
    put, path = "/vendor/cases/{number}/detection", tag = "vendor",
    params(Number),
    request_body = VerdictRequest,
    responses(
        (status = 200, body = Detection),
        problem::docs::Service, problem::docs::NotFound, problem::docs::Body,
    ),
    security(("service" = [])),
)]
pub async fn give_verdict(
    DetectionService(service): DetectionService,
    State(state): State<AppState>,
    Number(number): Number,
    Json { value: request, .. }: Json<VerdictRequest>,
) -> ApiResult<Response> {
    let verdict = NewVerdict::try_from(&request)?;
    let desk = VendorDesk::of(&service, verdict.by.as_ref());
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    if !cases::give_verdict(&mut write, &desk, number, &verdict, now).await? {
        return Err(ApiError::not_found());
    }
    let report = cases::report_for_vendor(&mut write, &desk, number).await?.ok_or_else(ApiError::internal)?;
    write.commit().await?;
    tracing::info!(case = %number, service = service.id(), verdict = report.verdict.code(), "verdict given");
    answer::ok(&report)
}
