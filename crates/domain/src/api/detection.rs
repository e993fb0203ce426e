//! False-detection reports: what was reported, what the vendor's analysis came to, and how many more one can make.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Named, Person};
use crate::case::{SubmissionType, Verdict};
use crate::code::Known;
use crate::decision::Decision;
use crate::id::CaseNumber;

/// The report that a case was made from. It tells of the file; the file itself is never handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Detection {
    /// The case that was made from it.
    pub case: CaseNumber,
    /// The file's name.
    pub file_name: String,
    /// The file's size in bytes.
    pub size: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// What the report says of the verdict that it disputes.
    #[cfg_attr(feature = "openapi", schema(value_type = SubmissionType))]
    pub submission_type: Known<SubmissionType>,
    /// The products whose verdict it disputes, at least one.
    pub products: Vec<Named>,
    /// Markdown; empty where nothing was said.
    pub description: String,
    /// What the vendor's analysis has come to.
    #[cfg_attr(feature = "openapi", schema(value_type = Verdict))]
    pub verdict: Known<Verdict>,
    /// When it came to that; none while nobody has looked.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub verdict_changed_at: Option<DateTime<Utc>>,
    /// When the report was made.
    #[serde(deserialize_with = "crate::time::moment")]
    pub reported_at: DateTime<Utc>,
    /// Whose report it is.
    pub reported_by: Person,
}

/// Whether the caller may report a false detection now, and how many more today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportAllowance {
    /// Whether they may.
    pub report: Decision,
    /// Reports of one person in one day.
    pub limit: u32,
    /// How many more they can make today.
    pub remaining: u32,
    /// When the day ends, and they can make `limit` again: the next midnight, UTC.
    #[serde(deserialize_with = "crate::time::moment")]
    pub resets_at: DateTime<Utc>,
}
