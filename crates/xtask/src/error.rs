//! One error type for everything here: a sentence for the person at the terminal. Nothing in this program is recovered from
//! by kind, so there are no kinds.

use std::fmt::{self, Display};

/// Why a task could not be done, as one clear message.
#[derive(Debug)]
pub struct Fail(String);

/// The result of a task.
pub type Result<T> = std::result::Result<T, Fail>;

impl Fail {
    /// A failure that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when something failed.
pub trait Doing<T> {
    /// Turns the error into `<what>: <error>`.
    fn doing(self, what: impl Display) -> Result<T>;
}

impl<T, E: Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl Display) -> Result<T> {
        self.map_err(|error| Fail(format!("{what}: {error}")))
    }
}
