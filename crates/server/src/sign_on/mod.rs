//! Single sign-on: signing in at identity providers, by OpenID Connect's authorization code flow.
//!
//! [`start`] leads a browser to a provider and notes the sign-in in the database, so that any server can finish it;
//! [`callback`] takes what comes back, has [`verify`] check it, and [`admit`] find or make the account. What goes wrong ends on
//! the app's sign-in page, with a code that the app explains. Which providers there are is the operator's to say
//! ([`settings`]); a server without any has passwords alone.

mod admit;
pub mod bearer;
mod callback;
mod claims;
mod cookie;
mod http;
mod provider;
pub mod settings;
mod start;
mod trouble;
mod verify;

use std::path::Path;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::api::{Config, SignInProvider, SignOnFailure};
use caseport_domain::id::OrganizationId;
use caseport_domain::policy::{self, Holder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::API;
use crate::auth::SessionToken;
use crate::http::path::path_part;
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::administration::sign_on as memberships;
use crate::store::{Conn, Store};

pub use provider::Provider;
pub use settings::{Misconfigured, Settings};

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(start::start)).routes(routes!(callback::callback))
}

/// How people sign in.
pub struct SignOn {
    local_accounts: bool,
    providers: Vec<Provider>,
    /// Where the app is, without a slash at its end.
    app: String,
}

impl Default for SignOn {
    /// With passwords alone.
    fn default() -> Self {
        Self { local_accounts: true, providers: Vec::new(), app: String::new() }
    }
}

impl SignOn {
    /// As the settings say, for a portal at `public_url`.
    ///
    /// # Errors
    /// There is no address to come back to.
    pub fn new(settings: Settings, public_url: Option<&str>) -> Result<Self, Misconfigured> {
        let app = public_url.map(|url| url.trim_end_matches('/').to_owned());
        let app = match (app, settings.providers.is_empty()) {
            (Some(app), _) => app,
            (None, true) => String::new(),
            (None, false) => {
                let what = "needs --public-url: providers lead people back to where they reach the portal";
                return Err(Misconfigured::at("provider[0]", what));
            }
        };
        let api = match &settings.api_url {
            Some(url) if !http::is_safe_address(url) => {
                return Err(Misconfigured::at("api_url", "must be an https address, or one of this machine"));
            }
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("{app}{API}"),
        };
        let provider = |(n, settings): (usize, settings::ProviderSettings)| {
            let redirect = format!("{api}/auth/oidc/{}/callback", settings.id);
            Provider::new(settings, redirect, format!("{app}/"))
                .map_err(|error| Misconfigured::at(format!("provider[{n}].issuer"), error.to_string()))
        };
        let providers = settings.providers.into_iter().enumerate().map(provider).collect::<Result<_, _>>()?;
        Ok(Self { local_accounts: settings.local_accounts, providers, app })
    }

    /// Reads the file, and checks against the store that what it names is there.
    ///
    /// # Errors
    /// A mistake in it.
    pub async fn read(file: &Path, public_url: Option<&str>, store: &Store) -> Result<Self, Misconfigured> {
        let this = Self::new(Settings::read(file, |name| std::env::var(name).ok())?, public_url)?;
        let failed = |error: crate::store::Error| Misconfigured::at("", format!("the store failed: {error}"));
        let mut read = store.read().await.map_err(failed)?;
        this.check(&mut read).await.map_err(failed)??;
        Ok(this)
    }

    /// Whether every organization and role that the settings name is there, and can be given.
    ///
    /// # Errors
    /// As any query; within, the first that is not.
    pub async fn check(&self, conn: &mut Conn) -> crate::store::Result<Result<(), Misconfigured>> {
        for (n, provider) in self.providers.iter().enumerate() {
            let mappings = provider.settings.organizations.iter().flat_map(|it| &it.map).enumerate();
            for (m, mapping) in mappings {
                let mistake = |key: &str, what: String| {
                    Ok(Err(Misconfigured::at(format!("provider[{n}].organizations.map[{m}].{key}"), what)))
                };
                let organization = OrganizationId(mapping.organization.clone());
                let Some(kind) = memberships::kind(conn, &organization).await? else {
                    return mistake(
                        "organization",
                        format!("there is no organization {:?}", mapping.organization),
                    );
                };
                let Some(role) = memberships::role(conn, &organization, &mapping.role).await? else {
                    return mistake(
                        "role",
                        format!("{} has no role {:?}", organization.as_str(), mapping.role),
                    );
                };
                let holder = Holder { role: None };
                if let Err(reason) = policy::assign_by_sign_on(kind, holder, role.choice()).require() {
                    return mistake("role", reason.message);
                }
            }
        }
        Ok(Ok(()))
    }

