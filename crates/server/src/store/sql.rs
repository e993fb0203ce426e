//! Statements, with their values, for whichever database it is; and the columns of what they answer.
//!
//! The SQL is shared: both databases take numbered parameters, and `store::dialect` has what differs. Numbers are 64 bits
//! wide everywhere, and a yes or no is a number too, as SQLite has it.

use sea_query::Value;
use sea_query_sqlx::SqlxValues;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{
    Error, PgConnection, Row as _, SqlSafeStr, SqlStr, SqliteConnection, TypeInfo as _, ValueRef as _,
};

use super::conn::Conn;

/// A statement of constant text.
pub fn query(sql: impl SqlSafeStr) -> Query {
    Query { sql: sql.into_sql_str(), values: Vec::new() }
}

/// A statement that was built, with the values that were built with it.
pub fn query_with(sql: impl SqlSafeStr, values: SqlxValues) -> Query {
    Query { sql: sql.into_sql_str(), values: values.0.0 }
}

/// A statement and the values of its parameters, in their order.
#[derive(Debug)]
pub struct Query {
    sql: SqlStr,
    values: Vec<Value>,
}

impl Query {
    /// Gives the next parameter its value.
    #[must_use]
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.values.push(value.value());
        self
    }

    /// Runs it; how many rows it changed.
    ///
    /// # Errors
    /// As any query.
    pub async fn execute(self, conn: &mut Conn) -> Result<Done, Error> {
        let values = SqlxValues(sea_query::Values(self.values));
        Ok(Done(match conn {
            Conn::Sqlite(conn) => {
                let conn: &mut SqliteConnection = conn;
                sqlx::query_with(self.sql, values).execute(conn).await?.rows_affected()
            }
            Conn::Postgres(conn) => {
                let (conn, values): (&mut PgConnection, _) = (conn, storable(values));
                sqlx::query_with(self.sql, values).execute(conn).await?.rows_affected()
            }
        }))
    }

    /// Every row.
    ///
    /// # Errors
    /// As any query.
    pub async fn fetch_all(self, conn: &mut Conn) -> Result<Vec<Row>, Error> {
        let values = SqlxValues(sea_query::Values(self.values));
        Ok(match conn {
            Conn::Sqlite(conn) => {
                let conn: &mut SqliteConnection = conn;
                let rows = sqlx::query_with(self.sql, values).fetch_all(conn).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Conn::Postgres(conn) => {
                let conn: &mut PgConnection = conn;
                let rows = sqlx::query_with(self.sql, values).fetch_all(conn).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row, if there is any.
    ///
    /// # Errors
    /// As any query.
    pub async fn fetch_optional(self, conn: &mut Conn) -> Result<Option<Row>, Error> {
        let values = SqlxValues(sea_query::Values(self.values));
        Ok(match conn {
            Conn::Sqlite(conn) => {
                let conn: &mut SqliteConnection = conn;
                sqlx::query_with(self.sql, values).fetch_optional(conn).await?.map(Row::Sqlite)
            }
            Conn::Postgres(conn) => {
                let (conn, values): (&mut PgConnection, _) = (conn, storable(values));
                sqlx::query_with(self.sql, values).fetch_optional(conn).await?.map(Row::Postgres)
            }
        })
    }

    /// The first row.
    ///
    /// # Errors
    /// As any query; there is none.
    pub async fn fetch_one(self, conn: &mut Conn) -> Result<Row, Error> {
        self.fetch_optional(conn).await?.ok_or(Error::RowNotFound)
    }
}

/// PostgreSQL's texts hold every character but one, which no form lets in and which addresses may have: no row has what
/// stands for it either.
fn storable(mut values: SqlxValues) -> SqlxValues {
    for value in &mut values.0.0 {
        if let Value::String(Some(text)) = value
            && text.contains('\0')
        {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    values
}

/// What a statement did.
#[derive(Clone, Copy, Debug)]
pub struct Done(u64);

impl Done {
    /// How many rows it changed.
    pub fn rows_affected(self) -> u64 {
        self.0
    }
}

/// A row of an answer.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// What can be the value of a parameter.
pub trait Bind {
    /// The value.
    fn value(self) -> Value;
}

impl Bind for i64 {
    fn value(self) -> Value {
        self.into()
    }
}

impl Bind for bool {
    fn value(self) -> Value {
        i64::from(self).into()
    }
}

impl Bind for &str {
    fn value(self) -> Value {
        self.into()
    }
}

impl Bind for String {
    fn value(self) -> Value {
        self.into()
    }
}

impl Bind for &String {
    fn value(self) -> Value {
        self.as_str().into()
    }
}

impl Bind for Option<i64> {
    fn value(self) -> Value {
        self.into()
    }
}

impl Bind for Option<&str> {
    fn value(self) -> Value {
        self.into()
    }
}

impl Bind for Option<String> {
    fn value(self) -> Value {
        self.into()
    }
}

impl Bind for &Option<String> {
    fn value(self) -> Value {
        self.as_deref().into()
    }
}

impl Bind for Option<&String> {
    fn value(self) -> Value {
        self.map(String::as_str).into()
    }
}

/// What can be read out of a column.
pub trait Column<'r>: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// There is no such column, or it holds something else.
    fn of(row: &'r Row, column: &str) -> Result<Self, Error>;
}

macro_rules! as_it_is {
    ($($type:ty),*) => { $(
        impl<'r> Column<'r> for $type {
            fn of(row: &'r Row, column: &str) -> Result<Self, Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(column),
                    Row::Postgres(row) => row.try_get(column),
                }
            }
        }
    )* };
}

as_it_is!(String, Option<String>, &'r str, Option<&'r str>, f64);

impl Column<'_> for Option<i64> {
    fn of(row: &Row, column: &str) -> Result<Self, Error> {
        match row {
            Row::Sqlite(row) => row.try_get(column),
            Row::Postgres(row) => whole_number(row, column),
        }
    }
}

impl Column<'_> for i64 {
    fn of(row: &Row, column: &str) -> Result<Self, Error> {
        Option::of(row, column)?.ok_or_else(|| wrong(column, "has no value"))
    }
}

macro_rules! narrower {
    ($($type:ty),*) => { $(
        impl Column<'_> for Option<$type> {
            fn of(row: &Row, column: &str) -> Result<Self, Error> {
                let number = Option::<i64>::of(row, column)?;
                number.map(<$type>::try_from).transpose().map_err(|_| wrong(column, "is out of range"))
            }
        }
    )* };
}

narrower!(u8, u32);

impl Column<'_> for u32 {
    fn of(row: &Row, column: &str) -> Result<Self, Error> {
        Option::of(row, column)?.ok_or_else(|| wrong(column, "has no value"))
    }
}

impl Column<'_> for bool {
    fn of(row: &Row, column: &str) -> Result<Self, Error> {
        i64::of(row, column).map(|number| number != 0)
    }
}

