//! What every change of a case begins and ends with: with the case as the caller sees it now that nobody else can write.
//! One that they do not see is not found, whatever they ask of it.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use caseport_domain::api::Meanwhile;
use caseport_domain::decision::Reason;
use caseport_domain::id::CaseNumber;
use chrono::{DateTime, Utc};

use super::number::Number;
use crate::auth::SignedIn;
use crate::http::answer;
use crate::http::idempotency::{Once, Post};
use crate::http::json::JsonBody;
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::cases::{self, Allowed, CaseAction, VisibleCase, history};
use crate::store::{Conn, Write};

/// A POST to a case, begun.
pub struct CasePost<B: JsonBody> {
    /// What is asked.
    pub request: B::Value,
    /// The case.
    pub case: VisibleCase,
    /// What is done.
    pub once: Once,
}

impl<B: JsonBody> FromRequest<AppState> for CasePost<B> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let post = Post::<(SignedIn, Number), B>::from_request(request, state).await?;
        let Post { caller: (signed_in, Number(number)), request, mut once } = post;
        let case = find(&mut once.write, &signed_in, number).await.map_err(ApiError::into_response)?;
        Ok(Self { request, case, once })
    }
}

/// Begins any other change of the case.
///
/// # Errors
/// The caller does not see it.
pub async fn begin(
    state: &AppState,
    signed_in: &SignedIn,
    number: CaseNumber,
) -> ApiResult<(VisibleCase, Write)> {
    let mut write = state.store.write().await?;
    let case = find(&mut write, signed_in, number).await?;
    Ok((case, write))
}

async fn find(conn: &mut Conn, signed_in: &SignedIn, number: CaseNumber) -> ApiResult<VisibleCase> {
    VisibleCase::of(conn, &signed_in.user, number).await?.ok_or_else(ApiError::not_found)
}

/// The proof that the caller may do `A` to the case; otherwise why not.
///
/// # Errors
/// The rules say no.
pub async fn allow<A: CaseAction>(
    conn: &mut Conn,
    case: &VisibleCase,
    now: DateTime<Utc>,
) -> ApiResult<Allowed<A>> {
    match case.allow::<A>(now) {
        Ok(allowed) => Ok(allowed),
        Err(reason) => Err(refused(conn, case.number(), reason).await?),
    }
}

/// The rules' no about a case that may be shown; where somebody brought it about, with who that was.
///
/// # Errors
/// As any query.
pub async fn refused(conn: &mut Conn, case: CaseNumber, reason: Reason) -> ApiResult<ApiError> {
    let last = match reason.code.value().and_then(Meanwhile::behind) {
        Some(kind) => history::last_of(conn, case, [kind; 2]).await?,
        None => None,
    };
    Ok(match last {
        Some(last) => ApiError::overtaken(reason, last.into()),
        None => reason.into(),
    })
}

/// Ends a POST to a case: lasting, and answered with the case as it is then.
///
/// # Errors
/// As any query.
pub async fn finish(mut once: Once, case: VisibleCase, status: StatusCode) -> ApiResult<Response> {
    let case = case.again(&mut once.write).await?;
    let now = once.now;
    let detail = cases::detail(&mut once.write, &case, now).await?;
    once.finish((status, None, answer::encode(&detail)?)).await
}
