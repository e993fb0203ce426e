//! A tus client, by hand.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use caseport_domain::api::{CaseFile, Items};
use sha2::{Digest as _, Sha256};

use super::{Answer, User};

pub const PIECE: &str = "application/offset+octet-stream";

/// Bytes that differ from each other in every part.
pub fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from((n * 31 + n / 251) % 256).unwrap()).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `Upload-Checksum` of a piece.
pub fn checksum(piece: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(Sha256::digest(piece)))
}

/// `Upload-Metadata` of such pairs.
pub fn metadata(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> =
        pairs.iter().map(|(key, value)| format!("{key} {}", STANDARD.encode(value))).collect();
    pairs.join(",")
}

impl User<'_> {
    fn tus(&self) -> Self {
        self.clone().with("tus-resumable", "1.0.0")
    }

    /// Begins an upload with such metadata.
    pub async fn begin_upload(&self, size: u64, pairs: &[(&str, &str)]) -> Answer {
        let user = self.tus().with("upload-length", &size.to_string());
        user.with("upload-metadata", &metadata(pairs)).send(Method::POST, "/api/v1/uploads", None).await
    }

    /// Begins an upload to a case and returns its address.
    pub async fn upload_begun(
        &self,
        case: impl std::fmt::Display,
        name: &str,
        size: u64,
        batch: &str,
    ) -> String {
        let pairs = [("case", case.to_string()), ("filename", name.to_owned()), ("batch", batch.to_owned())];
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let answer = self.begin_upload(size, &pairs).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.header("location").to_owned()
    }

    /// Sends a piece that begins at `offset`.
    pub async fn patch(&self, upload: &str, offset: u64, piece: &[u8]) -> Answer {
        let user = self.tus().with("upload-offset", &offset.to_string());
        user.send(Method::PATCH, upload, Some((PIECE, piece.to_vec()))).await
    }

    /// Where the upload stands.
    pub async fn upload_state(&self, upload: &str) -> Answer {
        self.tus().send(Method::HEAD, upload, None).await
    }

    pub async fn remove_upload(&self, upload: &str) -> Answer {
        self.tus().send(Method::DELETE, upload, None).await
    }

    pub async fn files(&self, case: impl std::fmt::Display) -> Vec<CaseFile> {
        self.get(&format!("/cases/{case}/files")).await.read_as::<Items<CaseFile>>(200).items
    }
}
