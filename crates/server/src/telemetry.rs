//! Structured logs: one JSON object a line on stderr, each with the request that it belongs to.

use tracing_subscriber::EnvFilter;

/// Starts logging. `CASEPORT_LOG` takes filters such as `debug` or `caseport_server=debug,sqlx=warn`.
pub fn start() {
    let filter = EnvFilter::try_from_env("CASEPORT_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,object_store=warn"));
    let started = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init();
    // A second subscriber (tests) is no reason to stop.
    drop(started);
}
