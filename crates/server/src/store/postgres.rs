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
use sqlx::{Connection as _, PgConnection, Postgres};
use tokio::sync::broadcast;

use super::conn::Conn;
use super::dialect;
use super::journal::{self, Journal};
use super::pool::{EXPORTS, OpenError, PATIENCE, READERS};
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
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let patience = format!("{}s", PATIENCE.as_secs());
        let options = PgConnectOptions::from_str(url)?
            .application_name("caseport")
            .options([("lock_timeout", patience.as_str()), ("client_encoding", "UTF8")]);
        let mut migrating =
            PgConnection::connect_with(&options.clone().options([("lock_timeout", "0")])).await?;
        dialect::migrations::of_postgres().run(&mut migrating).await?;
        migrating.close().await?;
        let pool = |most| PgPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        let reading = options.clone().options([("statement_timeout", READING)]);
        let writing = options.clone().options([("idle_in_transaction_session_timeout", IDLE)]);
        let pools = Pools {
            readers: pool(READERS).connect_lazy_with(reading.clone()),
            writer: pool(1).connect_lazy_with(writing),
            // And one for whoever listens.
            exporters: pool(EXPORTS + 1).connect_lazy_with(reading),
        };
        Ok(Self { pools, asked: broadcast::Sender::new(64) })
    }

    /// A snapshot to read from.
    pub async fn read(&self) -> sqlx::Result<Conn> {
        self.readers.begin_with(SNAPSHOT).await.map(Conn::Postgres)
    }

    /// The same for an export.
    pub async fn export(&self) -> sqlx::Result<Conn> {
        self.exporters.begin_with(SNAPSHOT).await.map(Conn::Postgres)
    }

    /// The writer, alone among all servers.
    pub async fn write(&self) -> sqlx::Result<Conn> {
        let mut transaction = self.writer.begin().await?;

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
