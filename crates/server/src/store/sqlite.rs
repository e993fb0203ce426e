//! The embedded database: a file, one connection that writes, and some that read.
//!
//! SQLite has one writer anyway, and a queue in front of it beats `SQLITE_BUSY` behind it. WAL lets readers go on
//! meanwhile; `synchronous = FULL` makes an acknowledged write survive a kill and a power cut.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Sqlite};

use super::conn::Conn;
use super::dialect;
use super::pool::{EXPORTS, OpenError, PATIENCE, Purpose, READERS};
use super::pools::Pools;

/// Whether a move to it is not finished: see [`super::moving::marker`].
const HALF_MOVED: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'unfinished_move')";

impl Pools<Sqlite> {
    /// Opens the file, creates it where there is none, and brings its tables up to date. Whether that changed any.
    pub async fn open(file: &Path, purpose: Purpose) -> Result<(Self, bool), OpenError> {
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
        let half_moved: bool = sqlx::query_scalar(HALF_MOVED).fetch_one(&writer).await?;
        if half_moved && purpose == Purpose::Use {
            return Err(OpenError::HalfMoved);
        }
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

    /// Opens the file to read from, and changes nothing.
    pub fn read_only(file: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(PATIENCE);
        let pool = || {
            let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
            pool.connect_lazy_with(options.clone())
        };
        Self { readers: pool(), writer: pool(), exporters: pool() }
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

/// Whether another connection has the file open: nobody gets it for themselves alone then. Where that cannot be tried, such as
/// with a file that only may be read, nobody is taken to have.
pub(super) async fn is_open_elsewhere(file: &Path) -> sqlx::Result<bool> {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(Duration::ZERO);
    let mut conn = match options.locking_mode(SqliteLockingMode::Exclusive).connect().await {
        Ok(conn) => conn,
        Err(error) => return Ok(is_busy(&error)),
    };
    let tried = sqlx::raw_sql("BEGIN EXCLUSIVE; ROLLBACK").execute(&mut conn).await;
    conn.close().await?;
    Ok(tried.is_err_and(|error| is_busy(&error)))
}

/// `SQLITE_BUSY`, in any of its kinds.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}

/// A number that is another one after every change of tables and indexes.
async fn schema(writer: &SqlitePool) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT schema_version FROM pragma_schema_version").fetch_one(writer).await
}
