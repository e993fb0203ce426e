//! False-detection reports: who may make one, the proof that a case may be made of it, and what is kept of it.

use crate::store::sql;
use caseport_domain::api::{Detection, HistoryKind, Named, Person, ReportAllowance};
use caseport_domain::case::{SubmissionType, Verdict};
use caseport_domain::decision::Reason;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::{self, ReportDay};
use caseport_domain::validate::{NewReport, NewVerdict, ReportedFile, VerdictNote};
use caseport_domain::{CaseKind, Code as _, Decision, limits};
use chrono::{DateTime, Utc};

use super::event::{Event, Payload, record};
use super::vendor::VendorDesk;
use super::visible::VisibleCase;
use crate::store::row::{Row, code, get, time, time_opt, unsigned};
use crate::store::{Conn, Error, Result, Write};

/// The proof that a person may report a false detection now.
#[derive(Clone, Debug)]
pub struct MayReport(UserId);

impl MayReport {
    /// Asks the rules, with the reports that the person has made today. Inside a write transaction nobody makes another
    /// one before it is over.
    ///
    /// # Errors
    /// As any query; the inner error is the reason of the rules' no.
    pub async fn ask(
        conn: &mut Conn,
        user: &UserId,
        now: DateTime<Utc>,
    ) -> Result<std::result::Result<Self, Reason>> {
        let made = made_in(conn, user, ReportDay::of(now)).await?;
        Ok(match policy::report_false_detection(made, now) {
            Decision::Allowed => Ok(Self(user.clone())),
            Decision::Denied(reason) => Err(reason),
        })
    }

    /// Who may.
    pub fn user(&self) -> &UserId {
        &self.0
    }
}

/// Whether the person may report a false detection now, and how many more today.
///
/// # Errors
/// As any query.
pub async fn allowance(conn: &mut Conn, user: &UserId, now: DateTime<Utc>) -> Result<ReportAllowance> {
    let day = ReportDay::of(now);
    let made = made_in(conn, user, day).await?;
    Ok(ReportAllowance {
        report: policy::report_false_detection(made, now),
        limit: limits::FALSE_DETECTIONS_PER_DAY,
        remaining: policy::reports_left(made),
        resets_at: day.ends,
    })
}

/// The reports that the person has made in a day. What the vendor's systems bring in their name does not count.
async fn made_in(conn: &mut Conn, user: &UserId, day: ReportDay) -> Result<u32> {
    let row = sql::query(
        "SELECT COUNT(*) AS n FROM cases c JOIN detections d ON d.case_number = c.number
         WHERE c.submitter_id = $1 AND c.kind = $2 AND c.created_at >= $3 AND c.created_at < $4
             AND d.source = 'portal'",
    )
    .bind(user.as_str())
    .bind(CaseKind::FalseDetection.code())
    .bind(day.begins.timestamp_micros())
    .bind(day.ends.timestamp_micros())
    .fetch_one(conn)
    .await?;
    unsigned(&row, "n")
}

/// By which way a report has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportSource {
    /// Made here, with its file.
    Portal,
    /// Brought in by the vendor's own systems, which have the file.
    Vendor,
}

/// Keeps the report that a case was just made of; `file_id` is the file's.
///
/// # Errors
/// As any query.
pub async fn keep_report(
    write: &mut Write,
    case: CaseNumber,
    report: &NewReport,
    file: &ReportedFile,
    file_id: &str,
    source: ReportSource,
) -> Result<()> {
    sql::query(
        "INSERT INTO detections (case_number, file_id, file_name, size, sha256, submission_type, verdict, description,
             products, source)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(i64::from(case.value()))
    .bind(file_id)
    .bind(file.name.as_str())
    .bind(i64::try_from(file.size).map_err(|_| Error::Corrupt(format!("{} bytes", file.size)))?)
    .bind(&file.sha256)
    .bind(report.submission_type.code())
    .bind(Verdict::InQueue.code())
    .bind(report.description.as_str())
    .bind(serde_json::to_string(&report.products)?)
    .bind(match source {
        ReportSource::Portal => "portal",
        ReportSource::Vendor => "vendor",
    })
    .execute(write)
    .await?;
    Ok(())
}

