//! The bytes of files, on the disk: under `files/` those that have arrived, under `uploads/` those on their way, each
//! under its id. Everything here blocks, and is called where blocking is allowed.
//!
//! Reported files may be dangerous, and lie under `reported/`: nothing here opens one of them, so that nothing that hands
//! files out can reach them, whatever it is asked for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use sha2::{Digest as _, Sha256};

use crate::random::hex;

/// The folder of the files.
#[derive(Clone, Debug)]
pub struct Files {
    arrived: PathBuf,
    reported: PathBuf,
    coming: PathBuf,
}

/// Where a file goes that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// To the files of cases.
    Files,
    /// To the files of false-detection reports.
    Reported,
}

impl Files {
    /// Makes the folders below `data` where they are missing.
    ///
    /// # Errors
    /// They cannot be made.
    pub fn open(data: &Path) -> io::Result<Self> {
        let [arrived, reported, coming] = ["files", "reported", "uploads"].map(|name| data.join(name));
        let files = Self { arrived, reported, coming };
        for folder in [&files.arrived, &files.reported, &files.coming] {
            std::fs::create_dir_all(folder)?;
        }
        Ok(files)
    }

    /// Where the bytes of a case's file lie; ids are ours, never a client's.
    pub fn arrived(&self, id: &str) -> PathBuf {
        self.arrived.join(id)
    }

    fn coming(&self, id: &str) -> PathBuf {
        self.coming.join(id)
    }

    /// Opens an upload to go on behind its first `received` bytes; what lies behind them never counted.
    ///
    /// # Errors
    /// `NotFound` where fewer bytes are there; otherwise what the disk said.
    pub fn go_on(&self, id: &str, received: u64) -> io::Result<Part> {
        let path = self.coming(id);
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        let length = file.metadata()?.len();
        if length < received {
            return Err(io::Error::new(io::ErrorKind::NotFound, "a part of the upload is missing"));
        }
        if length > received {
            file.set_len(received)?;
        }
        file.seek(SeekFrom::Start(received))?;
        Ok(Part { file })
    }

    /// Makes an upload that is complete a file, and returns its size and SHA-256 as they are read back from the disk.
    /// Doing it twice does no harm.
    ///
    /// # Errors
    /// What the disk said.
    pub fn arrive(&self, id: &str, shelf: Shelf) -> io::Result<(u64, String)> {
        let folder = match shelf {
            Shelf::Files => &self.arrived,
            Shelf::Reported => &self.reported,
        };
        let (from, to) = (self.coming(id), folder.join(id));
        let path = if from.exists() { &from } else { &to };
        let seen = digest(&mut File::open(path)?)?;
        if path == &from {
            std::fs::rename(&from, &to)?;
            // The new name must survive a power cut as the bytes do.
            File::open(folder)?.sync_all()?;
        }
        Ok(seen)
    }

    /// Removes whatever an upload has left.
    ///
    /// # Errors
    /// What the disk said; nothing being there is no error.
    pub fn remove(&self, id: &str) -> io::Result<()> {
        for path in [self.coming(id), self.arrived(id), self.reported.join(id)] {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn digest(file: &mut File) -> io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut size = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((size, hex(&hasher.finalize()))),
            read => {
                hasher.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
}

/// An upload that is being written.
#[derive(Debug)]
pub struct Part {
    file: File,
}

impl Part {
    /// Adds bytes.
    ///
    /// # Errors
    /// What the disk said, such as that it is full.
    pub fn add(&mut self, chunks: &[Bytes]) -> io::Result<()> {
        chunks.iter().try_for_each(|chunk| self.file.write_all(chunk))
    }

    /// Waits until everything lies on the disk.
    ///
    /// # Errors
    /// What the disk said.
    pub fn settle(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Takes back what was added behind the first `length` bytes.
    ///
    /// # Errors
    /// What the disk said.
    pub fn take_back(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(drop)
    }
}
