//! The way to the collector, on the thread that sends traces: what goes wrong with it is nobody's business but the log's, and
//! is said there once in a while, not for every batch.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use ureq::Agent;

use crate::http::outgoing;

/// How long the log is spared the same once more.
const SPARED: Duration = Duration::from_secs(300);
/// Bytes of an answer, at most.
const ANSWER_MAX: u64 = 1_000_000;

/// Takes batches to the collector.
#[derive(Debug)]
pub(super) struct Collector {
    agent: Agent,
    away: Mutex<Option<Away>>,
}

#[derive(Debug)]
struct Away {
    said_at: Instant,
    batches: u64,
}

impl Collector {
    /// One that may take so long for a batch.
    pub fn new(patience: Duration) -> Self {
        Self { agent: outgoing::agent(patience), away: Mutex::default() }
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ureq::Error> {
        let (parts, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(parts, &body[..]))?;
        let (parts, mut body) = answer.into_parts();
        let body = body.with_config().limit(ANSWER_MAX).read_to_vec()?;
        Ok(Response::from_parts(parts, body.into()))
    }

    fn failed(&self, error: &str) {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        let (batches, is_news) = match away.as_mut() {
            Some(away) => {
                away.batches += 1;
                (away.batches, away.said_at.elapsed() >= SPARED)
            }
            None => (1, true),
        };
        if is_news {
            tracing::warn!(error, batches, "the collector of traces takes nothing");
            *away = Some(Away { said_at: Instant::now(), batches });
        }
    }

    fn worked(&self) {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Away { batches, .. }) = away.take() {
            tracing::info!(batches, "the collector of traces is back; so many batches were lost");
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answered = self.send(request);
        match &answered {
            Ok(answer) if answer.status().is_success() => self.worked(),
            Ok(answer) => self.failed(&format!("it answered with status {}", answer.status().as_u16())),
            Err(error) => self.failed(&error.to_string()),
        }
        Ok(answered?)
    }
}
