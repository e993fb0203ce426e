//! The bytes of files: those that have arrived, and those on their way, each under its id. They lie on the disk, or in a bucket
//! that any number of servers share.
//!
//! Reported files may be dangerous, and lie apart: nothing here opens one of them but what copies them to another place of the
//! kind (`carry`), so that nothing that hands files out can reach them, whatever it is asked for.

pub mod bucket;
mod carry;
mod disk;
mod standing;

use std::io;
use std::path::Path;

use axum::body::{Body, Bytes};
use chrono::{DateTime, Utc};
use tracing::Instrument as _;

pub use bucket::fault::Fault;
pub use bucket::{Address, Bucket, Leftover};
pub use disk::Disk;
pub use standing::{PutPart, Standing, Tail};

use crate::telemetry::spans;

/// Where the files are.
#[derive(Clone, Debug)]
pub enum Files {
    /// In folders.
    Disk(Disk),
    /// In a bucket.
    Bucket(Bucket),
}

/// Where a file goes that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// To the files of cases.
    Files,
    /// To the files of false-detection reports.
    Reported,
}

impl Shelf {
    fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Reported => "reported",
        }
    }
}

/// A file on its way.
#[derive(Clone, Debug)]
pub struct Coming {
    /// Its id; ours, never a client's.
    pub id: String,
    /// Where it goes.
    pub shelf: Shelf,
    /// Bytes in all, at most.
    pub size: u64,
}

impl Files {
    /// Does work on a file as a span of the trace that it is part of.
    async fn traced<T>(
        &self,
        work: &'static str,
        done: impl Future<Output = io::Result<T>>,
    ) -> io::Result<T> {
        let place = match self {
            Self::Disk(_) => "disk",
            Self::Bucket(_) => "bucket",
        };
        let span = spans::file(work, place);
        let done = done.instrument(span.clone()).await;
        spans::watched(&span, done)
    }

    /// In folders below `data`, which are made where they are missing.
    ///
    /// # Errors
    /// They cannot be made.
    pub fn open(data: &Path) -> io::Result<Self> {
        Disk::open(data).map(Self::Disk)
    }

    /// Opens an upload to go on behind its first `received` bytes; what lies behind them never counted.
    ///
    /// # Errors
    /// `NotFound` where fewer bytes are there; otherwise what the disk or the bucket said.
    pub async fn go_on(&self, coming: &Coming, received: u64, standing: Standing) -> io::Result<Part> {
        self.traced("go on", async {
            match self {
                Self::Disk(disk) => disk.go_on(&coming.id, received).await.map(Part::Disk),
                Self::Bucket(bucket) => {
                    bucket.go_on(coming, received, standing).await.map(|part| Part::Bucket(Box::new(part)))
                }
            }
        })
        .await
    }

    /// Makes an upload that is complete a file, and returns its size and SHA-256 as they are read back.
    /// Doing it twice does no harm.
    ///
    /// # Errors
    /// As [`Self::go_on`].
    pub async fn arrive(&self, coming: &Coming, standing: &Standing) -> io::Result<(u64, String)> {
        self.traced("arrive", async {
            match self {
                Self::Disk(disk) => disk.arrive(&coming.id, coming.shelf).await,
                Self::Bucket(bucket) => bucket.arrive(coming, standing).await,
            }
        })
        .await
    }

    /// Removes what a file that has arrived no longer needs. What stays in spite of it is swept some day.
    pub async fn tidy(&self, id: &str, standing: &Standing) {
        if let Self::Bucket(bucket) = self
            && !standing.is_empty()
        {
            bucket.tidy(id).await;
        }
    }

    /// Removes whatever an upload has left.
    ///
    /// # Errors
    /// What the disk or the bucket said; nothing being there is no error.
    pub async fn remove(&self, id: &str, standing: &Standing) -> io::Result<()> {
        self.traced("remove", async {
            match self {
                Self::Disk(disk) => disk.remove(id).await,
                Self::Bucket(bucket) => bucket.remove(id, standing).await,
            }
        })
        .await
    }

    /// A case's file, to be handed out.
    ///
    /// # Errors
    /// What the disk or the bucket said.
    pub async fn stored(&self, id: &str) -> io::Result<Stored> {
        self.traced("open", async {
            match self {
                Self::Disk(disk) => disk.stored(id).await.map(Stored::Disk),
                Self::Bucket(bucket) => bucket.stored(id).await.map(Stored::Bucket),
            }
        })
        .await
    }

