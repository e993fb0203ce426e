//! How a list is read so that its cost does not grow with the tab: which rows are looked at, chosen by counting, never by
//! the planner's guess.
//!
//! Three ways, with the same rows in the same order; only their cost differs. **Walking** along the index of the order
//! until the page is full is best where many rows match. **Gathering** the rows of all the cells that a filter leaves (a
//! product, a status, ...) and sorting them is best where few do. And where few rows hold the words that were typed, or
//! are within the dates, these are **candidates**.

use caseport_domain::policy::Scope;
use caseport_domain::{Column, Sort};
use sea_query::{Cond, Expr, ExprTrait as _, SelectStatement};

use super::cursor::Cursor;
use super::filter::{Dimension, Filter};
use super::found::{Asked, COUNTED_BY_WORDS, Candidate, FEW, Found, by_number, count, nearest};
use super::search::{self, Word};
use super::{counts, list::narrowed};
use crate::store::dialect;
use crate::store::scope::case_column;
use crate::store::{Conn, Result};

/// How far rows within dates are counted.
const COUNTED_BY_DATE: u64 = 10_000;
/// More than there can be.
const TO_THE_END: u64 = 1_000_000_000;
/// What a row costs, in entries of an index that has all that is asked.
const ROW: u64 = 8;
/// Of so many rows one holds what was typed, where nobody knows; a guess.
const WITHOUT_WORDS: u64 = 8;

/// Which rows are looked at.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Those along the index of the order.
    Walk,
    /// Those of the filter's cells, and sorted.
    Gather,
    /// These, and sorted.
    Candidates(Vec<Candidate>),
    /// There are none.
    Nothing,
}

/// What reading a list costs, in entries of an index.
struct Costs {
    /// Rows of a page, and one.
    limit: u64,
    /// Rows of the tab.
    tab: u64,
    /// Whether all pages are read.
    whole: bool,
}

impl Costs {
    /// Until a page is full, or all, out of `matching` rows of the tab of which one in `passed_over` is in the list, where
    /// an entry costs `entry`.
    fn walking(&self, matching: u64, passed_over: u64, entry: u64) -> u64 {
        let page = (self.limit * passed_over).saturating_mul(self.tab).checked_div(matching);
        page.filter(|_| !self.whole).unwrap_or(self.tab).saturating_mul(entry)
    }

    /// All of so many rows, anew for each page.
    fn gathering(&self, rows: u64) -> u64 {
        let pages = if self.whole { rows / self.limit + 1 } else { 1 };
        rows.saturating_mul(ROW).saturating_mul(pages)
    }
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
        let costs = Costs { limit: u64::from(limit) + 1, tab, whole };
        let (mut found, mut total) = (None, Total::Known(matching));
        if !is_counted {
            // Entries of cells come with all that is asked; then those that hold the words are looked at.
            let looking = matching.saturating_add(matching * ROW / WITHOUT_WORDS);
            let is_cheaper = filter.narrows_cells() && looking <= costs.walking(matching, WITHOUT_WORDS, ROW);
            let asked = Asked { scope, filter, words: &words };
            total = match asked.found(conn, matching, is_cheaper).await? {
                Found::All(candidates) => {
                    let total = Total::Known(candidates.len() as u64);
                    found = Some(candidates);
                    total
                }
                Found::Many => Total::MoreThan(COUNTED_BY_WORDS),
                Found::Unknown => Total::UpTo(COUNTED_BY_DATE),
            };
        }
        // The rows of which each is in the list, as far as that is known.
        let (rows, passed_over) = match &found {
            Some(candidates) => (candidates.len() as u64, 1),
            None => (matching, if words.is_empty() { 1 } else { WITHOUT_WORDS }),
        };
        let entry = if is_covering(sort) && words.is_empty() { 1 } else { ROW };
        let walking = costs.walking(rows, passed_over, entry);
        let gathers = filter.narrows_cells() && costs.gathering(matching) < walking;
        let otherwise = if gathers { costs.gathering(matching) } else { walking };
        let way = match found {
            Some(candidates) if costs.gathering(rows) <= otherwise => Way::Candidates(candidates),
            _ if gathers => Way::Gather,
            _ => Way::Walk,
        };
        Ok(Self { way, words, total })
    }

    /// `FROM cases`, `WHERE`: the rows that the way looks at, and that match; no more of them than are needed for so many
    /// behind the cursor's, where that is known.
    pub fn rows(
        &self,
        scope: &Scope,
        filter: &Filter,
        sort: Sort,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<SelectStatement> {
        let matches = Cond::all().add(filter.condition()).add(search::condition(&self.words, case_column));
        let mut rows = match &self.way {
            Way::Walk => {
                let bounded =
                    Dimension::ALL.into_iter().find(|it| it.column() == sort.by && filter.narrows(*it));
                narrowed(scope, Cond::all().add_option(bounded.map(|it| filter.bounds(it))))
            }
            Way::Gather => {
                let numbers = counts::gathered_numbers(scope, filter);
                by_number(scope, Cond::all().add(case_column("number").in_subquery(numbers)))
            }
            Way::Candidates(candidates) => {
                let nearest = nearest(candidates, sort, after, limit);
                by_number(scope, dialect::one_of(case_column("number"), &nearest)?)
            }
            Way::Nothing => narrowed(scope, Cond::all().add(Expr::val(0).eq(1))),
        };
        if !matches.is_empty() {
            rows.and_where(dialect::unguessed(matches));
        }
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
        let sort = Sort { by: Column::Created, descending: true };
        count(conn, self.rows(scope, filter, sort, None, usize::MAX)?, most).await
    }
}

/// Whether the index of the order has all that lists are narrowed by.
fn is_covering(sort: Column) -> bool {
    matches!(sort, Column::Created | Column::Subject)
}
