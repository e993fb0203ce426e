//! POST /suggestions/{id}/solved: the article made a case unnecessary.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::Solved;
use serde::Deserialize;

use super::ArticleId;
use crate::auth::SignedIn;
use crate::http::idempotency::IdempotencyKey;
use crate::http::json::OptionalJson;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::articles::{self, solved as store};

/// Nothing is asked; fields are passed over.
#[derive(Debug, Default, Deserialize)]
pub struct Nothing {}

/// Note that an article solved it without a case, and say how many times it has in all. An external assistant's
/// articles are not known here, so any id is taken where there is one.
#[utoipa::path(
    post, path = "/suggestions/{id}/solved", tag = "articles",
    params(
        ("id" = String, Path, description = "The id of the article that was suggested."),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters; the same for a repetition."),
    ),
    responses(
        (status = 200, body = Solved),
        problem::docs::SignedIn, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn solved(
    signed_in: SignedIn,
    State(state): State<AppState>,
    ArticleId(id): ArticleId,
    key: IdempotencyKey,
    OptionalJson(Json { digest, .. }): OptionalJson<Nothing>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let user = &signed_in.user;
    let mut write = state.store.write().await?;
    if let Some(kept) = key.replay(&mut write, user, &digest, now).await? {
        return Ok(kept);
    }
    if state.assistant.is_none() && !articles::exists(&mut write, &id).await? {
        return Err(ApiError::not_found());
    }
    let solved = store::note(&mut write, &id, user, now).await?;
    let answer = (StatusCode::OK, None, answer::encode(&Solved { solved })?);
    let response = key.keep(&mut write, user, &digest, answer, now).await?;
    write.commit().await?;
    tracing::info!(article = %id, solved, "solved without a case");
    Ok(response)
}
