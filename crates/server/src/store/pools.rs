//! The connections to a database: some that read, one that writes, and some for exports.

use sqlx::{Database, Pool};

/// How many connections of a pool there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// For what: `readers`, the `writer`, `exports`.
    pub pool: &'static str,
    /// Those that nobody uses.
    pub idle: u64,
    /// Those that somebody does.
    pub used: u64,
}

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

    /// The connections of each pool.
    pub fn connections(&self) -> [Connections; 3] {
        let [readers, writer, exports] = self.all();
        [("readers", readers), ("writer", writer), ("exports", exports)].map(|(pool, connections)| {
            // Not of the same moment.
            let all = u64::from(connections.size());
            let idle = (connections.num_idle() as u64).min(all);
            Connections { pool, idle, used: all - idle }
        })
    }

    /// Ends every connection after its present work. The writer goes last: the embedded database folds its log into its
    /// file then.
    pub async fn close(&self) {
        for pool in [&self.readers, &self.exporters, &self.writer] {
            pool.close().await;
        }
    }
}
