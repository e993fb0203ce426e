//! The embedded database: a file, one connection that writes, and some that read.
//!
//! SQLite has one writer anyway, and a queue in front of it beats `SQLITE_BUSY` behind it. WAL lets readers go on
//! meanwhile; `synchronous = FULL` makes an acknowledged write survive a kill and a power cut.

use std::path::Path;

use sqlx::Sqlite;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::conn::Conn;
use super::dialect;
use super::pool::{EXPORTS, OpenError, PATIENCE, READERS};
use super::pools::Pools;

impl Pools<Sqlite> {
    /// Opens the file, creates it where there is none, and brings its tables up to date. Whether that changed any.
    pub async fn open(file: &Path) -> Result<(Self, bool), OpenError> {
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
            // And what people take back is gone from the file, too.
            .connect_with(options.clone().optimize_on_close(true, 400).pragma("secure_delete", "on"))
            .await?;
        let before = schema(&writer).await?;
        dialect::migrations::of_sqlite().run(&writer).await?;
        let is_migrated = schema(&writer).await? != before;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options.clone().pragma("query_only", "on"));
        let exporters = SqlitePoolOptions::new()
            .max_connections(EXPORTS)
            .acquire_timeout(PATIENCE)
            // An export goes through everything once; what it has read is not needed again.
            .connect_lazy_with(options.pragma("query_only", "on").pragma("cache_size", "-2000"));
        Ok((Self { readers, writer, exporters }, is_migrated))
    }

    /// Lets the planner know how the rows are spread, out of a sample.
    pub async fn sample_statistics(&self) -> sqlx::Result<()> {
        sqlx::raw_sql(dialect::SAMPLE_STATISTICS).execute(&self.writer).await.map(drop)
    }

    /// A snapshot to read from.
    pub async fn read(&self) -> sqlx::Result<Conn> {
        self.readers.begin().await.map(Conn::Sqlite)
    }

    /// The same for an export.
    pub async fn export(&self) -> sqlx::Result<Conn> {
        self.exporters.begin().await.map(Conn::Sqlite)
    }

    /// The writer. The lock is taken at once, not at the first write, where it could fail.
    pub async fn write(&self) -> sqlx::Result<Conn> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map(Conn::Sqlite)
    }
}

/// A number that is another one after every change of tables and indexes.
async fn schema(writer: &SqlitePool) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT schema_version FROM pragma_schema_version").fetch_one(writer).await
}
