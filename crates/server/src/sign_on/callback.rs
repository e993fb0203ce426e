//! GET /auth/oidc/{provider}/callback: where a provider leads the browser back to, with a code or with an error.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use caseport_domain::api::SignOnFailure;

use super::admit::{Admitted, admit};
use super::provider::{Provider, Secrets};
use super::start::hash;
use super::trouble::Trouble;
use super::verify::Verified;
use super::{ProviderPart, cookie, remember};
use crate::auth::sign_in;
use crate::http::params::Params;
use crate::http::problem::{self, ApiResult};
use crate::state::AppState;
use crate::store::sign_on::{self, Finished};

/// Where invitations are accepted: a page that has nothing more to say to who came in by one.
const INVITATIONS: &str = "/invitations/";

/// Come back from an identity provider. For browsers, which the provider leads here.
#[utoipa::path(
    get, path = "/auth/oidc/{provider}/callback", tag = "session",
    params(
        ("provider" = String, Path, description = "A provider's id."),
        ("state" = Option<String>, Query, description = "Which sign-in it is."),
        ("code" = Option<String>, Query, description = "What the provider gives the person's claims for."),
        ("iss" = Option<String>, Query, description = "Whose answer it is (RFC 9207)."),
        ("error" = Option<String>, Query, description = "Why the provider did not sign in."),
    ),
    responses(
        (status = 303, description = "To the app, signed in: `Set-Cookie` carries the session. Or to its sign-in page, \
            with `error`, `provider` and `next`: `cancelled`, `expired`, `unavailable`, `not_verified`, `unknown_person`, \
            `address_not_verified`, `address_taken`, `no_organization`, `too_many`."),
        problem::docs::NotFound,
    ),
    security(()),
)]
pub async fn callback(
    State(state): State<AppState>,
    part: ProviderPart,
    params: Params,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let provider = part.of(&state)?;
    let Some(finished) = finish(&state, provider, &params, &headers).await? else {
        tracing::warn!(
            provider = provider.settings.id,
            "an answer of a provider belongs to no sign-in of that browser"
        );
        return Ok(state.sign_on.to_sign_in(provider, SignOnFailure::Expired, "/"));
    };
    let verified = match answer(&state, provider, &params, &finished).await {
        Ok(verified) => verified,
        Err((failure, why)) => {
            tracing::warn!(provider = provider.settings.id, error = %why, "a sign-in failed");
            return Ok(state.sign_on.to_sign_in(provider, failure, &finished.next));
        }
    };
    let mut write = state.store.write().await?;
    let now = state.clock.now();
    let Admitted { user, has_accepted } =
        match admit(&mut write, provider, &verified, &*state.random, now).await? {
            Ok(admitted) => admitted,
            Err(failure) => {
                // Only what was taken back from them has been written.
                if failure == SignOnFailure::NoOrganization {
                    write.commit().await?;
                }
                tracing::warn!(
                    provider = provider.settings.id,
                    subject = verified.subject,
                    ?failure,
                    "somebody was not let in"
                );
                return Ok(state.sign_on.to_sign_in(provider, failure, &finished.next));
            }
        };
    let token = sign_in::begin(&state, &mut write, &user).await?;
    remember(&mut write, &token, provider, &verified.id_token).await?;
    write.commit().await?;
    let is_over = has_accepted && finished.next.starts_with(INVITATIONS);
    let mut response = state.sign_on.to_app(if is_over { "/" } else { &finished.next });
    token.give(response.headers_mut(), state.cookie_reach);
    Ok(response)
}

/// Takes out the sign-in that the answer belongs to.
async fn finish(
    state: &AppState,
    provider: &Provider,
    params: &Params,
    headers: &HeaderMap,
) -> ApiResult<Option<Finished>> {
    let (Ok(Some(which)), Some(browser)) = (params.one("state"), cookie::of_request(headers)) else {
        return Ok(None);
    };
    let mut write = state.store.write().await?;
    let now = state.clock.now();
    let finished =
        sign_on::finish(&mut write, &provider.settings.id, &hash(which), &hash(browser), now).await?;
    write.commit().await?;
    Ok(finished)
}

/// Who has signed in; or what the person is told, and what the log is.
async fn answer(
    state: &AppState,
    provider: &Provider,
    params: &Params,
    finished: &Finished,
) -> Result<Verified, (SignOnFailure, String)> {
    let told = |trouble: Trouble| (trouble.failure(), trouble.to_string());
    let one = |name: &str| params.one(name).ok().flatten();
    let now = state.clock.now();
    let metadata = provider.metadata(now).await.map_err(told)?;
    // Another provider's answer, sent on in the hope that its code is taken there.
    let is_said = metadata.additional_metadata().authorization_response_iss_parameter_supported;
    match one("iss") {
        Some(issuer) if issuer != provider.issuer().as_str() => {
            return Err((SignOnFailure::NotVerified, format!("the answer is of {issuer:?}")));
        }
        None if is_said => {
            return Err((SignOnFailure::NotVerified, "the answer does not say whose it is".to_owned()));
        }
        _ => {}
    }
    if let Some(error) = one("error") {
        let failure = match error {
            "access_denied" => SignOnFailure::Cancelled,
            "temporarily_unavailable" | "server_error" => SignOnFailure::Unavailable,
            _ => SignOnFailure::NotVerified,
        };
        return Err((failure, format!("it answers {error:?}")));
    }
    let Some(code) = one("code") else {
        return Err((SignOnFailure::NotVerified, "there is neither a code nor an error".to_owned()));
    };
    let secrets = Secrets {
        state: String::new(),
        nonce: finished.nonce.clone(),
        pkce_verifier: finished.pkce_verifier.clone(),
    };
    provider.verify(code.to_owned(), &secrets, now).await.map_err(told)
}
