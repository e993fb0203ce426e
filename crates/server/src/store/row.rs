//! Reading columns: times, codes and ids out of their stored form, with the column's name in every error.

use caseport_domain::Code;
use chrono::{DateTime, Utc};

use super::sql::Column;
use super::{Error, Result};

pub use super::sql::Row;

/// A column as it is.
pub fn get<'r, T: Column<'r>>(row: &'r Row, column: &str) -> Result<T> {
    Ok(T::of(row, column)?)
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
