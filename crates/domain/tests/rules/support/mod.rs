//! What the tests share: the facts of a person, cases, the role table, and what a decision must look like.

pub mod cases;
pub mod facts;
pub mod lists;
pub mod table;
pub mod verdict;

use chrono::{DateTime, Utc};

/// A moment, as RFC 3339.
pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment in RFC 3339").to_utc()
}
