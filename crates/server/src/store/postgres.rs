//! PostgreSQL, for any number of servers.
//!
//! Whoever writes waits for the others, as with the embedded database, and not only those of the same server: one lock is
//! taken before a transaction's first statement. What is checked in a transaction is therefore still so when it writes,
//! whoever else is at work, and the journal's places come in the order of the commits, so that nobody who follows it
//! can miss one. A write takes a few milliseconds; what lasts, such as receiving a file, is done outside of it.

use std::ops::Deref;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, Postgres, Transaction};
use tokio::sync::broadcast;

use super::conn::Conn;
use super::dialect;
use super::journal::{self, Journal};
use super::pool::{EXPORTS, OpenError, PATIENCE, Purpose, READERS};
use super::pools::Pools;
use super::turns;

/// The lock of whoever writes; a number of our own in the database's space of such locks.
const WRITER: &str = "SELECT pg_advisory_xact_lock(4842374021770817)";
/// Every query sees the same moment.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// On which the triggers tell that the journal has grown.
const CHANNEL: &str = "caseport_changes";
/// How long a reader's statement may take: whoever asked has given up by then.
const READING: &str = "30s";
/// How long a writer that hangs may keep the others waiting.
const IDLE: &str = "30s";
/// How often somebody who follows looks by themselves: a connection can be dead without anybody telling.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long they wait after an error.
const AGAIN: Duration = Duration::from_secs(1);

/// As what servers are known to the database.
const SERVING: &str = "caseport";
/// As what a move is.
const MOVING: &str = "caseport move";
/// Whether a move to it is not finished: see [`super::moving::marker`].
const HALF_MOVED: &str = "SELECT to_regclass('unfinished_move') IS NOT NULL";

fn options(url: &str, name: &str) -> sqlx::Result<PgConnectOptions> {
    let patience = format!("{}s", PATIENCE.as_secs());
    let options = PgConnectOptions::from_str(url)?.application_name(name);
    Ok(options.options([("lock_timeout", patience.as_str()), ("client_encoding", "UTF8")]))
}

/// Whether servers are connected to the database.
pub(super) async fn has_servers(url: &str) -> sqlx::Result<bool> {
    let mut conn = PgConnection::connect_with(&options(url, MOVING)?).await?;
    let servers = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1)",
    );
    let has: bool = servers.bind(SERVING).fetch_one(&mut conn).await?;
    conn.close().await?;
    Ok(has)
}

/// A database that servers share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pools: Pools<Postgres>,
    /// The names of turns that somebody on another server asks for.
    asked: broadcast::Sender<String>,
}

impl Deref for Shared {
    type Target = Pools<Postgres>;

    fn deref(&self) -> &Pools<Postgres> {
        &self.pools
    }
}

impl Shared {
    /// Connects, and brings the tables up to date. One server at a time: the others wait, and find it done.
    pub async fn open(url: &str, purpose: Purpose) -> Result<Self, OpenError> {
        let options = options(url, if purpose == Purpose::Use { SERVING } else { MOVING })?;
        let mut migrating =
            PgConnection::connect_with(&options.clone().options([("lock_timeout", "0")])).await?;
        let half_moved: bool = sqlx::query_scalar(HALF_MOVED).fetch_one(&mut migrating).await?;
        if half_moved && purpose == Purpose::Use {
            return Err(OpenError::HalfMoved);
        }
        dialect::migrations::of_postgres().run(&mut migrating).await?;
        migrating.close().await?;
        Ok(Self::over(options))
    }

    /// Connects to read, and changes nothing.
    pub fn read_only(url: &str) -> Result<Self, OpenError> {
        Ok(Self::over(options(url, MOVING)?.options([("default_transaction_read_only", "on")])))
    }

    fn over(options: PgConnectOptions) -> Self {
        let pool = |most| PgPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        let reading = options.clone().options([("statement_timeout", READING)]);
        let writing = options.options([("idle_in_transaction_session_timeout", IDLE)]);
        let pools = Pools {
            readers: pool(READERS).connect_lazy_with(reading.clone()),
            writer: pool(1).connect_lazy_with(writing),
            // And one for whoever listens.
            exporters: pool(EXPORTS + 1).connect_lazy_with(reading),
        };
        Self { pools, asked: broadcast::Sender::new(64) }
    }

    /// A snapshot to read from.
    pub async fn read(&self) -> sqlx::Result<Conn> {
        begun(&self.readers, SNAPSHOT).await.map(Conn::Postgres)
    }

    /// The same for an export.
    pub async fn export(&self) -> sqlx::Result<Conn> {
        begun(&self.exporters, SNAPSHOT).await.map(Conn::Postgres)
    }

    /// The writer, alone among all servers.
    pub async fn write(&self) -> sqlx::Result<Conn> {
        let mut transaction = begun(&self.writer, "BEGIN").await?;
        sqlx::query(WRITER).execute(&mut *transaction).await?;
        Ok(Conn::Postgres(transaction))
    }

    /// Tells the journal whenever any server has written, until the pools are closed.
    pub async fn follow(&self, journal: &Journal) {
        let work = async {
            loop {
                if let Err(error) = self.hear(journal).await {
                    tracing::warn!(error = %error, "the database does not tell what other servers write");
                }
                tokio::time::sleep(AGAIN).await;
            }
        };
        let _: Option<()> = self.until_closed(work).await;
    }

    async fn hear(&self, journal: &Journal) -> super::Result<()> {
        // Of the exporters' pool: a reader less would be missed.
        let mut listener = PgListener::connect_with(&self.exporters).await?;
        listener.listen_all([CHANNEL, turns::CHANNEL]).await?;
        loop {
            let (_, latest) = journal::range(&mut self.read().await?).await?;
            journal.has_grown(latest);
            let mut heard = match tokio::time::timeout(LOOK_EVERY, listener.try_recv()).await {
                Ok(heard) => heard?,
                Err(_) => continue,
            };
            while let Some(told) = heard {
                if told.channel() == turns::CHANNEL {
                    // Nobody may be waiting to be asked.
                    let _ = self.asked.send(told.payload().to_owned());
                }
                heard = listener.next_buffered();
            }
        }
    }

    /// What turns among servers are taken with: connections, and the names of those that somebody asks for.
    pub fn turns(&self) -> (PgPool, broadcast::Receiver<String>) {
        (self.readers.clone(), self.asked.subscribe())
    }
}

/// Begins a transaction, also where whoever wants it gives up meanwhile: the driver would give the connection back to the
/// others in a transaction that it does not know of.
async fn begun(pool: &PgPool, statement: &'static str) -> sqlx::Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    begun.await.unwrap_or_else(|broken| Err(sqlx::Error::Io(broken.into())))
}
