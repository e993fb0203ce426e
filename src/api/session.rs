//! Signing in, and who is signed in.

use caseport_domain::api::{Config, DefaultOrganizationRequest, LoginRequest, Session};
use gloo_net::http::Method;

use super::{Api, ApiError, Place};

/// `GET /config`
pub async fn config(api: Api) -> Result<Config, ApiError> {
    api.get("/config").await
}

/// `GET /session`
pub async fn session(api: Api) -> Result<Session, ApiError> {
    api.get("/session").await
}

/// `GET /session` right after a sign-in: a 401 is then an answer, and not the end of a session to wait for.
pub async fn session_after_sign_in(api: Api) -> Result<Session, ApiError> {
    api.get_now("/session").await
}

/// `POST /auth/login`
pub async fn sign_in(api: Api, request: &LoginRequest) -> Result<(), ApiError> {
    api.send_now(Method::POST, "/auth/login", request).await
}

/// `POST /auth/logout`
pub async fn sign_out(api: Api) -> Result<(), ApiError> {
    api.send_only(Method::POST, "/auth/logout", &()).await
}

/// `PUT /session/default-organization`
pub async fn set_default_organization(api: Api, place: &Place) -> Result<(), ApiError> {
    let request = DefaultOrganizationRequest { organization: place.as_str().to_owned() };
    api.send_only(Method::PUT, "/session/default-organization", &request).await
}
