//! How a list is read so that its cost does not grow with the tab: which rows are looked at, chosen by counting, never by
//! the planner's guess.
//!
//! Three ways, with the same rows in the same order; only their cost differs. **Walking** along the index of the order
//! until the page is full is best where many rows match. **Gathering** the rows of all the cells that a filter leaves (a
//! product, a status, ...) and sorting them is best where few do. And where few rows hold the words that were typed, or
//! are within the dates, these are **candidates**.

use crate::store::sql;
use std::collections::BTreeSet;

use caseport_domain::Column;
use caseport_domain::policy::Scope;
use sea_query::{Cond, Condition, Expr, ExprTrait as _, Func, Query, SelectStatement};
use sqlx::AssertSqlSafe;

use super::filter::{Dimension, Filter};
use super::search::{self, Word};
use super::{counts, list::narrowed};
use crate::store::dialect::{self, case_index};
use crate::store::row::{get, unsigned};
use crate::store::scope::{case_column, scope_of_rows};
use crate::store::{Conn, Result};

/// Rows that may be looked at one by one without anybody noticing.
const FEW: u64 = 4_000;
/// Entries of an index that may.
const MANY: u64 = 20_000;
/// How far rows are counted that no counter counts: those within dates, and those that hold words.
const COUNTED_BY_DATE: u64 = 10_000;
const COUNTED_BY_WORDS: u64 = 1_000;
/// More than there can be.
const TO_THE_END: u64 = 1_000_000_000;
/// What a row costs, in entries of an index that has all that is asked.
const ROW: u64 = 8;
/// Of so many rows one holds what was typed, where that is too common for candidates; a guess.
const WITHOUT_WORDS: u64 = 8;

/// Which rows are looked at.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Those along the index of the order.
    Walk,
    /// Those of the filter's cells, and sorted.
    Gather,
    /// These, and sorted.
    Candidates(Vec<i64>),
    /// There are none.
    Nothing,
}

/// How many rows the list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Total {
    /// So many.
    Known(u64),
    /// So many, and more.
    MoreThan(u64),
    /// To be counted, no further than this.
    UpTo(u64),
}

/// How a list is read.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub way: Way,
    words: Vec<Word>,
    total: Total,
}

impl Plan {
    /// For pages of `limit` rows in an order by `sort`; `whole` where all of them will be read.
    pub async fn make(
        conn: &mut Conn,
        scope: &Scope,
        filter: &Filter,
        sort: Column,
        limit: u32,
        whole: bool,
    ) -> Result<Self> {
        let words = search::words(conn, scope.tab(), filter.search.as_ref()).await?;
        let tab = counts::of_tab(conn, scope).await?.total;
        let matching = if filter.narrows_cells() { counts::left_by(conn, scope, filter).await? } else { tab };
        if matching == 0 {
            return Ok(Self { way: Way::Nothing, words, total: Total::Known(0) });
        }
        // Counters know nothing of words and dates.
        let is_counted = words.is_empty() && !filter.narrows(Dimension::Created);
        if tab <= FEW {
            let total = if is_counted { Total::Known(matching) } else { Total::UpTo(TO_THE_END) };
            return Ok(Self { way: Way::Walk, words, total });
        }
        let mut total = Total::Known(matching);
        if !is_counted {
            total = match found(conn, scope, filter, &words, matching).await? {
                Found::All(numbers) => {
                    let total = Total::Known(u64::try_from(numbers.len()).unwrap_or(TO_THE_END));
                    return Ok(Self { way: Way::Candidates(numbers), words, total });
                }
                Found::Many => Total::MoreThan(COUNTED_BY_WORDS),
                Found::Unknown => Total::UpTo(COUNTED_BY_DATE),
            };
        }
        let limit = u64::from(limit) + 1;
        let passed_over = if words.is_empty() { 1 } else { WITHOUT_WORDS };
        let entries = if whole { tab } else { (limit * passed_over).saturating_mul(tab) / matching };
        let walking =
            if is_covering(sort) && words.is_empty() { entries } else { entries.saturating_mul(ROW) };
        let pages = if whole { matching / limit + 1 } else { 1 };
        let gathering = matching.saturating_mul(ROW).saturating_mul(pages);
        let gathers = filter.narrows_cells() && gathering < walking;
        Ok(Self { way: if gathers { Way::Gather } else { Way::Walk }, words, total })
    }

