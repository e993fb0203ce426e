//! The connections to a database: some that read, one that writes, and some for exports.

use sqlx::{Database, Pool};

/// Those to one kind of database.
#[derive(Debug)]
pub(super) struct Pools<D: Database> {
    /// For what only reads.
    pub readers: Pool<D>,
    /// The one that writes.
    pub writer: Pool<D>,
    /// For what reads for as long as its reader takes.
    pub exporters: Pool<D>,
}

impl<D: Database> Clone for Pools<D> {
    fn clone(&self) -> Self {
        let [readers, writer, exporters] = self.all().map(Pool::clone);
        Self { readers, writer, exporters }
    }
}

impl<D: Database> Pools<D> {
    fn all(&self) -> [&Pool<D>; 3] {
        [&self.readers, &self.writer, &self.exporters]
    }

    /// Ends work when the pools are closed; none then.
    pub async fn until_closed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.exporters.close_event().do_until(work).await.ok()
    }

    /// How many connections there are, and how many of them nobody uses.
    pub fn connections(&self) -> (u64, u64) {
        let all = self.all().iter().map(|pool| u64::from(pool.size())).sum();
        (all, self.all().iter().map(|pool| pool.num_idle() as u64).sum())
    }

    /// Ends every connection after its present work. The writer goes last: the embedded database folds its log into its
    /// file then.
    pub async fn close(&self) {
        for pool in [&self.readers, &self.exporters, &self.writer] {
            pool.close().await;
        }
    }
}
