//! How a list is read so that its cost does not grow with the tab: which rows are looked at, chosen by counting, never by
//! the planner's guess.
//!
//! Three ways, with the same rows in the same order; only their cost differs. **Walking** along the index of the order
//! until the page is full is best where many rows match. **Gathering** the rows of one dimension (a product, a status)
//! out of its index and sorting them is best where few do. And where words were typed, the search index names
//! **candidates**, unless there are too many of them, when walking finds a page soon.

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
use crate::store::scope::{case_column, is_for_one_organization};
use crate::store::{Conn, Result};

/// Rows that may be looked at one by one without anybody noticing.
const FEW: u64 = 4_000;
/// How far rows are counted that no counter counts: those within dates, and those that hold words.
const COUNTED_BY_DATE: u64 = 10_000;
const COUNTED_BY_WORDS: u64 = 1_000;
/// Of so many rows one holds what was typed, where that is too common for candidates; a guess.
const WITHOUT_WORDS: u64 = 8;
/// More than there can be.
const TO_THE_END: u64 = 1_000_000_000;

/// Which rows are looked at.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Those along the index of the order.
    Walk,
    /// Those of one dimension, and sorted.
    Gather(Dimension),
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
    /// To be counted, no further than this.
    UpTo(u64),
}

/// How a list is read.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub way: Way,
    /// Counting looks at all that match, however few a page has: at the rows of this dimension, where there is one.
    counting: Option<Dimension>,
    words: Vec<Word>,
    total: Total,
}

impl Plan {
    /// For pages of `limit` rows; `whole` where all of them will be read.
    pub async fn make(
        conn: &mut Conn,
        scope: &Scope,
        filter: &Filter,
        limit: u32,
        whole: bool,
    ) -> Result<Self> {
        let words = search::words(conn, scope.tab(), filter.search.as_ref()).await?;
        let tab = counts::of_tab(conn, scope).await?.total;
        let matching = match Dimension::ALL.into_iter().any(|it| filter.narrows(it)) {
            true => counts::left_by(conn, scope, filter, &Dimension::ALL).await?,
            false => tab,
        };
        if matching == 0 {
            return Ok(Self { way: Way::Nothing, counting: None, words, total: Total::Known(0) });
        }
        if tab <= FEW {
            return Ok(Self {
                way: Way::Walk,
                counting: None,
                total: total(&words, filter, matching, 0),
                words,
            });
        }
        if !words.is_empty()
            && let Some(found) = candidates(conn, scope, &words).await?
        {
            let way = Way::Candidates(found);
            return Ok(Self { way, counting: None, words, total: Total::UpTo(TO_THE_END) });
        }
        let limit = u64::from(limit) + 1;
        let pages = if whole { matching / limit + 1 } else { 1 };
        // Counters know nothing of words and dates, and a walk past rows without them has no end.
        let is_vague = !words.is_empty() || filter.narrows(Dimension::Created);
        let passed_over = if words.is_empty() { 1 } else { WITHOUT_WORDS };
        let walking = if whole { tab } else { (limit * passed_over).saturating_mul(tab) / matching };
        let smallest = smallest(conn, scope, filter).await?;
        let way = match smallest {
            Some((dimension, rows)) if is_vague && rows <= FEW => Way::Gather(dimension),
            Some((dimension, rows)) if rows.saturating_mul(pages) < walking => Way::Gather(dimension),
            _ => Way::Walk,
        };
        let total = total(&words, filter, matching, smallest.map_or(tab, |(_, rows)| rows));
        Ok(Self { way, counting: smallest.map(|(dimension, _)| dimension), words, total })
    }

    /// The condition that the way looks only at its rows, and that they match.
    pub fn condition(&self, filter: &Filter, sort: Column) -> Result<Condition> {
        let all = self.matches(filter);
        Ok(match &self.way {
            Way::Walk => {
                let bounded =
                    Dimension::ALL.into_iter().find(|it| it.column() == sort && filter.narrows(*it));
                all.add_option(bounded.map(|it| filter.bounds(it)))
            }
            Way::Gather(dimension) => all.add(filter.indexed(*dimension)),
            Way::Candidates(numbers) => all.add(dialect::one_of(case_column("number"), numbers)?),
            Way::Nothing => all.add(Expr::val(0).eq(1)),
        })
    }

