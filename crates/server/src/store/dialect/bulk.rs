//! Very many rows into a table, as they are: PostgreSQL's `COPY`, and statements with many rows for SQLite.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, PgConnection};

use super::super::moving::{Table, Value};
use super::super::{Conn, Error, Kind, Result, sql};

/// Rows of one statement; more are not faster.
const ROWS: usize = 100;

/// Adds rows, each with a value for every column of the table.
///
/// # Errors
/// As any query; a text that PostgreSQL cannot hold.
pub async fn insert(conn: &mut Conn, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    match conn {
        Conn::Postgres(conn) => copy(conn, table, rows).await,
        Conn::Sqlite(_) => {
            for rows in rows.chunks(ROWS) {
                statement(conn, table, rows).await?;
            }
            Ok(())
        }
    }
}

async fn statement(conn: &mut Conn, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let mut sql = format!("INSERT INTO \"{}\" ({}) VALUES ", table.name, table.column_list());
    let width = table.columns.len();
    for row in 0..rows.len() {
        let parameters: Vec<_> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        let comma = if row == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}({})", parameters.join(", "));
    }
    let mut query = sql::query(AssertSqlSafe(sql));
    for value in rows.iter().flatten() {
        query = query.bind(value);
    }
    query.execute(conn).await?;
    Ok(())
}

async fn copy(conn: &mut PgConnection, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let mut text = String::new();
    for row in rows {
        for (index, value) in row.iter().enumerate() {
            if index > 0 {
                text.push('\t');
            }
            push(&mut text, value).map_err(|()| {
                Error::Corrupt(format!(
                    "{} has a text with the character U+0000, which PostgreSQL cannot hold, in the row {:?}",
                    table.name,
                    table.key_of(row)
                ))
            })?;
        }
        text.push('\n');
    }
    let sql = format!("COPY \"{}\" ({}) FROM STDIN", table.name, table.column_list());
    let mut copy = conn.copy_in_raw(&sql).await?;
    copy.send(text.into_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

/// A value in the text form of `COPY`.
fn push(text: &mut String, value: &Value) -> std::result::Result<(), ()> {
    match value {
        Value::Null => text.push_str("\\N"),
        Value::Int(number) => {
            let _ = write!(text, "{number}");
        }
        Value::Text(value) => {
            for c in value.chars() {
                match c {
                    '\0' => return Err(()),
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    '\t' => text.push_str("\\t"),
                    c => text.push(c),
                }
            }
        }
    }
    Ok(())
}

/// Empties tables, all at once; nothing that they refer to is looked at.
///
/// # Errors
/// As any query.
pub async fn empty(conn: &mut Conn, tables: &[Table]) -> Result<()> {
    match conn.kind() {
        Kind::Postgres => {
            let names: Vec<_> = tables.iter().map(|table| format!("\"{}\"", table.name)).collect();
            sql::query(AssertSqlSafe(format!("TRUNCATE {}", names.join(", ")))).execute(conn).await?;
        }
        Kind::Sqlite => {
            // Those that refer to others first.
            for table in tables.iter().rev() {
                sql::query(AssertSqlSafe(format!("DELETE FROM \"{}\"", table.name))).execute(conn).await?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Value, push};

    #[test]
    fn every_text_is_one_field_of_one_line() {
        let pushed = |value: Value| {
            let mut text = String::new();
            push(&mut text, &value).map(|()| text)
        };
        assert_eq!(pushed(Value::Null), Ok("\\N".to_owned()));
        assert_eq!(pushed(Value::Text("\\N".to_owned())), Ok("\\\\N".to_owned()));
        assert_eq!(pushed(Value::Text("\\.".to_owned())), Ok("\\\\.".to_owned()));
        assert_eq!(pushed(Value::Text("a\tb\r\nc\\".to_owned())), Ok("a\\tb\\r\\nc\\\\".to_owned()));
        assert_eq!(pushed(Value::Int(i64::MIN)), Ok("-9223372036854775808".to_owned()));
        assert_eq!(pushed(Value::Text("\0".to_owned())), Err(()));
    }
}
