//! `Upload-Checksum`: what a piece must be, or nothing of it is kept.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::http::problem::{ApiError, ApiResult};

/// The algorithms that are taken.
pub const ALGORITHMS: HeaderValue = HeaderValue::from_static("sha1,sha256");

/// A piece's checksum, and the hash of what has come of it.
pub struct Checksum {
    expected: Vec<u8>,
    hasher: Hasher,
}

enum Hasher {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// The request's checksum, where it has one.
    ///
    /// # Errors
    /// It is not of the protocol's form, or of another algorithm.
    pub fn of(headers: &HeaderMap) -> ApiResult<Option<Self>> {
        let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
        let parts = value.to_str().ok().and_then(|text| text.split_once(' '));
        let read = parts.and_then(|(algorithm, digest)| {
            let hasher = match algorithm {
                "sha1" => Hasher::Sha1(Sha1::new()),
                "sha256" => Hasher::Sha256(Sha256::new()),
                _ => return None,
            };
            Some(Self { expected: STANDARD.decode(digest.trim()).ok()?, hasher })
        });
        read.map(Some).ok_or_else(|| {
            ApiError::malformed("`Upload-Checksum` must be `sha1` or `sha256` and a digest in base64.")
        })
    }

    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.hasher {
            Hasher::Sha1(hasher) => hasher.update(bytes),
            Hasher::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// Whether the bytes were those of the checksum.
    pub fn fits(self) -> bool {
        match self.hasher {
            Hasher::Sha1(hasher) => hasher.finalize()[..] == self.expected[..],
            Hasher::Sha256(hasher) => hasher.finalize()[..] == self.expected[..],
        }
    }
}
