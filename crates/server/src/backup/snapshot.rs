//! The database as it is at one moment, and what it says which files there are.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::{BackupError, sync};

/// The database's file in a data folder.
pub const NAME: &str = "caseport.db";

/// Every file that has its bytes in the data folder: in which of its folders, by which name, what it is, and how long. Of an
/// upload on its way as much as was acknowledged.
const LISTED: &str = "
    SELECT 'files' AS folder, id, sha256, size FROM files
    UNION ALL SELECT 'reported', file_id, sha256, size FROM detections WHERE source = 'portal'
    UNION ALL SELECT 'reported', id, sha256, size FROM uploads
        WHERE purpose = 'false_detection' AND finished_at IS NOT NULL AND case_number IS NULL
    UNION ALL SELECT 'uploads', id, NULL, received FROM uploads WHERE finished_at IS NULL AND received > 0";

/// A file that the database lists.
#[derive(Debug)]
pub struct Listed {
    /// In which folder.
    pub folder: String,
    /// By which name.
    pub id: String,
    /// What it is, where that is known.
    pub sha256: Option<String>,
    /// How many bytes.
    pub size: i64,
}

/// Copies the database into the folder, whoever writes to it meanwhile; what the copy lists.
pub async fn take(database: &Path, to: &Path) -> Result<Vec<Listed>, BackupError> {
    let copy = to.join(NAME);
    let mut conn = SqliteConnectOptions::new().filename(database).read_only(true).connect().await?;
    sqlx::query("VACUUM INTO ?").bind(copy.to_string_lossy()).execute(&mut conn).await?;
    conn.close().await?;
    let mut conn = SqliteConnectOptions::new().filename(&copy).read_only(true).connect().await?;
    let listed = read(&mut conn).await;
    conn.close().await?;
    let listed = listed?;
    sync(&copy).map_err(|error| BackupError::Copy { what: NAME.to_owned(), error })?;
    Ok(listed)
}

async fn read(conn: &mut SqliteConnection) -> Result<Vec<Listed>, BackupError> {
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *conn).await?;
    if found != "ok" {
        return Err(BackupError::Damaged(found));
    }
    let rows: Vec<(String, String, Option<String>, i64)> = sqlx::query_as(LISTED).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(folder, id, sha256, size)| Listed { folder, id, sha256, size }).collect())
}
