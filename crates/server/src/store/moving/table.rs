//! Tables as the database itself tells of them, in an order in which they can be filled, and their rows in the order of the key.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use super::super::dialect::schema;
use super::super::{Conn, Error, Result, sql};
use super::marker;
use super::value::{ColumnKind, Digest, Value};

/// Rows that are read at once.
pub const AT_ONCE: usize = 1_000;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of their names, whatever their order in the table: it may be another in the other database.
    pub columns: Vec<(String, ColumnKind)>,
    /// Which of them are the primary key.
    pub key: Vec<usize>,
}

impl Table {
    /// The columns as SQL lists them.
    pub fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    /// The key's values in a row.
    pub fn key_of(&self, row: &[Value]) -> Vec<Value> {
        self.key.iter().map(|index| row[*index].clone()).collect()
    }

    /// The next rows behind a key, [`AT_ONCE`] at most; the first ones if none.
    ///
    /// # Errors
    /// As any query.
    pub async fn page(&self, conn: &mut Conn, after: Option<&[Value]>) -> Result<Vec<Vec<Value>>> {
        let key: Vec<_> = self.key.iter().map(|index| format!("\"{}\"", self.columns[*index].0)).collect();
        let key = key.join(", ");
        let behind = after.map(|after| {
            let parameters: Vec<_> = (1..=after.len()).map(|n| format!("${n}")).collect();
            format!("WHERE ({key}) > ({})", parameters.join(", "))
        });
        let sql = format!(
            "SELECT {} FROM \"{}\" {} ORDER BY {key} LIMIT {AT_ONCE}",
            self.column_list(),
            self.name,
            behind.unwrap_or_default()
        );
        let mut query = sql::query(AssertSqlSafe(sql));
        for value in after.into_iter().flatten() {
            query = query.bind(value);
        }
        let rows = query.fetch_all(conn).await?;
        let read = |row: &sql::Row| {
            let columns = self.columns.iter().enumerate();
            columns.map(|(index, (_, kind))| Value::read(row, index, *kind)).collect()
        };
        rows.iter().map(read).collect()
    }

    /// How many rows it has, and their digest.
    ///
    /// # Errors
    /// As any query.
    pub async fn sum(&self, conn: &mut Conn) -> Result<Sum> {
        let mut sum = Sum::default();
        let mut after: Option<Vec<Value>> = None;
        loop {
            let rows = self.page(conn, after.as_deref()).await?;
            let Some(last) = rows.last() else { return Ok(sum) };
            after = Some(self.key_of(last));
            sum.add(&rows);
        }
    }
}

/// What says whether two tables hold the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Rows.
    pub rows: u64,
    /// What is in them.
    pub digest: Digest,
}

impl Sum {
    /// Takes rows in.
    pub fn add(&mut self, rows: &[Vec<Value>]) {
        self.rows += rows.len() as u64;
        rows.iter().for_each(|row| self.digest.add(row));
    }
}

/// All tables that hold something of their own, those first that others refer to.
///
/// # Errors
/// As any query; a table that has no primary key, or columns of a type that is not known here.
pub async fn tables(conn: &mut Conn) -> Result<Vec<Table>> {
    let mut tables: BTreeMap<String, (Table, Vec<(i64, usize)>)> = BTreeMap::new();
    for column in schema::columns(conn).await?.into_iter().filter(|it| it.table != marker::TABLE) {
        let unknown = || {
            let (table, name, kind) = (&column.table, &column.name, &column.kind);
            Error::Corrupt(format!("{table}.{name} is of the type {kind}, which is not known here"))
        };
        let kind = ColumnKind::of(&column.kind).ok_or_else(unknown)?;
        let empty = || Table { name: column.table.clone(), columns: Vec::new(), key: Vec::new() };
        let (table, key) = tables.entry(column.table.clone()).or_insert_with(|| (empty(), Vec::new()));
        if column.of_key > 0 {
            key.push((column.of_key, table.columns.len()));
        }
        table.columns.push((column.name, kind));
    }
    let mut whole = Vec::new();
    for (mut table, mut key) in tables.into_values() {
        if key.is_empty() {
            return Err(Error::Corrupt(format!("the table {} has no primary key", table.name)));
        }
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, index)| index).collect();
        whole.push(table);
    }
    in_order(whole, &schema::references(conn).await?)
}

fn in_order(mut waiting: Vec<Table>, references: &[(String, String)]) -> Result<Vec<Table>> {
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: BTreeSet<_> = waiting.iter().map(|table| table.name.clone()).collect();
        let is_free = |table: &Table| {
            let mut needed = references.iter().filter(|(referring, _)| *referring == table.name);
            needed.all(|(_, needed)| *needed == table.name || !names.contains(needed))
        };
        let (free, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_free);
        if free.is_empty() {
            return Err(Error::Corrupt(format!("these tables refer to each other in a circle: {names:?}")));
        }
        ordered.extend(free);
        waiting = rest;
    }
    Ok(ordered)
}
