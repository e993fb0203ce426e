//! Signing in, and who is signed in.

use caseport_domain::api::{
    DefaultOrganizationRequest, LoginRequest, Session, SignedOut, Ticket, TicketRequest,
};
use gloo_net::http::Method;
use serde::de::DeserializeOwned;

use super::{Api, ApiError, Place};

/// `GET /config`: a part of it, and all as it came.
pub async fn config<T: DeserializeOwned>(api: Api) -> Result<(T, String), ApiError> {
    api.get_with_text("/config").await
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

/// `POST /auth/logout`: where the browser is to go on, if anywhere.
pub async fn sign_out(api: Api) -> Result<Option<String>, ApiError> {
    let out: Option<SignedOut> = api.send_for_maybe(Method::POST, "/auth/logout", &()).await?;
    Ok(out.map(|out| out.continue_at).filter(|url| url.starts_with("https://") || url.starts_with("http://")))
}

impl Api {
    /// `POST /auth/ticket`: leave to download what is at that path.
    pub(super) async fn ticket(self, path: &str) -> Result<String, ApiError> {
        let request = TicketRequest { path: path.to_owned() };
        self.post::<Ticket>("/auth/ticket", &request).await.map(|ticket| ticket.ticket)
    }
}

/// `PUT /session/default-organization`
pub async fn set_default_organization(api: Api, place: &Place) -> Result<(), ApiError> {
    let request = DefaultOrganizationRequest { organization: place.as_str().to_owned() };
    api.send_only(Method::PUT, "/session/default-organization", &request).await
}
