//! An upload that goes on: bytes are gathered until they fill a part, so that an upload needs the memory of one part, however
//! large it is.

use std::io;

use axum::body::Bytes;
use object_store::PutPayload;
use object_store::multipart::{MultipartStore as _, PartId};
use object_store::path::Path;

use super::super::standing::{PutPart, Standing, Tail};
use super::{Bucket, Coming, fault};
use crate::random::{SystemRandom, hex, new_id};
use sha2::{Digest as _, Sha256};

/// Bytes of a part, at least.
const PART: u64 = 8 * 1024 * 1024;
/// Parts of an upload, at most.
const PARTS: u64 = 10_000;
const MIB: u64 = 1024 * 1024;

/// Bytes of each part of an upload of `size` bytes: all but the last have the same, as some buckets want it.
fn part_size(size: u64) -> u64 {
    PART.max(size.div_ceil(PARTS).next_multiple_of(MIB))
}

/// The name of the object that tells of a multipart upload: by it the parts of one can be found and given up that the database
/// knows nothing of.
pub(super) fn marker(multipart: &str) -> String {
    format!("multipart-{}", hex(&Sha256::digest(multipart)[..16]))
}

/// An upload that is being written.
#[derive(Debug)]
pub struct Part {
    bucket: Bucket,
    id: String,
    place: Path,
    size: u64,
    part_size: u64,
    /// What lies in the bucket.
    standing: Standing,
    /// How far the database knows of it.
    noted: Standing,
    /// What lies behind the parts; that of the tail, too.
    gathered: Vec<Bytes>,
    waiting: u64,
}

impl Bucket {
    pub(in super::super) async fn go_on(
        &self,
        coming: &Coming,
        received: u64,
        standing: Standing,
    ) -> io::Result<Part> {
        if standing.length() != received {
            return Err(io::Error::new(io::ErrorKind::NotFound, "a part of the upload is missing"));
        }
        let gathered = match &standing.tail {
            Some(tail) => vec![self.tail(&coming.id, tail).await?],
            None => Vec::new(),
        };
        Ok(Part {
            bucket: self.clone(),
            id: coming.id.clone(),
            place: self.place(coming.shelf, &coming.id),
            size: coming.size,
            part_size: part_size(coming.size),
            noted: standing.clone(),
            waiting: gathered.iter().map(|bytes| bytes.len() as u64).sum(),
            standing,
            gathered,
        })
    }

    /// The bytes that wait for more.
    pub(super) async fn tail(&self, id: &str, tail: &Tail) -> io::Result<Bytes> {
        let bytes = self.get(&self.waiting(id, &tail.name)).await?;
        if bytes.len() as u64 == tail.size {
            return Ok(bytes);
        }
        Err(io::Error::new(io::ErrorKind::NotFound, "bytes of the upload are missing"))
    }
}

impl Part {
    pub(in super::super) async fn add(&mut self, chunks: &[Bytes]) -> io::Result<()> {
        // In one: many small ones would need a multiple of their bytes.
        let mut bytes = Bytes::from(chunks.concat());
        while self.waiting + bytes.len() as u64 >= self.part_size {
            let lacking = usize::try_from(self.part_size - self.waiting).map_err(io::Error::other)?;
            self.gather(bytes.split_to(lacking));
            self.put_part().await?;
        }
        self.gather(bytes);
        Ok(())
    }

