//! Which files a store says there are, and which uploads are under way.

use super::super::row::{get, unsigned};
use super::super::{Conn, Result, sql, uploads};
use super::table::AT_ONCE;
use crate::files::Shelf;

/// A file that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Where it lies.
    pub shelf: Shelf,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hex; none where nobody has ever noted it.
    pub sha256: Option<String>,
}

/// The next files of a shelf behind an id, in the order of their ids; those behind the empty one are all.
///
/// # Errors
/// As any query.
pub async fn listed(conn: &mut Conn, shelf: Shelf, after: &str) -> Result<Vec<Listed>> {
    let sql = match shelf {
        Shelf::Files => "SELECT id, size, sha256 FROM files WHERE id > $1 ORDER BY id LIMIT $2",
        // Those of reports that were made here, and those that wait for one.
        Shelf::Reported => {
            "SELECT id, size, sha256 FROM (
                 SELECT file_id AS id, size, sha256 FROM detections WHERE source = 'portal' AND file_id > $1
                 UNION ALL SELECT id, size, sha256 FROM uploads
                     WHERE purpose = 'false_detection' AND finished_at IS NOT NULL AND case_number IS NULL AND id > $1
             ) AS reported ORDER BY id LIMIT $2"
        }
    };
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let rows = sql::query(sql).bind(after).bind(most).fetch_all(conn).await?;
    let listed = |row: &sql::Row| {
        Ok(Listed { id: get(row, "id")?, shelf, size: unsigned(row, "size")?, sha256: get(row, "sha256")? })
    };
    rows.iter().map(listed).collect()
}

/// The uploads that have not arrived.
///
/// # Errors
/// As any query.
pub async fn coming(conn: &mut Conn) -> Result<Vec<uploads::Upload>> {
    uploads::under_way(conn).await
}
