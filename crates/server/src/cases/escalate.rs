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
use crate::store::reader::Reader;

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
    let now = state.clock.now();
    let user = &signed_in.user;
    let mut write = state.store.write().await?;
    if let Some(kept) = key.replay(&mut write, user, &digest, now).await? {
        return Ok(kept);
    }
    let reader = Reader::load(&mut write, user).await?;
    let case = VisibleCase::find(&mut write, &reader, number).await?.ok_or_else(ApiError::not_found)?;
    let allowed = case.allow::<Escalate>(now)?;
    let reason =
        EscalationReason::new(&request.reason).map_err(|mistake| FieldErrors::one("reason", mistake))?;
    let id = random::new_id(&*state.random)?;
    cases::escalate(&mut write, &allowed, &id, &reason, now).await?;
    let case = case.again(&mut write).await?;
    let detail = cases::detail(&mut write, &case, now).await?;
    let answer = (StatusCode::CREATED, None, answer::encode(&detail)?);
    let response = key.keep(&mut write, user, &digest, answer, now).await?;
    write.commit().await?;
    Ok(response)
}
