//! That the server is about to stop: for answers that would otherwise never end.

use std::sync::Arc;

use tokio::sync::watch;

/// Shared by whoever stops the server and whoever has to end for it.
#[derive(Clone, Debug, Default)]
pub struct Stopping(Arc<watch::Sender<bool>>);

impl Stopping {
    /// From now on nothing new is waited for.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once it has begun.
    pub async fn begun(&self) {
        // The sender lives as long as `self` does.
        let _ = self.0.subscribe().wait_for(|begun| *begun).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Stopping;

    #[tokio::test(start_paused = true)]
    async fn everybody_learns_of_it_also_afterwards() {
        let stopping = Stopping::default();
        assert!(tokio::time::timeout(Duration::from_secs(1), stopping.begun()).await.is_err());
        let waits = tokio::spawn({
            let stopping = stopping.clone();
            async move { stopping.begun().await }
        });
        stopping.begin();
        waits.await.unwrap();
        stopping.begun().await;
    }
}
