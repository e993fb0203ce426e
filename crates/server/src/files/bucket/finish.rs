//! An upload to a bucket that is complete becomes a file, or is removed.

use std::io;

use futures_util::TryStreamExt as _;
use object_store::ObjectStoreExt as _;
use object_store::multipart::MultipartStore as _;
use object_store::path::Path;
use sha2::{Digest as _, Sha256};

use super::part::ids;
use super::{Bucket, Coming, Shelf, fault};
use crate::files::Standing;
use crate::random::hex;

impl Bucket {
    pub(in super::super) async fn arrive(
        &self,
        coming: &Coming,
        standing: &Standing,
    ) -> io::Result<(u64, String)> {
        let place = self.place(coming.shelf, &coming.id);
        match self.assemble(&place, coming, standing).await {
            // It was done before, by a server that was stopped then; or it is lost, which reading tells.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            done => done?,
        }
        self.digest(&place).await
    }

    /// Makes one object of what lies there.
    async fn assemble(&self, place: &Path, coming: &Coming, standing: &Standing) -> io::Result<()> {
        let tail = match &standing.tail {
            Some(tail) => Some(self.tail(&coming.id, tail).await?),
            None => None,
        };
        let Some(multipart) = &standing.multipart else {
            // Nothing noted is a file that was put as a whole.
            return match tail {
                Some(tail) => self.put(place, tail).await,
                None => Ok(()),
            };
        };
        let mut parts = ids(&standing.parts);
        let done = async {
            if let Some(tail) = tail {
                parts.push(self.store.put_part(place, multipart, parts.len(), tail.into()).await?);
            }
            self.store.complete_multipart(place, multipart, parts).await
        };
        match done.await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.sure(fault::of(error)).await),
        }
    }

    /// Size and SHA-256 of an object, as it is read.
    pub(super) async fn digest(&self, place: &Path) -> io::Result<(u64, String)> {
        let got = match self.store.get(place).await {
            Ok(got) => got,
            Err(error) => return Err(self.sure(fault::of(error)).await),
        };
        let mut stream = got.into_stream();
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(bytes) = stream.try_next().await.map_err(fault::of)? {
            hasher.update(&bytes);
            size += bytes.len() as u64;
        }
        Ok((size, hex(&hasher.finalize())))
    }

    /// Removes what an upload that has arrived has left.
    pub(in super::super) async fn tidy(&self, id: &str) {
        if let Err(error) = self.clear_folder(id).await {
            tracing::warn!(upload = %id, error = %error, "what an upload left in the bucket could not be removed");
        }
    }

    pub(in super::super) async fn remove(&self, id: &str, standing: &Standing) -> io::Result<()> {
        for shelf in [Shelf::Files, Shelf::Reported] {
            let place = self.place(shelf, id);
            if let Some(multipart) = &standing.multipart {
                self.abort(&place, multipart).await?;
            }
            self.delete(&place).await?;
        }
        self.clear_folder(id).await
    }
}
