//! The folded names and subjects that lists are sorted and searched by: copies on the rows that compare them, kept in
//! step here and by the triggers of the migration.
//!
//! A name's key is written with the name; from there it goes to the cases by itself. Renaming a product or a person with
//! hundreds of thousands of cases takes seconds, and is rare; reading a list is neither.

use crate::store::sql;
use std::collections::HashMap;

use sqlx::AssertSqlSafe;

use super::fold::{FORM, fold};
use super::row::get;
use super::{Conn, Result, Write, settings};

/// The setting that holds the form of the cases' keys.
const SETTING: &str = "case_keys";
/// Cases that are read and written at once.
const AT_ONCE: i64 = 1_000;

/// What has a name that lists are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedTable {
    /// Products.
    Products,
    /// Organizations.
    Organizations,
    /// People.
    Users,
}

impl NamedTable {
    const ALL: [Self; 3] = [Self::Products, Self::Organizations, Self::Users];

    fn table(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Organizations => "organizations",
            Self::Users => "users",
        }
    }
}

/// Gives something another name, everywhere at once; false where there is no such thing.
///
/// # Errors
/// As any query.
pub async fn rename(write: &mut Write, table: NamedTable, id: &str, name: &str) -> Result<bool> {
    let sql = format!("UPDATE {} SET name = $2, name_key = $3 WHERE id = $1", table.table());
    let query = sql::query(AssertSqlSafe(sql)).bind(id).bind(name).bind(fold(name));
    Ok(query.execute(write).await?.rows_affected() > 0)
}

/// Every key of a table, by id.
///
/// # Errors
/// As any query.
pub async fn all(conn: &mut Conn, table: NamedTable) -> Result<HashMap<String, String>> {
    let sql = format!("SELECT id, name_key FROM {}", table.table());
    let rows = sql::query(AssertSqlSafe(sql)).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((get(row, "id")?, get(row, "name_key")?))).collect()
}

/// Whether every key is as it should be.
///
/// # Errors
/// As any query.
pub(super) async fn are_up_to_date(conn: &mut Conn) -> Result<bool> {
    let is_current = settings::value(conn, SETTING).await?.as_deref() == Some(FORM);
    Ok(is_current && stale_names(conn).await?.is_empty())
}

/// Makes the keys that are missing or of another form: those of an earlier version's data, and those of names that were
/// written without.
///
/// # Errors
/// As any query.
pub(super) async fn bring_up_to_date(write: &mut Write) -> Result<()> {
    let is_current = settings::value(write, SETTING).await?.as_deref() == Some(FORM);
    if !is_current {
        // Without the setting a name's key does not go to its cases: they get all of theirs below, once.
        settings::forget(write, SETTING).await?;
    }
    for (table, id, key) in stale_names(write).await? {
        let sql = format!("UPDATE {} SET name_key = $2 WHERE id = $1", table.table());
        sql::query(AssertSqlSafe(sql)).bind(id).bind(key).execute(write).await?;
    }
    if is_current {
        return Ok(());
    }
    let mut after = 0;
    loop {
        let rows = sql::query("SELECT number, subject FROM cases WHERE number > $1 ORDER BY number LIMIT $2")
            .bind(after)
            .bind(AT_ONCE)
            .fetch_all(write)
            .await?;
        let Some(last) = rows.last() else { break };
        after = get(last, "number")?;
        for row in &rows {
            sql::query(
                "UPDATE cases SET subject_key = $2,
                     product_key = COALESCE((SELECT name_key FROM products WHERE id = product_id), ''),
                     organization_key = COALESCE((SELECT name_key FROM organizations WHERE id = organization_id), ''),
                     submitter_key = COALESCE((SELECT name_key FROM users WHERE id = submitter_id), '')
                 WHERE number = $1",
            )
            .bind(get::<i64>(row, "number")?)
            .bind(fold(get(row, "subject")?))
            .execute(write)
            .await?;
        }
    }
    settings::set(write, SETTING, FORM).await
}

/// The names whose key is not theirs, with the key that is.
async fn stale_names(conn: &mut Conn) -> Result<Vec<(NamedTable, String, String)>> {
    let mut stale = Vec::new();
    for table in NamedTable::ALL {
        let sql = format!("SELECT id, name, name_key FROM {}", table.table());
        for row in &sql::query(AssertSqlSafe(sql)).fetch_all(&mut *conn).await? {
            let key = fold(get(row, "name")?);
            if get::<&str>(row, "name_key")? != key {
                stale.push((table, get(row, "id")?, key));
            }
        }
    }
    Ok(stale)
}
