//! The files of a case that a reader can see. The one that a false-detection case was made from is listed, too, so that
//! its row can say why nobody gets it.

use caseport_domain::api::{CaseFile, Person};
use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use super::visible::VisibleCase;
use crate::store::row::{get, time, unsigned};
use crate::store::{Conn, Result};

/// Every file of the case, oldest first, with whether the reader may download it at `now`.
///
/// # Errors
/// As any query.
pub async fn list(conn: &mut Conn, case: &VisibleCase, now: DateTime<Utc>) -> Result<Vec<CaseFile>> {
    let download = case.actions(now).download_files;
    let rows = sqlx::query(
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
