//! The store: which database it is, and the two kinds of transactions on it.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use caseport_domain::id::UserId;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tracing::{Instrument as _, Span};

use super::conn::{Conn, Kind};
use super::journal::{self, Journal};
use super::pools::{Connections, Pools};
use super::{Error, Result, articles, keys, postgres, sqlite};
use crate::letters::Letterhead;
use crate::slots::AtMost;
use crate::telemetry::spans;

/// Readers at once; more would wait for the processor anyway.
pub(super) const READERS: u32 = 8;
/// How long to wait for a connection or a lock before giving up.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// Exports at once: each keeps its connection for as long as its reader takes, so they have connections of their own.
pub(super) const EXPORTS: u32 = 4;
/// Exports of one person at once: others want some, too.
const EXPORTS_EACH: usize = 2;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    engine: Engine,
    exports: Arc<Semaphore>,
    exports_each: Arc<AtMost>,
    shared: Shared,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(Pools<sqlx::Sqlite>),
    Postgres(postgres::Shared),
}

/// Calls a method that both have.
macro_rules! either {
    ($engine:expr, $it:ident => $call:expr) => {
        match $engine {
            Engine::Sqlite($it) => $call,
            Engine::Postgres($it) => $call,
        }
    };
}

/// What every transaction that writes has at hand.
#[derive(Clone, Debug)]
struct Shared {
    journal: Journal,
    letterhead: Arc<Letterhead>,
    mail_written: Arc<Notify>,
}

impl Shared {
    fn new(latest: i64) -> Self {
        Self { journal: Journal::new(latest), letterhead: Arc::default(), mail_written: Arc::default() }
    }
}