    /// `FROM cases`, `WHERE`: the rows that the way looks at, and that match.
    pub fn rows(&self, scope: &Scope, filter: &Filter, sort: Column) -> Result<SelectStatement> {
        let matches = Cond::all().add(filter.condition()).add(search::condition(&self.words, case_column));
        let mut rows = match &self.way {
            Way::Walk => {
                let bounded =
                    Dimension::ALL.into_iter().find(|it| it.column() == sort && filter.narrows(*it));
                narrowed(scope, Cond::all().add_option(bounded.map(|it| filter.bounds(it))))
            }
            Way::Gather => {
                let numbers = counts::gathered(scope, filter, &[]);
                by_number(scope, Cond::all().add(case_column("number").in_subquery(numbers)))
            }
            Way::Candidates(numbers) => by_number(scope, dialect::one_of(case_column("number"), numbers)?),
            Way::Nothing => narrowed(scope, Cond::all().add(Expr::val(0).eq(1))),
        };
        rows.cond_where(matches);
        Ok(rows)
    }

    /// Whether the rows come in the order of the index.
    pub fn is_ordered(&self) -> bool {
        matches!(self.way, Way::Walk)
    }

    /// How many rows the list has, and whether there are more than that.
    pub async fn total(&self, conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<(u64, bool)> {
        match self.total {
            Total::Known(total) => Ok((total, false)),
            Total::MoreThan(total) => Ok((total, true)),
            Total::UpTo(most) => {
                let counted = self.counted(conn, scope, filter, most + 1).await?;
                Ok(if counted > most { (most, true) } else { (counted, false) })
            }
        }
    }

    /// How many rows the list has, counted to the end.
    pub async fn whole_total(&self, conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<u64> {
        match self.total {
            Total::Known(total) => Ok(total),
            Total::MoreThan(_) | Total::UpTo(_) => self.counted(conn, scope, filter, TO_THE_END).await,
        }
    }

    async fn counted(&self, conn: &mut Conn, scope: &Scope, filter: &Filter, most: u64) -> Result<u64> {
        // In the order of creation there are bounds for dates.
        count(conn, self.rows(scope, filter, Column::Created)?, most).await
    }
}

/// Whether the index of the order has all that lists are narrowed by.
fn is_covering(sort: Column) -> bool {
    matches!(sort, Column::Created | Column::Subject)
}

/// What is known of the rows that hold the words and are within the dates.
enum Found {
    /// These, and no others.
    All(Vec<i64>),
    /// There are more than are counted.
    Many,
    /// There are many within the dates.
    Unknown,
}

/// Finds them, where few need be looked at.
async fn found(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    words: &[Word],
    matching: u64,
) -> Result<Found> {
    let many = if words.is_empty() { Found::Unknown } else { Found::Many };
    // An index of all that is asked is looked through faster than the index of words, which is everybody's.
    if filter.narrows_cells() && matching <= MANY {
        let numbers = numbers_of(conn, counts::gathered(scope, filter, words), FEW).await?;
        return Ok(numbers.map_or(many, Found::All));
    }
    let all = || Cond::all().add(filter.condition()).add(search::condition(words, case_column));
    let candidates = candidates(conn, scope, words).await?;
    let cost = candidates.as_ref().map(|it| u64::try_from(it.len()).unwrap_or(FEW).saturating_mul(ROW));
    if let Some(candidates) = candidates
        && (matching > MANY || cost.is_some_and(|cost| cost <= matching))
    {
        let rows = by_number(scope, dialect::one_of(case_column("number"), &candidates)?.add(all()));
        let numbers = numbers_of(conn, numbered(rows), FEW).await?;
        return Ok(numbers.map_or(Found::Many, Found::All));
    }
    if filter.narrows(Dimension::Created) {
        let within = || narrowed(scope, filter.bounds(Dimension::Created));
        if count(conn, within(), FEW + 1).await? <= FEW {
            let mut rows = within();
            rows.cond_where(all());
            let numbers = numbers_of(conn, numbered(rows), FEW).await?;
            return Ok(numbers.map_or(Found::Unknown, Found::All));
        }
    }
    if words.is_empty() {
        return Ok(Found::Unknown);
    }
    // Common elsewhere, and perhaps rare here: out of an index that has them all mixed up.
    let mixed = if words.iter().all(|word| word.products.is_empty()) { "product_id" } else { "subject_key" };
    let most = if matching <= MANY { FEW } else { COUNTED_BY_WORDS };
    let mut rows = numbered(narrowed(scope, all()));
    rows.order_by_expr(case_column(mixed), sea_query::Order::Asc);
    Ok(numbers_of(conn, rows, most).await?.map_or(Found::Many, Found::All))
}

/// The rows that may hold all the words, where the index of words knows that they are few.
async fn candidates(conn: &mut Conn, scope: &Scope, words: &[Word]) -> Result<Option<Vec<i64>>> {
    let few = usize::try_from(FEW).unwrap_or(usize::MAX);
    let plain: Vec<&str> = words.iter().filter(|it| it.is_plain()).map(|it| it.text.as_str()).collect();
    if let Some(found) = case_index::holding(conn, &plain, few).await? {
        return Ok(Some(found));
    }
    for word in words.iter().filter(|it| !it.is_plain() && it.is_indexed()) {
        let Some(in_subjects) = case_index::holding(conn, &[&word.text], few).await? else { continue };
        let mut found: BTreeSet<i64> = in_subjects.into_iter().collect();
        if let Some((first, last)) = word.numbers {
            let numbers = narrowed(scope, Cond::all().add(case_column("number").between(first, last)));
            let Some(numbers) = numbers_of(conn, numbered(numbers), FEW).await? else { continue };
            found.extend(numbers);
        }
        if !word.products.is_empty() {
            let about = Filter { products: word.products.clone(), ..Filter::default() };
            let about = counts::gathered(scope, &about, &[]);
            let Some(about) = numbers_of(conn, about, FEW).await? else { continue };
            found.extend(about);
        }
        return Ok(Some(found.into_iter().collect()));
    }
    Ok(None)
}

/// `FROM cases`, `WHERE`: the scope's rows among those that are found by their numbers.
fn by_number(scope: &Scope, numbers: Condition) -> SelectStatement {
    Query::select().from("cases").cond_where(scope_of_rows(scope)).cond_where(numbers).take()
}

/// `SELECT number`.
fn numbered(mut rows: SelectStatement) -> SelectStatement {
    rows.expr_as(case_column("number"), "number");
    rows
}

/// The numbers that a query selects; none where there are more than `most`.
async fn numbers_of(conn: &mut Conn, mut select: SelectStatement, most: u64) -> Result<Option<Vec<i64>>> {
    select.limit(most + 1);
    let (sql, values) = dialect::build(&select);
    let rows = sql::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
    if u64::try_from(rows.len()).unwrap_or(u64::MAX) > most {
        return Ok(None);
    }
    rows.iter().map(|row| get(row, "number")).collect::<Result<_>>().map(Some)
}

/// How many rows a query has, counted no further than `most`.
async fn count(conn: &mut Conn, mut rows: SelectStatement, most: u64) -> Result<u64> {
    rows.expr(Expr::val(1)).limit(most);
    let mut select = Query::select();
    select.expr_as(Func::count(Expr::val(1)), "n").from_subquery(rows, "counted");
    let (sql, values) = dialect::build(&select);
    let row = sql::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}
