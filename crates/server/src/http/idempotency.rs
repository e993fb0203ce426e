//! `Idempotency-Key`: a creating POST that is repeated, once or ten times at once, acts once and answers alike.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use caseport_domain::id::UserId;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use super::answer;
use super::json::JsonBody;
use super::problem::{ApiError, ApiResult};
use crate::auth::{CaseService, DetectionService, OrgAccess, SignedIn};
use crate::random::hex;
use crate::state::AppState;
use crate::store::Write;
use crate::store::idempotency::{KeptAnswer, find, keep, sweep};
use crate::store::services::Service;

/// How long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// Characters of a key, at most.
const KEY_MAX: usize = 255;

/// Whoever repeats requests: keys are each caller's own.
pub trait Caller {
    /// What their keys are kept under.
    fn name(&self) -> String;
}

impl Caller for UserId {
    fn name(&self) -> String {
        self.to_string()
    }
}

impl Caller for Service {
    fn name(&self) -> String {
        // No person's id has a slash.
        format!("service/{}", self.id())
    }
}

impl Caller for SignedIn {
    fn name(&self) -> String {
        self.user.name()
    }
}

impl Caller for OrgAccess {
    fn name(&self) -> String {
        self.user.name()
    }
}

impl Caller for CaseService {
    fn name(&self) -> String {
        Caller::name(&self.0)
    }
}

impl Caller for DetectionService {
    fn name(&self) -> String {
        Caller::name(&self.0)
    }
}

/// Whoever calls, and what their address names.
impl<C: Caller, Named> Caller for (C, Named) {
    fn name(&self) -> String {
        self.0.name()
    }
}

/// The request's key, where it has one, and what it is a key to.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyKey {
    /// 1 to 255 characters; the same for a repetition.
    #[param(rename = "Idempotency-Key")]
    key: Option<String>,
    #[param(ignore)]
    address: String,
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let key = match parts.headers.get("idempotency-key") {
            None => None,
            Some(value) => {
                let text = value.to_str().ok().filter(|text| (1..=KEY_MAX).contains(&text.len()));
                let text = text.ok_or_else(|| {
                    ApiError::malformed("`Idempotency-Key` must have 1 to 255 printable ASCII characters.")
                })?;
                Some(text.to_owned())
            }
        };
        Ok(Self { key, address: format!("{} {}", parts.method, parts.uri) })
    }
}

impl IdempotencyKey {
    /// Begins what the key is for; or, where the same request was answered already, gives that answer.
    ///
    /// # Errors
    /// 422 where the key was used for another request.
    pub async fn begin(
        self,
        state: &AppState,
        caller: &impl Caller,
        body_digest: &str,
    ) -> ApiResult<Result<Once, Response>> {
        let caller = caller.name();
        let fingerprint = hex(&Sha256::digest(format!("{}\n{body_digest}", self.address)));
        let now = state.clock.now();
        let mut write = state.store.write().await?;
        if let Some(key) = &self.key
            && let Some(kept) = find(&mut write, &caller, key, now - KEPT).await?
        {
            return if kept.fingerprint == fingerprint { Ok(Err(answer::kept(kept))) } else { Err(reused()) };
        }
        Ok(Ok(Once { write, now, caller, key: self.key, fingerprint }))
    }
}

/// A POST with a JSON body, begun. One that was answered already is given that answer, and does not reach its handler.
/// It holds the one write transaction, so it comes last.
pub struct Post<C, B: JsonBody> {
    /// Whoever calls.
    pub caller: C,
    /// What they ask.
    pub request: B::Value,
    /// What is done.
    pub once: Once,
}

impl<C, B> FromRequest<AppState> for Post<C, B>
where
    C: Caller + FromRequestParts<AppState> + Send + Sync,
    B: JsonBody,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let caller = C::from_request_parts(&mut parts, state).await.map_err(IntoResponse::into_response)?;
        let begin = async {
            let key = IdempotencyKey::from_request_parts(&mut parts, state).await?;
            let body = B::from_request(Request::from_parts(parts, body), state).await?;
            let (request, digest) = body.into_parts();
            Ok((request, key.begin(state, &caller, &digest).await?))
        };
        let (request, once) = begin.await.map_err(ApiError::into_response)?;
        Ok(Self { caller, request, once: once? })
    }
}

/// A change that is made once, however often it is asked for.
pub struct Once {
    /// The transaction that it is made in.
    pub write: Write,
    /// When it is made.
    pub now: DateTime<Utc>,
    caller: String,
    key: Option<String>,
    fingerprint: String,
}

impl Once {
    /// Makes the change lasting with the answer that tells of it (status, `Location`, body), and gives the answer.
    ///
    /// # Errors
    /// As any query.
    pub async fn finish(
        mut self,
        (status, location, body): (StatusCode, Option<String>, String),
    ) -> ApiResult<Response> {
        let kept = KeptAnswer { fingerprint: self.fingerprint, status: status.as_u16(), location, body };
        if let Some(key) = &self.key {
            keep(&mut self.write, &self.caller, key, &kept, self.now).await?;
            sweep(&mut self.write, self.now - KEPT).await?;
        }
        self.write.commit().await?;
        Ok(answer::kept(kept))
    }
}

fn reused() -> ApiError {
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency-key-reused",
        "The idempotency key was used for another request",
        "Send a new key with a new request; repeat a request exactly with its own key.",
    )
}
