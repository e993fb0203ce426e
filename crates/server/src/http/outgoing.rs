//! Requests of our own to programs that an operator named: an assistant, an identity provider, a collector of traces.

use std::time::Duration;

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// A client that gives up after `patience`, in all, and follows nobody elsewhere: what is sent, secrets with it, is for the
/// address that it was sent to. TLS is by the system's certificates.
pub fn agent(patience: Duration) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .tls_config(tls)
        .user_agent("caseport")
        .build()
        .into()
}
