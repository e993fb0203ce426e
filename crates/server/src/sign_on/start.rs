//! GET /auth/oidc/{provider}/start: leads the browser to an identity provider.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use caseport_domain::api::SignOnFailure;
use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};

use super::provider::Secrets;
use super::{ProviderPart, cookie, see_other};
use crate::http::client::Client;
use crate::http::link::is_own_path;
use crate::http::params::Params;
use crate::http::problem::{self, ApiResult};
use crate::random::{Random, hex};
use crate::state::AppState;
use crate::store::sign_on::{self, UnderWay};

/// How long a person may take at the provider.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// Sign-ins under way from one client.
pub const PER_CLIENT: u32 = 200;

/// Go to an identity provider to sign in. For browsers: a link or a form leads here.
#[utoipa::path(
    get, path = "/auth/oidc/{provider}/start", tag = "session",
    params(
        ("provider" = String, Path, description = "A provider's id, from `/config`."),
        ("next" = Option<String>, Query, description = "The address of the app to go on to afterwards, from its root: \
            `/cases/10000001`. Whatever else it is, it is passed over."),
    ),
    responses(
        (status = 303, description = "To the provider; or to the app's sign-in page, with `error` and `provider`, where \
            that is not possible now."),
        problem::docs::NotFound,
    ),
    security(()),
)]
pub async fn start(
    State(state): State<AppState>,
    Client(client): Client,
    part: ProviderPart,
    params: Params,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let provider = part.of(&state)?;
    let next = params.all("next").first().copied().filter(|next| is_own_path(next)).unwrap_or("/");
    let now = state.clock.now();
    let metadata = match provider.metadata(now).await {
        Ok(metadata) => metadata,
        Err(trouble) => {
            tracing::error!(provider = provider.settings.id, error = %trouble, "a sign-in could not begin");
            return Ok(state.sign_on.to_sign_in(provider, trouble.failure(), next));
        }
    };
    let secrets = Secrets {
        state: secret(&*state.random)?,
        nonce: secret(&*state.random)?,
        pkce_verifier: secret(&*state.random)?,
    };
    let browser = match cookie::of_request(&headers) {
        // There may be several sign-ins under way, in several tabs.
        Some(browser) => browser.to_owned(),
        None => secret(&*state.random)?,
    };
    let new = UnderWay {
        state_hash: &hash(&secrets.state),
        browser_hash: &hash(&browser),
        client: &client,
        provider: &provider.settings.id,
        nonce: &secrets.nonce,
        pkce_verifier: &secrets.pkce_verifier,
        next,
        expires_at: now + PATIENCE,
    };
    let mut write = state.store.write().await?;
    if !sign_on::begin(&mut write, &new, PER_CLIENT, now).await? {
        return Ok(state.sign_on.to_sign_in(provider, SignOnFailure::TooMany, next));
    }
    write.commit().await?;
    let mut response = see_other(&provider.authorization_url(&metadata, &secrets));
    cookie::give(response.headers_mut(), &browser, PATIENCE.num_seconds(), state.cookie_reach);
    Ok(response)
}

/// 256 random bits, which is also what a PKCE verifier has to be.
fn secret(random: &dyn Random) -> std::io::Result<String> {
    let mut bytes = [0_u8; 32];
    random.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What the store knows a secret by.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}
