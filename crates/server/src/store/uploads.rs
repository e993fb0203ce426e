//! Uploads on their way: what is to come, for which case or report, and how much of it surely lies on the disk.

use crate::store::sql;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::validate::{FileName, UploadBudget};
use chrono::{DateTime, Utc};

use super::cases::{AddFiles, Allowed, MayReport};
use super::row::{Row, get, time, time_opt, unsigned};
use super::{Conn, Error, Result, Write};
use crate::files::{PutPart, Standing, Tail};

/// What an upload is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// It becomes a file of the case when it has arrived.
    Case(CaseNumber),
    /// A false-detection report is made of it afterwards; the case of the report, once it is.
    Report(Option<CaseNumber>),
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id, and the file's once it has arrived.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// What the file is for.
    pub target: Target,
    /// Which files it shares its limits with.
    pub batch: String,
    /// The file's name, cleaned.
    pub name: String,
    /// The file's type.
    pub content_type: String,
    /// Bytes in all.
    pub size: u64,
    /// The SHA-256 that the client announced, hex; what it is, of a report's file that has arrived.
    pub sha256: Option<String>,
    /// Bytes that surely lie on the disk.
    pub received: u64,
    /// Until when it can be gone on with.
    pub expires_at: DateTime<Utc>,
    /// When it had arrived whole.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Upload {
    /// Whether its file belongs to a case: then it is not to be given up any more.
    pub fn belongs_to_a_case(&self) -> bool {
        match self.target {
            Target::Case(_) => self.finished_at.is_some(),
            Target::Report(made) => made.is_some(),
        }
    }
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
    let row = sql::query(
        "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM (
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
    insert(write, ("case", Some(allowed.case())), allowed.by(), upload, now, expires_at).await
}

/// Begins the upload of a file that is to be reported.
///
/// # Errors
/// As any query.
pub async fn begin_report(
    write: &mut Write,
    permit: &MayReport,
    upload: &NewUpload,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    insert(write, ("false_detection", None), permit.user(), upload, now, expires_at).await
}

async fn insert(
    write: &mut Write,
    (purpose, case): (&str, Option<CaseNumber>),
    user: &UserId,
    upload: &NewUpload,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "INSERT INTO uploads (id, user_id, purpose, case_number, batch, name, content_type, size, sha256, created_at,
             expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&upload.id)
    .bind(user.as_str())
    .bind(purpose)
    .bind(case.map(|case| i64::from(case.value())))
    .bind(&upload.batch)
    .bind(upload.name.as_str())
    .bind(&upload.content_type)
    .bind(signed(upload.size)?)
    .bind(&upload.sha256)
    .bind(now.timestamp_micros())
    .bind(expires_at.timestamp_micros())
    .execute(write)
    .await?;
    Ok(())
}

/// A person's upload; nobody has another's.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, id: &str, user: &UserId) -> Result<Option<Upload>> {
    let row = sql::query("SELECT * FROM uploads WHERE id = $1 AND user_id = $2")
        .bind(id)
        .bind(user.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(upload).transpose()
}

/// A step of an upload.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Bytes that were received before, as whoever went on knew it.
    pub before: u64,
    /// Bytes that are now.
    pub received: u64,
    /// Until when it can be gone on with then.
    pub expires_at: DateTime<Utc>,
}

/// Notes what surely lies on the disk or in the bucket. Says no, and notes nothing, where somebody else has gone on with it
/// meanwhile.
///
/// # Errors
/// As any query.
pub async fn advance(write: &mut Write, id: &str, step: Step, standing: &Standing) -> Result<bool> {
    let done = sql::query(
        "UPDATE uploads SET received = $2, expires_at = $3 WHERE id = $1 AND finished_at IS NULL AND received = $4",
    )
    .bind(id)
    .bind(signed(step.received)?)
    .bind(step.expires_at.timestamp_micros())
    .bind(signed(step.before)?)
    .execute(write)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    note_standing(write, id, standing).await?;
    Ok(true)
}