    /// Whether people may sign in with a password.
    pub fn takes_passwords(&self) -> bool {
        self.local_accounts
    }

    /// 403 where people do not sign in with passwords.
    ///
    /// # Errors
    /// See above.
    pub fn needs_passwords(&self) -> ApiResult<()> {
        if self.local_accounts {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "no-passwords",
            "There are no passwords here",
            "Sign in at one of the identity providers that the sign-in page offers.",
        ))
    }

    /// Says in the configuration how one can sign in.
    pub fn describe(&self, config: &mut Config) {
        let offered = |provider: &Provider| SignInProvider {
            id: provider.settings.id.clone(),
            label: provider.settings.label.clone(),
            start: format!("/auth/oidc/{}/start", provider.settings.id),
        };
        let shown = self.providers.iter().filter(|it| it.settings.button);
        config.sign_in_providers = shown.map(offered).collect();
        if !config.sign_in_providers.is_empty() {
            config.sign_in.push(Config::OIDC.to_owned());
        }
        if !self.local_accounts {
            config.sign_in.retain(|way| way != Config::PASSWORD);
            config.demo_accounts.clear();
            config.demo_password = None;
        }
    }

    /// Where a browser is to go so that the provider signs out, too: none where the session was not begun at one, or the
    /// provider has no such place, or cannot be asked. Here they are signed out all the same.
    pub async fn sign_out_url(&self, state: &AppState, session: Option<(String, String)>) -> Option<String> {
        let (provider, id_token) = session?;
        let provider = self.provider(&provider)?;
        match provider.sign_out_url(&id_token, state.clock.now()).await {
            Ok(url) => url,
            Err(trouble) => {
                tracing::warn!(provider = provider.settings.id, error = %trouble, "the provider could not be asked where one signs out");
                None
            }
        }
    }

    /// The provider of that issuer, where tokens of a host are taken from it.
    fn host(&self, issuer: &str) -> Option<&Provider> {
        let is_host = |it: &&Provider| it.settings.bearer_audience.is_some() && it.settings.issuer == issuer;
        self.providers.iter().find(is_host)
    }

    fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.settings.id == id)
    }

    /// To an address of the app; `next` is one of its own, with a slash at its beginning.
    fn to_app(&self, next: &str) -> Response {
        see_other(&format!("{}{next}", self.app))
    }

    /// To the sign-in page, which says what went wrong, and from which the person can try again.
    fn to_sign_in(&self, provider: &Provider, failure: SignOnFailure, next: &str) -> Response {
        use caseport_domain::Code as _;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("error", failure.code()).append_pair("provider", &provider.settings.id);
        if next != "/" {
            query.append_pair("next", next);
        }
        self.to_app(&format!("/sign-in?{}", query.finish()))
    }
}

/// The provider that the address names.
struct ProviderPart(String);

impl axum::extract::FromRequestParts<AppState> for ProviderPart {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &AppState,
    ) -> Result<Self, ApiError> {
        path_part(parts, state, "provider", |id| state.sign_on.provider(id).map(|_| Self(id.to_owned())))
            .await
    }
}

impl ProviderPart {
    fn of<'a>(&self, state: &'a AppState) -> ApiResult<&'a Provider> {
        state.sign_on.provider(&self.0).ok_or_else(ApiError::not_found)
    }
}

/// 303; never to be kept by anybody.
fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Err(_) => ApiError::internal().into_response(),
    }
}

/// Notes with what the session was begun, for signing out.
async fn remember(
    write: &mut crate::store::Write,
    token: &SessionToken,
    provider: &Provider,
    id_token: &str,
) -> crate::store::Result<()> {
    crate::store::sign_on::remember_session(write, &token.hash(), &provider.settings.id, id_token).await
}
