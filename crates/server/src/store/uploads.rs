//! Uploads on their way: what is to come, for which case, and how much of it surely lies on the disk.

use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::validate::{FileName, UploadBudget};
use chrono::{DateTime, Utc};

use super::cases::{AddFiles, Allowed};
use super::row::{Row, get, time, time_opt, unsigned};
use super::{Conn, Error, Result, Write};

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id, and the file's once it has arrived.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// The case that the file is for.
    pub case: CaseNumber,
    /// Which files it shares its limits with.
    pub batch: String,
    /// The file's name, cleaned.
    pub name: String,
    /// The file's type.
    pub content_type: String,
    /// Bytes in all.
    pub size: u64,
    /// The SHA-256 that the client announced, hex.
    pub sha256: Option<String>,
    /// Bytes that surely lie on the disk.
    pub received: u64,
    /// Until when it can be gone on with.
    pub expires_at: DateTime<Utc>,
    /// When it became a file of the case.
    pub finished_at: Option<DateTime<Utc>>,
}

/// An upload to begin.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Its id.
    pub id: String,
    /// Which files it shares its limits with.
    pub batch: String,
    /// The file's name.
    pub name: FileName,
    /// The file's type.
    pub content_type: String,
    /// Bytes in all.
    pub size: u64,
    /// The whole file's SHA-256, hex, where the client knows it.
    pub sha256: Option<String>,
}

/// What the person has uploaded to the case with this batch, arrived or on its way.
///
/// # Errors
/// As any query.
pub async fn budget(
    conn: &mut Conn,
    allowed: &Allowed<AddFiles>,
    batch: &str,
    now: DateTime<Utc>,
) -> Result<UploadBudget> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM (
             SELECT size FROM files WHERE case_number = $1 AND uploaded_by = $2 AND batch = $3
             UNION ALL
             SELECT size FROM uploads WHERE case_number = $1 AND user_id = $2 AND batch = $3
                 AND finished_at IS NULL AND expires_at > $4
         ) AS so_far",
    )
    .bind(i64::from(allowed.case().value()))
    .bind(allowed.by().as_str())
    .bind(batch)
    .bind(now.timestamp_micros())
    .fetch_one(conn)
    .await?;
    Ok(UploadBudget { files: unsigned(&row, "files")?, bytes: unsigned(&row, "bytes")? })
}

/// Begins an upload.
///
/// # Errors
/// As any query.
pub async fn begin(
    write: &mut Write,
    allowed: &Allowed<AddFiles>,
    upload: &NewUpload,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO uploads (id, user_id, case_number, batch, name, content_type, size, sha256, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&upload.id)
    .bind(allowed.by().as_str())
    .bind(i64::from(allowed.case().value()))
    .bind(&upload.batch)
    .bind(upload.name.as_str())
    .bind(&upload.content_type)
    .bind(signed(upload.size)?)
    .bind(&upload.sha256)
    .bind(now.timestamp_micros())
    .bind(expires_at.timestamp_micros())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// A person's upload; nobody has another's.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, id: &str, user: &UserId) -> Result<Option<Upload>> {
    let row = sqlx::query("SELECT * FROM uploads WHERE id = $1 AND user_id = $2")
        .bind(id)
        .bind(user.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(upload).transpose()
}

/// Notes what surely lies on the disk; it can be gone on with until `expires_at`.
///
/// # Errors
/// As any query.
pub async fn advance(write: &mut Write, id: &str, received: u64, expires_at: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE uploads SET received = $2, expires_at = $3 WHERE id = $1 AND finished_at IS NULL")
        .bind(id)
        .bind(signed(received)?)
        .bind(expires_at.timestamp_micros())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Notes that it is a file of its case now.
///
/// # Errors
/// As any query.
pub async fn finish(write: &mut Write, id: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE uploads SET finished_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now.timestamp_micros())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Forgets an upload.
///
/// # Errors
/// As any query.
pub async fn forget(write: &mut Write, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM uploads WHERE id = $1").bind(id).execute(&mut **write).await?;
    Ok(())
}

/// The uploads that can no longer be gone on with, arrived or not.
///
/// # Errors
/// As any query.
pub async fn expired(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Upload>> {
    let rows = sqlx::query("SELECT * FROM uploads WHERE expires_at <= $1 ORDER BY expires_at LIMIT 1000")
        .bind(now.timestamp_micros())
        .fetch_all(conn)
        .await?;
    rows.iter().map(upload).collect()
}

fn upload(row: &Row) -> Result<Upload> {
    let number: u32 = unsigned(row, "case_number")?;
    Ok(Upload {
        id: get(row, "id")?,
        user: UserId(get(row, "user_id")?),
        case: CaseNumber::new(number).ok_or_else(|| Error::Corrupt(format!("case_number = {number}")))?,
        batch: get(row, "batch")?,
        name: get(row, "name")?,
        content_type: get(row, "content_type")?,
        size: unsigned(row, "size")?,
        sha256: get(row, "sha256")?,
        received: unsigned(row, "received")?,
        expires_at: time(row, "expires_at")?,
        finished_at: time_opt(row, "finished_at")?,
    })
}

fn signed(bytes: u64) -> Result<i64> {
    i64::try_from(bytes).map_err(|_| Error::Corrupt(format!("{bytes} bytes")))
}
