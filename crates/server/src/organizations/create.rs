//! POST /organizations/{org}/cases: a new case, created once however often the request is repeated.

use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::CaseKind;
use caseport_domain::api::CaseDetail;
use caseport_domain::validate::NewCaseRequest;

use crate::auth::OrgAccess;
use crate::http::idempotency::{IdempotencyKey, Post};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::store::cases::{self, SubmitGrant, VisibleCase};
use crate::store::catalog;
use crate::store::reader::Reader;
use crate::store::users;

/// Submit a case, for one's own organization or for a linked customer.
#[utoipa::path(
    post, path = "/organizations/{org}/cases", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        IdempotencyKey,
    ),
    request_body = NewCaseRequest,
    responses(
        (status = 201, body = CaseDetail, headers(("Location" = String, description = "The case's address."))),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn create_case(
    Post { caller, request, mut once }: Post<OrgAccess, Json<NewCaseRequest>>,
) -> ApiResult<Response> {
    let now = once.now;
    // Right and link as they are now that nobody else can write.
    let reader = Reader::load(&mut once.write, &caller.user).await?;
    let access = match &caller.access.organization {
        Some(own) => reader.access(&own.id).ok_or_else(ApiError::not_found)?,
        None => &caller.access,
    };
    let grant = SubmitGrant::ask(&mut once.write, access, &caller.user, request.customer.as_ref()).await??;
    let catalog = catalog::read(&mut once.write, grant.whom(), true, false).await?;
    let submitter = users::email(&mut once.write, &caller.user).await?;
    let case = request.check(&catalog, &submitter)?;
    let number = cases::create(&mut once.write, &grant, CaseKind::Support, &case, now).await?;

    let visible = VisibleCase::find(&mut once.write, reader, number).await?.ok_or_else(ApiError::internal)?;
    let body = answer::encode(&cases::detail(&mut once.write, &visible, now).await?)?;
    let location = Some(format!("/api/v1/cases/{number}"));
    let response = once.finish((StatusCode::CREATED, location, body)).await?;
    tracing::info!(case = %number, for_customer = request.customer.is_some(), "case created");
    Ok(response)
}
