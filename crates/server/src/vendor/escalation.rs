//! PUT /vendor/cases/{number}/escalation: the vendor takes an escalation up.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::VendorCase;
use caseport_domain::case::EscalationState;
use caseport_domain::policy;
use caseport_domain::validate::{NewAcknowledgement, VendorEscalationRequest};

use crate::auth::CaseService;
use crate::cases::{Number, refused};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, VendorDesk};

/// Acknowledge the escalation that was asked for, with a name and a note. Repeating it changes nothing more.
#[utoipa::path(
    put, path = "/vendor/cases/{number}/escalation", tag = "vendor",
    params(Number),
    request_body = VendorEscalationRequest,
    responses(
        (status = 200, body = VendorCase),
        problem::docs::Service, problem::docs::NotFound, problem::docs::Conflict, problem::docs::Body,
    ),
    security(("service" = [])),
)]
pub async fn acknowledge(
    CaseService(service): CaseService,
    State(state): State<AppState>,
    Number(number): Number,
    Json { value: request, .. }: Json<VendorEscalationRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    let case = cases::vendor_case(&mut write, number).await?.ok_or_else(ApiError::not_found)?;
    let new = NewAcknowledgement::try_from(&request)?;
    let desk = VendorDesk::of(&service, new.by.as_ref());
    let escalation = case.escalation.as_ref();
    let says_so = escalation.is_some_and(|it| {
        it.acknowledged_by.as_deref() == Some(desk.name()) && it.note.as_deref() == Some(new.note.as_str())
    });
    let stands = escalation.and_then(|it| it.state.value());
    if says_so && stands == Some(EscalationState::Acknowledged) {
        return answer::ok(&case);
    }
    let status = case.status.value().ok_or_else(ApiError::internal)?;
    if let Err(reason) = policy::acknowledge(status, stands).require() {
        return Err(refused(&mut write, number, reason).await?);
    }
    cases::acknowledge(&mut write, &desk, number, new.note.as_str(), now).await?;
    let case = cases::vendor_case(&mut write, number).await?.ok_or_else(ApiError::internal)?;
    write.commit().await?;
    tracing::info!(case = %number, service = service.id(), "the vendor acknowledged an escalation");
    answer::ok(&case)
}
