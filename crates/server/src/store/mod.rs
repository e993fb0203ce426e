//! The store: one writer and many readers, over an embedded SQLite database or over PostgreSQL.
//!
//! Lists, counts and single cases cannot be read without a `domain::policy::Scope`, and nothing is written without
//! the proof that the rules allowed it ([`cases::Allowed`], [`cases::SubmitGrant`]). Hand-written SQL is one
//! text for both databases; what differs is in [`dialect`]; lists are built once, by sea-query.

pub mod access;
pub mod administration;
pub mod articles;
pub mod attempts;
pub mod cases;
pub mod catalog;
mod conn;
pub mod customers;
pub mod dialect;
pub mod figures;
pub mod fold;
pub mod idempotency;
pub mod journal;
pub mod keys;
pub mod moving;
pub mod outbox;
pub mod page_end;
mod pool;
mod pools;
mod postgres;
pub mod reader;
pub(crate) mod row;
pub mod scope;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod sign_on;
pub mod sql;
mod sqlite;
pub mod turns;
pub mod uploads;
pub mod users;

pub use conn::{Conn, Kind};
pub use pool::{Export, Located, OpenError, Read, Store, Write};
pub use pools::Connections;

/// Why the store did not do it. Never shown to users.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The database holds what it should not.
    #[error("the database holds something unexpected: {0}")]
    Corrupt(String),
    /// JSON in or out of a column.
    #[error("JSON in the database: {0}")]
    Json(#[from] serde_json::Error),
    /// No randomness, or a file that cannot be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl Error {
    /// Whether the same may succeed a moment later: the database is away, starting, busy or, while it is moved, read-only.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                // PostgreSQL's classes of errors: connections, resources, its operator, locks and conflicts.
                let classes = ["08", "53", "57"];
                classes.iter().any(|class| code.starts_with(class))
                    || ["25006", "25P03", "40001", "40P01", "55P03"].contains(&&*code)
            }),
            Self::Database(
                sqlx::Error::Io(_)
                // What a connection is that breaks while it is made, or while a transaction begins.
                | sqlx::Error::Protocol(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::BeginFailed
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed,
            ) => true,
            _ => false,
        }
    }
}

/// What the store returns.
pub type Result<T> = std::result::Result<T, Error>;
