//! GET /cases/{number}/files: the files that have arrived. Those of a false-detection report are listed, too; their
//! rows say why nobody gets them.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseFile, Items};

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::{VisibleCase, files};

/// The case's files, oldest first.
#[utoipa::path(
    get, path = "/cases/{number}/files", tag = "cases",
    params(Number),
    responses((status = 200, body = Items<CaseFile>), problem::docs::SignedIn, problem::docs::NotFound),
)]
pub async fn case_files(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let case = VisibleCase::of(&mut read, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    answer::ok(&Items::from(files::list(&mut read, &case, state.clock.now()).await?))
}
