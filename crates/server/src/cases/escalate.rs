//! POST /cases/{number}/escalation: the customer's side asks the vendor's management to look at it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CaseDetail, EscalationRequest};
use caseport_domain::validate::{EscalationReason, FieldErrors};

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::random;
use crate::state::AppState;
use crate::store::cases::{self, Escalate, VisibleCase};

/// Escalate the case; one escalation is in force at a time.
#[utoipa::path(
    post, path = "/cases/{number}/escalation", tag = "cases",
    params(
        ("number" = String, Path, description = "The case's number, eight digits."),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters; the same for a repetition."),
    ),
    request_body = EscalationRequest,
    responses(
        (status = 201, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn escalate_case(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    key: IdempotencyKey,
    Json { value: request, digest }: Json<EscalationRequest>,
) -> ApiResult<Response> {
    let mut once = match key.begin(&state, &signed_in.user, &digest).await? {
        Ok(once) => once,
        Err(answer) => return Ok(answer),
    };
    let now = once.now;
    let case =
        VisibleCase::of(&mut once.write, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    let allowed = case.allow::<Escalate>(now)?;
    let reason =
        EscalationReason::new(&request.reason).map_err(|mistake| FieldErrors::one("reason", mistake))?;
    let id = random::new_id(&*state.random)?;
    cases::escalate(&mut once.write, &allowed, &id, &reason, now).await?;
    let case = case.again(&mut once.write).await?;
    let detail = cases::detail(&mut once.write, &case, now).await?;
    once.finish((StatusCode::CREATED, None, answer::encode(&detail)?)).await
}
