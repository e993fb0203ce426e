//! `backup`: one folder with the embedded database and every file that it lists, made while a server runs. A server started on
//! a copy of that folder has everything that was acknowledged when the backup began.
//!
//! The database comes first, as it is at one moment, and then the files that this database lists: a file never changes once it
//! has arrived, so whatever comes meanwhile does no harm. The folder gets its name last, so that no half of a backup looks whole.

mod copy;
mod snapshot;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::Backup;
use copy::Copied;

/// Why there is no backup, or not of everything. Each in one line.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data is not in a folder.
    #[error("only a data folder is backed up; PostgreSQL is by pg_dump, see docs/OPERATING.md")]
    NoFolder,
    /// There is no database in the folder.
    #[error("there is no database in {}", .0.display())]
    NoDatabase(PathBuf),
    /// The goal is there already, and not empty.
    #[error("{} is there already, and a backup goes into a folder of its own", .0.display())]
    Taken(PathBuf),
    /// The database cannot be read, or its copy not be written.
    #[error("the database cannot be backed up: {0}")]
    Database(#[from] sqlx::Error),
    /// The copy is not a whole database.
    #[error("the database is damaged, and so is its copy: {0}")]
    Damaged(String),
    /// A file cannot be read or written.
    #[error("cannot copy {what}: {error}")]
    Copy {
        /// Which.
        what: String,
        /// Why.
        error: io::Error,
    },
    /// The folder cannot be made.
    #[error("cannot write to {}: {error}", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The backup is made, and some files were not to be had as the database lists them.
    #[error(
        "the backup is made, but {missing} files that the database lists are missing and {changed} are not what they were, \
         such as {example}"
    )]
    Incomplete {
        /// Files that are not there.
        missing: usize,
        /// Files whose bytes are others.
        changed: usize,
        /// One of them.
        example: String,
    },
    /// No threads, no memory, no output.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Makes a backup, and says on stdout what is in it.
///
/// # Errors
/// There is none, but for [`BackupError::Incomplete`].
pub fn run(options: &Backup) -> Result<(), BackupError> {
    let data = options.place.data.as_deref().filter(|_| options.place.database.is_none());
    let data = data.ok_or(BackupError::NoFolder)?;
    let database = data.join(snapshot::NAME);
    if !database.is_file() {
        return Err(BackupError::NoDatabase(data.to_owned()));
    }
    let taken = options.to.read_dir().map_or(options.to.exists(), |mut inside| inside.next().is_some());
    if taken {
        return Err(BackupError::Taken(options.to.clone()));
    }
    let part = beside(&options.to);
    let cannot = |error| BackupError::Folder { folder: options.to.clone(), error };
    if part.exists() {
        fs::remove_dir_all(&part).map_err(cannot)?;
    }
    create(&part).map_err(cannot)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listed = runtime.block_on(snapshot::take(&database, &part))?;
    // In a bucket they have a backup of their own.
    let copied = if options.files.is_some() { Copied::default() } else { copy::all(&listed, data, &part)? };
    rename(&part, &options.to).map_err(cannot)?;
    let Copied { files, bytes, cleared, missing, changed, example } = copied;
    let cleared = match cleared {
        0 => String::new(),
        cleared => format!("; {cleared} reported files are not there any more"),
    };
    let to = options.to.display();
    writeln!(io::stdout(), "backup: the database and {files} files ({bytes} bytes) in {to}{cleared}")?;
    if let Some(example) = example {
        return Err(BackupError::Incomplete { missing, changed, example });
    }
    Ok(())
}

/// The folder under the name that it has until it is whole.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}

/// For nobody but whoever makes the backup, as everything is in it.
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn rename(part: &Path, to: &Path) -> io::Result<()> {
    for folder in [part, &part.join("files"), &part.join("reported"), &part.join("uploads")] {
        if folder.is_dir() {
            sync(folder)?;
        }
    }
    fs::rename(part, to)?;
    match to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync(parent),
        None => Ok(()),
    }
}

/// Makes what is in a file, or which names are in a folder, survive a power cut.
fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
