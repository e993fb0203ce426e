//! POST /suggestions/{id}/solved: the article made a case unnecessary.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::Solved;
use serde::Deserialize;

use super::ArticleId;
use crate::auth::SignedIn;
use crate::http::idempotency::{IdempotencyKey, Post};
use crate::http::json::OptionalJson;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
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
        IdempotencyKey,
    ),
    responses(
        (status = 200, body = Solved),
        problem::docs::SignedIn, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn solved(
    State(state): State<AppState>,
    Post { caller: (signed_in, ArticleId(id)), mut once, .. }: Post<
        (SignedIn, ArticleId),
        OptionalJson<Nothing>,
    >,
) -> ApiResult<Response> {
    let user = &signed_in.user;
    if state.assistant.is_none() && !articles::exists(&mut once.write, &id).await? {
        return Err(ApiError::not_found());
    }
    let solved = store::note(&mut once.write, &id, user, once.now).await?;
    let response = once.finish((StatusCode::OK, None, answer::encode(&Solved { solved })?)).await?;
    tracing::info!(article = %id, solved, "solved without a case");
    Ok(response)
}
