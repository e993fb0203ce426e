//! One request at a time for each upload. A newer one goes before an older: whoever asks again has lost the older one's
//! connection, which the server may notice only much later.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex as Lock, Notify, OwnedMutexGuard};

use crate::slots::Slots;
use crate::store::turns::ServersTurn;
use crate::store::{Result, Store};

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
    among_servers: ServersTurn,
    _held: OwnedMutexGuard<()>,
}

impl UploadTurns {
    /// Waits for the upload's turn, and asks whoever has it, on whichever server, to give way; none where they do not in
    /// time.
    ///
    /// # Errors
    /// As any query.
    pub async fn take(&self, store: &Store, upload: &str) -> Result<Option<Turn>> {
        let Some((slot, held)) = self.own(upload).await else { return Ok(None) };
        let among_servers = store.turn(&name(upload), PATIENCE).await?;
        Ok(among_servers.map(|among_servers| Turn { slot, among_servers, _held: held }))
    }

    /// The upload's turn, where nobody has it.
    ///
    /// # Errors
    /// As any query.
    pub async fn try_take(&self, store: &Store, upload: &str) -> Result<Option<Turn>> {
        let slot = self.slots.get(upload);
        let Ok(held) = slot.lock.clone().try_lock_owned() else { return Ok(None) };
        let among_servers = store.try_turn(&name(upload)).await?;
        Ok(among_servers.map(|among_servers| Turn { slot, among_servers, _held: held }))
    }

    /// The turn on this server.
    async fn own(&self, upload: &str) -> Option<(Arc<Slot>, OwnedMutexGuard<()>)> {
        let slot = self.slots.get(upload);
        if let Ok(held) = slot.lock.clone().try_lock_owned() {
            return Some((slot, held));
        }
        let waiting = Waiting::new(&slot);
        slot.asked.notify_waiters();
        let held = tokio::time::timeout(PATIENCE, slot.lock.clone().lock_owned()).await.ok()?;
        drop(waiting);
        Some((slot, held))
    }
}
impl Turn {
    /// Returns once somebody else asks for the upload.
    pub async fn wanted(&self) {
        let asked = self.slot.asked.notified();
        if self.slot.waiting.load(Ordering::SeqCst) == 0 {
            tokio::select! {
                () = asked => {}
                () = self.among_servers.wanted() => {}
            }
        }
    }
}

/// The turn's name among servers.
fn name(upload: &str) -> String {
    format!("upload {upload}")
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
    use tempfile::TempDir;

    use super::*;

    async fn store(folder: &TempDir) -> Store {
        Store::open(&folder.path().join("x.db")).await.unwrap()
    }

    #[tokio::test]
    async fn the_newer_request_goes_before_the_older() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let turns = Arc::new(UploadTurns::default());
        let older = turns.take(&store, "u").await.unwrap().unwrap();
        let newer = tokio::spawn({
            let (turns, store) = (turns.clone(), store.clone());
            async move { turns.take(&store, "u").await.unwrap().is_some() }
        });
        older.wanted().await;
        drop(older);
        assert!(newer.await.unwrap());
        // Nobody asks any more, so the next one is left in peace.
        let next = turns.take(&store, "u").await.unwrap().unwrap();
        let disturbed = tokio::time::timeout(Duration::from_millis(50), next.wanted()).await;
        assert!(disturbed.is_err());
        assert!(turns.take(&store, "another").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn whoever_does_not_give_way_keeps_the_turn() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let turns = UploadTurns::default();
        let _stubborn = turns.take(&store, "u").await.unwrap().unwrap();
        tokio::time::pause();
        assert!(turns.take(&store, "u").await.unwrap().is_none());
    }
}
