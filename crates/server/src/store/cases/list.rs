//! One page of a list of cases, in any order, after any cursor: built once, for every tab, and for the export, too.
//!
//! Paged by key, not by offset: the next page starts behind the last row's sort value and number, so that its cost
//! does not grow with its depth, and rows that come or go meanwhile neither repeat nor vanish.

use crate::store::sql;
use caseport_domain::api::{CaseSummary, Page};
use caseport_domain::id::UserId;
use caseport_domain::policy::Scope;
use caseport_domain::{Column, Sort};
use chrono::{DateTime, Utc};
use sea_query::{Cond, Condition, Expr, ExprTrait as _, Query, SelectStatement};
use sqlx::AssertSqlSafe;

use super::cursor::{Cursor, Key};
use super::filter::Filter;
use super::order::{direction, key, key_of, within};
use super::plan::{Plan, Way};
use super::summary;
use crate::store::row::{Row, get};
use crate::store::scope::{case_column, scope_condition};
use crate::store::{Conn, Result, dialect};

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
    let plan = Plan::make(conn, scope, &query.filter, query.sort.by, query.limit, false).await?;
    let (items, next) = rows(conn, scope, reader, query, &plan, now).await?;
    let (total, total_at_least) = plan.total(conn, scope, &query.filter).await?;
    Ok(Page { items, next_cursor: next.map(|cursor| cursor.encode()), total, total_at_least, as_of: None })
}

/// A list that is read to its end, page after page, in one snapshot.
#[derive(Debug)]
pub struct WholeList {
    scope: Scope,
    reader: UserId,
    now: DateTime<Utc>,
    query: ListQuery,
    plan: Plan,
    done: bool,
}

impl WholeList {
    /// Of the rows of `scope` behind `query.after`, in pages of `query.limit`, as `reader` sees them at `now`.
    ///
    /// # Errors
    /// As any query.
    pub async fn open(
        conn: &mut Conn,
        scope: Scope,
        reader: UserId,
        query: ListQuery,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let plan = Plan::make(conn, &scope, &query.filter, query.sort.by, query.limit, true).await?;
        Ok(Self { scope, reader, now, query, plan, done: false })
    }

