//! One request at a time for each upload. A newer one goes before an older: whoever asks again has lost the older one's
//! connection, which the server may notice only much later.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex as Lock, Notify, OwnedMutexGuard};

use crate::slots::Slots;

/// How long a request waits for the one before it to give way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who works on which upload.
#[derive(Debug, Default)]
pub struct UploadTurns {
    slots: Slots<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    lock: Arc<Lock<()>>,
    waiting: AtomicUsize,
    asked: Notify,
}

/// The right to work on an upload, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    slot: Arc<Slot>,
    _held: OwnedMutexGuard<()>,
}

impl UploadTurns {
    /// Waits for the upload's turn, and asks whoever has it to give way; none where they do not in time.
    pub async fn take(&self, upload: &str) -> Option<Turn> {
        if let Some(turn) = self.try_take(upload) {
            return Some(turn);
        }
        let slot = self.slots.get(upload);
        let _waiting = Waiting::new(&slot);
        slot.asked.notify_waiters();
        let held = tokio::time::timeout(PATIENCE, slot.lock.clone().lock_owned()).await.ok()?;
        Some(Turn { slot: slot.clone(), _held: held })
    }

    /// The upload's turn, where nobody has it.
    pub fn try_take(&self, upload: &str) -> Option<Turn> {
        let slot = self.slots.get(upload);
        let held = slot.lock.clone().try_lock_owned().ok()?;
        Some(Turn { slot, _held: held })
    }
}
impl Turn {
    /// Returns once somebody else asks for the upload.
    pub async fn wanted(&self) {
        let asked = self.slot.asked.notified();
        if self.slot.waiting.load(Ordering::SeqCst) == 0 {
            asked.await;
        }
    }
}

/// Counts as waiting until it is dropped, also when the request that waits is given up.
struct Waiting<'a>(&'a Slot);

impl<'a> Waiting<'a> {
    fn new(slot: &'a Slot) -> Self {
        slot.waiting.fetch_add(1, Ordering::SeqCst);
        Self(slot)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newer_request_goes_before_the_older() {
        let turns = Arc::new(UploadTurns::default());
        let older = turns.take("u").await.unwrap();
        let newer = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take("u").await.is_some() }
        });
        older.wanted().await;
        drop(older);
        assert!(newer.await.unwrap());
        // Nobody asks any more, so the next one is left in peace.
        let next = turns.take("u").await.unwrap();
        let disturbed = tokio::time::timeout(Duration::from_millis(50), next.wanted()).await;
        assert!(disturbed.is_err());
        assert!(turns.take("another").await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_does_not_give_way_keeps_the_turn() {
        let turns = UploadTurns::default();
        let _stubborn = turns.take("u").await.unwrap();
        assert!(turns.take("u").await.is_none());
    }
}
