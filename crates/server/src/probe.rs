//! `health`: asks a running server whether it is there, for whoever starts it and has no other program at hand to ask with, such
//! as a container.

use std::time::Duration;

use crate::cli::Health;
use crate::http::outgoing;

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Why it is not well, in one line.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// It does not answer.
    #[error("the server does not answer: {0}")]
    NoAnswer(#[from] ureq::Error),
    /// It answers that it is not.
    #[error("the server answers with status {0}")]
    Unwell(u16),
}

/// Asks once.
///
/// # Errors
/// It is not well.
pub fn run(options: &Health) -> Result<(), ProbeError> {
    match outgoing::agent(PATIENCE).get(&options.url).call()?.status().as_u16() {
        200 => Ok(()),
        status => Err(ProbeError::Unwell(status)),
    }
}
