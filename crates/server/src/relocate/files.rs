//! The files that the database lists: copied where they are not yet, and each of them compared with what the database says.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::{MoveError, Moving, Plan};
use crate::files::{Coming, Files, Shelf};
use crate::relocate::plan::FilesPlan;
use crate::store::moving::files::{self, Listed};

/// Files that are copied at once.
const AT_ONCE: usize = 4;
/// Files that are named, of those with which something is wrong.
const NAMED: u64 = 20;

/// What became of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilesDone {
    /// Files that the database lists.
    pub listed: u64,
    /// Bytes that the database says they have.
    pub bytes: u64,
    /// Those that were copied now.
    pub copied: u64,
    /// Those that were there already, and are what they should be.
    pub there: u64,
    /// Files of cases that are nowhere.
    pub missing: u64,
    /// Reported files that are nowhere: nobody is ever handed one.
    pub missing_reported: u64,
    /// Those that are not what the database says where they come from.
    pub wrong: u64,
}

enum Found {
    Copied,
    There,
    Missing,
    Wrong(String),
}

impl Moving<'_> {
    /// Copies the files, or looks whether those that stay are there.
    ///
    /// # Errors
    /// Files are missing or wrong where they come from, unless the plan is to finish nevertheless; one could not be copied.
    pub async fn files(&self) -> Result<FilesDone, MoveError> {
        let mut done = FilesDone::default();
        if matches!(self.plan.files, FilesPlan::Unknown) {
            (self.say)("nothing says where the files are: they are not looked at");
            return Ok(done);
        }
        for shelf in [Shelf::Files, Shelf::Reported] {
            let mut after = String::new();
            loop {
                let listed = files::listed(&mut *self.target.read().await?, shelf, &after).await?;
                let Some(last) = listed.last() else { break };
                after = last.id.clone();
                let mut found = futures_util::stream::iter(listed)
                    .map(|file| async move { Ok::<_, MoveError>((found(self.plan, &file).await?, file)) })
                    .buffer_unordered(AT_ONCE);
                while let Some((found, file)) = found.try_next().await? {
                    self.count(&mut done, found, &file);
                }
                (self.say)(&format!("{} files looked at, {} copied", done.listed, done.copied));
            }
        }
        let FilesDone { missing, wrong, .. } = done;
        if missing + wrong > 0 && !self.plan.despite_bad_files {
            return Err(MoveError::Files { missing, wrong });
        }
        Ok(done)
    }

    fn count(&self, done: &mut FilesDone, found: Found, file: &Listed) {
        done.listed += 1;
        done.bytes += file.size;
        let what = match found {
            Found::Copied => {
                done.copied += 1;
                return;
            }
            Found::There => {
                done.there += 1;
                return;
            }
            Found::Missing if file.shelf == Shelf::Reported => {
                done.missing_reported += 1;
                "is missing; nobody is handed it".to_owned()
            }
            Found::Missing => {
                done.missing += 1;
                "is missing".to_owned()
            }
            Found::Wrong(what) => {
                done.wrong += 1;
                what
            }
        };
        let named = done.missing + done.missing_reported + done.wrong;
        if named <= NAMED {
            let kind = if file.shelf == Shelf::Reported { "reported file" } else { "file" };
            (self.say)(&format!("the {kind} {} {what}", file.id));
        } else if named == NAMED + 1 {
            (self.say)("more files are not named");
        }
    }
}

async fn found(plan: &Plan, file: &Listed) -> Result<Found, MoveError> {
    let found = match &plan.files {
        FilesPlan::Unknown => Ok(Found::There),
        FilesPlan::Stay(files) => stays(files, file).await,
        FilesPlan::Copy { from, to } => copied(from, to, file).await,
    };
    match found {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Found::Missing),
        found => found.map_err(|error| MoveError::File { id: file.id.clone(), why: error.to_string() }),
    }
}

/// One that stays is not read: nothing happens to it.
async fn stays(files: &Files, file: &Listed) -> std::io::Result<Found> {
    let size = files.length(file.shelf, &file.id).await?;
    Ok(if size == file.size { Found::There } else { wrong_size(size, file) })
}

async fn copied(from: &Files, to: &Files, file: &Listed) -> std::io::Result<Found> {
    let (shelf, id) = (file.shelf, file.id.as_str());
    let is_there = to.length(shelf, id).await.is_ok_and(|size| size == file.size);
    if is_there && is_listed(&to.seen(shelf, id).await?, from, file).await? {
        return Ok(Found::There);
    }
    let coming = Coming { id: file.id.clone(), shelf, size: file.size };
    let seen = from.carry(to, &coming).await?;
    if is_listed(&seen, from, file).await? {
        return Ok(Found::Copied);
    }
    if from.seen(shelf, id).await? != seen {
        return Err(std::io::Error::other("what arrived is not what was sent"));
    }
    let (size, sha256) = seen;
    if size != file.size {
        return Ok(wrong_size(size, file));
    }
    let listed = file.sha256.as_deref().unwrap_or_default();
    Ok(Found::Wrong(format!("has the SHA-256 {sha256}, and the database says {listed}")))
}

/// Whether this is what the database says; of a file whose SHA-256 nobody has noted, what is there now.
async fn is_listed(seen: &(u64, String), from: &Files, file: &Listed) -> std::io::Result<bool> {
    let (size, sha256) = seen;
    Ok(*size == file.size
        && match &file.sha256 {
            Some(listed) => sha256 == listed,
            None => from.seen(file.shelf, &file.id).await? == *seen,
        })
}

fn wrong_size(size: u64, file: &Listed) -> Found {
    Found::Wrong(format!("has {size} bytes, and the database says {}", file.size))
}
