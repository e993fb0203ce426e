//! GET /false-detections/allowance: how many more reports one can make today.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::ReportAllowance;

use crate::auth::SignedIn;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases;

/// Whether the caller may report a false detection now, and how many more today.
#[utoipa::path(
    get, path = "/false-detections/allowance", tag = "detections",
    responses((status = 200, body = ReportAllowance), problem::docs::SignedIn),
)]
pub async fn report_allowance(signed_in: SignedIn, State(state): State<AppState>) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    answer::ok(&cases::allowance(&mut read, &signed_in.user, state.clock.now()).await?)
}
