//! What uploads left in the bucket that nobody will ask for: of a server that was killed between the bucket and the database, or
//! of a connection to the bucket that broke when something was to be removed.

use std::io;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStore as _;
use object_store::path::Path;

use super::part::marker;
use super::{Bucket, fault};
use crate::files::Standing;

/// How many are looked at in one go.
const AT_ONCE: usize = 10_000;

/// An object in the folder of an upload.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// The upload's id.
    pub upload: String,
    name: String,
    path: Path,
}

impl Leftover {
    /// Whether an upload that stands there needs it.
    pub fn is_of(&self, standing: &Standing) -> bool {
        let is_tail = standing.tail.as_ref().is_some_and(|tail| tail.name == self.name);
        is_tail || standing.multipart.as_ref().is_some_and(|multipart| marker(multipart) == self.name)
    }
}

impl Bucket {
    pub(in super::super) async fn leftovers(&self, before: DateTime<Utc>) -> io::Result<Vec<Leftover>> {
        let folder = self.under("uploads");
        let objects = self.store.list(Some(&folder)).map_err(fault::of);
        let old = objects.try_filter_map(|object| {
            let leftover = if object.last_modified < before { self.leftover(object.location) } else { None };
            async { Ok(leftover) }
        });
        old.take(AT_ONCE).try_collect().await
    }

    /// The object, if its name is one of ours.
    fn leftover(&self, path: Path) -> Option<Leftover> {
        let folder = self.under("uploads");
        let mut parts = path.prefix_match(&folder)?.map(|part| part.as_ref().to_owned());
        let (upload, name) = (parts.next()?, parts.next()?);
        parts.next().is_none().then_some(())?;
        drop(parts);
        Some(Leftover { upload, name, path })
    }

    /// Removes the object; one that tells of a multipart upload with that, whose parts cost something as long as they are kept.
    pub(in super::super) async fn clear(&self, leftover: &Leftover) -> io::Result<()> {
        if leftover.name.starts_with("multipart-") {
            match self.get(&leftover.path).await {
                Ok(bytes) => self.give_up(&bytes).await?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        self.delete(&leftover.path).await
    }

    async fn give_up(&self, told: &[u8]) -> io::Result<()> {
        let told = std::str::from_utf8(told).ok().and_then(|told| told.split_once('\n'));
        let told = told.and_then(|(place, id)| Some((Path::parse(place).ok()?, id)));
        match told {
            // A file's place, and nothing else that happens to be in the bucket.
            Some((place, id)) if place.prefix_matches(&self.prefix) => self.abort(&place, id).await,
            _ => Ok(()),
        }
    }

    /// Removes everything in an upload's folder.
    pub(super) async fn clear_folder(&self, id: &str) -> io::Result<()> {
        let folder = self.under("uploads").join(id);
        let objects: Vec<_> = self.store.list(Some(&folder)).try_collect().await.map_err(fault::of)?;
        for leftover in objects.into_iter().filter_map(|object| self.leftover(object.location)) {
            self.clear(&leftover).await?;
        }
        Ok(())
    }
}
