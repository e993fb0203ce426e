//! Whose turn it is: cases whose customer's side has written last, since there is somebody to answer.

use crate::store::sql;
use caseport_domain::id::CaseNumber;
use caseport_domain::{CaseKind, Severity};
use chrono::{DateTime, Utc};

use crate::store::row::{Row, code, get, time, unsigned};
use crate::store::{Conn, Error, Result, Store, settings};

/// The setting that says behind which entry of all histories the play begins: the demo's own past is none of it.
const BEGIN: &str = "demo_replies";

/// What waits for an answer: everything that the customer's side has written since the vendor's last word.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The case.
    pub case: CaseNumber,
    /// How it came to be.
    pub kind: CaseKind,
    /// The issue type's id.
    pub issue_type: String,
    /// How much it hurts.
    pub severity: Severity,
    /// Whether the case was reopened with it.
    pub is_reopening: bool,
    /// How often the vendor has answered in the case.
    pub answers: usize,
    /// Who of the vendor's answered last.
    pub answered_by: Option<String>,
    /// Who has written last.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An escalation that waits to be taken up.
#[derive(Clone, Debug)]
pub struct Escalated {
    /// The case.
    pub case: CaseNumber,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// The last entry of all histories.
///
/// # Errors
/// As any query.
async fn last_entry(conn: &mut Conn) -> Result<i64> {
    get(&sql::query("SELECT COALESCE(MAX(seq), 0) AS seq FROM case_events").fetch_one(conn).await?, "seq")
}

/// Lets the play begin with what comes next, unless it has begun already. What was brought in by `fill`, which is done
/// meanwhile, is never answered.
///
/// # Errors
/// As any query, and as `fill`.
pub async fn begin<E: From<Error>>(
    store: &Store,
    fill: impl Future<Output = std::result::Result<(), E>>,
) -> std::result::Result<(), E> {
    let before = last_entry(&mut *store.read().await?).await?;
    fill.await?;
    let mut write = store.write().await?;
    let last = last_entry(&mut write).await?;
    if last > before || settings::value(&mut write, BEGIN).await?.is_none() {
        settings::set(&mut write, BEGIN, &last.to_string()).await?;
    }
    Ok(write.commit().await?)
}

async fn begun(conn: &mut Conn) -> Result<i64> {
    let begun = settings::value(conn, BEGIN).await?;
    Ok(begun.and_then(|text| text.parse().ok()).unwrap_or(i64::MAX))
}

/// What waits for an answer.
///
/// # Errors
/// As any query.
pub async fn turns(conn: &mut Conn) -> Result<Vec<Turn>> {
    let begun = begun(conn).await?;
    let rows = sql::query(
        "SELECT c.number, c.kind, c.issue_type, c.severity, u.name AS author, e.at,
             (SELECT COUNT(*) FROM case_events r WHERE r.case_number = c.number AND r.kind = 'reopened'
                 AND r.seq > COALESCE((SELECT MAX(v.seq) FROM case_events v
                     WHERE v.case_number = c.number AND v.side = 'vendor'), 0)) AS reopenings,
             (SELECT COUNT(*) FROM case_events v
                 WHERE v.case_number = c.number AND v.side = 'vendor' AND v.kind = 'comment') AS answers,
             (SELECT v.actor_name FROM case_events v
                 WHERE v.case_number = c.number AND v.side = 'vendor' AND v.kind = 'comment'
                 ORDER BY v.seq DESC LIMIT 1) AS answered_by
         FROM (SELECT case_number, MAX(seq) AS seq FROM case_events
                 WHERE seq > $1 AND side = 'customer' AND kind IN ('created', 'comment', 'reopened')
                     AND withdrawn_at IS NULL
                 GROUP BY case_number) said
             JOIN case_events e ON e.seq = said.seq
             JOIN cases c ON c.number = said.case_number
             JOIN users u ON u.id = e.actor_id
         WHERE c.status <> 'closed' AND NOT EXISTS (SELECT 1 FROM case_events v
             WHERE v.case_number = said.case_number AND v.seq > said.seq AND v.side = 'vendor'
                 AND v.kind IN ('comment', 'status', 'closed', 'reopened'))
         ORDER BY said.seq",
    )
    .bind(begun)
    .fetch_all(conn)
    .await?;
    rows.iter().map(turn).collect()
}

fn turn(row: &Row) -> Result<Turn> {
    Ok(Turn {
        case: case(row)?,
        kind: code(row, "kind")?,
        issue_type: get(row, "issue_type")?,
        severity: code(row, "severity")?,
        is_reopening: unsigned::<u32>(row, "reopenings")? > 0,
        answers: unsigned(row, "answers")?,
        answered_by: get(row, "answered_by")?,
        author: get(row, "author")?,
        at: time(row, "at")?,
    })
}

/// The escalations that wait to be taken up.
///
/// # Errors
/// As any query.
pub async fn escalated(conn: &mut Conn) -> Result<Vec<Escalated>> {
    let begun = begun(conn).await?;
    let rows = sql::query(
        "SELECT c.number, x.at FROM escalations x JOIN cases c ON c.number = x.case_number
         WHERE x.state = 'requested' AND c.status <> 'closed' AND EXISTS (SELECT 1 FROM case_events e
             WHERE e.case_number = c.number AND e.kind = 'escalated' AND e.seq > $1)
         ORDER BY x.at",
    )
    .bind(begun)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Escalated { case: case(row)?, at: time(row, "at")? })).collect()
}

fn case(row: &Row) -> Result<CaseNumber> {
    let number: u32 = unsigned(row, "number")?;
    CaseNumber::new(number).ok_or_else(|| Error::Corrupt(format!("number = {number}")))
}
