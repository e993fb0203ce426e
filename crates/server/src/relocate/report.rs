//! What was moved, as a table.

use std::fmt;

use super::plan::FilesPlan;
use super::verify::Sums;
use super::{CarriedUpload, FilesDone, Plan};

/// What was moved.
#[derive(Debug)]
pub struct Report {
    rows: Sums,
    files: FilesDone,
    fate: &'static str,
    uploads: usize,
    anew: usize,
}

impl Report {
    pub(super) fn new(plan: &Plan, rows: Sums, files: FilesDone, uploads: &[CarriedUpload]) -> Self {
        let fate = match plan.files {
            FilesPlan::Unknown => "not looked at",
            FilesPlan::Stay(_) => "stayed where they are",
            FilesPlan::Copy { .. } => "copied",
        };
        let anew = uploads.iter().filter(|(upload, received, _)| *received < upload.received).count();
        Self { rows, files, fate, uploads: uploads.len() - anew, anew }
    }

    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.rows.values().map(|sum| sum.rows).sum()
    }

    /// Rows of a table.
    pub fn rows_of(&self, table: &str) -> Option<u64> {
        self.rows.get(table).map(|sum| sum.rows)
    }

    /// The tables, in the order of their names.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// What became of the files.
    pub fn files(&self) -> FilesDone {
        self.files
    }

    /// How many uploads under way were carried over, and how many begin anew.
    pub fn uploads(&self) -> (usize, usize) {
        (self.uploads, self.anew)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<24} {:>12}  sum of the rows' SHA-256", "table", "rows")?;
        for (table, sum) in &self.rows {
            writeln!(f, "{table:<24} {:>12}  {}", sum.rows, &sum.digest.to_hex()[..16])?;
        }
        writeln!(f, "{:<24} {:>12}", "all tables", self.rows())?;
        let FilesDone { listed, bytes, copied, there, missing, missing_reported, wrong } = self.files;
        writeln!(f, "{:<24} {listed:>12}  {bytes} bytes; {}", "files", self.fate)?;
        let lines = [
            ("  copied now", copied),
            ("  there already", there),
            ("  missing", missing),
            ("  missing, reported", missing_reported),
            ("  wrong", wrong),
            ("uploads carried over", self.uploads as u64),
            ("uploads that begin anew", self.anew as u64),
        ];
        for (name, count) in lines.into_iter().filter(|(_, count)| *count > 0) {
            writeln!(f, "{name:<24} {count:>12}")?;
        }
        Ok(())
    }
}
