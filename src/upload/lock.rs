//! One tab at a time sends an upload, or gives it up: whoever does holds a lock in the upload's name.

use std::time::Duration;

use super::item::{State, Uploads};
use crate::platform;
use crate::platform::locks::{self, Held};

/// How often one looks whether the lock has come that somebody else in this tab asked for.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Takes the lock of an upload; none where another tab has it and it is not to be waited for.
pub async fn hold(upload: &str, wait: bool) -> Option<Held> {
    locks::hold(&format!("caseport-upload/{upload}"), wait).await
}

impl Uploads {
    /// Makes an upload this tab's. Where it is another tab's, it says so from now on, and false is returned.
    pub(super) async fn take_hold(self, id: &str) -> bool {
        while self.with(id, |work| work.taking_hold) == Some(true) {
            platform::sleep(LOOK_EVERY).await;
        }
        match self.with(id, |work| {
            work.taking_hold = work.lock.is_none();
            work.taking_hold
        }) {
            Some(true) => {}
            Some(false) => return true,
            None => return false,
        }
        let held = hold(id, false).await;
        let is_held = self.with(id, |work| {
            work.taking_hold = false;
            work.lock = held;
            work.lock.is_some()
        });
        if is_held == Some(false) && self.state_of(id) != Some(State::Elsewhere) {
            self.wait_for_other_tab(id);
        }
        is_held == Some(true)
    }
}
