//! POST /cases/{number}/escalation: the customer's side asks the vendor's management to look at it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CaseDetail, EscalationRequest};
use caseport_domain::validate::{EscalationReason, FieldErrors};

use super::change::{CasePost, allow, finish};
use super::number::Number;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::ApiResult;
use crate::http::{Json, problem};
use crate::random;
use crate::state::AppState;
use crate::store::cases::{self, Escalate};

/// Escalate the case; one escalation is in force at a time.
#[utoipa::path(
    post, path = "/cases/{number}/escalation", tag = "cases",
    params(Number, IdempotencyKey),
    request_body = EscalationRequest,
    responses(
        (status = 201, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn escalate_case(
    State(state): State<AppState>,
    CasePost { request, case, mut once }: CasePost<Json<EscalationRequest>>,
) -> ApiResult<Response> {
    let now = once.now;
    let allowed = allow::<Escalate>(&mut once.write, &case, now).await?;
    let reason =
        EscalationReason::new(&request.reason).map_err(|mistake| FieldErrors::one("reason", mistake))?;
    let id = random::new_id(&*state.random)?;
    cases::escalate(&mut once.write, &allowed, &id, &reason, now).await?;
    finish(once, case, StatusCode::CREATED).await
}
