//! `Idempotency-Key`: a creating POST that is repeated, once or ten times at once, acts once and answers alike.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use caseport_domain::id::UserId;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::answer;
use super::problem::{ApiError, ApiResult};
use crate::random::hex;
use crate::store::Write;
use crate::store::idempotency::{KeptAnswer, find, keep, sweep};

/// How long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// Characters of a key, at most.
const KEY_MAX: usize = 255;

/// The request's key, where it has one, and what it is a key to.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    key: Option<String>,
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
    /// The answer to the same request, where it was answered already.
    ///
    /// # Errors
    /// 422 where the key was used for another request.
    pub async fn replay(
        &self,
        write: &mut Write,
        user: &UserId,
        body_digest: &str,
        now: DateTime<Utc>,
    ) -> ApiResult<Option<Response>> {
        let Some(key) = &self.key else { return Ok(None) };
        match find(write, user, key, now - KEPT).await? {
            None => Ok(None),
            Some(kept) if kept.fingerprint == self.fingerprint(body_digest) => Ok(Some(answer::kept(kept))),
            Some(_) => Err(ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The idempotency key was used for another request",
                "Send a new key with a new request; repeat a request exactly with its own key.",
            )),
        }
    }

    /// Keeps the answer with the effect that it tells of, and gives it.
    ///
    /// # Errors
    /// As any query.
    pub async fn keep(
        &self,
        write: &mut Write,
        user: &UserId,
        body_digest: &str,
        (status, location, body): (StatusCode, Option<String>, String),
        now: DateTime<Utc>,
    ) -> ApiResult<Response> {
        let fingerprint = self.fingerprint(body_digest);
        let kept = KeptAnswer { fingerprint, status: status.as_u16(), location, body };
        if let Some(key) = &self.key {
            keep(write, user, key, &kept, now).await?;
            sweep(write, now - KEPT).await?;
        }
        Ok(answer::kept(kept))
    }

    fn fingerprint(&self, body_digest: &str) -> String {
        hex(&Sha256::digest(format!("{}\n{body_digest}", self.address)))
    }
}
