//! Files on the disk: under `files/` those that have arrived, under `uploads/` those on their way, under `reported/` those that
//! nobody gets, each under its id. What blocks is done where blocking is allowed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use axum::body::{Body, Bytes};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::{Coming, Shelf};
use crate::random::hex;

/// Bytes that are handed out at once.
const PIECE: usize = 128 * 1024;

/// The folders of the files.
#[derive(Clone, Debug)]
pub struct Disk {
    arrived: PathBuf,
    reported: PathBuf,
    coming: PathBuf,
}

impl Disk {
    /// Makes the folders below `data` where they are missing.
    ///
    /// # Errors
    /// They cannot be made.
    pub fn open(data: &Path) -> io::Result<Self> {
        let disk = Self::at(data);
        for folder in [&disk.arrived, &disk.reported, &disk.coming] {
            std::fs::create_dir_all(folder)?;
        }
        Ok(disk)
    }

    /// The folders below `data`, which must be there to be read.
    pub fn at(data: &Path) -> Self {
        let [arrived, reported, coming] = ["files", "reported", "uploads"].map(|name| data.join(name));
        Self { arrived, reported, coming }
    }

    /// Where the bytes of a case's file lie; ids are ours, never a client's.
    fn arrived(&self, id: &str) -> PathBuf {
        self.arrived.join(id)
    }

    fn coming(&self, id: &str) -> PathBuf {
        self.coming.join(id)
    }

    /// Opens an upload to go on behind its first `received` bytes; what lies behind them never counted.
    pub(super) async fn go_on(&self, id: &str, received: u64) -> io::Result<Part> {
        let path = self.coming(id);
        blocking(move || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
            let length = file.metadata()?.len();
            if length < received {
                return Err(io::Error::new(io::ErrorKind::NotFound, "a part of the upload is missing"));
            }
            if length > received {
                file.set_len(received)?;
            }
            file.seek(SeekFrom::Start(received))?;
            Ok(Part { file: Some(file) })
        })
        .await
    }

    /// Makes an upload that is complete a file, and returns its size and SHA-256 as they are read back from the disk.
    pub(super) async fn arrive(&self, id: &str, shelf: Shelf) -> io::Result<(u64, String)> {
        let folder = self.shelf(shelf).to_owned();
        let (from, to) = (self.coming(id), folder.join(id));
        blocking(move || {
            let path = if from.exists() { &from } else { &to };
            let seen = digest(&mut File::open(path)?)?;
            if path == &from {
                std::fs::rename(&from, &to)?;
                // The new name must survive a power cut as the bytes do.
                File::open(folder)?.sync_all()?;
            }
            Ok(seen)
        })
        .await
    }

    /// Removes whatever an upload has left.
    pub(super) async fn remove(&self, id: &str) -> io::Result<()> {
        let paths = [self.coming(id), self.arrived(id), self.reported.join(id)];
        blocking(move || {
            for path in paths {
                match std::fs::remove_file(path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            Ok(())
        })
        .await
    }

    fn shelf(&self, shelf: Shelf) -> &Path {
        match shelf {
            Shelf::Files => &self.arrived,
            Shelf::Reported => &self.reported,
        }
    }

    /// Opens a file that has arrived, to copy it.
    pub(super) async fn on_shelf(&self, shelf: Shelf, id: &str) -> io::Result<Stored> {
        opened(&self.shelf(shelf).join(id)).await
    }

    /// Size and SHA-256 of a file that has arrived.
    pub(super) async fn seen(&self, shelf: Shelf, id: &str) -> io::Result<(u64, String)> {
        let path = self.shelf(shelf).join(id);
        blocking(move || digest(&mut File::open(path)?)).await
    }

    /// Opens an upload whose first `received` bytes are there, to copy them.
    pub(super) async fn under_way(&self, coming: &Coming, received: u64) -> io::Result<Option<Stored>> {
        let stored = match opened(&self.coming(&coming.id)).await {
            // It has been put on its shelf, and the server was stopped before it could be noted.
            Err(error) if error.kind() == io::ErrorKind::NotFound && received == coming.size => {
                self.on_shelf(coming.shelf, &coming.id).await
            }
            stored => stored,
        }?;
        Ok((stored.size >= received).then_some(stored))
    }

    /// Opens a case's file.
    pub(super) async fn stored(&self, id: &str) -> io::Result<Stored> {
        opened(&self.arrived(id)).await
    }

    /// Writes a case's file.
    pub(super) async fn keep(&self, id: &str, bytes: Bytes) -> io::Result<()> {
        tokio::fs::write(self.arrived(id), bytes).await
    }
}

async fn opened(path: &Path) -> io::Result<Stored> {
    let file = tokio::fs::File::open(path).await?;
    let size = file.metadata().await?.len();
    Ok(Stored { file, size })
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
    /// Away while it is written to.
    file: Option<File>,
}

impl Part {
    pub(super) async fn add(&mut self, chunks: Vec<Bytes>) -> io::Result<()> {
        self.with(move |file| chunks.iter().try_for_each(|chunk| file.write_all(chunk))).await
    }

    /// Waits until everything lies on the disk.
    pub(super) async fn settle(&mut self) -> io::Result<()> {
        self.with(|file| file.sync_data()).await
    }

    pub(super) async fn take_back(&mut self, length: u64) -> io::Result<()> {
        self.with(move |file| {
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length)).map(drop)
        })
        .await
    }

    async fn with(
        &mut self,
        work: impl FnOnce(&mut File) -> io::Result<()> + Send + 'static,
    ) -> io::Result<()> {
        let gone = || io::Error::other("work on the disk was given up before");
        let mut file = self.file.take().ok_or_else(gone)?;
        let (file, done) = blocking(move || {
            let done = work(&mut file);
            Ok((file, done))
        })
        .await?;
        self.file = Some(file);
        done
    }
}

/// A file that can be read.
#[derive(Debug)]
pub struct Stored {
    file: tokio::fs::File,
    pub(super) size: u64,
}

impl Stored {
    pub(super) async fn body(mut self, first: u64, length: u64) -> io::Result<Body> {
        self.file.seek(SeekFrom::Start(first)).await?;
        Ok(Body::from_stream(ReaderStream::with_capacity(self.file.take(length), PIECE)))
    }
}

/// Does what blocks where blocking is allowed.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(io::Error::other(format!("work on the disk broke: {error}"))),
    }
}
