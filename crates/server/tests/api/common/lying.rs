//! What lies where, whether on the disk or in a bucket: `files`, `reported` and `uploads` of either.

use std::collections::BTreeSet;

use caseport_server::files::{Address, Files};
use futures_util::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore as _, ObjectStoreExt as _};
use tempfile::TempDir;

use super::{TestApp, s3};

/// Where the tests' files lie: on the disk, or in a bucket if `CASEPORT_TEST_FILES` is `s3`.
pub fn place() -> Option<Address> {
    let in_bucket = std::env::var("CASEPORT_TEST_FILES").is_ok_and(|kind| kind == "s3");
    in_bucket.then(|| s3::address(s3::endpoint()))
}

/// The files of a server over this folder, or in the bucket.
pub fn files(folder: &TempDir, place: Option<&Address>) -> Files {
    match place {
        Some(address) => Files::Bucket(s3::bucket(address)),
        None => Files::open(folder.path()).unwrap(),
    }
}

impl TestApp {
    /// What lies in one of the three: the ids of files or uploads.
    pub async fn names(&self, folder: &str) -> Vec<String> {
        let Some(address) = &self.place else {
            let files = std::fs::read_dir(self.folder.path().join(folder)).unwrap();
            let mut names: Vec<_> =
                files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            return names;
        };
        let folder = Path::from(address.prefix.as_str()).join(folder);
        let objects: Vec<_> = s3::beside(address).list(Some(&folder)).try_collect().await.unwrap();
        let names: BTreeSet<_> = objects
            .iter()
            .filter_map(|object| object.location.prefix_match(&folder)?.next())
            .map(|name| name.as_ref().to_owned())
            .collect();
        names.into_iter().collect()
    }

    fn object(&self, folder: &str, id: &str) -> Option<(object_store::aws::AmazonS3, Path)> {
        let address = self.place.as_ref()?;
        let path = Path::from(address.prefix.as_str()).join(folder).join(id);
        Some((s3::beside(address), path))
    }

    /// The bytes that lie there.
    pub async fn lying(&self, folder: &str, id: &str) -> Vec<u8> {
        match self.object(folder, id) {
            Some((store, path)) => store.get(&path).await.unwrap().bytes().await.unwrap().to_vec(),
            None => std::fs::read(self.folder.path().join(folder).join(id)).unwrap(),
        }
    }

    /// Has other bytes lie there.
    pub async fn lay(&self, folder: &str, id: &str, bytes: &[u8]) {
        match self.object(folder, id) {
            Some((store, path)) => drop(store.put(&path, bytes.to_vec().into()).await.unwrap()),
            None => std::fs::write(self.folder.path().join(folder).join(id), bytes).unwrap(),
        }
    }

    /// Has nothing lie there.
    pub async fn lift(&self, folder: &str, id: &str) {
        match self.object(folder, id) {
            Some((store, path)) => drop(store.delete(&path).await),
            None => drop(std::fs::remove_file(self.folder.path().join(folder).join(id))),
        }
    }
}
