//! POST /organizations/{org}/cases: a new case, created once however often the request is repeated.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::CaseKind;
use caseport_domain::api::CaseDetail;
use caseport_domain::validate::NewCaseRequest;

use crate::auth::OrgAccess;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, SubmitGrant, VisibleCase};
use crate::store::catalog;
use crate::store::reader::Reader;

/// Submit a case, for one's own organization or for a linked customer.
#[utoipa::path(
    post, path = "/organizations/{org}/cases", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 characters; the same for a repetition."),
    ),
    request_body = NewCaseRequest,
    responses(
        (status = 201, body = CaseDetail, headers(("Location" = String, description = "The case's address."))),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn create_case(
    State(state): State<AppState>,
    caller: OrgAccess,
    key: IdempotencyKey,
    Json { value: request, digest }: Json<NewCaseRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    if let Some(kept) = key.replay(&mut write, &caller.user, &digest, now).await? {
        return Ok(kept);
    }
    // Right and link as they are now that nobody else can write.
    let reader = Reader::load(&mut write, &caller.user).await?;
    let access = match &caller.access.organization {
        Some(own) => reader.access(&own.id).ok_or_else(ApiError::not_found)?,
        None => &caller.access,
    };
    let grant = SubmitGrant::ask(&mut write, access, &caller.user, request.customer.as_ref()).await??;
    let catalog = catalog::read(&mut write, grant.whom(), true).await?;
    let case = request.check(&catalog)?;
    let number = cases::create(&mut write, &grant, CaseKind::Support, &case, now).await?;

    let visible = VisibleCase::find(&mut write, &reader, number).await?.ok_or_else(ApiError::internal)?;
    let body = answer::encode(&cases::detail(&mut write, &visible, now).await?)?;
    let location = Some(format!("/api/v1/cases/{number}"));
    let answer = (StatusCode::CREATED, location, body);
    let response = key.keep(&mut write, &caller.user, &digest, answer, now).await?;
    write.commit().await?;
    tracing::info!(case = %number, for_customer = request.customer.is_some(), "case created");
    Ok(response)
}
