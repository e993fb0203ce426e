//! Starting and stopping: everything that can be wrong is found out before the address is announced, and said in one
//! line; a signal lets requests in flight finish.

use std::fmt;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use axum::serve::ListenerExt as _;
use caseport_domain::api::{Link, Vendor};
use tokio::net::TcpListener;

use crate::assistant::Assistant;
use crate::auth::CookieReach;
use crate::auth::guard::SignInGuard;
use crate::auth::password::Passwords;
use crate::cli::{Place, Serve, Switch, VendorOptions};
use crate::clock::{Clock as _, SystemClock};
use crate::demo::replies::Script;
use crate::files::{Bucket, Files};
use crate::http::headers::SecurityHeaders;
use crate::http::origin::OriginPolicy;
use crate::http::static_files::Dist;
use crate::letters::Letterhead;
use crate::mail::{Mailer, keep_sending};
use crate::metrics::Metrics;
use crate::organizations::Streams;
use crate::random::SystemRandom;
use crate::sign_on::SignOn;
use crate::state::{AppState, Parts};
use crate::stopping::Stopping;
use crate::store::{Store, journal, outbox};
use crate::uploads::{SWEEP_EVERY, UploadTurns, sweep};
use crate::{app, config, demo, notify};

/// How long requests in flight may take when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a mail may be on its way then.
const LAST_MAIL: Duration = Duration::from_secs(5);

/// Why the server cannot start, in one line for whoever started it.
#[derive(Debug)]
pub struct StartError(String);

impl StartError {
    fn new(what: impl Into<String>) -> Self {
        // One line, whatever a library had to say.
        Self(what.into().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Serves until it is told to stop.
///
/// # Errors
/// It cannot start.
pub fn run(options: &Serve) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| StartError::new(format!("cannot start: {error}")))?;
    runtime.block_on(serve(options))
}

async fn serve(options: &Serve) -> Result<(), StartError> {
    if options.demo && !options.listen.ip().is_loopback() && !options.allow_demo_on_any_address {
        return Err(StartError::new(format!(
            "the demo's passwords are public, so it listens on this machine only, not on {}; \
             --allow-demo-on-any-address lifts this",
            options.listen
        )));
    }
    if !options.dist.join("index.html").is_file() {
        return Err(StartError::new(format!(
            "there is no built app in {}: index.html is missing; build it, or name its folder with --dist",
            options.dist.display()
        )));
    }
    let security =
        SecurityHeaders::new(&options.frame_ancestors, is_https(options)).map_err(StartError::new)?;
    let origins = origins(options)?;
    let vendor = vendor(&options.vendor)?;
    let assistant = assistant(options)?;
    let mailer = mailer(options)?;
    // The port is taken first: a second server on the same data would otherwise wait for the first one's locks.
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| StartError::new(format!("cannot listen on {}: {error}", options.listen)))?;
    let address = listener
        .local_addr()
        .map_err(|error| StartError::new(format!("cannot listen on {}: {error}", options.listen)))?;
    let store = open(&options.place).await?;
    let files = files(options).await?;
    let store = store
        .with_letterhead(Letterhead { vendor: vendor.name.clone(), public_url: options.public_url.clone() });
    let state = state(options, store.clone(), files, vendor, origins, security, assistant).await?;
    // Now, too: a server may never run for as long as that.
    tidy(&state).await;
    let mut background = vec![tokio::spawn(keep_tidy(state.clone()))];
    if options.demo && options.demo_replies == Switch::On {
        let script = Script::load().map_err(|error| StartError::new(error.to_string()))?;
        background.push(tokio::spawn(demo::replies::run(state.clone(), script)));
    }
    let mailing = tokio::spawn(send_mails(state.clone(), mailer));
    let endless = state.stopping.clone();
    let router = app::router(state, Some(Dist::new(&options.dist)));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let told_to_stop = stop_signal();
    announce(address)?;
    notify::ready();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let listener = listener.tap_io(|tcp| {
        // Answers are small; waiting to fill a packet only delays them.
        drop(tcp.set_nodelay(true));
    });
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_stop.await;
        tracing::info!("stopping");
        notify::stopping();
        endless.begin();
        let _ = stopping.send(());
    });
    let grace = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving => served.map_err(|error| StartError::new(format!("serving failed: {error}")))?,
        () = grace => tracing::warn!("some requests did not finish in time"),
    }
    // A mail that is on its way has a moment to arrive; it would be sent once more otherwise.
    let still_sending = mailing.abort_handle();
    if tokio::time::timeout(LAST_MAIL, mailing).await.is_err() {
        still_sending.abort();
    }
    // Whatever holds a connection would keep the log from being folded.
    for task in background {
        task.abort();
        let _ = task.await;
    }
    store.close().await;
    Ok(())
}

