//! Service tokens: what the vendor's own systems hold, and the extractors of the endpoints that are theirs alone:
//! one for each scope, so that no endpoint can forget to ask for one.

use std::io::{self, Write};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};

use super::token::bearer;
use crate::http::problem::ApiError;
use crate::random::{Random, hex};
use crate::state::AppState;
use crate::store::services::{self, Service, TokenScope};

/// What every token begins with: people and scanners of repositories see what they have before them.
const PREFIX: &str = "caseport_service_";
/// How exactly "last used" is kept.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// A service's secret. Deliberately without Debug, Display and comparison; it is told once, when it is made.
pub struct ServiceToken(String);

impl ServiceToken {
    /// A new one, of 256 random bits.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn new(random: &dyn Random) -> io::Result<Self> {
        let mut bytes = [0_u8; 32];
        random.fill(&mut bytes)?;
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The token that a request carries, by `Authorization: Bearer` alone: no browser sends it by itself.
    fn of_request(headers: &HeaderMap) -> Option<Self> {
        bearer(headers).filter(|token| token.starts_with(PREFIX)).map(|token| Self(token.to_owned()))
    }

    /// What the store knows it by. The token is random, so a fast hash is enough.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(&self.0))
    }

    /// Tells it to whoever had it made; afterwards nobody can any more.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn tell(self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.0)
    }
}

/// A service that may do what is done to cases.
pub struct CaseService(pub Service);

impl FromRequestParts<AppState> for CaseService {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        service(parts, state, TokenScope::Cases).await.map(Self)
    }
}

/// A service that may bring in reports and give verdicts.
pub struct DetectionService(pub Service);

impl FromRequestParts<AppState> for DetectionService {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        service(parts, state, TokenScope::Detections).await.map(Self)
    }
}

/// The service that asks, whose token opens `needed`.
async fn service(parts: &Parts, state: &AppState, needed: TokenScope) -> Result<Service, ApiError> {
    let token = ServiceToken::of_request(&parts.headers).ok_or_else(refused)?;
    let service = {
        let mut read = state.store.read().await?;
        services::find(&mut read, &token.hash()).await?.ok_or_else(refused)?
    };
    let now = state.clock.now();
    if service.last_used_at().is_none_or(|last| now >= last + SEEN_EVERY) {
        let mut write = state.store.write().await?;
        services::seen(&mut write, &service, now).await?;
        write.commit().await?;
    }
    if service.opens(needed) { Ok(service) } else { Err(not_opened(needed)) }
}

/// 403: a token for something else.
fn not_opened(needed: TokenScope) -> ApiError {
    let scope = needed.code();
    ApiError::new(
        StatusCode::FORBIDDEN,
        "token-scope",
        "The service token does not open this",
        format!(
            "This needs a service token with the scope `{scope}`; `caseport-server token create --name NAME --scope {scope}` makes one."
        ),
    )
}

/// 401: no token, an unknown one, a revoked one; they look alike.
fn refused() -> ApiError {
    let error = ApiError::new(
        StatusCode::UNAUTHORIZED,
        "service-token",
        "No valid service token",
        "Send `Authorization: Bearer` with a service token that is in force; `caseport-server token create` makes one.",
    );
    error.with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"caseport-service\""))
}
