//! POST /cases/{number}/comments: the customer's side writes; it is the vendor's turn then.

use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CommentRequest, HistoryEntry};
use caseport_domain::validate::{CommentText, FieldErrors};

use super::change::{CasePost, allow};
use super::number::Number;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::ApiResult;
use crate::http::{Json, answer, problem};
use crate::store::cases::{self, Comment, history};

/// Add a comment; the answer is its entry in the history.
#[utoipa::path(
    post, path = "/cases/{number}/comments", tag = "cases",
    params(Number, IdempotencyKey),
    request_body = CommentRequest,
    responses(
        (status = 201, body = HistoryEntry),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn add_comment(
    CasePost { request, case, mut once }: CasePost<Json<CommentRequest>>,
) -> ApiResult<Response> {
    let now = once.now;
    let allowed = allow::<Comment>(&mut once.write, &case, now).await?;
    let text = CommentText::new(&request.text).map_err(|mistake| FieldErrors::one("text", mistake))?;
    cases::comment(&mut once.write, &allowed, &text, now).await?;
    let entry = history::last(&mut once.write, &case, now).await?;
    once.finish((StatusCode::CREATED, None, answer::encode(&entry)?)).await
}
