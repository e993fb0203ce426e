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
    let mut once = match key.begin(&state, &signed_in.user, &digest).await? {
        Ok(once) => once,
        Err(answer) => return Ok(answer),
    };
    let now = once.now;
    let case =
        VisibleCase::of(&mut once.write, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    let allowed = case.allow::<Close>(now)?;
    let rating = request.rating.as_ref().map(NewRating::try_from).transpose();
    let rating = rating.map_err(|errors| errors.within("rating"))?;
    cases::close(&mut once.write, &allowed, now).await?;
    let mut case = case.again(&mut once.write).await?;
    if let Some(rating) = rating {
        let allowed = case.allow::<Rate>(now)?;
        cases::rate(&mut once.write, &allowed, &rating, now).await?;
        case = case.again(&mut once.write).await?;
    }
    let detail = cases::detail(&mut once.write, &case, now).await?;
    once.finish((StatusCode::OK, None, answer::encode(&detail)?)).await
}
