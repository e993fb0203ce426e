//! POST /cases/{number}/reopen: it was not over yet; it is the vendor's turn then.

use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CaseDetail, ReopenRequest};
use caseport_domain::validate::{FieldErrors, ReopenReason};

use super::change::{CasePost, allow, finish};
use super::number::Number;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::ApiResult;
use crate::http::{Json, problem};
use crate::store::cases::{self, Reopen};

/// Reopen the case, within 30 days of its closing. The rating stays.
#[utoipa::path(
    post, path = "/cases/{number}/reopen", tag = "cases",
    params(Number, IdempotencyKey),
    request_body = ReopenRequest,
    responses(
        (status = 200, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn reopen_case(
    CasePost { request, case, mut once }: CasePost<Json<ReopenRequest>>,
) -> ApiResult<Response> {
    let now = once.now;
    let allowed = allow::<Reopen>(&mut once.write, &case, now).await?;
    let reason = ReopenReason::new(&request.reason).map_err(|mistake| FieldErrors::one("reason", mistake))?;
    cases::reopen(&mut once.write, &allowed, &reason, now).await?;
    finish(once, case, StatusCode::OK).await
}
