//! GET /articles/{id}: an article. The knowledge base is the vendor's and public to all who are signed in.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::Article;

use super::ArticleId;
use crate::auth::SignedIn;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::articles;

/// The article.
#[utoipa::path(
    get, path = "/articles/{id}", tag = "articles",
    params(("id" = String, Path, description = "The article's id.")),
    responses((status = 200, body = Article), problem::docs::SignedIn, problem::docs::NotFound),
)]
pub async fn article(
    _: SignedIn,
    State(state): State<AppState>,
    ArticleId(id): ArticleId,
) -> ApiResult<Response> {
    let mut read = state.store.read().await?;
    answer::ok(&articles::find(&mut read, &id).await?.ok_or_else(ApiError::not_found)?)
}