/// A number of any width, or a yes or no as 1 or 0: PostgreSQL tells them apart, and what is counted or compared in a
/// query is not as wide as what is stored.
fn whole_number(row: &PgRow, column: &str) -> Result<Option<i64>, Error> {
    let raw = row.try_get_raw(column)?;
    match raw.type_info().name() {
        _ if raw.is_null() => Ok(None),
        "INT8" | "INT4" | "INT2" => row.try_get_unchecked(column),
        "BOOL" => row.try_get::<bool, _>(column).map(|it| Some(i64::from(it))),
        other => Err(wrong(column, &format!("is of type {other}"))),
    }
}

fn wrong(column: &str, what: &str) -> Error {
    Error::ColumnDecode { index: column.to_owned(), source: what.into() }
}

/// An `INSERT` of several rows at once: `into` says into which columns, `each` a row's values.
pub fn insert<T>(
    into: &'static str,
    rows: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&mut Values, T),
) -> Query {
    let mut values = Values::default();
    let mut sql = format!("INSERT INTO {into} VALUES ");
    for (index, row) in rows.into_iter().enumerate() {
        each(&mut values, row);
        let comma = if index == 0 { "" } else { ", " };
        sql.push_str(&format!("{comma}({})", values.parameters.join(", ")));
        values.parameters.clear();
    }
    Query { sql: sqlx::AssertSqlSafe(sql).into_sql_str(), values: values.values }
}

/// The values of a row to be inserted, in the order of its columns.
#[derive(Debug, Default)]
pub struct Values {
    values: Vec<Value>,
    parameters: Vec<String>,
}

impl Values {
    /// Adds the next column's.
    pub fn push_bind(&mut self, value: impl Bind) -> &mut Self {
        self.values.push(value.value());
        self.parameters.push(format!("${}", self.values.len()));
        self
    }

    /// Adds the next column's, of a type that only PostgreSQL has.
    pub fn push_cast(&mut self, value: impl Bind, to: &'static str) -> &mut Self {
        self.values.push(value.value());
        self.parameters.push(format!("${}::{to}", self.values.len()));
        self
    }
}
