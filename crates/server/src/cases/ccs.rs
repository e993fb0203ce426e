//! PUT /cases/{number}/ccs: who else is kept informed. Several people edit the list, so each says which one they saw.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseDetail, CcsRequest, HistoryKind, Meanwhile};
use caseport_domain::validate::{CcList, FieldErrors};

use super::change;
use super::detail::answered;
use super::number::Number;
use crate::auth::SignedIn;
use crate::http::if_match::IfMatch;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, problem};
use crate::state::AppState;
use crate::store::cases::{self, EditCcs, history};

/// Say who else is to be kept informed; whoever is left out is removed. `If-Match` names a version of the case; what
/// happened since is no conflict, unless it was to the CC's. Repeating it changes nothing more.
#[utoipa::path(
    put, path = "/cases/{number}/ccs", tag = "cases",
    params(
        Number,
        ("If-Match" = String, Header, description = "The `ETag` of the case as it was read."),
    ),
    request_body = CcsRequest,
    responses(
        (status = 200, body = CaseDetail, headers(("ETag" = String, description = "The case's version now."))),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Conflict,
        problem::docs::Version, problem::docs::Body,
    ),
)]
pub async fn change_ccs(
    signed_in: SignedIn,
    State(state): State<AppState>,
    Number(number): Number,
    seen: IfMatch,
    Json { value: request, .. }: Json<CcsRequest>,
) -> ApiResult<Response> {
    let now = state.clock.now();
    let (case, mut write) = change::begin(&state, &signed_in, number).await?;
    let allowed = change::allow::<EditCcs>(&mut write, &case, now).await?;
    let seen = seen.required()?;
    let present = cases::ccs(&mut write, &case).await?;
    let change = CcList::new(&request.emails)
        .and_then(|wanted| wanted.replacing(&present.emails, &present.submitter))
        .map_err(|mistake| FieldErrors::one("emails", mistake))?;
    // What is so already is not in conflict with anything.
    if change.is_empty() {
        return answered(&cases::detail(&mut write, &case, now).await?);
    }
    if !seen.admits(|version| version.parse().is_ok_and(|revision| present.were_there_at(revision))) {
        let kinds = [HistoryKind::CcsAdded, HistoryKind::CcsRemoved];
        let by = history::last_of(&mut write, number, kinds).await?.map(Meanwhile::from);
        let told = by.as_ref().and_then(Meanwhile::told);
        let told = told.as_deref().unwrap_or("Somebody has changed the CC's meanwhile.");
        let error = ApiError::changed_meanwhile(format!(
            "{told} Look at them as they are now, and change them again."
        ));
        return Err(match by {
            Some(by) => error.after(by),
            None => error,
        });
    }
    cases::change_ccs(&mut write, &allowed, &change, now).await?;
    let case = case.again(&mut write).await?;
    let detail = cases::detail(&mut write, &case, now).await?;
    write.commit().await?;
    answered(&detail)
}
