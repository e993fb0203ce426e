//! The journal: what changed, in order, as the triggers of the migration write it with every change.
//!
//! How a server learns that it grew is here and nowhere else: whoever commits tells [`Journal`], and who follows waits for
//! it and reads. With several servers over one database something else would tell it (PostgreSQL's `NOTIFY`, or asking
//! every now and then); readers would not notice.

use crate::store::sql;
use std::sync::Arc;

use caseport_domain::id::{CaseNumber, OrganizationId, UserId};
use tokio::sync::watch;

use super::row::{Row, get};
use super::{Conn, Error, Result, Write, settings};

/// Entries that are kept; who was away for longer than those last begins anew.
const KEPT: i64 = 100_000;
/// Entries that are read at once.
const AT_ONCE: i64 = 500;

/// How far the journal has come, for those who wait for more.
#[derive(Clone, Debug)]
pub struct Journal(Arc<watch::Sender<i64>>);

impl Journal {
    pub(super) fn new(latest: i64) -> Self {
        Self(Arc::new(watch::Sender::new(latest)))
    }

    /// Everything up to there can be read now.
    pub(super) fn has_grown(&self, latest: i64) {
        self.0.send_if_modified(|known| {
            let grew = latest > *known;
            *known = latest.max(*known);
            grew
        });
    }

    /// Tells how far it has come, and when it has come further.
    pub fn follow(&self) -> watch::Receiver<i64> {
        self.0.subscribe()
    }
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place.
    pub seq: i64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// There is a new case.
    CaseCreated(CaseNumber),
    /// A case is not what it was.
    CaseChanged(CaseNumber),
    /// A file of a case, by its id, has arrived.
    UploadFinished(CaseNumber, String),
    /// Some list has lost a case.
    CaseGone,
    /// What somebody may do may be something else, or a session has ended: to be looked at.
    Else,
}

/// The entries behind a place that may concern somebody.
#[derive(Clone, Debug)]
pub struct News {
    /// In order.
    pub changes: Vec<Change>,
    /// Everything up to there has been looked at.
    pub upto: i64,
    /// Whether there are more, which could be read already.
    pub is_cut: bool,
}

/// What may concern the person where they are: in an organization, or nowhere but with themselves.
///
/// # Errors
/// As any query.
pub async fn since(
    conn: &mut Conn,
    after: i64,
    user: &UserId,
    organization: Option<&OrganizationId>,
) -> Result<News> {
    let (_, latest) = range(conn).await?;
    let rows = sql::query(
        "SELECT seq, kind, case_number, file_id FROM changes
         WHERE seq > $1 AND (user_id = $2 OR organization_id = $3 OR other_organization_id = $3)
         ORDER BY seq LIMIT $4",
    )
    .bind(after)
    .bind(user.as_str())
    .bind(organization.map(OrganizationId::as_str))
    .bind(AT_ONCE)
    .fetch_all(conn)
    .await?;
    let changes: Vec<Change> = rows.iter().map(change).collect::<Result<_>>()?;
    let is_cut = i64::try_from(changes.len()).unwrap_or(AT_ONCE) >= AT_ONCE;
    let upto = changes.last().filter(|_| is_cut).map_or(latest, |last| last.seq);
    Ok(News { changes, upto, is_cut })
}

fn change(row: &Row) -> Result<Change> {
    let case = || {
        let number: Option<i64> = get(row, "case_number")?;
        let known = number.and_then(|number| CaseNumber::new(u32::try_from(number).ok()?));
        known.ok_or_else(|| Error::Corrupt(format!("changes.case_number = {number:?}")))
    };
    let what = match get(row, "kind")? {
        "case_created" => What::CaseCreated(case()?),
        "case_changed" => What::CaseChanged(case()?),
        "upload_finished" => What::UploadFinished(case()?, get(row, "file_id")?),
        "case_gone" => What::CaseGone,
        _ => What::Else,
    };
    Ok(Change { seq: get(row, "seq")?, what })
}

/// The places before the oldest entry that is kept and at the latest one: who stands between them has missed nothing
/// that could not be told.
///
/// # Errors
/// As any query.
pub async fn range(conn: &mut Conn) -> Result<(i64, i64)> {
    let row = sql::query(
        "SELECT COALESCE((SELECT MIN(seq) FROM changes), 1) - 1 AS before,
             COALESCE((SELECT MAX(seq) FROM changes), 0) AS latest",
    )
    .fetch_one(conn)
    .await?;
    Ok((get(&row, "before")?, get(&row, "latest")?))
}

/// Which database's journal it is.
///
/// # Errors
/// As any query.
pub async fn name(conn: &mut Conn) -> Result<String> {
    settings::value(conn, "journal")
        .await?
        .ok_or_else(|| Error::Corrupt("the journal has no name".to_owned()))
}

/// Removes the entries that are not kept.
///
/// # Errors
/// As any query.
pub async fn trim(write: &mut Write) -> Result<()> {
    sql::query("DELETE FROM changes WHERE seq <= (SELECT MAX(seq) FROM changes) - $1")
        .bind(KEPT)
        .execute(write)
        .await?;
    Ok(())
}