    /// Keeps a file of a case whose bytes are at hand.
    ///
    /// # Errors
    /// What the disk or the bucket said.
    pub async fn keep(&self, id: &str, bytes: Bytes) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.keep(id, bytes).await,
            Self::Bucket(bucket) => bucket.keep(id, bytes).await,
        }
    }

    /// What uploads left in the bucket before `before`, known or not. On the disk nothing lies that the database does not know.
    ///
    /// # Errors
    /// What the bucket said.
    pub async fn leftovers(&self, before: DateTime<Utc>) -> io::Result<Vec<Leftover>> {
        match self {
            Self::Disk(_) => Ok(Vec::new()),
            Self::Bucket(bucket) => bucket.leftovers(before).await,
        }
    }

    /// Removes one of them, with what it stands for.
    ///
    /// # Errors
    /// What the bucket said.
    pub async fn clear(&self, leftover: &Leftover) -> io::Result<()> {
        match self {
            Self::Disk(_) => Ok(()),
            Self::Bucket(bucket) => bucket.clear(leftover).await,
        }
    }
}

/// An upload that is being written.
#[derive(Debug)]
pub enum Part {
    /// To the disk.
    Disk(disk::Part),
    /// To a bucket.
    Bucket(Box<bucket::Part>),
}

impl Part {
    /// Adds bytes.
    ///
    /// # Errors
    /// What the disk or the bucket said, such as that it is full.
    pub async fn add(&mut self, chunks: Vec<Bytes>) -> io::Result<()> {
        match self {
            Self::Disk(part) => part.add(chunks).await,
            Self::Bucket(part) => part.add(&chunks).await,
        }
    }

    /// Makes sure of as much as can be at little cost while more comes: all of it on the disk, whole parts in a bucket. How many
    /// of `written` bytes it is.
    ///
    /// # Errors
    /// What the disk said.
    pub async fn settle_so_far(&mut self, written: u64) -> io::Result<u64> {
        match self {
            Self::Disk(part) => part.settle().await.map(|()| written),
            Self::Bucket(part) => Ok(part.standing().length()),
        }
    }

    /// Waits until everything is sure to stay.
    ///
    /// # Errors
    /// What the disk or the bucket said.
    pub async fn settle(&mut self) -> io::Result<()> {
        match self {
            Self::Disk(part) => {
                let span = spans::file("settle", "disk");
                let done = part.settle().instrument(span.clone()).await;
                spans::watched(&span, done)
            }
            Self::Bucket(part) => {
                let span = spans::file("settle", "bucket");
                let done = part.settle().instrument(span.clone()).await;
                spans::watched(&span, done)
            }
        }
    }

    /// What is to be noted with the bytes that are sure to stay.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Disk(_) => Standing::default(),
            Self::Bucket(part) => part.standing().clone(),
        }
    }

    /// Says that this has been noted: what it replaces can go.
    pub async fn noted(&mut self) {
        if let Self::Bucket(part) = self {
            part.noted().await;
        }
    }

    /// Takes back what was added behind the first `length` bytes, none of which was noted.
    ///
    /// # Errors
    /// What the disk said.
    pub async fn take_back(&mut self, length: u64) -> io::Result<()> {
        match self {
            Self::Disk(part) => part.take_back(length).await,
            Self::Bucket(part) => {
                part.take_back().await;
                Ok(())
            }
        }
    }
}

/// A file that can be read.
#[derive(Debug)]
pub enum Stored {
    /// From the disk.
    Disk(disk::Stored),
    /// From a bucket.
    Bucket(bucket::Stored),
}

impl Stored {
    /// How many bytes are there.
    pub fn size(&self) -> u64 {
        match self {
            Self::Disk(stored) => stored.size,
            Self::Bucket(stored) => stored.size,
        }
    }

    /// `length` bytes of it behind the first `first`, in small pieces as they are asked for.
    ///
    /// # Errors
    /// What the disk or the bucket said.
    pub async fn body(self, first: u64, length: u64) -> io::Result<Body> {
        match self {
            Self::Disk(stored) => stored.body(first, length).await,
            Self::Bucket(stored) => stored.body(first, length).await,
        }
    }
}
