//! Signing in and being signed in, by a cookie or a token; and the tokens of the vendor's own systems.

pub mod bearer;
pub mod guard;
pub mod login;
pub mod logout;
pub mod password;
mod service;
pub mod session;
pub mod sign_in;
mod signed_in;
pub mod ticket;
mod token;

pub use service::{CaseService, DetectionService, ServiceToken};
pub use signed_in::{OrgAccess, PERSONAL, SignedIn, is_over};
pub use token::{CookieReach, SIGNED_IN_COOKIE, SessionToken, bearer, cookie, cookie_named};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(bearer::bearer_token))
        .routes(routes!(ticket::ticket))
        .routes(routes!(logout::logout))
        .routes(routes!(session::session))
        .routes(routes!(session::set_default_organization))
}
