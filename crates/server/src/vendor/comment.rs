//! POST /vendor/cases/{number}/comments: the vendor replies; it is the customer's turn then.

use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::HistoryEntry;
use caseport_domain::validate::{NewVendorComment, VendorCommentRequest};

use crate::auth::CaseService;
use crate::cases::Number;
use crate::http::idempotency::{IdempotencyKey, Post};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::store::cases::{self, VendorDesk, history};

/// Reply; the answer is the reply's entry in the history. The first one is the first response. On a closed case it adds
/// the words and changes nothing else.
#[utoipa::path(
    post, path = "/vendor/cases/{number}/comments", tag = "vendor",
    params(Number, IdempotencyKey),
    request_body = VendorCommentRequest,
    responses(
        (status = 201, body = HistoryEntry),
        problem::docs::Service, problem::docs::NotFound, problem::docs::Body,
    ),
    security(("service" = [])),
)]
pub async fn reply(
    Post { caller: (CaseService(service), Number(number)), request, mut once }: Post<
        (CaseService, Number),
        Json<VendorCommentRequest>,
    >,
) -> ApiResult<Response> {
    let now = once.now;
    cases::vendor_case(&mut once.write, number).await?.ok_or_else(ApiError::not_found)?;
    let reply = NewVendorComment::try_from(&request)?;
    let desk = VendorDesk::of(&service, reply.by.as_ref());
    cases::vendor_comment(&mut once.write, &desk, number, &reply.text, now).await?;
    let entry = history::last_for_vendor(&mut once.write, number).await?;
    let response = once.finish((StatusCode::CREATED, None, answer::encode(&entry)?)).await?;
    tracing::info!(case = %number, service = service.id(), "the vendor replied");
    Ok(response)
}
