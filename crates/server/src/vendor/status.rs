//! PUT /vendor/cases/{number}/status: where the vendor says that a case stands.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::VendorCase;
use caseport_domain::validate::{NewVendorStatus, VendorStatusRequest};

use crate::auth::CaseService;
use crate::cases::Number;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, VendorDesk};

/// Say where the case stands. `closed` closes it, anything else reopens one that is closed, however long ago. The first
/// one is the first response. Repeating it changes nothing more.
#[utoipa::path(
    put, path = "/vendor/cases/{number}/status", tag = "vendor",
    params(Number),
    request_body = VendorStatusRequest,
    responses(
        (status = 200, body = VendorCase),
        problem::docs::Service, problem::docs::NotFound, problem::docs::Body,
    ),
    security(("service" = [])),
)]
pub async fn set_status(
    CaseService(service): CaseService,
    State(state): State<AppState>,
    Number(number): Number,
    Json { value: request, .. }: Json<VendorStatusRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    let case = cases::vendor_case(&mut write, number).await?.ok_or_else(ApiError::not_found)?;
    let new = NewVendorStatus::try_from(&request)?;
    let desk = VendorDesk::of(&service, new.by.as_ref());
    if !cases::vendor_status(&mut write, &desk, number, new.status, now).await? {
        return answer::ok(&case);
    }
    let case = cases::vendor_case(&mut write, number).await?.ok_or_else(ApiError::internal)?;
    write.commit().await?;
    tracing::info!(case = %number, service = service.id(), status = case.status.code(), "the vendor set the status");
    answer::ok(&case)
}
