//! A case's history, oldest first, paged by the entries' sequence.

use crate::store::sql;
use caseport_domain::api::{HistoryActor, HistoryEntry, HistoryKind, Page, Side};
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::{self, CommentFacts};
use caseport_domain::{Code as _, Known, Status};
use chrono::{DateTime, Utc};

use super::cursor::{Cursor, Key};
use super::event::Payload;
use super::visible::VisibleCase;
use crate::store::row::{Row, code, code_opt, get, time, time_opt, unsigned};
use crate::store::{Conn, Result};

/// What cursors of a case's history are bound to.
pub fn list_name(case: CaseNumber) -> String {
    format!("history/{case}")
}

/// The place behind the entry with this id; none where it cannot be one's id.
pub fn behind(case: CaseNumber, id: &str) -> Option<Cursor> {
    let seq: i64 = id.parse().ok()?;
    Some(Cursor { list: list_name(case), key: Key::Number(seq), number: seq })
}

/// `SELECT` of all that [`entry`] reads, with what follows `FROM`'s tables.
macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT e.seq, e.kind, e.at, e.side, e.text, e.edited_at, e.withdrawn_at, e.status, e.payload, e.actor_id,
                e.actor_name, u.name AS user_name, u.email AS user_email
             FROM case_events e LEFT JOIN users u ON u.id = e.actor_id ",
            $rest
        )
    };
}

/// Reads the entries behind `after`, at most `limit`, for the case's reader at `now`.
///
/// # Errors
/// As any query.
pub async fn page(
    conn: &mut Conn,
    case: &VisibleCase,
    after: Option<&Cursor>,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Page<HistoryEntry>> {
    let number = i64::from(case.number().value());
    let mut rows = sql::query(entries!("WHERE e.case_number = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3"))
        .bind(number)
        .bind(after.map_or(0, |cursor| cursor.number))
        .bind(i64::from(limit) + 1)
        .fetch_all(&mut *conn)
        .await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = match rows.last() {
        Some(last) if more => {
            let seq = get(last, "seq")?;
            Some(Cursor { list: list_name(case.number()), key: Key::Number(seq), number: seq }.encode())
        }
        _ => None,
    };
    let row = sql::query("SELECT COUNT(*) AS n FROM case_events WHERE case_number = $1")
        .bind(number)
        .fetch_one(conn)
        .await?;
    let items = rows.iter().map(|row| entry_for(row, case, now)).collect::<Result<_>>()?;
    Ok(Page { items, next_cursor, total: unsigned(&row, "n")?, total_at_least: false, as_of: None })
}

/// The entry that was written last, for the case's reader.
///
/// # Errors
/// As any query.
pub async fn last(conn: &mut Conn, case: &VisibleCase, now: DateTime<Utc>) -> Result<HistoryEntry> {
    entry_for(&last_row(conn, case.number()).await?, case, now)
}

/// The last entry of either kind; none where there is none.
///
/// # Errors
/// As any query.
pub async fn last_of(
    conn: &mut Conn,
    case: CaseNumber,
    kinds: [HistoryKind; 2],
) -> Result<Option<HistoryEntry>> {
    let last =
        sql::query(entries!("WHERE e.case_number = $1 AND e.kind IN ($2, $3) ORDER BY e.seq DESC LIMIT 1"));
    let last = last.bind(i64::from(case.value())).bind(kinds[0].code()).bind(kinds[1].code());
    last.fetch_optional(conn).await?.as_ref().map(entry).transpose()
}

/// The entry that was written last, for the vendor's side.
///
/// # Errors
/// As any query.
pub async fn last_for_vendor(conn: &mut Conn, case: CaseNumber) -> Result<HistoryEntry> {
    entry(&last_row(conn, case).await?)
}

async fn last_row(conn: &mut Conn, case: CaseNumber) -> Result<Row> {
    let last = sql::query(entries!("WHERE e.case_number = $1 ORDER BY e.seq DESC LIMIT 1"));
    Ok(last.bind(i64::from(case.value())).fetch_one(conn).await?)
}

/// The entry with that sequence, which is there, for the case's reader.
///
/// # Errors
/// As any query.
pub async fn one(conn: &mut Conn, case: &VisibleCase, seq: i64, now: DateTime<Utc>) -> Result<HistoryEntry> {
    let one = sql::query(entries!("WHERE e.case_number = $1 AND e.seq = $2"));
    let row = one.bind(i64::from(case.number().value())).bind(seq).fetch_one(conn).await?;
    entry_for(&row, case, now)
}

fn entry_for(row: &Row, case: &VisibleCase, now: DateTime<Utc>) -> Result<HistoryEntry> {
    let entry = entry(row)?;
    if entry.kind != Known::Value(HistoryKind::Comment) {
        return Ok(entry);
    }
    let comment =
        CommentFacts { by: entry.by.id.clone(), at: entry.at, withdrawn: entry.withdrawn_at.is_some() };
    let is_changeable = case.change_comment(&comment, now).is_allowed();
    Ok(HistoryEntry { changeable_until: is_changeable.then(|| policy::comment_deadline(&comment)), ..entry })
}

fn entry(row: &Row) -> Result<HistoryEntry> {
    let payload = match get::<Option<&str>>(row, "payload")? {
        Some(json) => serde_json::from_str(json)?,
        None => Payload::default(),
    };
    let seq: i64 = get(row, "seq")?;
    Ok(HistoryEntry {
        id: seq.to_string(),
        kind: code::<HistoryKind>(row, "kind")?.into(),
        at: time(row, "at")?,
        by: actor(row)?,
        text: get(row, "text")?,
        edited_at: time_opt(row, "edited_at")?,
        withdrawn_at: time_opt(row, "withdrawn_at")?,
        changeable_until: None,
        file: payload.file,
        status: code_opt::<Status>(row, "status")?.map(Known::from),
        emails: payload.emails,
        rating: payload.rating,
        verdict: payload.verdict.map(Known::from),
    })
}

fn actor(row: &Row) -> Result<HistoryActor> {
    let side: Side = code(row, "side")?;
    Ok(match get::<Option<String>>(row, "actor_id")? {
        Some(id) => HistoryActor {
            id: Some(UserId(id)),
            name: get(row, "user_name")?,
            email: get(row, "user_email")?,
            side,
        },
        None => HistoryActor { id: None, name: get(row, "actor_name")?, email: None, side },
    })
}
