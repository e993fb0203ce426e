//! Facts about the store itself: whether it holds demo data, and how much of it.

use super::row::get;
use super::{Conn, Result, Write};
use crate::store::sql;

/// A setting's value.
///
/// # Errors
/// As any query.
pub async fn value(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    let row = sql::query("SELECT value FROM settings WHERE key = $1").bind(key).fetch_optional(conn).await?;
    row.map(|row| get(&row, "value")).transpose()
}

/// Sets a setting.
///
/// # Errors
/// As any query.
pub async fn set(write: &mut Write, key: &str, value: &str) -> Result<()> {
    sql::query(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(write)
    .await?;
    Ok(())
}

/// Removes a setting.
///
/// # Errors
/// As any query.
pub async fn forget(write: &mut Write, key: &str) -> Result<()> {
    sql::query("DELETE FROM settings WHERE key = $1").bind(key).execute(write).await?;
    Ok(())
}
