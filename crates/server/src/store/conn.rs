//! A connection in a transaction, to either database.

use sqlx::{Postgres, Sqlite, Transaction};

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The embedded one.
    Sqlite,
    /// A server of its own, that many of ours share.
    Postgres,
}

/// A connection in a transaction.
#[derive(Debug)]
pub enum Conn {
    /// To the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// To PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Conn {
    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// Makes everything in it lasting.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}
