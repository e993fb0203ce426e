//! Which rows hold the words that were typed and are within the dates, which no counter counts.
//!
//! How common words are is seen from a few entries of an index that has all that is asked, whatever the tab's size. Only
//! what is rare among these is asked of the index of words, which is everybody's: there, what is common takes the longer
//! the more cases there are.

use std::collections::BTreeSet;

use caseport_domain::policy::Scope;
use caseport_domain::{Column, Sort};
use sea_query::{Cond, Condition, Expr, ExprTrait as _, Func, Order, Query, SelectStatement};
use sqlx::AssertSqlSafe;

use super::cursor::{Cursor, Key};
use super::filter::{Dimension, Filter};
use super::search::{self, Word};
use super::{counts, list::narrowed};
use crate::store::dialect::{self, case_index};
use crate::store::row::{get, unsigned};
use crate::store::scope::{case_column, scope_of_rows};
use crate::store::{Conn, Result, sql};

/// Rows that may be looked at one by one without anybody noticing.
pub(super) const FEW: u64 = 4_000;
/// Entries of an index that may.
const MANY: u64 = 20_000;
/// How far rows that hold words are counted.
pub(super) const COUNTED_BY_WORDS: u64 = 200;
/// Where so few of [`FEW`] entries hold the words, the index of words is asked.
const RARE: usize = 16;
/// More than there can be.
const TO_THE_END: u64 = 1_000_000_000;

/// A row that is in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    number: i64,
    /// Microseconds.
    created_at: i64,
}

/// The numbers of the first so many candidates behind the cursor, where the order is known of them; of all where not.
pub(super) fn nearest(
    candidates: &[Candidate],
    sort: Sort,
    after: Option<&Cursor>,
    limit: usize,
) -> Vec<i64> {
    let key = |it: &Candidate| match sort.by {
        Column::Created => Some((it.created_at, it.number)),
        Column::Number => Some((it.number, it.number)),
        _ => None,
    };
    let Some(mut keys) = candidates.iter().map(key).collect::<Option<Vec<_>>>() else {
        return candidates.iter().map(|it| it.number).collect();
    };
    let is_behind = |key: &(i64, i64)| match after {
        Some(Cursor { key: Key::Number(after), number, .. }) if sort.descending => *key < (*after, *number),
        Some(Cursor { key: Key::Number(after), number, .. }) => *key > (*after, *number),
        _ => true,
    };
    keys.retain(is_behind);
    keys.sort_unstable();
    if sort.descending {
        keys.reverse();
    }
    keys.into_iter().take(limit).map(|(_, number)| number).collect()
}

/// What is known of the rows that hold the words and are within the dates.
pub(super) enum Found {
    /// These, and no others.
    All(Vec<Candidate>),
    /// There are more than are counted.
    Many,
    /// There are many within the dates.
    Unknown,
}

/// What a list is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub scope: &'a Scope,
    pub filter: &'a Filter,
    pub words: &'a [Word],
}

impl Asked<'_> {
    /// Finds the rows, of `matching` that the filter leaves: all of them where `to_the_end` is said or few need be looked
    /// at.
    pub async fn found(&self, conn: &mut Conn, matching: u64, to_the_end: bool) -> Result<Found> {
        if self.filter.narrows(Dimension::Created) {
            let within = || narrowed(self.scope, self.filter.bounds(Dimension::Created));
            if count(conn, within(), FEW + 1).await? <= FEW {
                let mut rows = within();
                rows.cond_where(self.condition());
                return Ok(rows_of(conn, candidate(rows), FEW).await?.map_or(Found::Unknown, Found::All));
            }
        }
        if self.words.is_empty() {
            if self.filter.narrows_cells() && matching <= MANY {
                let rows = rows_of(conn, gathered(self.scope, self.filter), FEW).await?;
                return Ok(rows.map_or(Found::Unknown, Found::All));
            }
            return Ok(Found::Unknown);
        }
        if to_the_end || matching <= FEW {
            let rows = rows_of(conn, self.looked_through(TO_THE_END), FEW).await?;
            return Ok(rows.map_or(Found::Many, Found::All));
        }
        let Some(first) = rows_of(conn, self.looked_through(FEW), COUNTED_BY_WORDS).await? else {
            return Ok(Found::Many);
        };
        if first.len() < RARE
            && let Some(candidates) = candidates(conn, self.scope, self.words).await?
        {
            let these = dialect::one_of(case_column("number"), &candidates)?;
            let rows = by_number(self.scope, these.add(self.condition()));
            return Ok(rows_of(conn, candidate(rows), FEW).await?.map_or(Found::Many, Found::All));
        }
        let rows = rows_of(conn, self.looked_through(TO_THE_END), COUNTED_BY_WORDS).await?;
        Ok(rows.map_or(Found::Many, Found::All))
    }

    /// All that is asked, of the columns of `cases`.
    fn condition(&self) -> Condition {
        Cond::all().add(self.filter.condition()).add(search::condition(self.words, case_column))
    }

    /// The rows that hold the words, among so many that the filter lets through: out of an index that has all that is asked
    /// and, but for dates, has the rows mixed up where these words are concerned.
    fn looked_through(&self, entries: u64) -> SelectStatement {
        let (mut rows, of) = if self.filter.narrows_cells() {
            (counts::gathered(self.scope, self.filter), counts::GATHERED)
        } else {
            let mixed = match self.filter.narrows(Dimension::Created) {
                true => "created_at",
                false if self.words.iter().all(|word| word.products.is_empty()) => "product_id",
                false => "subject_key",
            };
            let mut rows = narrowed(self.scope, self.filter.bounds(Dimension::Created));
            rows.order_by_expr(case_column(mixed), Order::Asc);
            (rows, "cases")
        };
        for name in ["number", "created_at", "subject_key", "product_id"] {
            rows.expr_as(Expr::col((of, name)), name);
        }
        rows.limit(entries);
        let looked = Query::select()
            .from_subquery(rows, "looked")
            .cond_where(search::condition(self.words, |name| Expr::col(("looked", name))))
            .take();
        selected(looked, "looked")
    }
}

