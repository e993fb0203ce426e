//! POST /cases/{number}/comments: the customer's side writes; it is the vendor's turn then.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{CommentRequest, HistoryEntry};
use caseport_domain::validate::{CommentText, FieldErrors};

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, Comment, VisibleCase, history};

/// Add a comment; the answer is its entry in the history.
#[utoipa::path(
    post, path = "/cases/{number}/comments", tag = "cases",
    params(
        ("number" = String, Path, description = "The case's number, eight digits."),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters; the same for a repetition."),
    ),
    request_body = CommentRequest,
    responses(
        (status = 201, body = HistoryEntry),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn add_comment(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    key: IdempotencyKey,
    Json { value: request, digest }: Json<CommentRequest>,
) -> ApiResult<Response> {
    let mut once = match key.begin(&state, &signed_in.user, &digest).await? {
        Ok(once) => once,
        Err(answer) => return Ok(answer),
    };
    let now = once.now;
    let case =
        VisibleCase::of(&mut once.write, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)?;
    let allowed = case.allow::<Comment>(now)?;
    let text = CommentText::new(&request.text).map_err(|mistake| FieldErrors::one("text", mistake))?;
    cases::comment(&mut once.write, &allowed, &text, now).await?;
    let entry = history::last(&mut once.write, &case).await?;
    once.finish((StatusCode::CREATED, None, answer::encode(&entry)?)).await
}
