//! One page of a list of cases, in any order, after any cursor: built once, for every tab.
//!
//! Paged by key, not by offset: the next page starts behind the last row's sort value and number, so that its cost
//! does not grow with its depth, and rows that come or go meanwhile neither repeat nor vanish.

use caseport_domain::api::{CaseSummary, Page};
use caseport_domain::id::UserId;
use caseport_domain::policy::Scope;
use caseport_domain::{Code, Status};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait as _, Func, Order, Query, SelectStatement};
use sqlx::AssertSqlSafe;

use super::cursor::{Cursor, Key};
use super::filter::Filter;
use super::summary::{self, ORGANIZATIONS, PRODUCTS, USERS};
use crate::store::row::{Row, get, unsigned};
use crate::store::scope::{case_column, scope_condition};
use crate::store::{Conn, Result, dialect};

macro_rules! sort_fields {
    ($($variant:ident = $code:literal),* $(,)?) => {
        /// What lists can be sorted by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SortField { $(#[doc = concat!("`", $code, "`")] $variant),* }

        impl Code for SortField {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

sort_fields! {
    Number = "number",
    Subject = "subject",
    Product = "product",
    Severity = "severity",
    Status = "status",
    Organization = "organization",
    Submitter = "submitter",
    Created = "created",
    Updated = "updated",
    Rating = "rating",
}

/// An order of a list; ties go by number, in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Greatest first.
    pub descending: bool,
}

impl Sort {
    /// Newest first.
    pub const NEWEST: Self = Self { field: SortField::Created, descending: true };

    /// An order as it is written in addresses: a field, or `-field` for greatest first.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        SortField::parse(name).map(|field| Self { field, descending })
    }

    fn order(self) -> Order {
        if self.descending { Order::Desc } else { Order::Asc }
    }
}

impl SortField {
    /// What the database compares. Names are folded, so that case does not split the alphabet.
    fn key(self) -> Expr {
        let folded = |table, column| -> Expr {
            Func::coalesce([Func::lower(Expr::col((table, column))).into(), Expr::val("")]).into()
        };
        match self {
            Self::Number => case_column("number"),
            Self::Subject => folded("cases", "subject"),
            Self::Product => folded("products", "name"),
            Self::Severity => case_column("severity"),
            Self::Status => Status::ALL
                .iter()
                .zip(0_i64..)
                .fold(sea_query::CaseStatement::new(), |case, (status, rank)| {
                    case.case(case_column("status").eq(status.code()), Expr::val(rank))
                })
                .into(),
            Self::Organization => folded("organizations", "name"),
            Self::Submitter => folded("users", "name"),
            Self::Created => case_column("created_at"),
            Self::Updated => case_column("updated_at"),
            Self::Rating => Func::coalesce([case_column("rating_overall"), Expr::val(0_i64)]).into(),
        }
    }

    /// The table whose names it compares.
    fn table(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Product => Some(PRODUCTS),
            Self::Organization => Some(ORGANIZATIONS),
            Self::Submitter => Some(USERS),
            _ => None,
        }
    }

    fn key_of(self, row: &Row) -> Result<Key> {
        Ok(match self {
            Self::Number | Self::Status | Self::Created | Self::Updated | Self::Rating => {
                Key::Number(get(row, "sort_key")?)
            }
            Self::Subject | Self::Product | Self::Severity | Self::Organization | Self::Submitter => {
                Key::Text(get(row, "sort_key")?)
            }
        })
    }
}

/// Which page of which list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// What it is narrowed to.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Behind which row; the first page without.
    pub after: Option<Cursor>,
    /// Rows of the page, at most.
    pub limit: u32,
    /// The digest of the list that cursors are bound to.
    pub list: String,
}

/// Reads the page of `scope`, as `reader` sees it at `now`.
///
/// # Errors
/// As any query.
pub async fn page(
    conn: &mut Conn,
    scope: &Scope,
    reader: &UserId,
    query: &ListQuery,
    now: DateTime<Utc>,
) -> Result<Page<CaseSummary>> {
    let (sql, values) = rows_query(scope, query);
    let mut rows = sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(&mut *conn).await?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = match rows.last() {
        Some(last) if more => Some(
            Cursor {
                list: query.list.clone(),
                key: query.sort.field.key_of(last)?,
                number: get(last, "number")?,
            }
            .encode(),
        ),
        _ => None,
    };
    let items = rows.iter().map(|row| summary::summary(row, reader, now)).collect::<Result<_>>()?;
    Ok(Page { items, next_cursor, total: total(conn, scope, &query.filter).await? })
}

/// How many rows the list has in all.
async fn total(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<u64> {
    let mut select = narrowed(scope, filter, None);
    select.expr_as(Func::count(Expr::val(1)), "n");
    let (sql, values) = dialect::build(&select);
    let row = sqlx::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}

/// `FROM cases` with what the filter and the sorting read, `WHERE` scope and filter.
fn narrowed(scope: &Scope, filter: &Filter, sort: Option<SortField>) -> SelectStatement {
    let mut select = Query::select();
    select.from("cases");
    let for_filter = filter.reads_products(scope.tab()).then_some(PRODUCTS);
    let for_sort = sort.and_then(SortField::table).filter(|table| Some(*table) != for_filter);
    for (table, key) in for_filter.into_iter().chain(for_sort) {
        select.left_join(table, Expr::col((table, "id")).equals(("cases", key)));
    }
    select.cond_where(scope_condition(scope)).cond_where(filter.condition(scope.tab()));
    select
}

/// First the page's numbers, from an index that holds all that lists are sorted by; then their rows.
fn rows_query(scope: &Scope, query: &ListQuery) -> (String, sea_query_sqlx::SqlxValues) {
    let key = query.sort.field.key();
    let order = query.sort.order();
    let mut numbers = narrowed(scope, &query.filter, Some(query.sort.field));
    numbers
        .expr_as(case_column("number"), "number")
        .expr_as(key.clone(), "sort_key")
        .order_by_expr(key.clone(), order.clone())
        .order_by(("cases", "number"), order.clone())
        .limit(u64::from(query.limit) + 1);
    if let Some(after) = &query.after {
        let last_key = match &after.key {
            Key::Number(number) => Expr::val(*number),
            Key::Text(text) => Expr::val(text.as_str()),
        };
        let here = Expr::tuple([key, case_column("number")]);
        let there = Expr::tuple([last_key, Expr::val(after.number)]);
        numbers.and_where(if query.sort.descending { here.lt(there) } else { here.gt(there) });
    }
    let mut select = Query::select();
    select
        .column(("page", "sort_key"))
        .from_subquery(numbers, "page")
        .inner_join("cases", Expr::col(("cases", "number")).equals(("page", "number")))
        .order_by(("page", "sort_key"), order.clone())
        .order_by(("page", "number"), order);
    summary::read_into(&mut select);
    dialect::build(&select)
}