/// Sends mails in the background, where there is a mail server.
async fn send_mails(state: AppState, mailer: Option<Mailer>) {
    if let Some(mailer) = mailer {
        keep_sending(state.store.clone(), &*state.clock, &mailer, &state.stopping).await;
    }
}

/// Removes in the background what was left alone for too long.
async fn keep_tidy(state: AppState) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        tidy(&state).await;
    }
}

async fn tidy(state: &AppState) {
    // Whatever failed stands in the log, and is tried again.
    let _ = sweep(state).await;
    let trimmed = async {
        let mut write = state.store.write().await?;
        journal::trim(&mut write).await?;
        outbox::sweep(&mut write, state.clock.now()).await?;
        write.commit().await
    };
    if let Err(error) = trimmed.await {
        tracing::error!(error = %error, "the journal and the outbox could not be trimmed");
    }
}

/// Opens the store: PostgreSQL where it was named, or else that of a data folder, which is made where it is missing.
///
/// # Errors
/// It cannot be read or written.
pub async fn open(place: &Place) -> Result<Store, StartError> {
    if let Some(database) = &place.database {
        return Store::connect(database.as_str())
            .await
            .map_err(|error| StartError::new(format!("cannot use the database: {error}")));
    }
    let data = folder(place)?;
    std::fs::create_dir_all(data).map_err(|error| cannot_use(data, &error))?;
    Store::open(&data.join("caseport.db")).await.map_err(|error| cannot_use(data, &error))
}

fn folder(place: &Place) -> Result<&Path, StartError> {
    let missing = || StartError::new("the files need a place: --data or --files".to_owned());
    place.data.as_deref().ok_or_else(missing)
}

fn cannot_use(data: &Path, error: &dyn fmt::Display) -> StartError {
    StartError::new(format!("cannot use the data folder {}: {error}", data.display()))
}

/// The files: in the bucket that was named, or else below the data folder.
async fn files(options: &Serve) -> Result<Files, StartError> {
    let Some(address) = &options.files else {
        let data = folder(&options.place)?;
        return Files::open(data).map_err(|error| cannot_use(data, &error));
    };
    let address = address.parse().map_err(|what| StartError::new(format!("cannot use --files: {what}")))?;
    Bucket::open(&address).await.map(Files::Bucket).map_err(StartError::new)
}

async fn state(
    options: &Serve,
    store: Store,
    files: Files,
    vendor: Vendor,
    origins: OriginPolicy,
    security: SecurityHeaders,
    assistant: Option<Assistant>,
) -> Result<AppState, StartError> {
    let random = SystemRandom;
    let broken = |error: crate::store::Error| StartError::new(format!("cannot prepare the store: {error}"));
    let passwords = Passwords::new(&random).map_err(broken)?;
    let mut config = config::of(vendor);
    demo::start_numbers(&store, &random, options.demo).await.map_err(broken)?;
    if options.demo {
        let cannot =
            |error: demo::DemoError| StartError::new(format!("cannot fill in the demo data: {error}"));
        let now = SystemClock.now();
        let filled = async {
            demo::fill(&store, &passwords, &random, &files, now).await?;
            demo::generate(&store, options.demo_cases, now).await
        };
        demo::replies::begin(&store, filled).await.map_err(cannot)?;
        demo::describe(&mut config).map_err(cannot)?;
    }
    let sign_on = sign_on(options, &store).await?;
    sign_on.describe(&mut config);
    Ok(AppState::new(Parts {
        store,
        files,
        upload_turns: UploadTurns::default(),
        clock: Arc::new(SystemClock),
        random: Arc::new(random),
        passwords,
        sign_ins: SignInGuard::default(),
        config,
        origins,
        security,
        client_address_header: client_address_header(options)?,
        assistant,
        sign_on,
        cookie_reach: cookie_reach(options),
        streams: Streams::default(),
        metrics: Metrics::default(),
        stopping: Stopping::default(),
    }))
}

