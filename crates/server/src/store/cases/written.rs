//! A comment after it was written: changed or taken back by its author, while the rules let them.

use crate::store::sql;
use caseport_domain::Decision;
use caseport_domain::api::{HistoryEntry, HistoryKind};
use caseport_domain::decision::Reason;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::CommentFacts;
use caseport_domain::validate::CommentText;
use chrono::{DateTime, Utc};

use super::visible::VisibleCase;
use crate::store::row::{code, get, time, time_opt};
use crate::store::{Conn, Result, Write, idempotency};

/// A comment of a case.
#[derive(Clone, Debug)]
pub struct WrittenComment {
    case: CaseNumber,
    seq: i64,
    facts: CommentFacts,
    text: Option<String>,
}

impl WrittenComment {
    /// The comment with that id, as the case's history has it; none where there is no such entry, or it is something else.
    ///
    /// # Errors
    /// As any query.
    pub async fn of(conn: &mut Conn, case: &VisibleCase, id: &str) -> Result<Option<Self>> {
        let Some(seq) = id.parse::<i64>().ok().filter(|seq| seq.to_string() == id) else { return Ok(None) };
        let row = sql::query(
            "SELECT kind, actor_id, at, withdrawn_at, text FROM case_events WHERE case_number = $1 AND seq = $2",
        )
        .bind(i64::from(case.number().value()))
        .bind(seq)
        .fetch_optional(conn)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if code::<HistoryKind>(&row, "kind")? != HistoryKind::Comment {
            return Ok(None);
        }
        let facts = CommentFacts {
            by: get::<Option<String>>(&row, "actor_id")?.map(UserId),
            at: time(&row, "at")?,
            withdrawn: time_opt(&row, "withdrawn_at")?.is_some(),
        };
        Ok(Some(Self { case: case.number(), seq, facts, text: get(&row, "text")? }))
    }

    /// Its place in the history.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Whether it says that.
    pub fn says(&self, text: &CommentText) -> bool {
        self.text.as_deref() == Some(text.as_str())
    }
}

/// The proof that its author may change a comment.
#[derive(Debug)]
pub struct MayChange {
    case: CaseNumber,
    seq: i64,
    by: UserId,
}

impl VisibleCase {
    /// The proof that the reader may change the comment now.
    ///
    /// # Errors
    /// Why not.
    pub fn allow_change(
        &self,
        comment: &WrittenComment,
        now: DateTime<Utc>,
    ) -> std::result::Result<MayChange, Reason> {
        match self.change_comment(&comment.facts, now) {
            Decision::Allowed => {
                Ok(MayChange { case: comment.case, seq: comment.seq, by: self.reader().user().clone() })
            }
            Decision::Denied(reason) => Err(reason),
        }
    }
}

/// Gives the comment other words; those of before are nowhere any more.
///
/// # Errors
/// As any query.
pub async fn edit_comment(
    write: &mut Write,
    allowed: &MayChange,
    text: &CommentText,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query("UPDATE case_events SET text = $2, edited_at = $3 WHERE seq = $1")
        .bind(allowed.seq)
        .bind(text.as_str())
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    touch(write, allowed, now).await
}

/// Takes the comment back: it keeps its place, and its words are nowhere any more.
///
/// # Errors
/// As any query.
pub async fn withdraw_comment(write: &mut Write, allowed: &MayChange, now: DateTime<Utc>) -> Result<()> {
    sql::query("UPDATE case_events SET text = NULL, withdrawn_at = $2 WHERE seq = $1")
        .bind(allowed.seq)
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    touch(write, allowed, now).await
}

async fn touch(write: &mut Write, allowed: &MayChange, now: DateTime<Utc>) -> Result<()> {
    sql::query("UPDATE cases SET updated_at = $2, revision = revision + 1 WHERE number = $1")
        .bind(i64::from(allowed.case.value()))
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}

/// Puts the comment as it is now in place of the answer that is kept for repetitions of adding it.
///
/// # Errors
/// As any query.
pub async fn correct_kept_answer(write: &mut Write, allowed: &MayChange, entry: &HistoryEntry) -> Result<()> {
    let body = serde_json::to_string(entry)?;
    let is_of_it = |kept: &str| serde_json::from_str::<HistoryEntry>(kept).is_ok_and(|it| it.id == entry.id);
    idempotency::correct(write, allowed.by.as_str(), is_of_it, &body).await
}
