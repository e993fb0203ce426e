//! The store: an embedded SQLite database with one writer and many readers.
//!
//! Lists, counts and single cases cannot be read without a `domain::policy::Scope`, and nothing is written without
//! the proof that the rules allowed it ([`cases::Allowed`], [`cases::SubmitGrant`]). Hand-written SQL keeps to what
//! PostgreSQL understands as well; what differs is in [`dialect`]; lists are built once, by sea-query.

pub mod access;
pub mod articles;
pub mod attempts;
pub mod cases;
pub mod catalog;
pub mod customers;
pub mod dialect;
pub mod fold;
pub mod idempotency;
pub mod journal;
pub mod keys;
mod pool;
pub mod reader;
mod row;
pub mod scope;
pub mod sessions;
pub mod settings;
pub mod uploads;
pub mod users;

pub use pool::{Export, OpenError, Read, Store, Write};

use sqlx::SqliteConnection;

/// A connection in a transaction, for what only reads.
pub type Conn = SqliteConnection;

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

/// What the store returns.
pub type Result<T> = std::result::Result<T, Error>;