/// The report behind a case that its reader can see; none where it was not made of one.
///
/// # Errors
/// As any query.
pub async fn report(conn: &mut Conn, case: &VisibleCase) -> Result<Option<Detection>> {
    read(conn, case.number()).await
}

/// The report behind a case, for the vendor.
///
/// # Errors
/// As any query.
pub async fn report_for_vendor(
    conn: &mut Conn,
    _: &VendorDesk,
    case: CaseNumber,
) -> Result<Option<Detection>> {
    read(conn, case).await
}

/// Notes what the vendor's analysis has come to, on the report and in the case's history. The same verdict once more,
/// with nothing to say of it, is no news. False where the case was not made of a report.
///
/// # Errors
/// As any query.
pub async fn give_verdict(
    write: &mut Write,
    desk: &VendorDesk,
    case: CaseNumber,
    verdict: &NewVerdict,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(before) = read(write, case).await? else { return Ok(false) };
    let changes = before.verdict.value() != Some(verdict.verdict);
    if !changes && verdict.note.is_none() {
        return Ok(true);
    }
    if changes {
        sql::query("UPDATE detections SET verdict = $2, verdict_at = $3 WHERE case_number = $1")
            .bind(i64::from(case.value()))
            .bind(verdict.verdict.code())
            .bind(now.timestamp_micros())
            .execute(write)
            .await?;
    }
    let actor = desk.actor();
    let payload = Payload { verdict: Some(verdict.verdict), ..Payload::default() };
    let text = verdict.note.as_ref().map(VerdictNote::as_str);
    record(write, case, Event { text, payload, ..Event::new(HistoryKind::Verdict, now, &actor) }).await?;
    Ok(true)
}

async fn read(conn: &mut Conn, case: CaseNumber) -> Result<Option<Detection>> {
    let number = i64::from(case.value());
    let row = sql::query(
        "SELECT d.file_name, d.size, d.sha256, d.submission_type, d.verdict, d.verdict_at, d.description, c.created_at,
             u.id AS user_id, u.name AS user_name, u.email AS user_email
         FROM detections d JOIN cases c ON c.number = d.case_number JOIN users u ON u.id = c.submitter_id
         WHERE d.case_number = $1",
    )
    .bind(number)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    // In the order in which they were named; one that the catalog no longer knows under its id.
    let products = sql::query(
        "SELECT j.value AS id, COALESCE(p.name, j.value) AS name
         FROM detections d, json_each(d.products) j LEFT JOIN products p ON p.id = j.value
         WHERE d.case_number = $1 ORDER BY j.key",
    )
    .bind(number)
    .fetch_all(conn)
    .await?;
    let named = |row: &Row| Ok(Named { id: get(row, "id")?, name: get(row, "name")? });
    detection(case, &row, products.iter().map(named).collect::<Result<_>>()?).map(Some)
}

fn detection(case: CaseNumber, row: &Row, products: Vec<Named>) -> Result<Detection> {
    Ok(Detection {
        case,
        file_name: get(row, "file_name")?,
        size: unsigned(row, "size")?,
        sha256: get(row, "sha256")?,
        submission_type: code::<SubmissionType>(row, "submission_type")?.into(),
        products,
        description: get(row, "description")?,
        verdict: code::<Verdict>(row, "verdict")?.into(),
        verdict_changed_at: time_opt(row, "verdict_at")?,
        reported_at: time(row, "created_at")?,
        reported_by: Person {
            id: UserId(get(row, "user_id")?),
            name: get(row, "user_name")?,
            email: get(row, "user_email")?,
        },
    })
}
