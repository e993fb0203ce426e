//! Case numbers: a sequence that starts somewhere in the range of eight digits, raised by whoever creates a case.

use crate::store::sql;
use caseport_domain::id::CaseNumber;

use crate::store::row::get;
use crate::store::{Error, Result, Write};

const SEQUENCE: &str = "case_number";

/// Starts the sequence behind `first - 1`, where it has not started yet.
///
/// # Errors
/// As any query.
pub async fn start_at(write: &mut Write, first: CaseNumber) -> Result<()> {
    sql::query("INSERT INTO sequences (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(SEQUENCE)
        .bind(i64::from(first.value()) - 1)
        .execute(write)
        .await?;
    Ok(())
}

/// Takes the next number.
pub(super) async fn next(write: &mut Write) -> Result<CaseNumber> {
    take(write, 1).await
}

/// Takes `count` numbers in a row and returns the first.
///
/// # Errors
/// As any query, or the range of eight digits is used up.
pub async fn take(write: &mut Write, count: u32) -> Result<CaseNumber> {
    let row = sql::query("UPDATE sequences SET value = value + $2 WHERE name = $1 RETURNING value")
        .bind(SEQUENCE)
        .bind(i64::from(count))
        .fetch_one(write)
        .await?;
    let last: i64 = get(&row, "value")?;
    let exhausted = || Error::Corrupt(format!("the case numbers are used up at {last}"));
    let first = u32::try_from(last - i64::from(count) + 1).map_err(|_| exhausted())?;
    if last > i64::from(CaseNumber::LAST) {
        return Err(exhausted());
    }
    CaseNumber::new(first).ok_or_else(exhausted)
}
