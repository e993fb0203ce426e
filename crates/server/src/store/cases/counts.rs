//! How many cases a tab holds, by status: one pass over an index for each tab.

use caseport_domain::api::TabCounts;
use caseport_domain::policy::Scope;
use caseport_domain::{Status, StatusFilter};
use sea_query::{Expr, Func, Query};
use sqlx::AssertSqlSafe;

use crate::store::row::{code, unsigned};
use crate::store::scope::scope_condition;
use crate::store::{Conn, Result, dialect};

/// The numbers of one tab.
///
/// # Errors
/// As any query.
pub async fn of_tab(conn: &mut Conn, scope: &Scope) -> Result<TabCounts> {
    let (sql, values) = dialect::build(
        Query::select()
            .column(("cases", "status"))
            .expr_as(Func::count(Expr::val(1)), "n")
            .from("cases")
            .cond_where(scope_condition(scope))
            .group_by_col(("cases", "status")),
    );
    let rows = sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
    let mut counts = TabCounts::default();
    for row in &rows {
        let status: Status = code(row, "status")?;
        let n: u64 = unsigned(row, "n")?;
        let within = |filter: StatusFilter| if filter.statuses().contains(&status) { n } else { 0 };
        counts.total += n;
        counts.open += within(StatusFilter::Open);
        counts.waiting_on_me += within(StatusFilter::WaitingOnMe);
        counts.waiting_on_vendor += within(StatusFilter::WaitingOnVendor);
        counts.closed += within(StatusFilter::Closed);
    }
    Ok(counts)
}
