//! Why a store was not moved, in one line for whoever asked for it. No error has a password in it.

use std::io;

use crate::store;

/// Why it was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// An option is no place of a database.
    #[error(
        "{option} must be sqlite: with a data folder or a file, such as sqlite:/var/lib/caseport, or like postgres://user:password@host/name"
    )]
    Address {
        /// The option.
        option: &'static str,
    },
    /// An option is no place of files.
    #[error("cannot use {option}: {why}")]
    FilesAddress {
        /// The option.
        option: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Nothing says where the source's files are.
    #[error("the files of {0} need a place: name the folder or the bucket with --from-files")]
    NoFiles(String),
    /// From a place to itself.
    #[error("--from and --to are the same place")]
    SamePlace,
    /// There is no source.
    #[error("there is no database {0}")]
    NoSource(String),
    /// It cannot be opened.
    #[error("cannot use {place}: {why}")]
    Place {
        /// Which database.
        place: String,
        /// What it says.
        why: String,
    },
    /// Somebody is at work.
    #[error("a server has {0} open: stop every server of both places, and run this again")]
    InUse(String),
    /// The source has older tables.
    #[error(
        "{0} was used last by an earlier version: start this version's server on it once, stop it, and run this again"
    )]
    OldSource(String),
    /// A place has newer tables.
    #[error("{0} was made by a newer version than this")]
    Newer(String),
    /// The source is no store.
    #[error("{0} holds no data of Caseport's")]
    NotOurs(String),
    /// The source is itself half moved.
    #[error("a move to {0} has not been finished: it cannot be moved on")]
    HalfSource(String),
    /// The target has something else in it.
    #[error("{0} holds tables that are not Caseport's; nothing was changed: name a database of its own")]
    Foreign(String),
    /// The target has data.
    #[error("{place} holds data already (in {}); nothing was changed: name an empty database", tables.join(", "))]
    TargetUsed {
        /// Which database.
        place: String,
        /// Some of the tables that hold rows.
        tables: Vec<String>,
    },
    /// The target holds what was moved from the source, and one of both has changed since.
    #[error(
        "{0} was filled from this source before, which has changed since; nothing was changed: name an empty database"
    )]
    MovedBefore(String),
    /// The target is half of another move.
    #[error(
        "{0} holds a move from another source that has not been finished; nothing was changed: name an empty database"
    )]
    OtherSource(String),
    /// The target is half of a move by another version.
    #[error(
        "{0} holds a move by another version that has not been finished; nothing was changed: empty the database, and run this again"
    )]
    OtherVersion(String),
    /// The two have not the same tables.
    #[error("the two databases do not have the same tables and columns: {0}")]
    Unlike(String),
    /// Another move fills the same database.
    #[error("another move to the same database is at work")]
    Concurrent,
    /// The source is another one than it was when it was read.
    #[error("the source has changed while it was read (in {}): stop every server on it, and run this again; it begins anew", tables.join(", "))]
    Changed {
        /// In which tables.
        tables: Vec<String>,
    },
    /// What is in the target is not what was put there.
    #[error("what is in the target is not what was read ({}): run this again; it begins anew", tables.join(", "))]
    Unequal {
        /// In which tables.
        tables: Vec<String>,
    },
    /// Files are not what the database says.
    #[error(
        "{missing} files are missing and {wrong} are not what the database says, as listed above: bring them back and run this again, or have \
         it finish as it is with --despite-bad-files"
    )]
    Files {
        /// How many are not there.
        missing: u64,
        /// How many have another size or SHA-256.
        wrong: u64,
    },
    /// A file could not be copied.
    #[error("the file {id} could not be copied: {why}")]
    File {
        /// Which.
        id: String,
        /// What the disk or the bucket said.
        why: String,
    },
    /// A store failed.
    #[error("the store failed: {0}")]
    Store(#[from] store::Error),
    /// The program could not go on.
    #[error("{0}")]
    Io(#[from] io::Error),
}
