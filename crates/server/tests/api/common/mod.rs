//! A whole server in the test: the real router over a real database file, with a clock and randomness of the test's
//! own, and people who sign in to it.

mod answer;
mod clock;
mod stream;
mod upload;
mod user;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, Request, Response};
use caseport_domain::api::Vendor;
use caseport_server::assistant::Assistant;
use caseport_server::auth::guard::SignInGuard;
use caseport_server::auth::password::Passwords;
use caseport_server::files::Files;
use caseport_server::http::headers::SecurityHeaders;
use caseport_server::http::origin::OriginPolicy;
use caseport_server::organizations::Streams;
use caseport_server::random::SystemRandom;
use caseport_server::state::{AppState, Parts};
use caseport_server::stopping::Stopping;
use caseport_server::store::Store;
use caseport_server::uploads::{UploadTurns, sweep};
use caseport_server::{app, config, demo};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

pub use answer::Answer;
pub use clock::{ManualClock, T0};
pub use stream::{Event, Stream};
pub use upload::{PIECE, bytes, checksum, metadata, sha256};
pub use user::{User, WRONG};

/// Cheap on purpose: what is tested is that hashing happens, not what it costs.
pub fn passwords() -> Passwords {
    let params = argon2::Params::new(8, 1, 1, None).unwrap();
    Passwords::with_params(params, &SystemRandom).unwrap()
}

/// The demo data, made once and copied for every test.
async fn template() -> &'static Path {
    static TEMPLATE: OnceCell<TempDir> = OnceCell::const_new();
    let made = TEMPLATE.get_or_init(async || {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("caseport.db")).await.unwrap();
        demo::start_numbers(&store, &SystemRandom, true).await.unwrap();
        let files = Files::open(folder.path()).unwrap();
        demo::fill(&store, &passwords(), &SystemRandom, &files, T0).await.unwrap();
        store.close().await;
        folder
    });
    made.await.path()
}

/// Of streams, where a test waits for it.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// What a test may want otherwise.
pub struct Options {
    pub origins: OriginPolicy,
    pub secure: bool,
    pub frame_ancestors: &'static str,
    pub client_address_header: Option<HeaderName>,
    pub assistant: Option<Assistant>,
    pub dist: Option<caseport_server::http::static_files::Dist>,
    pub heartbeat: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            origins: OriginPolicy::default(),
            secure: false,
            frame_ancestors: "'self'",
            client_address_header: None,
            assistant: None,
            dist: None,
            // What comes soon comes without one.
            heartbeat: Duration::from_secs(3_600),
        }
    }
}

/// A server.
pub struct TestApp {
    pub clock: Arc<ManualClock>,
    pub store: Store,
    pub folder: TempDir,
    pub state: AppState,
    router: Router,
}

impl TestApp {
    /// With the demo data, at [`T0`].
    pub async fn demo() -> Self {
        Self::with(Options::default()).await
    }

    /// The same, with streams that often say how far they have come.
    pub async fn following() -> Self {
        Self::with(Options { heartbeat: HEARTBEAT, ..Options::default() }).await
    }

    pub async fn with(options: Options) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::copy(template().await.join("caseport.db"), folder.path().join("caseport.db")).unwrap();
        Self::over(folder, options).await
    }

    async fn over(folder: TempDir, options: Options) -> Self {
        let store = Store::open(&folder.path().join("caseport.db")).await.unwrap();
        let clock = Arc::new(ManualClock::default());
        let mut config = config::of(Vendor {
            name: "OPSWAT".to_owned(),
            logo: None,
            support_email: "support@opswat.com".to_owned(),
            links: Vec::new(),
        });
        demo::describe(&mut config).unwrap();
        let state = AppState::new(Parts {
            store: store.clone(),
            files: Files::open(folder.path()).unwrap(),
            upload_turns: UploadTurns::default(),
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
            passwords: passwords(),
            sign_ins: SignInGuard::default(),
            config,
            origins: options.origins,
            security: SecurityHeaders::new(options.frame_ancestors, options.secure).unwrap(),
            client_address_header: options.client_address_header,
            assistant: options.assistant,
            secure_cookies: options.secure,
            streams: Streams::with_heartbeat(options.heartbeat),
            stopping: Stopping::default(),
        });
        let router = app::router(state.clone(), options.dist);
        Self { clock, store, folder, state, router }
    }

    /// Removes what has expired, as the server does from time to time.
    pub async fn sweep(&self) {
        sweep(&self.state).await.unwrap();
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> User<'_> {
        User::new(self, None)
    }

    /// A demo account, signed in.
    pub async fn sign_in(&self, email: &str) -> User<'_> {
        let answer = self.anonymous().login(email, demo::PASSWORD).await;
        assert_eq!(answer.status, 204, "{email}: {answer:?}");
        User::new(self, Some(answer.session_cookie()))
    }

    /// Sends any request, from `client`.
    pub async fn send_from(&self, client: SocketAddr, request: Request<Body>) -> Answer {
        Answer::read(self.answered(client, request).await).await
    }

    /// The same, before anything of the body is read.
    pub async fn answered(&self, client: SocketAddr, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(ConnectInfo(client));
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The server stopped, and another one started over the same data.
    pub async fn restarted(self) -> Self {
        let Self { store, folder, state, router, .. } = self;
        state.stopping.begin();
        drop((state, router));
        store.close().await;
        Self::over(folder, Options { heartbeat: HEARTBEAT, ..Options::default() }).await
    }
}
