//! A whole server in the test: the real router over a real database file, with a clock and randomness of the test's
//! own, and people who sign in to it.

mod administration;
mod answer;
mod by_hand;
mod clock;
pub mod database;
pub mod idp;
mod line;
mod lying;
mod report;
pub mod s3;
pub mod sign_on;
mod smtp;
pub mod sql;
mod stream;
mod upload;
mod user;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, Request, Response};
use caseport_domain::api::Vendor;
use caseport_server::assistant::Assistant;
use caseport_server::auth::CookieReach;
use caseport_server::auth::guard::SignInGuard;
use caseport_server::auth::password::Passwords;
use caseport_server::files::{Address, Files};
use caseport_server::http::headers::SecurityHeaders;
use caseport_server::http::origin::OriginPolicy;
use caseport_server::letters::Letterhead;
use caseport_server::metrics::Metrics;
use caseport_server::organizations::Streams;
use caseport_server::random::SystemRandom;
use caseport_server::sign_on::SignOn;
use caseport_server::state::{AppState, Parts};
use caseport_server::stopping::Stopping;
use caseport_server::store::{Kind, Store};
use caseport_server::uploads::{UploadTurns, sweep};
use caseport_server::{app, config, demo};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

pub use administration::Entry;
pub use answer::Answer;
pub use clock::{ManualClock, T0};
pub use database::Database;
pub use line::Line;
pub use report::{Form, report};
pub use smtp::{MailServer, mailer};
pub use stream::{Event, Stream};
pub use upload::{PIECE, bytes, checksum, metadata, sha256};
pub use user::{User, WRONG};

/// Cheap on purpose: what is tested is that hashing happens, not what it costs.
pub fn passwords() -> Passwords {
    let params = argon2::Params::new(8, 1, 1, None).unwrap();
    Passwords::with_params(params, &SystemRandom).unwrap()
}

/// The demo data, made once and copied for every test.
struct Template {
    folder: TempDir,
    database: Database,
}

async fn template(kind: Kind) -> &'static Template {
    static OF_SQLITE: OnceCell<Template> = OnceCell::const_new();
    static OF_POSTGRES: OnceCell<Template> = OnceCell::const_new();
    let made = match kind {
        Kind::Sqlite => &OF_SQLITE,
        Kind::Postgres => &OF_POSTGRES,
    };
    made.get_or_init(async || {
        let folder = TempDir::new().unwrap();
        let database = Database::empty(kind, folder.path()).await;
        let store = database.open().await;
        demo::start_numbers(&store, &SystemRandom, true).await.unwrap();
        let files = Files::open(folder.path()).unwrap();
        demo::fill(&store, &passwords(), &SystemRandom, &files, T0).await.unwrap();
        store.close().await;
        // The last connection to go folds the log into the file, and may go a moment later.
        let log = folder.path().join("caseport.db-wal");
        for _ in 0..1_000 {
            if !log.exists() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(!log.exists(), "what is copied would lack what is in the log");
        Template { folder, database }
    })
    .await
}

/// Of streams, where a test waits for it.
pub const HEARTBEAT: Duration = Duration::from_millis(100);

/// What a test may want otherwise.
pub struct Options {
    pub origins: OriginPolicy,
    pub secure: bool,
    pub frame_ancestors: &'static str,
    pub client_address_header: Option<HeaderName>,
    pub assistant: Option<Assistant>,
    pub dist: Option<caseport_server::http::static_files::Dist>,
    pub heartbeat: Duration,
    pub sign_on: SignOn,
    pub clock: Arc<ManualClock>,
    pub database: Kind,
    /// How the PostgreSQL is reached: `postgres://user@host:port`; as the tests themselves reach it if none.
    pub way: Option<String>,
    /// A place in a bucket; as [`lying::place`] if none.
    pub bucket: Option<Address>,
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
            sign_on: SignOn::default(),
            clock: Arc::default(),
            database: database::usual(),
            way: None,
            bucket: None,
        }
    }
}

