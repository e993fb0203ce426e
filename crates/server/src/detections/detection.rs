//! GET /cases/{number}/detection: the report behind a case.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::Detection;

use crate::auth::SignedIn;
use crate::cases::Number;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, VisibleCase};

/// The report that the case was made of: its file by name, size and hash, and what the analysis has come to. A case that
/// was made otherwise has none.
#[utoipa::path(
    get, path = "/cases/{number}/detection", tag = "detections",
    params(Number),
    responses((status = 200, body = Detection), problem::docs::SignedIn, problem::docs::NotFound),
)]
pub async fn case_detection(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let case = VisibleCase::of(&mut read, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    let report = cases::report(&mut read, &case).await?.ok_or_else(ApiError::not_found)?;
    answer::ok(&report)
}
