//! Files in a bucket: under `files/` those that have arrived, under `reported/` those that nobody gets, each under its id; under
//! `uploads/`, in a folder of each upload's own, what waits of those on their way.
//!
//! An upload is a multipart upload of the bucket's, straight to where the file belongs, so that nothing is copied at the end. Its
//! parts must have 5 MiB and more; bytes that are too few wait in an object of their own, the tail. What is not noted in the
//! database never counted: see [`Standing`].

mod address;
pub mod fault;
mod finish;
mod part;
mod sweep;
mod traced;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, ObjectStore as _, ObjectStoreExt as _, RetryConfig,
};

pub use address::Address;
pub use part::Part;
pub use sweep::Leftover;

use super::{Coming, Shelf, Standing};
use crate::random::{SystemRandom, new_id};

/// How long the bucket may take until a connection is there.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long it may say nothing: putting many parts together takes it a while.
const SILENCE: Duration = Duration::from_secs(60);
/// For how long a request is repeated that failed for a reason that may pass.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often.
const REPEATS: usize = 4;

/// A bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    store: Arc<AmazonS3>,
    prefix: Path,
}

impl Bucket {
    /// Opens the bucket, and tries whether everything that is needed is allowed.
    ///
    /// # Errors
    /// It cannot be reached, or refuses: in words that name the bucket, and no secret.
    pub async fn open(address: &Address) -> Result<Self, String> {
        // Keys, and the region, as every other program that speaks S3 has them.
        Self::opened(AmazonS3Builder::from_env(), address).await
    }

    /// The same, asked for by whom `who` says.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn opened(who: AmazonS3Builder, address: &Address) -> Result<Self, String> {
        let bucket = Self::at(who, address)?;
        bucket.probe().await.map_err(|error| {
            let what = match fault::Fault::of(&error) {
                Some(fault) if fault.denied => "is denied to us",
                _ => "cannot be used",
            };
            format!("the bucket {address} {what}: {error}")
        })?;
        Ok(bucket)
    }

    /// The bucket, whether or not it is there.
    ///
    /// # Errors
    /// The address or the environment cannot be right.
    pub fn at(who: AmazonS3Builder, address: &Address) -> Result<Self, String> {
        // Whoever came first has chosen the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        let backoff = BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        };
        let retry = RetryConfig { backoff, max_retries: REPEATS, retry_timeout: PATIENCE };
        // Not for a request as a whole: whoever downloads may be slow.
        let client = ClientOptions::new()
            .with_timeout_disabled()
            .with_read_timeout(SILENCE)
            .with_connect_timeout(CONNECTING)
            .with_allow_http(address.is_plain_http());
        let mut builder = who
            .with_http_connector(traced::TracedConnector::default())
            .with_client_options(client)
            .with_retry(retry) // Not every bucket knows how to delete many at once.
            .with_disable_bulk_delete(true)
            .with_bucket_name(&address.bucket);
        if let Some(endpoint) = &address.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(region) = &address.region {
            builder = builder.with_region(region);
        }
        let store =
            builder.build().map_err(|error| format!("the bucket {address} cannot be used: {error}"))?;
        let prefix = Path::parse(&address.prefix)
            .map_err(|error| format!("the bucket {address} cannot be used: {error}"))?;
        Ok(Self { store: Arc::new(store), prefix })
    }

    /// Does once what uploads and downloads do, so that a missing right shows when the server starts.
    async fn probe(&self) -> io::Result<()> {
        let path = self.waiting("probe", &new_id(&SystemRandom)?);
        self.put(&path, Bytes::from_static(b"caseport")).await?;
        self.answers().await?;
        self.get(&path).await?;
        self.delete(&path).await
    }

    fn under(&self, folder: &str) -> Path {
        self.prefix.clone().join(folder)
    }

    /// Where the file of an upload belongs.
    fn place(&self, shelf: Shelf, id: &str) -> Path {
        self.under(shelf.name()).join(id)
    }

    /// What of an upload waits for more.
    fn waiting(&self, id: &str, name: &str) -> Path {
        self.under("uploads").join(id).join(name)
    }

    async fn put(&self, path: &Path, bytes: impl Into<object_store::PutPayload>) -> io::Result<()> {
        self.store.put(path, bytes.into()).await.map(drop).map_err(fault::of)
    }

    async fn get(&self, path: &Path) -> io::Result<Bytes> {
        match self.store.get(path).await {
            Ok(got) => got.bytes().await.map_err(fault::of),
            Err(error) => Err(self.sure(fault::of(error)).await),
        }
    }

    async fn delete(&self, path: &Path) -> io::Result<()> {
        match self.store.delete(path).await.map_err(fault::of) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Whether the bucket is there and lists what it has.
    async fn answers(&self) -> io::Result<()> {
        self.store
            .list(Some(&self.under("uploads").join("probe")))
            .try_next()
            .await
            .map(drop)
            .map_err(fault::of)
    }

    /// An error again, once it is sure that something is missing from the bucket and not the bucket itself, about which some
    /// answers do not differ.
    async fn sure(&self, error: io::Error) -> io::Error {
        if error.kind() != io::ErrorKind::NotFound {
            return error;
        }
        match self.answers().await {
            Ok(()) => error,
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => fault::fault(false, gone.to_string()),
            Err(fault) => fault,
        }
    }

    /// Finds a case's file.
    pub(super) async fn stored(&self, id: &str) -> io::Result<Stored> {
        self.on_shelf(Shelf::Files, id).await
    }

    /// Finds a file that has arrived.
    pub(super) async fn on_shelf(&self, shelf: Shelf, id: &str) -> io::Result<Stored> {
        self.at_path(self.place(shelf, id)).await
    }

    async fn at_path(&self, path: Path) -> io::Result<Stored> {
        match self.store.head(&path).await {
            Ok(meta) => Ok(Stored { bucket: self.clone(), path, size: meta.size }),
            Err(error) => Err(self.sure(fault::of(error)).await),
        }
    }

    /// Size and SHA-256 of a file that has arrived.
    pub(super) async fn seen(&self, shelf: Shelf, id: &str) -> io::Result<(u64, String)> {
        self.digest(&self.place(shelf, id)).await
    }

    /// What of an upload can be read, where that is all of its `received` bytes: a file that was put as a whole, or a tail with no
    /// part before it.
    pub(super) async fn under_way(
        &self,
        coming: &Coming,
        received: u64,
        standing: &Standing,
    ) -> io::Result<Option<super::Stored>> {
        if standing.multipart.is_some() {
            return Ok(None);
        }
        let path = match &standing.tail {
            Some(tail) => self.waiting(&coming.id, &tail.name),
            None if received == coming.size => self.place(coming.shelf, &coming.id),
            None => return Ok(None),
        };
        let stored = self.at_path(path).await?;
        Ok((stored.size == received).then_some(super::Stored::Bucket(stored)))
    }

    /// Puts a case's file.
    pub(super) async fn keep(&self, id: &str, bytes: Bytes) -> io::Result<()> {
        self.put(&self.place(Shelf::Files, id), bytes).await
    }
}

/// A file that can be read.
#[derive(Debug)]
pub struct Stored {
    bucket: Bucket,
    path: Path,
    pub(super) size: u64,
}

impl Stored {
    pub(super) async fn body(self, first: u64, length: u64) -> io::Result<Body> {
        if length == 0 {
            return Ok(Body::empty());
        }
        let options = GetOptions { range: Some((first..first + length).into()), ..GetOptions::default() };
        let got = self.bucket.store.get_opts(&self.path, options).await.map_err(fault::of)?;
        Ok(Body::from_stream(got.into_stream()))
    }
}
