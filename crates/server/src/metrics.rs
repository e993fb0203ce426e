//! GET /metrics: figures about the running server in Prometheus' text format, for whoever operates it. Outside `/api/v1`,
//! without a session: a proxy in front of the server keeps it from the public (see `docs/OPERATING.md`).
//!
//! A route is named by its pattern, never by its path: there are few of the first, and no secret is in them.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::Connections;
use crate::store::figures::{self, Figures};

/// The upper bounds of the durations that are told apart, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The methods that are told apart; anybody can make up others.
const METHODS: [Method; 7] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfPool {
    pool: &'static str,
    state: &'static str,
}

/// What this process has counted since it was started.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    durations: Family<Asked, Histogram>,
    in_flight: Gauge,
    received: Counter,
    following: Gauge,
    connections: Family<OfPool, Gauge>,
    uploads: Gauge,
    mails: Family<InState, Gauge>,
    oldest_mail: Gauge,
    event: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("caseport"),
            answers: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            in_flight: Gauge::default(),
            received: Counter::default(),
            following: Gauge::default(),
            connections: Family::default(),
            uploads: Gauge::default(),
            mails: Family::default(),
            oldest_mail: Gauge::default(),
            event: Gauge::default(),
        };
        metrics.registered()
    }
}

impl Metrics {
    fn registered(mut self) -> Self {
        let all = &mut self.registry;
        all.register("http_requests", "Requests that were answered", self.answers.clone());
        let help = "Time until the answer began";
        all.register_with_unit("http_request_duration", help, Unit::Seconds, self.durations.clone());
        all.register("http_requests_in_flight", "Requests that are not answered yet", self.in_flight.clone());
        let help = "Bytes of files that arrived";
        all.register_with_unit("upload_received", help, Unit::Bytes, self.received.clone());
        all.register("stream_readers", "Browsers that follow what happens", self.following.clone());
        all.register("database_connections", "Connections of this process", self.connections.clone());
        all.register("uploads_open", "Uploads that are not complete, of every server", self.uploads.clone());
        all.register("outbox_mails", "Mails, of every server", self.mails.clone());
        let help = "For how long the first mail that waits is overdue";
        all.register_with_unit("outbox_overdue", help, Unit::Seconds, self.oldest_mail.clone());
        all.register(
            "journal_latest_event",
            "The newest event's number, of every server",
            self.event.clone(),
        );
        self
    }

    /// A request that came in; it is in flight until what is returned is dropped.
    pub fn begins(&self) -> Held {
        Held::new(&self.in_flight)
    }

    /// A request that was answered, with the pattern of its path where it has one.
    pub fn answered(&self, method: &Method, route: Option<&str>, status: StatusCode, took: Duration) {
        let method = method_name(method).unwrap_or("other");
        let route = route.unwrap_or("other").to_owned();
        let answered = Answered { method, route: route.clone(), status: status.as_u16() };
        self.answers.get_or_create(&answered).inc();
        self.durations.get_or_create(&Asked { method, route }).observe(took.as_secs_f64());
    }

    /// Bytes of a file that arrived.
    pub fn received(&self, bytes: u64) {
        self.received.inc_by(bytes);
    }

    /// Somebody follows what happens, until what is returned is dropped.
    pub fn follows(&self) -> Held {
        Held::new(&self.following)
    }

    /// Takes over what the database knows.
    fn take(&self, figures: &Figures) {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        for Connections { pool, idle, used } in figures.connections {
            for (state, connections) in [("idle", idle), ("used", used)] {
                self.connections.get_or_create(&OfPool { pool, state }).set(count(connections));
            }
        }
        let mails = [("waiting", figures.waiting), ("sent", figures.sent), ("given_up", figures.given_up)];
        for (state, mails) in mails {
            self.mails.get_or_create(&InState { state }).set(count(mails));
        }
        self.uploads.set(count(figures.uploads));
        self.oldest_mail.set(figures.overdue.num_seconds().max(0));
        self.event.set(figures.latest_event);
    }
}

/// A method's name; none for what anybody can make up.
pub fn method_name(method: &Method) -> Option<&'static str> {
    METHODS.contains(method).then(|| name(method))
}

fn name(method: &Method) -> &'static str {
    // Of `METHODS`, which are constants.
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "OPTIONS",
    }
}

/// Counts as one of those that are there at the moment.
#[derive(Debug)]
pub struct Held(Gauge);

impl Held {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The endpoint.
pub fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

async fn metrics(State(state): State<AppState>) -> ApiResult<([(HeaderName, HeaderValue); 2], String)> {
    let figures = figures::read(&state.store, state.clock.now()).await?;
    state.metrics.take(&figures);
    let mut text = String::new();
    encode(&mut text, &state.metrics.registry).map_err(|_| ApiError::internal())?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, text))
}
