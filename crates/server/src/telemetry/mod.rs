//! What the server tells whoever operates it while it runs: structured logs, one JSON object a line on stderr, each with the
//! request that it belongs to; and traces, where there is a collector for them.
//!
//! The two have spans of their own. Those of the logs say whatever helps whoever reads them on this machine; those of traces
//! leave it, and are made in [`spans`] alone.

mod collector;
pub mod spans;
mod traces;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use traces::{TARGET, Traces};
pub use traces::{TracesError, carried, continued, hand_on, trace_id};

/// What was started; to be [stopped](Self::stop) at the end.
#[derive(Debug)]
#[must_use]
pub struct Telemetry {
    traces: Option<Traces>,
}

impl Telemetry {
    /// Sends the traces that wait, for which a collector has a few seconds.
    pub fn stop(self) {
        if let Some(traces) = self.traces {
            traces.stop();
        }
    }
}

/// Starts logging, and tracing where the environment names a collector. `CASEPORT_LOG` takes filters such as `debug` or
/// `caseport_server=debug,sqlx=warn`.
///
/// # Errors
/// Traces cannot be sent as the environment says.
pub fn start() -> Result<Telemetry, TracesError> {
    let traces = Traces::from_env()?;
    let filter = EnvFilter::try_from_env("CASEPORT_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,object_store=warn"));
    // Without a collector that leaves nothing of them but a look at a flag.
    let filter = match format!("{TARGET}=off").parse() {
        Ok(without_traces) => filter.add_directive(without_traces),
        Err(_) => filter,
    };
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(std::io::stderr);
    let started = match &traces {
        Some(traces) => {
            tracing_subscriber::registry().with(lines.with_filter(filter)).with(traces.layer()).try_init()
        }
        None => tracing_subscriber::registry().with(lines).with(filter).try_init(),
    };
    // A second subscriber (tests) is no reason to stop.
    drop(started);
    Ok(Telemetry { traces })
}
