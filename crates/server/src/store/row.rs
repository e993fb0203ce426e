//! Reading columns: times, codes and ids out of their stored form, with the column's name in every error.

use caseport_domain::Code;
use chrono::{DateTime, Utc};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type};

use super::{Error, Result};

/// A row of any query.
pub type Row = SqliteRow;

/// A column as it is.
pub fn get<'r, T>(row: &'r Row, column: &str) -> Result<T>
where
    T: Decode<'r, Sqlite> + Type<Sqlite>,
{
    Ok(row.try_get(column)?)
}

/// A time.
pub fn time(row: &Row, column: &str) -> Result<DateTime<Utc>> {
    from_micros(get(row, column)?, column)
}

/// A time that may be missing.
pub fn time_opt(row: &Row, column: &str) -> Result<Option<DateTime<Utc>>> {
    get::<Option<i64>>(row, column)?.map(|micros| from_micros(micros, column)).transpose()
}

/// A value of an enumeration, by its code.
pub fn code<T: Code>(row: &Row, column: &str) -> Result<T> {
    let text: &str = get(row, column)?;
    T::parse(text).ok_or_else(|| Error::Corrupt(format!("{column} = {text:?}")))
}

/// A value of an enumeration that may be missing.
pub fn code_opt<T: Code>(row: &Row, column: &str) -> Result<Option<T>> {
    let Some(text) = get::<Option<&str>>(row, column)? else { return Ok(None) };
    T::parse(text).map(Some).ok_or_else(|| Error::Corrupt(format!("{column} = {text:?}")))
}

/// A number that is never negative.
pub fn unsigned<T: TryFrom<i64>>(row: &Row, column: &str) -> Result<T> {
    let value: i64 = get(row, column)?;
    T::try_from(value).map_err(|_| Error::Corrupt(format!("{column} = {value}")))
}

fn from_micros(micros: i64, column: &str) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| Error::Corrupt(format!("{column} = {micros}")))
}
