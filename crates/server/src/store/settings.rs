//! Facts about the store itself: whether it holds demo data, and how much of it.

use super::row::get;
use super::{Conn, Result, Write};

/// A setting's value.
///
/// # Errors
/// As any query.
pub async fn value(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    let row = sqlx::query("SELECT value FROM settings WHERE key = $1").bind(key).fetch_optional(conn).await?;
    row.map(|row| get(&row, "value")).transpose()
}

/// Sets a setting.
///
/// # Errors
/// As any query.
pub async fn set(write: &mut Write, key: &str, value: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Removes a setting.
///
/// # Errors
/// As any query.
pub async fn forget(write: &mut Write, key: &str) -> Result<()> {
    sqlx::query("DELETE FROM settings WHERE key = $1").bind(key).execute(&mut **write).await?;
    Ok(())
}
