//! Tokens of a host portal: an embedded app brings what the portal around it was given for its person by a provider that both know.
//!
//! A token that was checked is a session for as long as it lasts, an hour at most; then it is checked again, by the keys of
//! then. Whoever has it is the person, so it must be made for us (the audience), and not be the ID token of anybody.

use axum::http::{HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use caseport_domain::api::SignOnFailure;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::admit::admit;
use super::provider::Provider;
use crate::auth::{SessionToken, sign_in};
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::sessions::{self, StoredSession};

/// How long a token is believed without checking it again.
const BELIEVED: TimeDelta = TimeDelta::hours(1);

/// The session of a host's token that is not known yet, or has to be checked again; none where it is no such token.
///
/// # Errors
/// 401: it is one, and not to be believed.
pub async fn session(
    state: &AppState,
    token: &str,
    known_as: &SessionToken,
) -> ApiResult<Option<StoredSession>> {
    let Some(provider) = issuer(token).and_then(|issuer| state.sign_on.host(&issuer)) else {
        return Ok(None);
    };
    let now = state.clock.now();
    let (verified, ends) = provider.verify_bearer(token, now).await.map_err(|trouble| {
        tracing::warn!(provider = provider.settings.id, error = %trouble, "a host's token is refused");
        refused(provider, trouble.failure())
    })?;
    let mut write = state.store.write().await?;
    // Several requests come with a new token at once; one of them has been here.
    if let Some(session) = sessions::find(&mut write, &known_as.hash()).await?
        && session.expires_at.is_some_and(|at| now < at)
    {
        return Ok(Some(session));
    }
    sessions::end(&mut write, &known_as.hash()).await?;
    let user = match admit(&mut write, provider, &verified, &*state.random, now).await? {
        Ok(admitted) => admitted.user,
        Err(failure) => {
            tracing::warn!(
                provider = provider.settings.id,
                subject = verified.subject,
                ?failure,
                "a host's person was not let in"
            );
            if failure == SignOnFailure::NoOrganization {
                write.commit().await?;
            }
            return Err(refused(provider, failure));
        }
    };
    let expires_at: DateTime<Utc> = Ord::min(ends, now + BELIEVED);
    sign_in::begin_known(state, &mut write, known_as, &user, expires_at).await?;
    let session = sessions::find(&mut write, &known_as.hash()).await?;
    write.commit().await?;
    Ok(session)
}

#[derive(Deserialize)]
struct Payload {
    iss: String,
}

/// Who claims to have made it; nothing of it is believed yet.
fn issuer(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice::<Payload>(&payload).ok().map(|payload| payload.iss)
}

/// 401, or 503 where that is not the token's fault.
fn refused(provider: &Provider, failure: SignOnFailure) -> ApiError {
    let label = &provider.settings.label;
    if failure == SignOnFailure::Unavailable {
        return ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "provider-unavailable",
            "The token cannot be checked at the moment",
            format!("{label} does not answer. Try again in a moment."),
        );
    }
    let why = match failure {
        SignOnFailure::UnknownPerson => "there is no account of its person here",
        SignOnFailure::AddressNotVerified => "it holds no verified e-mail address that counts here",
        SignOnFailure::AddressTaken => "its e-mail address belongs to an account that it does not open",
        SignOnFailure::NoOrganization => "it names no organization of its person here",
        _ => "it is over, not for this portal, or not signed as it must be",
    };
    let error = ApiError::new(
        StatusCode::UNAUTHORIZED,
        "token-refused",
        "The token is refused",
        format!("The token of {label} does not count: {why}."),
    );
    error.with_header(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"caseport\", error=\"invalid_token\""),
    )
}