/// A server.
pub struct TestApp {
    pub clock: Arc<ManualClock>,
    pub store: Store,
    pub folder: Arc<TempDir>,
    pub state: AppState,
    pub database: Database,
    /// Where in a bucket the files are; none for the folder.
    pub place: Option<Address>,
    heartbeat: Duration,
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
        let place = options.bucket.clone().or_else(lying::place);
        Self::at(place, options).await
    }

    /// With the files on the disk, wherever those of the other tests are.
    pub async fn on_disk() -> Self {
        Self::at(None, Options::default()).await
    }

    /// The same, over that database.
    pub async fn at_disk(database: Kind) -> Self {
        Self::at(None, Options { database, ..Options::default() }).await
    }

    async fn at(place: Option<Address>, options: Options) -> Self {
        let folder = TempDir::new().unwrap();
        let made = template(options.database).await;
        let database = made.database.copy(folder.path()).await.by(options.way.clone());
        let files = lying::files(&folder, place.as_ref());
        for file in std::fs::read_dir(made.folder.path().join("files")).unwrap() {
            let file = file.unwrap();
            let bytes = std::fs::read(file.path()).unwrap();
            files.keep(file.file_name().to_str().unwrap(), bytes.into()).await.unwrap();
        }
        Self::over(Arc::new(folder), database, Options { bucket: place, ..options }).await
    }

    /// A server over a database and what is in the folder.
    pub async fn over(folder: Arc<TempDir>, database: Database, options: Options) -> Self {
        let store = database.open().await.with_letterhead(Letterhead {
            vendor: "OPSWAT".to_owned(),
            public_url: Some("https://portal.example".to_owned()),
        });
        let clock = options.clock;
        let mut config = config::of(Vendor {
            name: "OPSWAT".to_owned(),
            logo: None,
            support_email: "support@opswat.com".to_owned(),
            links: Vec::new(),
        });
        demo::describe(&mut config).unwrap();
        options.sign_on.describe(&mut config);
        let state = AppState::new(Parts {
            store: store.clone(),
            files: lying::files(&folder, options.bucket.as_ref()),
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
            cookie_reach: if options.secure { CookieReach::SecureSite } else { CookieReach::Site },
            sign_on: options.sign_on,
            streams: Streams::with_heartbeat(options.heartbeat),
            metrics: Metrics::default(),
            stopping: Stopping::default(),
        });
        let router = app::router(state.clone(), options.dist);
        let (place, heartbeat) = (options.bucket, options.heartbeat);
        Self { clock, store, folder, state, database, place, heartbeat, router }
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

    /// Another server over the same data, beside this one.
    pub async fn beside(&self) -> Self {
        self.beside_with(self.clock.clone()).await
    }

    /// The same with a clock of its own.
    pub async fn beside_with(&self, clock: Arc<ManualClock>) -> Self {
        let (heartbeat, bucket) = (self.heartbeat, self.place.clone());
        let options = Options { heartbeat, clock, bucket, ..Options::default() };
        Self::over(self.folder.clone(), self.database.shared(), options).await
    }

    /// Somebody who is signed in at another server of the same data.
    pub fn signed_in_as(&self, user: &User<'_>) -> User<'_> {
        User::new(self, None).with_cookie(&user.cookie())
    }

    /// The server stopped; what is left of it.
    pub async fn stopped(self) -> (Arc<TempDir>, Database) {
        let Self { store, folder, state, database, router, .. } = self;
        state.stopping.begin();
        drop((state, router));
        store.close().await;
        (folder, database)
    }

    /// The server stopped, and another one started over the same data.
    pub async fn restarted(self) -> Self {
        let place = self.place.clone();
        let (folder, database) = self.stopped().await;
        Self::over(folder, database, Options { heartbeat: HEARTBEAT, bucket: place, ..Options::default() })
            .await
    }
}
