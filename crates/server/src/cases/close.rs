//! POST /cases/{number}/close: closes the case, with the submitter's rating in the same step where there is one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CaseDetail, CloseRequest};
use caseport_domain::validate::NewRating;

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::idempotency::IdempotencyKey;
use crate::http::json::OptionalJson;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, Close, Rate, VisibleCase};
use crate::store::reader::Reader;

/// Close the case, and rate it if one likes. All or nothing.
#[utoipa::path(
    post, path = "/cases/{number}/close", tag = "cases",
    params(
        ("number" = String, Path, description = "The case's number, eight digits."),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters; the same for a repetition."),
    ),
    request_body(content = Option<CloseRequest>),
    responses(
        (status = 200, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn close_case(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    key: IdempotencyKey,
    OptionalJson(Json { value: request, digest }): OptionalJson<CloseRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    if let Some(kept) = key.replay(&mut write, &signed_in.user, &digest, now).await? {
        return Ok(kept);
    }
    let reader = Reader::load(&mut write, &signed_in.user).await?;
    let case = VisibleCase::find(&mut write, &reader, number).await?.ok_or_else(ApiError::not_found)?;
    let allowed = case.allow::<Close>(now)?;
    let rating = request.rating.as_ref().map(NewRating::try_from).transpose()?;
    cases::close(&mut write, &allowed, now).await?;
    let mut case = case.again(&mut write).await?;
    if let Some(rating) = rating {
        let allowed = case.allow::<Rate>(now)?;
        cases::rate(&mut write, &allowed, &rating, now).await?;
        case = case.again(&mut write).await?;
    }
    let detail = cases::detail(&mut write, &case, now).await?;
    let answer = (StatusCode::OK, None, answer::encode(&detail)?);
    let response = key.keep(&mut write, &signed_in.user, &digest, answer, now).await?;
    write.commit().await?;
    Ok(response)
}
