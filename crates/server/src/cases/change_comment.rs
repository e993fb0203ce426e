//! PUT and DELETE /cases/{number}/comments/{id}: who wrote a comment changes it or takes it back, for a few minutes.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use caseport_domain::api::{CommentRequest, HistoryEntry};
use caseport_domain::validate::{CommentText, FieldErrors};
use chrono::{DateTime, Utc};

use super::change;
use super::number::Number;
use crate::auth::SignedIn;
use crate::http::path::path_part;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::Write;
use crate::store::cases::{self, MayChange, VisibleCase, WrittenComment, history};

/// `{id}` of the address: a comment's entry in the history.
pub struct CommentId(String);

impl<S: Send + Sync> FromRequestParts<S> for CommentId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "id", |id| Some(Self(id.to_owned()))).await
    }
}

/// Change the words of one's own comment, within 5 minutes. Repeating it changes nothing more.
#[utoipa::path(
    put, path = "/cases/{number}/comments/{id}", tag = "cases",
    params(
        Number,
        ("id" = String, Path, description = "The id of the comment's entry in the history."),
    ),
    request_body = CommentRequest,
    responses(
        (status = 200, body = HistoryEntry),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Body,
    ),
)]
pub async fn edit_comment(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    CommentId(id): CommentId,
    Json { value: request, .. }: Json<CommentRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let (case, mut write) = change::begin(&state, &signed_in, number).await?;
    let comment = WrittenComment::of(&mut write, &case, &id).await?.ok_or_else(ApiError::not_found)?;
    let allowed = may_change(&mut write, &case, &comment, now).await?;
    let text = CommentText::new(&request.text).map_err(|mistake| FieldErrors::one("text", mistake))?;
    if !comment.says(&text) {
        cases::edit_comment(&mut write, &allowed, &text, now).await?;
    }
    let entry = history::one(&mut write, &case, comment.seq(), now).await?;
    finish(write, &allowed, entry).await
}

/// Take one's own comment back, within 5 minutes. It keeps its place in the history; its words are deleted.
#[utoipa::path(
    delete, path = "/cases/{number}/comments/{id}", tag = "cases",
    params(
        Number,
        ("id" = String, Path, description = "The id of the comment's entry in the history."),
    ),
    responses(
        (status = 200, body = HistoryEntry),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
    ),
)]
pub async fn withdraw_comment(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    CommentId(id): CommentId,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let (case, mut write) = change::begin(&state, &signed_in, number).await?;
    let comment = WrittenComment::of(&mut write, &case, &id).await?.ok_or_else(ApiError::not_found)?;
    let allowed = may_change(&mut write, &case, &comment, now).await?;
    cases::withdraw_comment(&mut write, &allowed, now).await?;
    let entry = history::one(&mut write, &case, comment.seq(), now).await?;
    finish(write, &allowed, entry).await
}

async fn may_change(
    write: &mut Write,
    case: &VisibleCase,
    comment: &WrittenComment,
    now: DateTime<Utc>,
) -> ApiResult<MayChange> {
    match case.allow_change(comment, now) {
        Ok(allowed) => Ok(allowed),
        Err(reason) => Err(change::refused(write, case.number(), reason).await?),
    }
}

async fn finish(mut write: Write, allowed: &MayChange, entry: HistoryEntry) -> ApiResult<Response> {
    cases::correct_kept_answer(&mut write, allowed, &entry).await?;
    write.commit().await?;
    answer::ok(&entry)
}
