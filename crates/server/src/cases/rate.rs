//! PUT /cases/{number}/rating: the submitter says what they think of the vendor's work, or changes it in time.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::CaseDetail;
use caseport_domain::validate::{NewRating, RatingRequest};

use super::change;
use super::number::Number;
use crate::auth::SignedIn;
use crate::http::problem::ApiResult;
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, Rate};

/// Rate the case, or change the rating. Repeating it changes nothing more.
#[utoipa::path(
    put, path = "/cases/{number}/rating", tag = "cases",
    params(Number),
    request_body = RatingRequest,
    responses(
        (status = 200, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn rate_case(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    Json { value: request, .. }: Json<RatingRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let (case, mut write) = change::begin(&state, &signed_in, number).await?;
    let allowed = change::allow::<Rate>(&mut write, &case, now).await?;
    let rating = NewRating::try_from(&request)?;
    let before = cases::detail(&mut write, &case, now).await?;
    if before.summary.rating.as_ref().is_some_and(|given| given.is(&rating)) {
        return answer::ok(&before);
    }
    cases::rate(&mut write, &allowed, &rating, now).await?;
    let case = case.again(&mut write).await?;
    let detail = cases::detail(&mut write, &case, now).await?;
    write.commit().await?;
    answer::ok(&detail)
}
