//! Looking into the store's tables by hand.

use caseport_server::store::Conn;
pub use caseport_server::store::sql::query;
use caseport_server::store::sql::{Bind, Column, Query, Row};
use sqlx::SqlSafeStr;

/// A query for rows as tuples.
pub fn query_as<T: Tuple>(sql: impl SqlSafeStr) -> QueryAs<T> {
    QueryAs { query: query(sql), kind: std::marker::PhantomData }
}

pub struct QueryAs<T> {
    query: Query,
    kind: std::marker::PhantomData<T>,
}

impl<T: Tuple> QueryAs<T> {
    pub fn bind(self, value: impl Bind) -> Self {
        Self { query: self.query.bind(value), kind: self.kind }
    }

    pub async fn fetch_one(self, conn: &mut Conn) -> sqlx::Result<T> {
        Ok(T::of(&self.query.fetch_one(conn).await?))
    }

    pub async fn fetch_optional(self, conn: &mut Conn) -> sqlx::Result<Option<T>> {
        Ok(self.query.fetch_optional(conn).await?.as_ref().map(T::of))
    }

    pub async fn fetch_all(self, conn: &mut Conn) -> sqlx::Result<Vec<T>> {
        Ok(self.query.fetch_all(conn).await?.iter().map(T::of).collect())
    }
}

/// What a row's columns are read into, in their order.
pub trait Tuple {
    fn of(row: &Row) -> Self;
}

macro_rules! tuple {
    ($($name:ident $index:literal),*) => {
        impl<$($name: for<'r> Column<'r>),*> Tuple for ($($name,)*) {
            fn of(row: &Row) -> Self {
                ($(row.get::<$name>($index),)*)
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);

/// Which column: by its name, or its place.
pub trait Index {
    fn name(&self, row: &Row) -> String;
}

impl Index for &str {
    fn name(&self, _: &Row) -> String {
        (*self).to_owned()
    }
}

impl Index for usize {
    fn name(&self, row: &Row) -> String {
        use sqlx::{Column as _, Row as _};
        match row {
            Row::Sqlite(row) => row.column(*self).name().to_owned(),
            Row::Postgres(row) => row.column(*self).name().to_owned(),
        }
    }
}

pub trait Get {
    fn get<'r, T: Column<'r>>(&'r self, index: impl Index) -> T;
}

impl Get for Row {
    fn get<'r, T: Column<'r>>(&'r self, index: impl Index) -> T {
        T::of(self, &index.name(self)).unwrap()
    }
}
