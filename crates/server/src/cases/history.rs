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
        Number,
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("after" = Option<String>, Query, description = "An entry's id: only what came behind it. A cursor says more."),
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
    let after = match (params.one("cursor")?, params.one("after")?) {
        (Some(cursor), _) => Some(Cursor::decode(cursor, &history::list_name(number)).ok_or_else(|| {
            ApiError::bad_parameter("cursor", "the `next_cursor` of a page of this history")
        })?),
        (None, Some(id)) => Some(
            history::behind(number, id)
                .ok_or_else(|| ApiError::bad_parameter("after", "the `id` of an entry of this history"))?,
        ),
        (None, None) => None,
    };
    let now = state.clock.now();
    answer::ok(&history::page(&mut read, &case, after.as_ref(), limit, now).await?)
}
