//! The files of a case that a reader can see. The one that a false-detection case was made from is listed, too, so that
//! its row can say why nobody gets it.

use crate::store::sql;
use caseport_domain::api::{CaseFile, Person};
use caseport_domain::id::{CaseNumber, UserId};
use chrono::{DateTime, Utc};

use super::permit::{Allowed, Download};
use super::visible::VisibleCase;
use crate::store::reader::Reader;
use crate::store::row::{get, time, unsigned};
use crate::store::{Conn, Error, Result};

/// Every file of the case, oldest first, with whether the reader may download it at `now`.
///
/// # Errors
/// As any query.
pub async fn list(conn: &mut Conn, case: &VisibleCase, now: DateTime<Utc>) -> Result<Vec<CaseFile>> {
    let download = case.actions(now).download_files;
    let rows = sql::query(
        "SELECT f.id, f.name, f.size, f.content_type, f.sha256, f.batch, f.uploaded_at,
                u.id AS user_id, u.name AS user_name, u.email AS user_email
         FROM case_files f JOIN users u ON u.id = f.uploaded_by
         WHERE f.case_number = $1 ORDER BY f.uploaded_at, f.id",
    )
    .bind(i64::from(case.number().value()))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(CaseFile {
                id: get(row, "id")?,
                name: get(row, "name")?,
                size: unsigned(row, "size")?,
                content_type: get(row, "content_type")?,
                sha256: get(row, "sha256")?,
                batch: get(row, "batch")?,
                uploaded_by: Person {
                    id: UserId(get(row, "user_id")?),
                    name: get(row, "user_name")?,
                    email: get(row, "user_email")?,
                },
                uploaded_at: time(row, "uploaded_at")?,
                download: download.clone(),
            })
        })
        .collect()
}

/// The case of a file, where the person can see it at this moment.
///
/// # Errors
/// As any query.
pub async fn case_of(conn: &mut Conn, user: &UserId, file: &str) -> Result<Option<VisibleCase>> {
    let reader = Reader::load(conn, user).await?;
    let row = sql::query("SELECT case_number FROM case_files WHERE id = $1")
        .bind(file)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let number: i64 = get(&row, "case_number")?;
    let known = u32::try_from(number).ok().and_then(CaseNumber::new);
    let number = known.ok_or_else(|| Error::Corrupt(format!("files.case_number = {number}")))?;
    VisibleCase::find(conn, reader, number).await
}

/// A file that may be handed out: one that was added to a case, and none that a case was made from.
#[derive(Clone, Debug)]
pub struct HandedOut {
    /// Its id, and the name of its bytes on the disk.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, hex; none for files that were brought in without one.
    pub sha256: Option<String>,
    /// When it was whole.
    pub uploaded_at: DateTime<Utc>,
}

/// A file of the case that somebody may download from.
///
/// # Errors
/// As any query.
pub async fn hand_out(conn: &mut Conn, allowed: &Allowed<Download>, file: &str) -> Result<Option<HandedOut>> {
    let row =
        sql::query("SELECT name, size, sha256, uploaded_at FROM files WHERE id = $1 AND case_number = $2")
            .bind(file)
            .bind(i64::from(allowed.case().value()))
            .fetch_optional(conn)
            .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(HandedOut {
        id: file.to_owned(),
        name: get(&row, "name")?,
        size: unsigned(&row, "size")?,
        sha256: get(&row, "sha256")?,
        uploaded_at: time(&row, "uploaded_at")?,
    }))
}