    fn gather(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.waiting += bytes.len() as u64;
            self.gathered.push(bytes);
        }
    }

    /// Makes a part of what is gathered.
    async fn put_part(&mut self) -> io::Result<()> {
        let multipart = match &self.standing.multipart {
            Some(multipart) => multipart.clone(),
            None => self.begin().await?,
        };
        let payload: PutPayload = self.gathered.iter().cloned().collect();
        let put =
            self.bucket.store.put_part(&self.place, &multipart, self.standing.parts.len(), payload).await;
        let part = match put {
            Ok(part) => part,
            Err(error) => return Err(self.bucket.sure(fault::of(error)).await),
        };
        self.standing.parts.push(PutPart { etag: part.content_id, size: self.waiting });
        self.standing.tail = None;
        self.gathered.clear();
        self.waiting = 0;
        Ok(())
    }

    async fn begin(&mut self) -> io::Result<String> {
        let begun = self.bucket.store.create_multipart(&self.place).await;
        let multipart = match begun {
            Ok(multipart) => multipart,
            Err(error) => return Err(self.bucket.sure(fault::of(error)).await),
        };
        let marker = self.bucket.waiting(&self.id, &marker(&multipart));
        self.bucket.put(&marker, Bytes::from(format!("{}\n{multipart}", self.place))).await?;
        self.standing.multipart = Some(multipart.clone());
        Ok(multipart)
    }

    /// Puts what is gathered, whatever it is: the last part, the file itself where it is smaller than a part, or a tail.
    pub(in super::super) async fn settle(&mut self) -> io::Result<()> {
        let is_there = self.standing.tail.as_ref().map_or(0, |tail| tail.size) == self.waiting;
        if is_there {
            return Ok(());
        }
        let payload: PutPayload = self.gathered.iter().cloned().collect();
        let is_all = self.standing.in_parts() + self.waiting == self.size;
        if is_all && self.standing.multipart.is_some() {
            return self.put_part().await;
        }
        if is_all {
            self.bucket.put(&self.place, payload).await?;
            self.standing.tail = None;
            self.gathered.clear();
            self.waiting = 0;
            return Ok(());
        }
        let name = format!("tail-{}", new_id(&SystemRandom)?);
        self.bucket.put(&self.bucket.waiting(&self.id, &name), payload).await?;
        self.standing.tail = Some(Tail { name, size: self.waiting });
        Ok(())
    }

    pub(in super::super) fn standing(&self) -> &Standing {
        &self.standing
    }

    pub(in super::super) async fn noted(&mut self) {
        let before = std::mem::replace(&mut self.noted, self.standing.clone());
        if let Some(tail) = before.tail.filter(|tail| self.standing.tail.as_ref() != Some(tail)) {
            self.bucket.forget(&self.id, &tail.name).await;
        }
    }

    pub(in super::super) async fn take_back(&mut self) {
        let multipart = self.standing.multipart.take().filter(|it| self.noted.multipart.as_ref() != Some(it));
        if let Some(multipart) = multipart {
            // What stays is swept some day.
            drop(self.bucket.abort(&self.place, &multipart).await);
            self.bucket.forget(&self.id, &marker(&multipart)).await;
        }
        self.standing = self.noted.clone();
    }
}

impl Bucket {
    /// Gives a multipart upload up, with its parts.
    pub(super) async fn abort(&self, place: &Path, multipart: &str) -> io::Result<()> {
        match self.store.abort_multipart(place, &multipart.to_owned()).await {
            Ok(()) => Ok(()),
            Err(error) => match self.sure(fault::of(error)).await {
                error if error.kind() == io::ErrorKind::NotFound => Ok(()),
                error => Err(error),
            },
        }
    }

    /// Removes an object of an upload that is of no use any more. What stays in spite of it is swept some day.
    async fn forget(&self, id: &str, name: &str) {
        if let Err(error) = self.delete(&self.waiting(id, name)).await {
            tracing::warn!(upload = %id, error = %error, "an object in the bucket could not be removed");
        }
    }
}

/// The parts as the bucket wants them told.
pub(super) fn ids(parts: &[PutPart]) -> Vec<PartId> {
    parts.iter().map(|part| PartId { content_id: part.etag.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_grow_where_ten_thousand_would_not_do() {
        assert_eq!(part_size(1), PART);
        assert_eq!(part_size(PARTS * PART), PART);
        for size in [PARTS * PART + 1, 5 * 1024 * 1024 * MIB] {
            let part = part_size(size);
            assert!(part > PART && size.div_ceil(part) <= PARTS, "{size} {part}");
        }
    }
}
