//! POST /false-detections: a report, with its file in the request or uploaded before.

use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use caseport_domain::api::CaseDetail;
use caseport_domain::validate::FalseDetectionRequest;

use super::form::{self, FalseDetectionForm};
use super::make::make;
use crate::auth::SignedIn;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::ApiResult;
use crate::http::{Json, problem};
use crate::state::AppState;
use crate::uploads::work::to_its_end;

/// Report a false detection; the answer is the case that is made of it. As JSON with the id of an `upload` that has arrived
/// (begun with the metadata `purpose` `false_detection`), or as a form with the file itself.
#[utoipa::path(
    post, path = "/false-detections", tag = "detections",
    params(IdempotencyKey),
    request_body(content(
        (FalseDetectionRequest = "application/json"),
        (FalseDetectionForm = "multipart/form-data"),
    )),
    responses(
        (status = 201, body = CaseDetail, headers(("Location" = String, description = "The case's address."))),
        problem::docs::SignedIn, problem::docs::Report, problem::docs::DailyLimit,
    ),
)]
pub async fn report_false_detection(
    signed_in: SignedIn,
    State(state): State<AppState>,
    key: IdempotencyKey,
    request: Request,
) -> ApiResult<Response> {
    let user = signed_in.user;
    if is_form(request.headers()) {
        return to_its_end(form::report(state, user, key, request)).await;
    }
    let Json { value, digest } = Json::<FalseDetectionRequest>::from_request(request, &state).await?;
    to_its_end(async move { make(&state, &user, key, &value, &digest).await }).await
}

fn is_form(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("multipart/form-data")
}
