//! Requests to a provider: few at once, never redirected, given up soon, and of an answer only so much is read.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use tokio::sync::Semaphore;
use ureq::Agent;

use crate::http::outgoing;
use crate::telemetry::{carried, hand_on, spans};

/// How long a whole answer may take.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of an answer, at most.
const ANSWER_MAX: u64 = 1_000_000;
/// Conversations with a provider at once: each holds a thread.
const AT_ONCE: usize = 16;

/// Talks to a provider.
#[derive(Clone)]
pub struct ProviderClient {
    agent: Agent,
    turns: Arc<Semaphore>,
}

/// Why a conversation came to nothing. Never shown to users.
#[derive(Debug, thiserror::Error)]
pub enum NoConversation {
    /// There are as many as there may be.
    #[error("too many sign-ins are waiting for it")]
    Busy,
    /// The thread broke.
    #[error("asking it broke: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

impl Default for ProviderClient {
    fn default() -> Self {
        Self { agent: outgoing::agent(PATIENCE), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl ProviderClient {
    /// Has a conversation, on a thread that may wait.
    ///
    /// # Errors
    /// There is no turn for it.
    pub async fn talk<T: Send + 'static>(
        &self,
        conversation: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, NoConversation> {
        let turn = self.turns.clone().try_acquire_owned().map_err(|_| NoConversation::Busy)?;
        let this = self.clone();
        let talking = tokio::task::spawn_blocking(carried(move || {
            let _turn = turn;
            conversation(&this)
        }));
        Ok(talking.await?)
    }

    /// One request of a conversation.
    ///
    /// # Errors
    /// It could not be reached, or not in time, or says too much, or is out of order.
    pub fn send(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let (mut parts, body) = request.into_parts();
        let span = spans::call("identity provider", &parts.method);
        let _entered = span.enter();
        parts.headers.extend(hand_on());
        let answer = if body.is_empty() {
            self.agent.run(ureq::http::Request::from_parts(parts, ()))
        } else {
            self.agent.run(ureq::http::Request::from_parts(parts, body))
        };
        spans::called(&span, answer.as_ref().ok().map(|answer| answer.status()));
        let answer = answer?;
        // What follows would be a page for people, which says less.
        if answer.status().is_server_error() {
            return Err(ureq::Error::StatusCode(answer.status().as_u16()));
        }
        let (parts, mut body) = answer.into_parts();
        let body = body.with_config().limit(ANSWER_MAX).read_to_vec()?;
        Ok(HttpResponse::from_parts(parts, body))
    }
}

/// Whether what is sent to an address can be read by its owner only: by https, or without leaving this machine.
pub fn is_safe_address(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    is_plain && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
}

#[cfg(test)]
mod tests {
    use super::is_safe_address;

    #[test]
    fn what_is_sent_stays_secret() {
        for url in [
            "https://id.example",
            "https://id.example:8443/realm/x?y",
            "http://127.0.0.1:1",
            "http://[::1]:2/x",
            "http://localhost",
        ] {
            assert!(is_safe_address(url), "{url}");
        }
        for url in [
            "http://id.example",
            "ftp://id.example",
            "javascript:alert(1)",
            "https://u:p@id.example",
            "http://127.0.0.1.evil.example",
            "",
        ] {
            assert!(!is_safe_address(url), "{url}");
        }
    }
}
