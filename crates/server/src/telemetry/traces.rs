//! Traces by OpenTelemetry: on where the environment names a collector, by the variables that every program takes
//! (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, ...), and otherwise as good as not there.
//!
//! Spans are queued and sent by a thread of their own; where it does not keep up they are dropped, and nobody waits.

use std::fmt;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Uri};
use opentelemetry::context::FutureExt as _;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Instrument as _, Level, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::registry::LookupSpan;

use super::collector::Collector;

/// What the spans of traces are known by, so that no other span gets out.
pub(super) const TARGET: &str = "caseport_traces";
/// Where to send to, in general and for traces alone; without either there are none.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
/// How long a collector may take for a batch, in milliseconds.
const PATIENCES: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
/// The same where nothing says so.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the last batch may take.
const LAST: Duration = Duration::from_secs(5);
/// What decides which requests are traced.
const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
/// What it can be.
const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];

/// Why traces cannot be sent as the environment says, in one line.
#[derive(Debug)]
pub struct TracesError(String);

impl fmt::Display for TracesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The way of spans to the collector.
#[derive(Debug)]
pub(super) struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// As the environment says; none without a collector.
    pub fn from_env() -> Result<Option<Self>, TracesError> {
        let is_off = set("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let Some((name, endpoint)) = ENDPOINTS.iter().find_map(|name| Some((name, set(name)?))) else {
            return Ok(None);
        };
        if is_off {
            return Ok(None);
        }
        if !is_address(&endpoint) {
            return Err(TracesError(format!(
                "{name} must be an address such as http://collector.example.com:4318"
            )));
        }
        if let Some(sampler) = set(SAMPLER).filter(|it| !SAMPLERS.contains(&it.as_str())) {
            return Err(TracesError(format!("{SAMPLER}={sampler:?} is none of {}", SAMPLERS.join(", "))));
        }
        let patience = PATIENCES.iter().find_map(|name| set(name)?.parse().ok().map(Duration::from_millis));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new(patience.unwrap_or(PATIENCE)))
            .build()
            .map_err(|error| TracesError(format!("traces cannot be sent: {error}")))?;
        let mut resource =
            Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let is_named = set("OTEL_SERVICE_NAME").is_some()
            || set("OTEL_RESOURCE_ATTRIBUTES").is_some_and(|all| all.contains("service.name="));
        if !is_named {
            resource = resource.with_service_name("caseport-server");
        }
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        Ok(Some(Self { provider }))
    }

    /// What takes the spans of [`super::spans`], and neither others nor what the log says.
    pub fn layer<S>(&self) -> impl Layer<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let ours = FilterFn::new(|meta| meta.is_span() && meta.target() == TARGET);
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("caseport"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(ours.with_max_level_hint(Level::INFO))
    }

    /// Sends what waits.
    pub fn stop(self) {
        if let Err(error) = self.provider.shutdown_with_timeout(LAST) {
            tracing::warn!(error = %error, "the last traces were not sent");
        }
    }
}

/// A variable of the environment that says something.
fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn is_address(endpoint: &str) -> bool {
    let Ok(uri) = endpoint.parse::<Uri>() else { return false };
    matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
}

/// Makes the span a part of the trace that the request's headers tell of.
pub(super) fn take_over(span: &Span, headers: &HeaderMap) {
    // Nobody else reads it, so that most requests need no look at their headers.
    if !span.is_disabled() {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        // Only a span that has begun already could refuse.
        let _ = span.set_parent(parent);
    }
}

/// Whether this is part of a trace.
pub(super) fn is_traced() -> bool {
    Context::map_current(|context| context.has_active_span())
}

/// The id of the trace that this is part of.
pub fn trace_id() -> Option<String> {
    is_traced().then(|| Context::current().span().span_context().trace_id().to_string())
}

/// The headers by which a program that is asked knows of the trace; none where there is none.
pub fn hand_on() -> impl Iterator<Item = (HeaderName, axum::http::HeaderValue)> {
    let mut headers = HeaderMap::new();
    if is_traced() {
        TraceContextPropagator::new().inject(&mut HeaderInjector(&mut headers));
    }
    headers.into_iter().filter_map(|(name, value)| name.map(|name| (name, value)))
}

/// Work for another thread that stays part of the trace.
pub fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let context = Context::current();
    move || {
        let _part_of_it = context.attach();
        work()
    }
}

/// Work for a task of its own that stays part of the trace, and of the lines of the log.
pub fn continued<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    work.in_current_span().with_current_context()
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn where_a_collector_can_be() {
        for address in ["http://127.0.0.1:4318", "https://collector.example/otlp"] {
            assert!(is_address(address), "{address}");
        }
        for address in ["collector:4318", "grpc://collector:4317", "http://", "/v1/traces", "a b"] {
            assert!(!is_address(address), "{address}");
        }
    }
}
