//! Signing in and being signed in.

pub mod guard;
pub mod login;
pub mod logout;
pub mod password;
pub mod session;
mod signed_in;
mod token;

pub use signed_in::{OrgAccess, SignedIn, is_over};
pub use token::{SIGNED_IN_COOKIE, SessionToken, bearer, cookie};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(session::session))
        .routes(routes!(session::set_default_organization))
}
