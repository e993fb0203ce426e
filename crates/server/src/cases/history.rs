//! GET /cases/{number}/history: comments and events, oldest first.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{HistoryEntry, Page};

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::params::Params;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::{Cursor, VisibleCase, history};

/// What happened in the case.
#[utoipa::path(
    get, path = "/cases/{number}/history", tag = "cases",
    params(
        ("number" = String, Path, description = "The case's number, eight digits."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("limit" = Option<u32>, Query, description = "Entries, 1 to 200; 50 if absent."),
    ),
    responses(
        (status = 200, body = Page<HistoryEntry>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::NotFound,
    ),
)]
pub async fn case_history(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    params: Params,
) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    let case = VisibleCase::of(&mut read, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    let limit = params.limit()?;
    let after = params.one("cursor")?.map(|text| {
        Cursor::decode(text, &history::list_name(number))
            .ok_or_else(|| ApiError::bad_parameter("cursor", "the `next_cursor` of a page of this history"))
    });
    answer::ok(&history::page(&mut read, &case, after.transpose()?.as_ref(), limit).await?)
}
