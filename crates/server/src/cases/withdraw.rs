//! DELETE /cases/{number}/escalation: the customer's side takes its escalation back.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::CaseDetail;

use super::change;
use super::number::Number;
use crate::auth::SignedIn;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::{self, Withdraw};

/// Take the escalation in force back.
#[utoipa::path(
    delete, path = "/cases/{number}/escalation", tag = "cases",
    params(Number),
    responses(
        (status = 200, body = CaseDetail),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
    ),
)]
pub async fn withdraw_escalation(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let (case, mut write) = change::begin(&state, &signed_in, number).await?;
    let allowed = change::allow::<Withdraw>(&mut write, &case, now).await?;
    cases::withdraw(&mut write, &allowed, None, now).await?;
    let case = case.again(&mut write).await?;
    let detail = cases::detail(&mut write, &case, now).await?;
    write.commit().await?;
    answer::ok(&detail)
}
