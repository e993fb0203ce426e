//! Whose page sent it: a request that changes something and rides on a cookie must come from our own page.
//!
//! `SameSite=Lax` keeps cookies off other sites' POSTs; this check does not depend on it, and covers signing in, too,
//! so that nobody can be signed in to somebody else's account unnoticed.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::problem::ApiError;
use crate::auth::bearer;
use crate::state::AppState;

/// Which origins may change something.
#[derive(Clone, Debug, Default)]
pub struct OriginPolicy {
    /// Origins of our own pages, such as `https://support.example.com`.
    pub own: Vec<String>,
    /// Those of them where the app is installed apart from the API: the session's cookie comes from there, too.
    pub app: Vec<String>,
    /// Whether every page on this machine counts as ours (demo).
    pub any_loopback: bool,
}

/// Refuses requests of other sites' pages.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A bearer token is no ambient authority: a page that has it may use it.
    if safe || bearer(request.headers()).is_some() || state.origins.allows(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(origin = ?request.headers().get(header::ORIGIN), "refused a request of another origin");
    ApiError::new(
        StatusCode::FORBIDDEN,
        "foreign-origin",
        "This came from another site's page",
        "Open the portal at its own address, and do it there.",
    )
    .into_response()
}

impl OriginPolicy {
    /// Whether a request with these headers came from one of our pages, or from no page at all.
    pub fn allows(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            let site = headers.get("sec-fetch-site").map(|value| value.as_bytes());
            return matches!(site, None | Some(b"same-origin" | b"none"));
        };
        let Ok(origin) = origin.to_str() else { return false };
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let same_host =
            !host.is_empty() && without_default_port(scheme, authority) == without_default_port(scheme, host);
        same_host
            || self.own.iter().any(|own| own.eq_ignore_ascii_case(origin))
            || (self.any_loopback && is_loopback(authority))
    }
}

fn without_default_port(scheme: &str, authority: &str) -> String {
    let port = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    authority.strip_suffix(port).unwrap_or(authority).to_ascii_lowercase()
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
