//! GET /cases/{number}: the case, with what the caller is to it and may do.

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use caseport_domain::api::CaseDetail;

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, VisibleCase};

/// The case.
#[utoipa::path(
    get, path = "/cases/{number}", tag = "cases",
    params(Number),
    responses(
        (status = 200, body = CaseDetail, headers(("ETag" = String, description = "The version that was read."))),
        problem::docs::SignedIn, problem::docs::NotFound,
    ),
)]
pub async fn case(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let case = VisibleCase::of(&mut read, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    answered(&cases::detail(&mut read, &case, state.clock.now()).await?)
}

/// The case with its version, for whoever is going to change it.
pub(super) fn answered(detail: &CaseDetail) -> ApiResult<Response> {
    let mut response = answer::ok(detail)?;
    if let Ok(etag) = detail.etag.parse() {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}
