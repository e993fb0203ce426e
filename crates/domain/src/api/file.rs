//! The files of a case.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Person;
use crate::decision::Decision;

/// A file that has arrived whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseFile {
    /// Its id.
    pub id: String,
    /// Its name; several files of a case may have the same.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its type, as the uploader's browser named it.
    pub content_type: String,
    /// SHA-256 of its bytes, hex, computed on the server from what lies on its disk.
    pub sha256: Option<String>,
    /// The upload that it came with, as the uploader's client named it.
    pub batch: Option<String>,
    /// Who added it.
    pub uploaded_by: Person,
    /// When it was whole.
    #[serde(deserialize_with = "crate::time::moment")]
    pub uploaded_at: DateTime<Utc>,
    /// Whether the reader may download it.
    pub download: Decision,
}
