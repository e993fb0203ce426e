//! GET /config: what the app must know before anybody has signed in.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{Config, Limits, Vendor};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::SIGNED_IN_COOKIE;
use crate::http::answer;
use crate::http::problem::ApiResult;
use crate::state::AppState;

/// The endpoint.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(config))
}

/// What this server can do, for a vendor.
pub fn of(vendor: Vendor) -> Config {
    Config {
        vendor,
        limits: Limits::default(),
        sign_in: vec![Config::PASSWORD.to_owned()],
        sign_in_providers: Vec::new(),
        signed_in_cookie: Some(SIGNED_IN_COOKIE.to_owned()),
        demo_accounts: Vec::new(),
        demo_password: None,
    }
}

/// The vendor, the limits, and how to sign in. Needs no session.
#[utoipa::path(get, path = "/config", tag = "config", responses((status = 200, body = Config)), security(()))]
pub async fn config(State(state): State<AppState>) -> ApiResult<Response> {
    answer::ok(&state.config)
}