/// Where a database is.
#[derive(Clone, Copy, Debug)]
pub enum Located<'a> {
    /// In a file.
    File(&'a Path),
    /// At a PostgreSQL, by its `postgres://` address.
    Server(&'a str),
}

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be used.
    Use,
    /// To be filled by a move.
    Fill,
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
    /// A move to it is not finished.
    #[error(
        "a move to it has not been finished: `caseport-server move` with the same options goes on with it"
    )]
    HalfMoved,
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
        let (pools, is_migrated) = Pools::open(file, Purpose::Use).await?;
        let store = Self::over(Engine::Sqlite(pools.clone()));
        store.prepare().await?;
        if is_migrated {
            // Nobody has read yet: a connection keeps the statistics that it found.
            pools.sample_statistics().await?;
        }
        store.up_to_now().await
    }

    /// Connects to PostgreSQL at a `postgres://` address, and brings its tables up to date. Must be called within a
    /// runtime: what other servers write is followed in the background until the store is closed.
    ///
    /// # Errors
    /// It cannot be reached, refuses, or was set up by a newer version.
    pub async fn connect(url: &str) -> std::result::Result<Self, OpenError> {
        let pools = postgres::Shared::open(url, Purpose::Use).await?;
        let store = Self::over(Engine::Postgres(pools.clone()));
        store.prepare().await?;
        let store = store.up_to_now().await?;
        let journal = store.journal().clone();
        tokio::spawn(async move { pools.follow(&journal).await });
        Ok(store)
    }

    /// Opens a database to read what is in it, whatever its version, and changes nothing. Must be there.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn to_read(place: Located<'_>) -> std::result::Result<Self, OpenError> {
        Ok(Self::over(match place {
            Located::File(file) => Engine::Sqlite(Pools::read_only(file)),
            Located::Server(url) => Engine::Postgres(postgres::Shared::read_only(url)?),
        }))
    }

    /// Opens a database that is to be filled: it is made where it is missing, and its tables are brought up to date. The
    /// program's own rows are not.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn to_fill(place: Located<'_>) -> std::result::Result<Self, OpenError> {
        Ok(Self::over(match place {
            Located::File(file) => Engine::Sqlite(Pools::open(file, Purpose::Fill).await?.0),
            Located::Server(url) => Engine::Postgres(postgres::Shared::open(url, Purpose::Fill).await?),
        }))
    }

    /// Whether a server, or another program, has the database open at this moment; nobody who only moves it counts. A server
    /// that has just stopped may count for some seconds.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn is_in_use(place: Located<'_>) -> std::result::Result<bool, OpenError> {
        Ok(match place {
            Located::File(file) => sqlite::is_open_elsewhere(file).await?,
            Located::Server(url) => postgres::has_servers(url).await?,
        })
    }

    fn over(engine: Engine) -> Self {
        let exports = Arc::new(Semaphore::new(usize::try_from(EXPORTS).unwrap_or(1)));
        let exports_each = Arc::new(AtMost::new(EXPORTS_EACH));
        Self { engine, exports, exports_each, shared: Shared::new(0) }
    }

    /// The same, whose journal has come as far as what is written.
    async fn up_to_now(mut self) -> std::result::Result<Self, OpenError> {
        let (_, latest) = journal::range(&mut *self.read().await?).await?;
        self.shared = Shared::new(latest);
        Ok(self)
    }

    /// Brings what the program keeps in the tables up to date: of an earlier version, the articles are not in the index
    /// yet, nor have the cases their keys.
    async fn prepare(&self) -> Result<()> {
        let mut write = self.write().await?;
        let is_current =
            articles::is_up_to_date(&mut write).await? && keys::are_up_to_date(&mut write).await?;
        if !is_current {
            articles::bring_up_to_date(&mut write).await?;
            keys::bring_up_to_date(&mut write).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// What turns among servers are taken with, where there can be several.
    pub(super) fn among_servers(&self) -> Option<(sqlx::PgPool, tokio::sync::broadcast::Receiver<String>)> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(pools) => Some(pools.turns()),
        }
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self.engine {
            Engine::Sqlite(_) => Kind::Sqlite,
            Engine::Postgres(_) => Kind::Postgres,
        }
    }

    /// The same store, whose mails are written under that letterhead.
    #[must_use]
    pub fn with_letterhead(mut self, letterhead: Letterhead) -> Self {
        self.shared.letterhead = Arc::new(letterhead);
        self
    }

    /// A snapshot to read from: every query in it sees the same moment.
    ///
    /// # Errors
    /// No connection is free or working.
    pub async fn read(&self) -> Result<Read> {
        let span = spans::transaction(false, self.kind());
        let conn = either!(&self.engine, it => it.read().instrument(spans::turn(&span)).await)?;
        Ok(Read { conn, _span: span })
    }

    /// A snapshot for a person's export; none while they, or all together, have as many as there may be.
    ///
    /// # Errors
    /// The connection does not work.
    pub async fn export(&self, user: &UserId) -> Result<Option<Export>> {
        let Some(own) = self.exports_each.take(user.as_str()) else { return Ok(None) };
        let Ok(one) = self.exports.clone().try_acquire_owned() else { return Ok(None) };
        let span = spans::transaction(false, self.kind());
        let conn = either!(&self.engine, it => it.export().instrument(spans::turn(&span)).await)?;
        Ok(Some(Export { read: Read { conn, _span: span }, _permits: [own, one] }))
    }

    /// Ends what goes on for long, such as an export, when the store is closed; none then.
    pub async fn until_closed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        either!(&self.engine, it => it.until_closed(work).await)
    }

    /// The writer, alone until it commits or is dropped (which undoes everything).
    ///
    /// # Errors
    /// No connection is free or working.
    pub async fn write(&self) -> Result<Write> {
        let span = spans::transaction(true, self.kind());
        let conn = either!(&self.engine, it => it.write().instrument(spans::turn(&span)).await)?;
        Ok(Write { conn, shared: self.shared.clone(), has_mail: false, is_of_the_past: false, span })
    }

    /// What changes, for those who follow it.
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// Returns when mails have been written since the last time; for the one who sends them.
    pub async fn mail_written(&self) {
        self.shared.mail_written.notified().await;
    }

    /// How many connections there are.
    pub fn connections(&self) -> [Connections; 3] {
        either!(&self.engine, it => it.connections())
    }

    /// Ends every connection after its present work; the embedded database folds its log into its file.
    pub async fn close(&self) {
        either!(&self.engine, it => it.close().await);
    }
}

/// A transaction that only reads.
#[derive(Debug)]
pub struct Read {
    conn: Conn,
    /// Ends with it.
    _span: Span,
}

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
    conn: Conn,
    shared: Shared,
    has_mail: bool,
    is_of_the_past: bool,
    span: Span,
}

impl Write {
    /// From here on it brings in what happened long ago, which nobody is told of.
    pub fn set_in_the_past(&mut self) {
        self.is_of_the_past = true;
    }

    pub(super) fn is_of_the_past(&self) -> bool {
        self.is_of_the_past
    }

    pub(super) fn has_mail(&mut self) {
        self.has_mail = true;
    }

    /// Whose letters are written.
    pub fn letterhead(&self) -> Arc<Letterhead> {
        self.shared.letterhead.clone()
    }

    /// Makes everything in it lasting, and tells those who follow the journal, and the one who sends mail; once begun, also without whoever asked.
    ///
    /// # Errors
    /// The database refused; nothing was written.
    pub async fn commit(mut self) -> Result<()> {
        let (_, latest) = journal::range(&mut self.conn).await?;
        let commit = tokio::spawn(async move {
            let committed = self.conn.commit().instrument(spans::commit(&self.span)).await;
            spans::committed(&self.span, committed.is_ok());
            committed?;
            self.shared.journal.has_grown(latest);
            if self.has_mail {
                self.shared.mail_written.notify_one();
            }
            Ok(())
        });
        commit.await.unwrap_or_else(|broken| Err(Error::Io(broken.into())))
    }
}

impl Deref for Read {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Deref for Write {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
