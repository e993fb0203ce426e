//! What is to be moved, from where, to where: out of the options.

use std::path::{Path, PathBuf};

use object_store::aws::AmazonS3Builder;

use super::MoveError;
use super::address::{Place, is_same};
use crate::cli::Move;
use crate::files::{Address, Bucket, Disk, Files};

/// What is to be moved.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The database that is read.
    pub from: Place,
    /// The database that is filled.
    pub to: Place,
    /// What becomes of the files.
    pub files: FilesPlan,
    /// Whether files that are missing or wrong where they come from are no reason not to finish.
    pub despite_bad_files: bool,
}

/// What becomes of the files.
#[derive(Clone, Debug)]
pub enum FilesPlan {
    /// Nobody has said where they are.
    Unknown,
    /// They stay where they are.
    Stay(Files),
    /// They are copied.
    Copy {
        /// From there.
        from: Files,
        /// To there.
        to: Files,
    },
}

#[derive(Debug)]
enum FilesPlace {
    Folder(PathBuf),
    Bucket(Address),
}

impl FilesPlace {
    fn of(option: &'static str, given: Option<&str>) -> Result<Option<Self>, MoveError> {
        let Some(text) = given else { return Ok(None) };
        if !text.contains("://") {
            return Ok(Some(Self::Folder(PathBuf::from(text))));
        }
        text.parse()
            .map(|address| Some(Self::Bucket(address)))
            .map_err(|why| MoveError::FilesAddress { option, why })
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(other)) => is_same(one, other),
            (Self::Bucket(one), Self::Bucket(other)) => one == other,
            _ => false,
        }
    }

    /// To read from; nothing is tried, as that would write.
    fn to_read(&self) -> Result<Files, MoveError> {
        match self {
            Self::Folder(folder) => Ok(Files::Disk(Disk::at(folder))),
            Self::Bucket(address) => Bucket::at(AmazonS3Builder::from_env(), address)
                .map(Files::Bucket)
                .map_err(|why| MoveError::FilesAddress { option: "--from-files", why }),
        }
    }

    async fn to_fill(&self) -> Result<Files, MoveError> {
        let cannot = |why| MoveError::FilesAddress { option: "--to-files", why };
        match self {
            Self::Folder(folder) => Files::open(folder).map_err(|error| cannot(error.to_string())),
            Self::Bucket(address) => Bucket::open(address).await.map(Files::Bucket).map_err(cannot),
        }
    }
}

impl Plan {
    /// What the options say. A folder for files is made where it is missing, and a bucket that is to be filled is tried.
    ///
    /// # Errors
    /// An option is not what it must be.
    pub async fn of(options: &Move) -> Result<Self, MoveError> {
        let (from, to) = (Place::of("--from", &options.from)?, Place::of("--to", &options.to)?);
        if from.is(&to) {
            return Err(MoveError::SamePlace);
        }
        if let Place::File(file) = &from
            && !file.is_file()
        {
            return Err(MoveError::NoSource(from.to_string()));
        }
        let of_folder = |folder: Option<&Path>| folder.map(|folder| FilesPlace::Folder(folder.to_owned()));
        let source =
            FilesPlace::of("--from-files", options.from_files.as_deref())?.or(of_folder(from.folder()));
        let target = FilesPlace::of("--to-files", options.to_files.as_deref())?.or(of_folder(to.folder()));
        let files = match (source, target) {
            (None, None) => FilesPlan::Unknown,
            (None, Some(_)) => return Err(MoveError::NoFiles(from.to_string())),
            (Some(source), None) => FilesPlan::Stay(source.to_read()?),
            (Some(source), Some(target)) if source.is(&target) => FilesPlan::Stay(source.to_read()?),
            (Some(source), Some(target)) => {
                FilesPlan::Copy { from: source.to_read()?, to: target.to_fill().await? }
            }
        };
        Ok(Self { from, to, files, despite_bad_files: options.despite_bad_files })
    }
}
