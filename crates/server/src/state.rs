//! What every request can reach. Nothing here is global: a test makes its own.

use std::ops::Deref;
use std::sync::Arc;

use axum::http::HeaderName;
use caseport_domain::api::Config;

use crate::assistant::Assistant;
use crate::auth::CookieReach;
use crate::auth::guard::SignInGuard;
use crate::auth::password::Passwords;
use crate::clock::SharedClock;
use crate::files::Files;
use crate::http::headers::SecurityHeaders;
use crate::http::origin::OriginPolicy;
use crate::metrics::Metrics;
use crate::organizations::Streams;
use crate::random::SharedRandom;
use crate::sign_on::SignOn;
use crate::stopping::Stopping;
use crate::store::Store;
use crate::uploads::UploadTurns;

/// The parts of a running server.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The files' bytes.
    pub files: Files,
    /// One request at a time for each upload.
    pub upload_turns: UploadTurns,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub random: SharedRandom,
    /// Password hashing.
    pub passwords: Passwords,
    /// One sign-in at a time for each address.
    pub sign_ins: SignInGuard,
    /// What `/config` answers.
    pub config: Config,
    /// Whose pages may change something.
    pub origins: OriginPolicy,
    /// Headers of every answer.
    pub security: SecurityHeaders,
    /// The header in which our own proxy names the client; none where clients reach us themselves.
    pub client_address_header: Option<HeaderName>,
    /// Who is asked for articles before our own search; none where there is nobody.
    pub assistant: Option<Assistant>,
    /// How people sign in, besides with passwords.
    pub sign_on: SignOn,
    /// Where browsers send the session's cookies.
    pub cookie_reach: CookieReach,
    /// Who follows what happens.
    pub streams: Streams,
    /// What is counted for whoever operates the server.
    pub metrics: Metrics,
    /// Whether the server is about to stop.
    pub stopping: Stopping,
}

/// The parts, shared.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

impl AppState {
    /// Shares the parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
