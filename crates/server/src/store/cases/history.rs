//! A case's history, oldest first, paged by the entries' sequence.

use caseport_domain::api::{HistoryActor, HistoryEntry, HistoryKind, Page, Side};
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::{Known, Status};

use super::cursor::{Cursor, Key};
use super::event::Payload;
use super::visible::VisibleCase;
use crate::store::row::{Row, code, code_opt, get, time, unsigned};
use crate::store::{Conn, Result};

/// What cursors of a case's history are bound to.
pub fn list_name(case: CaseNumber) -> String {
    format!("history/{case}")
}

/// Reads the entries behind `after`, at most `limit`.
///
/// # Errors
/// As any query.
pub async fn page(
    conn: &mut Conn,
    case: &VisibleCase,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<HistoryEntry>> {
    let number = i64::from(case.number().value());
    let mut rows = sqlx::query(
        "SELECT e.seq, e.kind, e.at, e.side, e.text, e.status, e.payload, e.actor_id, e.actor_name,
                u.name AS user_name, u.email AS user_email
         FROM case_events e LEFT JOIN users u ON u.id = e.actor_id
         WHERE e.case_number = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3",
    )
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
    let row = sqlx::query("SELECT COUNT(*) AS n FROM case_events WHERE case_number = $1")
        .bind(number)
        .fetch_one(conn)
        .await?;
    let items = rows.iter().map(entry).collect::<Result<_>>()?;
    Ok(Page { items, next_cursor, total: unsigned(&row, "n")?, total_at_least: false, as_of: None })
}

/// The entry that was written last.
///
/// # Errors
/// As any query.
pub async fn last(conn: &mut Conn, case: &VisibleCase) -> Result<HistoryEntry> {
    let row = sqlx::query(
        "SELECT e.seq, e.kind, e.at, e.side, e.text, e.status, e.payload, e.actor_id, e.actor_name,
                u.name AS user_name, u.email AS user_email
         FROM case_events e LEFT JOIN users u ON u.id = e.actor_id
         WHERE e.case_number = $1 ORDER BY e.seq DESC LIMIT 1",
    )
    .bind(i64::from(case.number().value()))
    .fetch_one(conn)
    .await?;
    entry(&row)
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
        file: payload.file,
        status: code_opt::<Status>(row, "status")?.map(Known::from),
        emails: payload.emails,
        rating: payload.rating,
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
