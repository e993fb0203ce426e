//! Opening the database, and its two kinds of transactions.
//!
//! One connection writes: SQLite has one writer anyway, and a queue in front of it beats `SQLITE_BUSY` behind it. WAL
//! lets readers go on meanwhile; `synchronous = FULL` makes an acknowledged write survive a kill and a power cut.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection, Transaction};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use caseport_domain::id::UserId;

use super::journal::{self, Journal};
use super::row::get;
use super::{Error, Result, articles, dialect, keys};
use crate::slots::AtMost;

/// Readers at once; more would wait for the processor anyway.
const READERS: u32 = 8;
/// How long to wait for a connection or a lock before giving up.
const PATIENCE: Duration = Duration::from_secs(15);

/// Exports at once: each keeps its connection for as long as its reader takes, so they have connections of their own.
const EXPORTS: u32 = 4;
/// Exports of one person at once: others want some, too.
const EXPORTS_EACH: usize = 2;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
    exporters: SqlitePool,
    exports: Arc<Semaphore>,
    exports_each: Arc<AtMost>,
    journal: Journal,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read or written.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// Its tables could not be brought up to date.
    #[error("{0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The articles could not be put into the index.
    #[error("{0}")]
    Index(#[from] Error),
}

impl Store {
    /// Opens the database file, creates it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// The file cannot be opened or written, or was made by a newer version.
    pub async fn open(file: &Path) -> std::result::Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(PATIENCE)
            // Readers could not: they would fail at it, and be gone later than the writer.
            .connect_with(options.clone().optimize_on_close(true, 400))
            .await?;
        prepare(&writer).await?;
        let (_, latest) = journal::range(&mut *writer.acquire().await?).await?;
        // Nobody reads before everything is prepared: a connection keeps the statistics that it found.
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone().pragma("query_only", "on"))
            .await?;
        let exporters = SqlitePoolOptions::new()
            .max_connections(EXPORTS)
            .acquire_timeout(PATIENCE)
            // An export goes through everything once; what it has read is not needed again.
            .connect_with(options.pragma("query_only", "on").pragma("cache_size", "-2000"))
            .await?;
        let exports = Arc::new(Semaphore::new(usize::try_from(EXPORTS).unwrap_or(1)));
        let exports_each = Arc::new(AtMost::new(EXPORTS_EACH));
        Ok(Self { readers, writer, exporters, exports, exports_each, journal: Journal::new(latest) })
    }

    /// A snapshot to read from: every query in it sees the same moment.
    ///
    /// # Errors
    /// No connection is free or working.
    pub async fn read(&self) -> Result<Read> {
        Ok(Read(self.readers.begin().await?))
    }

    /// A snapshot for a person's export; none while they, or all together, have as many as there may be.
    ///
    /// # Errors
    /// The connection does not work.
    pub async fn export(&self, user: &UserId) -> Result<Option<Export>> {
        let Some(own) = self.exports_each.take(user.as_str()) else { return Ok(None) };
        let Ok(one) = self.exports.clone().try_acquire_owned() else { return Ok(None) };
        Ok(Some(Export { read: Read(self.exporters.begin().await?), _permits: [own, one] }))
    }

    /// Ends what goes on for long, such as an export, when the store is closed; none then.
    pub async fn until_closed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.exporters.close_event().do_until(work).await.ok()
    }

    /// The writer, alone until it commits or is dropped (which undoes everything).
    ///
    /// # Errors
    /// No connection is free or working.
    pub async fn write(&self) -> Result<Write> {
        begin(&self.writer, &self.journal).await
    }

    /// What changes, for those who follow it.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Ends every connection after its present work; the log is folded into the database file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.exporters.close().await;
        self.writer.close().await;
    }
}

/// Brings tables, and what the program keeps in them, up to date.
async fn prepare(writer: &SqlitePool) -> std::result::Result<(), OpenError> {
    let before = schema(writer).await?;
    dialect::migrator().run(writer).await?;
    let is_migrated = schema(writer).await? != before;
    // Nobody follows yet.
    let journal = Journal::new(0);
    // An earlier version's articles are not in the index yet.
    let is_current = articles::is_up_to_date(&mut *writer.acquire().await?).await?;
    if !is_current {
        let mut write = begin(writer, &journal).await?;
        articles::bring_up_to_date(&mut write).await?;
        write.commit().await?;
    }
    // Nor have its cases their keys.
    let is_current = keys::are_up_to_date(&mut *writer.acquire().await?).await?;
    if !is_current {
        let mut write = begin(writer, &journal).await?;
        keys::bring_up_to_date(&mut write).await?;
        write.commit().await?;
    }
    if is_migrated {
        sqlx::raw_sql(dialect::SAMPLE_STATISTICS).execute(writer).await?;
    }
    Ok(())
}

async fn begin(writer: &SqlitePool, journal: &Journal) -> Result<Write> {
    let transaction = writer.begin_with(dialect::BEGIN_WRITE).await?;
    Ok(Write { transaction, journal: journal.clone() })
}

async fn schema(writer: &SqlitePool) -> Result<i64> {
    get(&sqlx::query(dialect::SCHEMA).fetch_one(writer).await?, "version")
}

/// A transaction that only reads.
#[derive(Debug)]
pub struct Read(Transaction<'static, Sqlite>);

/// A transaction that only reads, for an export.
#[derive(Debug)]
pub struct Export {
    /// The snapshot. Dropped first.
    pub read: Read,
    _permits: [OwnedSemaphorePermit; 2],
}

/// A transaction that writes.
#[derive(Debug)]
pub struct Write {
    transaction: Transaction<'static, Sqlite>,
    journal: Journal,
}

impl Write {
    /// Makes everything in it lasting, and tells those who follow the journal; once begun, also without whoever asked.
    ///
    /// # Errors
    /// The database refused; nothing was written.
    pub async fn commit(mut self) -> Result<()> {
        let (_, latest) = journal::range(&mut self.transaction).await?;
        let commit = tokio::spawn(async move {
            self.transaction.commit().await?;
            self.journal.has_grown(latest);
            Ok(())
        });
        commit.await.unwrap_or_else(|broken| Err(Error::Io(broken.into())))
    }
}

impl Deref for Read {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

impl Deref for Write {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}
