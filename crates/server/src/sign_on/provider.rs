//! An identity provider: what it publishes about itself, kept for a while; leading browsers there, and checking what comes
//! back.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType,
    CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, Client, ClientId, CsrfToken, EmptyExtraTokenFields, EndSessionUrl,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, LogoutRequest, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadata, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::claims::OtherClaims;
use super::http::{ProviderClient, is_safe_address};
use super::settings::ProviderSettings;
use super::trouble::Trouble;

/// How long what a provider publishes is believed without asking again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long it is believed where it cannot be asked.
const STALE: TimeDelta = TimeDelta::hours(24);
/// How often a key that is not known has the keys read again.
const KEYS_AGAIN: TimeDelta = TimeDelta::seconds(30);

/// What a provider publishes, beyond what everybody has names for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreMetadata {
    /// Where one signs out there.
    #[serde(default)]
    pub end_session_endpoint: Option<EndSessionUrl>,
    /// Whether each of its answers says whose it is (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for MoreMetadata {}

/// What a provider publishes.
pub type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Fields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// What a provider gives for a code.
pub type Tokens = StandardTokenResponse<Fields, CoreTokenType>;

/// The portal as the provider's client.
pub type Relying = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An identity provider.
pub struct Provider {
    /// How it is set up.
    pub settings: ProviderSettings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    home: PostLogoutRedirectUrl,
    /// The way there.
    pub(super) client: ProviderClient,
    known: Mutex<Option<Known>>,
}

struct Known {
    metadata: Arc<Metadata>,
    read_at: DateTime<Utc>,
    keys_again_at: Option<DateTime<Utc>>,
}

/// The secrets of a sign-in under way.
pub struct Secrets {
    /// Which sign-in it is.
    pub state: String,
    /// What binds the ID token to it.
    pub nonce: String,
    /// What binds the code to it.
    pub pkce_verifier: String,
}

impl Provider {
    /// A provider, whose answers come to `redirect`, and who sends people that have signed out to `home`.
    ///
    /// # Errors
    /// One is no address.
    pub fn new(settings: ProviderSettings, redirect: String, home: String) -> Result<Self, url::ParseError> {
        Ok(Self {
            issuer: IssuerUrl::new(settings.issuer.clone())?,
            redirect: RedirectUrl::new(redirect)?,
            home: PostLogoutRedirectUrl::new(home)?,
            settings,
            client: ProviderClient::default(),
            known: Mutex::default(),
        })
    }

    /// Who it says it is.
    pub fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// What it publishes, from the last hour.
    ///
    /// # Errors
    /// It cannot be asked, and was not in the last day.
    pub async fn metadata(&self, now: DateTime<Utc>) -> Result<Arc<Metadata>, Trouble> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|it| now < it.read_at + FRESH) {
            return Ok(known.metadata.clone());
        }
        let read = self.read().await;
        match (read, known.as_mut()) {
            (Ok(metadata), _) => {
                let metadata = Arc::new(metadata);
                *known = Some(Known { metadata: metadata.clone(), read_at: now, keys_again_at: None });
                Ok(metadata)
            }
            (Err(trouble), Some(known)) if now < known.read_at + STALE => {
                tracing::warn!(provider = self.settings.id, error = %trouble, "the provider cannot be asked; what it said last still counts");
                Ok(known.metadata.clone())
            }
            (Err(trouble), _) => Err(trouble),
        }
    }

    /// What it publishes now, since a key was missing in `seen`; none where that was asked for just before.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn with_new_keys(
        &self,
        seen: &Arc<Metadata>,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Metadata>>, Trouble> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_mut() {
            // Somebody else has read them meanwhile.
            if !Arc::ptr_eq(&known.metadata, seen) {
                return Ok(Some(known.metadata.clone()));
            }
            if known.keys_again_at.is_some_and(|at| now < at + KEYS_AGAIN) {
                return Ok(None);
            }
            known.keys_again_at = Some(now);
        }
        tracing::info!(provider = self.settings.id, "reading the provider's keys again");
        let metadata = Arc::new(self.read().await?);
        *known = Some(Known { metadata: metadata.clone(), read_at: now, keys_again_at: Some(now) });
        Ok(Some(metadata))
    }

    async fn read(&self) -> Result<Metadata, Trouble> {
        let issuer = self.issuer.clone();
        let read =
            self.client.talk(move |client| Metadata::discover(&issuer, &|request| client.send(request)));
        let metadata = read.await??;
        let mut addresses = vec![metadata.authorization_endpoint().as_str(), metadata.jwks_uri().as_str()];
        addresses.extend(metadata.token_endpoint().map(|it| it.as_str()));
        addresses.extend(metadata.userinfo_endpoint().map(|it| it.as_str()));
        addresses.extend(metadata.additional_metadata().end_session_endpoint.as_ref().map(|it| it.as_str()));
        match addresses.into_iter().find(|address| !is_safe_address(address)) {
            Some(address) => Err(Trouble::Nonsense(format!("it publishes the address {address:?}"))),
            None => Ok(metadata),
        }
    }

    /// The portal as the provider's client, by what the provider publishes.
    pub fn relying(&self, metadata: &Metadata) -> Relying {
        let secret = self.settings.secret.clone();
        let client = Relying::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            secret,
        );
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        let client = match takes(CoreClientAuthMethod::ClientSecretBasic) {
            true => client,
            false => client.set_auth_type(AuthType::RequestBody),
        };
        client.set_redirect_uri(self.redirect.clone())
    }

    /// Where a browser is to go to sign in.
    pub fn authorization_url(&self, metadata: &Metadata, secrets: &Secrets) -> String {
        let (state, nonce) = (CsrfToken::new(secrets.state.clone()), Nonce::new(secrets.nonce.clone()));
        let verifier = PkceCodeVerifier::new(secrets.pkce_verifier.clone());
        let scopes = self.settings.scopes.iter().filter(|it| *it != "openid").cloned().map(Scope::new);
        let client = self.relying(metadata);
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(scopes)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        request.url().0.into()
    }

    /// Where a browser is to go to sign out there, too; none where the provider has no such place, or is not to.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn sign_out_url(&self, id_token: &str, now: DateTime<Utc>) -> Result<Option<String>, Trouble> {
        if !self.settings.sign_out_there {
            return Ok(None);
        }
        let metadata = self.metadata(now).await?;
        let Some(endpoint) = metadata.additional_metadata().end_session_endpoint.clone() else {
            return Ok(None);
        };
        let request = LogoutRequest::from(endpoint)
            .set_client_id(ClientId::new(self.settings.client_id.clone()))
            .set_post_logout_redirect_uri(self.home.clone());
        let mut url = request.http_get_url();
        url.query_pairs_mut().append_pair("id_token_hint", id_token);
        Ok(Some(url.into()))
    }
}
