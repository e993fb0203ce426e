//! Ctrl-C and requests to end, as a question that loops ask: children have to end before we do.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Doing, Result};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on a request to end does not end the process but is answered by `requested`.
pub fn listen() -> Result<()> {
    ctrlc::set_handler(|| REQUESTED.store(true, Ordering::Relaxed)).doing("cannot listen for Ctrl-C")
}

/// Whether somebody wants us to end.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}