    fn matches(&self, filter: &Filter) -> Condition {
        Cond::all().add(filter.condition()).add(search::condition(&self.words))
    }

    /// Whether the rows come in the order of the index.
    pub fn is_ordered(&self) -> bool {
        matches!(self.way, Way::Walk)
    }

    /// How many rows the list has, and whether there are more than that.
    pub async fn total(&self, conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<(u64, bool)> {
        let Total::UpTo(most) = self.total else {
            return Ok((self.whole_total(conn, scope, filter).await?, false));
        };
        let found = self.counted(conn, scope, filter, most + 1).await?;
        Ok(if found > most { (most, true) } else { (found, false) })
    }

    /// How many rows the list has, counted to the end.
    pub async fn whole_total(&self, conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<u64> {
        match self.total {
            Total::Known(total) => Ok(total),
            Total::UpTo(_) => self.counted(conn, scope, filter, TO_THE_END).await,
        }
    }

    async fn counted(&self, conn: &mut Conn, scope: &Scope, filter: &Filter, most: u64) -> Result<u64> {
        let condition = match self.counting {
            Some(dimension) => self.matches(filter).add(filter.indexed(dimension)),
            // In the order of creation there are bounds for dates.
            None => self.condition(filter, Column::Created)?,
        };
        count(conn, narrowed(scope, condition), most).await
    }
}

/// How many rows there are, as far as counters know; where they know only that there are no more than `matching`, how
/// far to count among the `looked_at`.
fn total(words: &[Word], filter: &Filter, matching: u64, looked_at: u64) -> Total {
    match (words.is_empty(), filter.narrows(Dimension::Created)) {
        (true, false) => Total::Known(matching),
        (true, true) if matching > COUNTED_BY_DATE => Total::UpTo(COUNTED_BY_DATE),
        (false, _) if looked_at > FEW => Total::UpTo(COUNTED_BY_WORDS),
        _ => Total::UpTo(TO_THE_END),
    }
}

/// The dimension of the filter that leaves the fewest rows, and how many; of dates only few are worth it.
async fn smallest(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<Option<(Dimension, u64)>> {
    let mut smallest: Option<(Dimension, u64)> = None;
    for dimension in Dimension::ALL.into_iter().filter(|it| filter.narrows(*it)) {
        let rows = match dimension {
            Dimension::Customer if is_for_one_organization(scope) => continue,
            Dimension::Created => count(conn, narrowed(scope, filter.bounds(dimension)), FEW + 1).await?,
            _ => counts::left_by(conn, scope, filter, &[dimension]).await?,
        };
        if (dimension == Dimension::Created && rows > FEW) || smallest.is_some_and(|(_, least)| least <= rows)
        {
            continue;
        }
        smallest = Some((dimension, rows));
    }
    Ok(smallest)
}

/// The rows that may hold all the words, where they are few.
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
            let Some(numbers) = numbers_of(conn, numbers, FEW).await? else { continue };
            found.extend(numbers);
        }
        if !word.products.is_empty() {
            let about = Filter { products: word.products.clone(), ..Filter::default() };
            if counts::left_by(conn, scope, &about, &[Dimension::Product]).await? > FEW {
                continue;
            }
            let about = narrowed(scope, about.indexed(Dimension::Product));
            let Some(about) = numbers_of(conn, about, TO_THE_END).await? else { continue };
            found.extend(about);
        }
        return Ok(Some(found.into_iter().collect()));
    }
    if plain.is_empty() {
        return Ok(None);
    }
    // Too short for the index, or more common elsewhere than here: the scope's subjects, out of an index alone.
    let mut subjects = narrowed(scope, Cond::all());
    for word in plain {
        subjects.and_where(dialect::holds(case_column("subject_key"), word));
    }
    subjects.order_by_expr(case_column("subject_key"), sea_query::Order::Asc);
    numbers_of(conn, subjects, FEW).await
}

/// The numbers of a query's rows; none where there are more than `most`.
async fn numbers_of(conn: &mut Conn, mut select: SelectStatement, most: u64) -> Result<Option<Vec<i64>>> {
    select.expr_as(case_column("number"), "number").limit(most + 1);
    let (sql, values) = dialect::build(&select);
    let rows = sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
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
    let row = sqlx::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}