/// Notes what lies in the bucket. Parts only ever come behind those that are known, or all of them go.
async fn note_standing(write: &mut Write, id: &str, standing: &Standing) -> Result<()> {
    let row = sql::query(
        "SELECT (SELECT COUNT(*) FROM upload_parts WHERE upload_id = $1) AS parts,
             (SELECT COUNT(*) FROM upload_objects WHERE upload_id = $1) AS objects",
    )
    .bind(id)
    .fetch_one(write)
    .await?;
    let (mut known, objects): (usize, u32) = (unsigned(&row, "parts")?, unsigned(&row, "objects")?);
    if standing.parts.len() < known || (standing.is_empty() && objects > 0) {
        for table in [
            "DELETE FROM upload_parts WHERE upload_id = $1",
            "DELETE FROM upload_objects WHERE upload_id = $1",
        ] {
            sql::query(table).bind(id).execute(write).await?;
        }
        known = 0;
    }
    if standing.is_empty() {
        return Ok(());
    }
    let tail = standing.tail.as_ref();
    sql::query(
        "INSERT INTO upload_objects (upload_id, multipart_id, tail, tail_size) VALUES ($1, $2, $3, $4)
         ON CONFLICT (upload_id) DO UPDATE SET multipart_id = excluded.multipart_id, tail = excluded.tail,
             tail_size = excluded.tail_size",
    )
    .bind(id)
    .bind(&standing.multipart)
    .bind(tail.map(|tail| tail.name.as_str()))
    .bind(signed(tail.map_or(0, |tail| tail.size))?)
    .execute(write)
    .await?;
    for (part, number) in standing.parts.iter().zip(0_i64..).skip(known) {
        sql::query("INSERT INTO upload_parts (upload_id, number, etag, size) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(number)
            .bind(&part.etag)
            .bind(signed(part.size)?)
            .execute(write)
            .await?;
    }
    Ok(())
}

/// What of an upload lies in the bucket; nothing where it has arrived, or lies on the disk.
///
/// # Errors
/// As any query.
pub async fn standing(conn: &mut Conn, id: &str) -> Result<Standing> {
    let row = sql::query(
        "SELECT o.multipart_id, o.tail, o.tail_size FROM upload_objects o JOIN uploads u ON u.id = o.upload_id
         WHERE o.upload_id = $1 AND u.finished_at IS NULL",
    )
    .bind(id)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(Standing::default()) };
    let parts = sql::query("SELECT etag, size FROM upload_parts WHERE upload_id = $1 ORDER BY number")
        .bind(id)
        .fetch_all(conn)
        .await?;
    let tail = match get::<Option<String>>(&row, "tail")? {
        Some(name) => Some(Tail { name, size: unsigned(&row, "tail_size")? }),
        None => None,
    };
    let parts: Result<_> = parts
        .iter()
        .map(|row| Ok(PutPart { etag: get(row, "etag")?, size: unsigned(row, "size")? }))
        .collect();
    Ok(Standing { multipart: get(&row, "multipart_id")?, parts: parts?, tail })
}

/// Notes that it has arrived whole, and what its SHA-256 is.
///
/// # Errors
/// As any query.
pub async fn finish(write: &mut Write, id: &str, sha256: &str, now: DateTime<Utc>) -> Result<()> {
    sql::query("UPDATE uploads SET finished_at = $2, sha256 = $3 WHERE id = $1")
        .bind(id)
        .bind(now.timestamp_micros())
        .bind(sha256)
        .execute(write)
        .await?;
    Ok(())
}

/// Notes how large a file turned out to be whose size nobody had announced; all of it lies on the disk.
///
/// # Errors
/// As any query.
pub async fn measured(write: &mut Write, id: &str, size: u64) -> Result<()> {
    sql::query("UPDATE uploads SET size = $2, received = $2 WHERE id = $1 AND finished_at IS NULL")
        .bind(id)
        .bind(signed(size)?)
        .execute(write)
        .await?;
    Ok(())
}

/// Notes the case that was made from the report of its file.
///
/// # Errors
/// As any query.
pub async fn reported(write: &mut Write, id: &str, case: CaseNumber) -> Result<()> {
    sql::query("UPDATE uploads SET case_number = $2 WHERE id = $1 AND purpose = 'false_detection'")
        .bind(id)
        .bind(i64::from(case.value()))
        .execute(write)
        .await?;
    Ok(())
}

/// How many files of the person wait to be reported, arrived or on their way.
///
/// # Errors
/// As any query.
pub async fn to_be_reported(conn: &mut Conn, permit: &MayReport, now: DateTime<Utc>) -> Result<u32> {
    let row = sql::query(
        "SELECT COUNT(*) AS n FROM uploads WHERE user_id = $1 AND purpose = 'false_detection' AND case_number IS NULL
             AND expires_at > $2",
    )
    .bind(permit.user().as_str())
    .bind(now.timestamp_micros())
    .fetch_one(conn)
    .await?;
    unsigned(&row, "n")
}

/// The uploads that have not arrived, of anybody's.
///
/// # Errors
/// As any query.
pub async fn under_way(conn: &mut Conn) -> Result<Vec<Upload>> {
    let rows =
        sql::query("SELECT * FROM uploads WHERE finished_at IS NULL ORDER BY id").fetch_all(conn).await?;
    rows.iter().map(upload).collect()
}

/// Forgets an upload.
///
/// # Errors
/// As any query.
pub async fn forget(write: &mut Write, id: &str) -> Result<()> {
    sql::query("DELETE FROM uploads WHERE id = $1").bind(id).execute(write).await?;
    Ok(())
}

/// The uploads that can no longer be gone on with, arrived or not.
///
/// # Errors
/// As any query.
pub async fn expired(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Upload>> {
    let rows = sql::query("SELECT * FROM uploads WHERE expires_at <= $1 ORDER BY expires_at LIMIT 1000")
        .bind(now.timestamp_micros())
        .fetch_all(conn)
        .await?;
    rows.iter().map(upload).collect()
}

fn upload(row: &Row) -> Result<Upload> {
    let case = get::<Option<i64>>(row, "case_number")?.map(case_number).transpose()?;
    let target = match (get::<&str>(row, "purpose")?, case) {
        ("case", Some(case)) => Target::Case(case),
        ("false_detection", made) => Target::Report(made),
        (purpose, _) => return Err(Error::Corrupt(format!("purpose = {purpose:?}"))),
    };
    Ok(Upload {
        id: get(row, "id")?,
        user: UserId(get(row, "user_id")?),
        target,
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

fn case_number(value: i64) -> Result<CaseNumber> {
    let number = u32::try_from(value).ok().and_then(CaseNumber::new);
    number.ok_or_else(|| Error::Corrupt(format!("case_number = {value}")))
}

fn signed(bytes: u64) -> Result<i64> {
    i64::try_from(bytes).map_err(|_| Error::Corrupt(format!("{bytes} bytes")))
}
