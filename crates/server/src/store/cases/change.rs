//! What the customer's side does to a case. Each function takes the proof that it may.

use crate::store::sql;
use caseport_domain::Status;
use caseport_domain::api::{HistoryFile, HistoryKind, Rating};
use caseport_domain::validate::{CommentText, NewRating, ReopenReason};
use chrono::{DateTime, Utc};

use super::event::{Actor, Event, Payload, record};
use super::permit::{AddFiles, Allowed, Close, Comment, Rate, Reopen};
use crate::store::row::code;
use crate::store::{Result, Write};

fn actor<A>(allowed: &Allowed<A>) -> Actor {
    Actor::User(allowed.by().clone())
}

/// The status after the customer's side has written: the vendor's turn. Nothing where it is already.
async fn vendors_turn<A>(write: &mut Write, allowed: &Allowed<A>) -> Result<Option<Status>> {
    let row = sql::query("SELECT status FROM cases WHERE number = $1")
        .bind(i64::from(allowed.case().value()))
        .fetch_one(write)
        .await?;
    let now: Status = code(&row, "status")?;
    Ok((now != Status::WaitingOnVendor).then_some(Status::WaitingOnVendor))
}

/// Adds a comment; it is the vendor's turn then.
///
/// # Errors
/// As any query.
pub async fn comment(
    write: &mut Write,
    allowed: &Allowed<Comment>,
    text: &CommentText,
    now: DateTime<Utc>,
) -> Result<()> {
    let status = vendors_turn(write, allowed).await?;
    let actor = actor(allowed);
    let event = Event { text: Some(text.as_str()), status, ..Event::new(HistoryKind::Comment, now, &actor) };
    record(write, allowed.case(), event).await
}

/// A file that has arrived whole and lies under its id.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Its id and the name of its bytes.
    pub id: String,
    /// Its name, cleaned.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its type.
    pub content_type: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: Option<String>,
    /// The upload that it came with.
    pub batch: Option<String>,
}

/// Adds a file; it is the vendor's turn then.
///
/// # Errors
/// As any query.
pub async fn add_file(
    write: &mut Write,
    allowed: &Allowed<AddFiles>,
    file: &NewFile,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "INSERT INTO files (id, case_number, name, size, content_type, sha256, batch, uploaded_by, uploaded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&file.id)
    .bind(i64::from(allowed.case().value()))
    .bind(&file.name)
    .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
    .bind(&file.content_type)
    .bind(&file.sha256)
    .bind(&file.batch)
    .bind(allowed.by().as_str())
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    let status = vendors_turn(write, allowed).await?;
    let actor = actor(allowed);
    let named = HistoryFile { id: file.id.clone(), name: file.name.clone(), size: file.size };
    let payload = Payload { file: Some(named), ..Payload::default() };
    record(write, allowed.case(), Event { status, payload, ..Event::new(HistoryKind::File, now, &actor) })
        .await
}

/// Closes the case.
///
/// # Errors
/// As any query.
pub async fn close(write: &mut Write, allowed: &Allowed<Close>, now: DateTime<Utc>) -> Result<()> {
    let actor = actor(allowed);
    let event = Event { status: Some(Status::Closed), ..Event::new(HistoryKind::Closed, now, &actor) };
    record(write, allowed.case(), event).await
}

/// Reopens the case; it is the vendor's turn then.
///
/// # Errors
/// As any query.
pub async fn reopen(
    write: &mut Write,
    allowed: &Allowed<Reopen>,
    reason: &ReopenReason,
    now: DateTime<Utc>,
) -> Result<()> {
    let actor = actor(allowed);
    let event = Event {
        text: Some(reason.as_str()),
        status: Some(Status::WaitingOnVendor),
        ..Event::new(HistoryKind::Reopened, now, &actor)
    };
    record(write, allowed.case(), event).await
}

/// Gives the rating, or changes it.
///
/// # Errors
/// As any query.
pub async fn rate(
    write: &mut Write,
    allowed: &Allowed<Rate>,
    rating: &NewRating,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "UPDATE cases SET rating_overall = $2, rating_solution = $3, rating_speed = $4, rating_comment = $5,
             rated_at = $6 WHERE number = $1",
    )
    .bind(i64::from(allowed.case().value()))
    .bind(i64::from(rating.overall.value()))
    .bind(rating.solution.map(|stars| i64::from(stars.value())))
    .bind(rating.speed.map(|stars| i64::from(stars.value())))
    .bind(&rating.comment)
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    let given = Rating {
        overall: rating.overall.value(),
        solution: rating.solution.map(|stars| stars.value()),
        speed: rating.speed.map(|stars| stars.value()),
        comment: rating.comment.clone(),
        rated_at: now,
    };
    let actor = actor(allowed);
    let payload = Payload { rating: Some(given), ..Payload::default() };
    record(write, allowed.case(), Event { payload, ..Event::new(HistoryKind::Rated, now, &actor) }).await
}
