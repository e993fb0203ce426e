//! POST /cases/{number}/close: closes the case, with the submitter's rating in the same step where there is one.

use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CaseDetail, CloseRequest};
use caseport_domain::validate::NewRating;

use super::change::{CasePost, allow, finish};
use super::number::Number;
use crate::http::idempotency::IdempotencyKey;
use crate::http::json::OptionalJson;
use crate::http::problem;
use crate::http::problem::ApiResult;
use crate::store::cases::{self, Close, Rate};

/// Close the case, and rate it if one likes. All or nothing.
#[utoipa::path(
    post, path = "/cases/{number}/close", tag = "cases",
    params(Number, IdempotencyKey),
    request_body(content = Option<CloseRequest>),
    responses(
        (status = 200, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn close_case(
    CasePost { request, case, mut once }: CasePost<OptionalJson<CloseRequest>>,
) -> ApiResult<Response> {
    let now = once.now;
    let allowed = allow::<Close>(&mut once.write, &case, now).await?;
    let rating = request.rating.as_ref().map(NewRating::try_from).transpose();
    let rating = rating.map_err(|errors| errors.within("rating"))?;
    cases::close(&mut once.write, &allowed, now).await?;
    let case = case.again(&mut once.write).await?;
    if let Some(rating) = rating {
        let allowed = case.allow::<Rate>(now)?;
        cases::rate(&mut once.write, &allowed, &rating, now).await?;
    }
    finish(once, case, StatusCode::OK).await
}
