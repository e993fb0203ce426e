//! Files from one place to another, when a whole store is moved. Bytes go from place to place and to nobody else, so that this,
//! too, hands no reported file out.

use std::io;

use axum::body::Bytes;
use futures_util::StreamExt as _;

use super::{Coming, Files, Shelf, Standing};

impl Files {
    /// Bytes of a file that has arrived.
    ///
    /// # Errors
    /// `NotFound` where there is none; otherwise what the disk or the bucket said.
    pub async fn length(&self, shelf: Shelf, id: &str) -> io::Result<u64> {
        match self {
            Self::Disk(disk) => disk.on_shelf(shelf, id).await.map(|stored| stored.size),
            Self::Bucket(bucket) => bucket.on_shelf(shelf, id).await.map(|stored| stored.size),
        }
    }

    /// Size and SHA-256 of a file that has arrived, as all of it is read.
    ///
    /// # Errors
    /// As [`Self::length`].
    pub async fn seen(&self, shelf: Shelf, id: &str) -> io::Result<(u64, String)> {
        match self {
            Self::Disk(disk) => disk.seen(shelf, id).await,
            Self::Bucket(bucket) => bucket.seen(shelf, id).await,
        }
    }

    /// Copies a file that has arrived; its size and SHA-256 as they are read back from where it came to. Nothing is there under
    /// its name before all of it is.
    ///
    /// # Errors
    /// As [`Self::length`].
    pub async fn carry(&self, to: &Self, coming: &Coming) -> io::Result<(u64, String)> {
        let source = self.on_shelf(coming.shelf, &coming.id).await?;
        let (size, coming) = (source.size(), Coming { size: source.size(), ..coming.clone() });
        let standing = copied(source, size, to, &coming).await?;
        let seen = to.arrive(&coming, &standing).await?;
        to.tidy(&coming.id, &standing).await;
        Ok(seen)
    }

    /// Copies what has been received of an upload, and says what is to be noted of it; none where it cannot be read, as the parts
    /// of a multipart upload cannot: the upload begins anew then.
    ///
    /// # Errors
    /// What the disk or the bucket said.
    pub async fn carry_part(
        &self,
        to: &Self,
        coming: &Coming,
        received: u64,
        standing: &Standing,
    ) -> io::Result<Option<Standing>> {
        let source = match self {
            Self::Disk(disk) => disk.under_way(coming, received).await.map(|it| it.map(super::Stored::Disk)),
            Self::Bucket(bucket) => bucket.under_way(coming, received, standing).await,
        };
        let source = match source {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            source => source?,
        };
        match source {
            Some(source) => copied(source, received, to, coming).await.map(Some),
            None => Ok(None),
        }
    }

    async fn on_shelf(&self, shelf: Shelf, id: &str) -> io::Result<super::Stored> {
        match self {
            Self::Disk(disk) => disk.on_shelf(shelf, id).await.map(super::Stored::Disk),
            Self::Bucket(bucket) => bucket.on_shelf(shelf, id).await.map(super::Stored::Bucket),
        }
    }
}

/// Writes the first `length` bytes as an upload does, and makes sure of them.
async fn copied(source: super::Stored, length: u64, to: &Files, coming: &Coming) -> io::Result<Standing> {
    let mut part = to.go_on(coming, 0, Standing::default()).await?;
    let mut stream = source.body(0, length).await?.into_data_stream();
    let mut written = 0;
    while let Some(bytes) = stream.next().await {
        let bytes: Bytes = bytes.map_err(io::Error::other)?;
        written += bytes.len() as u64;
        part.add(vec![bytes]).await?;
    }
    if written != length {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ended while it was read"));
    }
    part.settle().await?;
    Ok(part.standing())
}