/// The rows that may hold all the words, where the index of words knows that they are few.
async fn candidates(conn: &mut Conn, scope: &Scope, words: &[Word]) -> Result<Option<Vec<i64>>> {
    let few = usize::try_from(FEW).unwrap_or(usize::MAX);
    let plain: Vec<&str> = words.iter().filter(|it| it.is_plain()).map(|it| it.text.as_str()).collect();
    if let Some(found) = case_index::holding(conn, &plain, few).await? {
        return Ok(Some(found));
    }
    for word in words.iter().filter(|it| !it.is_plain()) {
        let Some(in_subjects) = case_index::holding(conn, &[&word.text], few).await? else { continue };
        let mut found: BTreeSet<i64> = in_subjects.into_iter().collect();
        if let Some((first, last)) = word.numbers {
            let numbers = narrowed(scope, Cond::all().add(case_column("number").between(first, last)));
            let Some(numbers) = rows_of(conn, candidate(numbers), FEW).await? else { continue };
            found.extend(numbers.iter().map(|it| it.number));
        }
        if !word.products.is_empty() {
            let about = Filter { products: word.products.clone(), ..Filter::default() };
            let Some(about) = rows_of(conn, gathered(scope, &about), FEW).await? else { continue };
            found.extend(about.iter().map(|it| it.number));
        }
        return Ok(Some(found.into_iter().collect()));
    }
    Ok(None)
}

/// `FROM cases`, `WHERE`: the scope's rows among those that are found by their numbers.
pub(super) fn by_number(scope: &Scope, numbers: Condition) -> SelectStatement {
    Query::select().from("cases").cond_where(scope_of_rows(scope)).cond_where(numbers).take()
}

/// The rows that a filter lets through.
fn gathered(scope: &Scope, filter: &Filter) -> SelectStatement {
    selected(counts::gathered(scope, filter), counts::GATHERED)
}

/// `SELECT` what a candidate is, out of `cases`.
fn candidate(rows: SelectStatement) -> SelectStatement {
    selected(rows, "cases")
}

fn selected(mut rows: SelectStatement, table: &'static str) -> SelectStatement {
    for name in ["number", "created_at"] {
        rows.expr_as(Expr::col((table, name)), name);
    }
    rows
}

/// The rows that a query selects; none where there are more than `most`.
async fn rows_of(conn: &mut Conn, mut select: SelectStatement, most: u64) -> Result<Option<Vec<Candidate>>> {
    select.limit(most + 1);
    let (sql, values) = dialect::build(&select);
    let rows = sql::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
    if rows.len() as u64 > most {
        return Ok(None);
    }
    let candidate = |row| Ok(Candidate { number: get(row, "number")?, created_at: get(row, "created_at")? });
    rows.iter().map(candidate).collect::<Result<_>>().map(Some)
}

/// How many rows a query has, counted no further than `most`.
pub(super) async fn count(conn: &mut Conn, mut rows: SelectStatement, most: u64) -> Result<u64> {
    rows.expr(Expr::val(1)).limit(most);
    let mut select = Query::select();
    select.expr_as(Func::count(Expr::val(1)), "n").from_subquery(rows, "counted");
    let (sql, values) = dialect::build(&select);
    let row = sql::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}
