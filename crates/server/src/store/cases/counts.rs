//! How many cases a list holds: out of counters, which the database keeps with every change of a case (triggers, so that
//! no change can forget). Exact in every snapshot, and never a look through the cases themselves.

use caseport_domain::api::{Named, TabCounts};
use caseport_domain::policy::Scope;
use caseport_domain::{Code as _, Status, StatusFilter};
use sea_query::{Expr, ExprTrait as _, Func, Query};
use sqlx::AssertSqlSafe;

use super::filter::{Dimension, Filter};
use crate::store::row::{code, get, unsigned};
use crate::store::scope::place;
use crate::store::{Conn, Result, dialect};

/// The numbers of one tab.
///
/// # Errors
/// As any query.
pub async fn of_tab(conn: &mut Conn, scope: &Scope) -> Result<TabCounts> {
    let rows = sqlx::query("SELECT status, n FROM case_totals WHERE place = $1")
        .bind(place(scope))
        .fetch_all(conn)
        .await?;
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

/// How many rows some dimensions of a filter leave; what is searched for and when cases were created is not counted.
pub(super) async fn left_by(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    dimensions: &[Dimension],
) -> Result<u64> {
    let cell = |name| Expr::col(("case_cells", name));
    let mut select = Query::select();
    select
        .expr_as(Func::coalesce([Func::sum(cell("n")).into(), Expr::val(0_i64)]), "n")
        .from("case_cells")
        .and_where(cell("place").eq(place(scope)));
    for dimension in dimensions.iter().filter(|it| filter.narrows(**it)) {
        match dimension {
            Dimension::Product => select.and_where(cell("product_id").is_in(filter.product_ids())),
            Dimension::Customer => select.and_where(cell("organization_id").is_in(filter.customer_ids())),
            Dimension::Severity => {
                select.and_where(cell("severity").is_in(filter.severities.iter().map(|it| it.code())))
            }
            Dimension::Status => {
                let statuses = filter.status.map(StatusFilter::statuses).unwrap_or_default();
                select.and_where(cell("status").is_in(statuses.iter().map(|it| it.code())))
            }
            Dimension::Created => &mut select,
        };
    }
    let (sql, values) = dialect::build(&select);
    let row = sqlx::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}

/// The organizations that a list's cases are for, by name.
///
/// # Errors
/// As any query.
pub async fn customers(conn: &mut Conn, scope: &Scope) -> Result<Vec<Named>> {
    let rows = sqlx::query(
        "SELECT o.id, o.name FROM organizations o
         WHERE o.id IN (SELECT c.organization_id FROM case_cells c WHERE c.place = $1 AND c.n > 0)
         ORDER BY o.name_key, o.id",
    )
    .bind(place(scope))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Named { id: get(row, "id")?, name: get(row, "name")? })).collect()
}