    /// How many rows there are in all, counted to the end.
    ///
    /// # Errors
    /// As any query.
    pub async fn total(&self, conn: &mut Conn) -> Result<u64> {
        self.plan.whole_total(conn, &self.scope, &self.query.filter).await
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// As any query.
    pub async fn next(&mut self, conn: &mut Conn) -> Result<Vec<CaseSummary>> {
        if self.done {
            return Ok(Vec::new());
        }
        let (items, next) = rows(conn, &self.scope, &self.reader, &self.query, &self.plan, self.now).await?;
        self.done = next.is_none();
        self.query.after = next;
        Ok(items)
    }
}

/// The rows of a page, and where the next one begins.
async fn rows(
    conn: &mut Conn,
    scope: &Scope,
    reader: &UserId,
    query: &ListQuery,
    plan: &Plan,
    now: DateTime<Utc>,
) -> Result<(Vec<CaseSummary>, Option<Cursor>)> {
    let sort = within(query.sort, scope);
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut rows: Vec<Row> = Vec::new();
    for place in places(query.after.as_ref(), sort, plan.is_ordered()) {
        let left = (limit + 1).saturating_sub(rows.len());
        if left == 0 || matches!(plan.way, Way::Nothing) {
            break;
        }
        let mut numbers = plan.rows(scope, &query.filter, sort, query.after.as_ref(), left)?;
        numbers.cond_where(place.condition(sort));
        let (sql, values) = rows_query(numbers, sort, left, plan.is_ordered());
        rows.extend(sql::query_with(AssertSqlSafe(sql), values).fetch_all(&mut *conn).await?);
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = match rows.last() {
        Some(last) if more => Some(Cursor {
            list: query.list.clone(),
            key: key_of(sort.by, last)?,
            number: get(last, "number")?,
        }),
        _ => None,
    };
    let items = rows.iter().map(|row| summary::summary(row, reader, now)).collect::<Result<_>>()?;
    Ok((items, next))
}

/// How a page of the list is read; for a test that asks whether every way has been tried.
///
/// # Errors
/// As any query.
pub async fn way(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<String> {
    let plan = Plan::make(conn, scope, &query.filter, query.sort.by, query.limit, false).await?;
    Ok(match plan.way {
        Way::Candidates(_) => "Candidates".to_owned(),
        way => format!("{way:?}"),
    })
}

/// The statements that read a page of a list with nothing to narrow it; for a test that asks how they are carried out.
pub fn statements(scope: &Scope, query: &ListQuery) -> Vec<(String, sea_query_sqlx::SqlxValues)> {
    let sort = within(query.sort, scope);
    let statement = |place: Place<'_>| rows_query(narrowed(scope, place.condition(sort)), sort, 50, true);
    places(query.after.as_ref(), sort, true).into_iter().map(statement).collect()
}

/// A part of a list, seen from a cursor.
enum Place<'a> {
    /// All of it.
    Everywhere,
    /// The rows behind it with the same sort value.
    Tied(&'a Cursor),
    /// Those with another one.
    Beyond(&'a Cursor),
    /// Both at once.
    Behind(&'a Cursor),
}

/// What is read for a page. Along an index one after the other: compared as a pair, all that ties with the cursor's row
/// would be passed over one by one.
fn places(after: Option<&Cursor>, sort: Sort, is_ordered: bool) -> Vec<Place<'_>> {
    match after {
        None => vec![Place::Everywhere],
        Some(cursor) if is_ordered && sort.by == Column::Number => vec![Place::Beyond(cursor)],
        Some(cursor) if is_ordered => vec![Place::Tied(cursor), Place::Beyond(cursor)],
        Some(cursor) => vec![Place::Behind(cursor)],
    }
}

impl Place<'_> {
    fn condition(&self, sort: Sort) -> Condition {
        let behind = |here: Expr, there: Expr| if sort.descending { here.lt(there) } else { here.gt(there) };
        let key = || key(sort.by);
        let number = || case_column("number");
        let value = |cursor: &Cursor| match &cursor.key {
            Key::Number(number) => Expr::val(*number),
            Key::Text(text) => Expr::val(text.as_str()),
        };
        match self {
            Self::Everywhere => Cond::all(),
            Self::Tied(cursor) => {
                Cond::all().add(key().eq(value(cursor))).add(behind(number(), Expr::val(cursor.number)))
            }
            Self::Beyond(cursor) => Cond::all().add(behind(key(), value(cursor))),
            Self::Behind(cursor) => Cond::all().add(behind(
                Expr::tuple([dialect::unindexed(key()), number()]),
                Expr::tuple([value(cursor), Expr::val(cursor.number)]),
            )),
        }
    }
}

/// `FROM cases`, `WHERE` scope and condition.
pub(super) fn narrowed(scope: &Scope, condition: Condition) -> SelectStatement {
    Query::select().from("cases").cond_where(scope_condition(scope)).cond_where(condition).take()
}

/// First the page's numbers, out of an index, then their rows.
fn rows_query(
    mut numbers: SelectStatement,
    sort: Sort,
    limit: usize,
    is_ordered: bool,
) -> (String, sea_query_sqlx::SqlxValues) {
    let order = direction(sort);
    let in_order = |column: Expr| if is_ordered { column } else { dialect::unindexed(column) };
    numbers
        .expr_as(case_column("number"), "number")
        .expr_as(key(sort.by), "sort_key")
        .order_by_expr(in_order(key(sort.by)), order.clone())
        .limit(u64::try_from(limit).unwrap_or(u64::MAX));
    if sort.by != Column::Number {
        numbers.order_by_expr(in_order(case_column("number")), order.clone());
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