async fn sign_on(options: &Serve, store: &Store) -> Result<SignOn, StartError> {
    let Some(file) = &options.sign_in else { return Ok(SignOn::default()) };
    let read = SignOn::read(file, options.public_url.as_deref(), store).await;
    read.map_err(|mistake| StartError::new(format!("cannot use {}: {mistake}", file.display())))
}

fn client_address_header(options: &Serve) -> Result<Option<HeaderName>, StartError> {
    let parse = |name: &String| {
        HeaderName::try_from(name).map_err(|_| StartError::new(format!("{name:?} cannot be a header's name")))
    };
    options.client_address_header.as_ref().map(parse).transpose()
}

fn assistant(options: &Serve) -> Result<Option<Assistant>, StartError> {
    let at = |url: &String| Assistant::new(url, options.assistant_token.as_ref()).map_err(StartError::new);
    options.assistant_url.as_ref().map(at).transpose()
}

fn mailer(options: &Serve) -> Result<Option<Mailer>, StartError> {
    let mail = &options.mail;
    let (Some(url), Some(from)) = (&mail.smtp_url, &mail.mail_from) else { return Ok(None) };
    Mailer::new(url, from, mail.mail_reply_to.as_deref()).map(Some).map_err(StartError::new)
}

fn is_https(options: &Serve) -> bool {
    options.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
}

fn cookie_reach(options: &Serve) -> CookieReach {
    match (is_https(options), options.app_origins.is_empty()) {
        (false, _) => CookieReach::Site,
        (true, true) => CookieReach::SecureSite,
        (true, false) => CookieReach::Everywhere,
    }
}

fn origins(options: &Serve) -> Result<OriginPolicy, StartError> {
    let all = |urls: &[String]| urls.iter().map(|url| origin_of(url)).collect::<Result<Vec<_>, _>>();
    let app = all(&options.app_origins)?;
    let mut own = all(&options.origins)?;
    own.extend(options.public_url.as_deref().map(origin_of).transpose()?);
    own.extend_from_slice(&app);
    Ok(OriginPolicy { own, app, any_loopback: options.demo })
}

/// Scheme and authority of an address.
fn origin_of(url: &str) -> Result<String, StartError> {
    let parts = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
    let authority = parts.map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match (parts, authority) {
        (Some((scheme, _)), Some(authority)) if !authority.is_empty() => {
            Ok(format!("{scheme}://{}", authority.to_ascii_lowercase()))
        }
        _ => Err(StartError::new(format!("{url:?} is not an address such as https://support.example.com"))),
    }
}

fn vendor(options: &VendorOptions) -> Result<Vendor, StartError> {
    let link = |text: &String| match text.split_once('=') {
        Some((label, url)) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(Link { label: label.trim().to_owned(), url: url.trim().to_owned() })
        }
        _ => Err(StartError::new(format!(
            "{text:?} is not a link such as Documentation=https://docs.example.com"
        ))),
    };
    Ok(Vendor {
        name: options.vendor_name.clone(),
        logo: options.vendor_logo.clone(),
        support_email: options.support_email.clone(),
        links: options.links.iter().map(link).collect::<Result<_, _>>()?,
    })
}

/// The one line on stdout: scripts wait for it.
fn announce(address: SocketAddr) -> Result<(), StartError> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "caseport-server: listening on http://{address}")
        .and_then(|()| stdout.flush())
        .map_err(|error| StartError::new(format!("cannot write to stdout: {error}")))
}

/// Returns once the server is told to stop. Listens from now on, not from when it is first waited for: a signal that came
/// before would end the process on the spot.
fn stop_signal() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(|kind| signal(kind).ok());
        async move {
            let [terminated, interrupted] = signals.map(|signal| async move {
                match signal {
                    Some(mut signal) => drop(signal.recv().await),
                    None => std::future::pending().await,
                }
            });
            tokio::select! {
                () = terminated => {}
                () = interrupted => {}
            }
        }
    }
    #[cfg(not(unix))]
    async {
        drop(tokio::signal::ctrl_c().await);
    }
}
