//! How many cases a list holds: out of counters, which the database keeps with every change of a case (triggers, so that
//! no change can forget). Exact in every snapshot, and never a look through the cases themselves.

use crate::store::sql;
use std::collections::HashMap;

use caseport_domain::api::{Named, TabCounts};
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::policy::{Rows, Scope};
use caseport_domain::{Code as _, Status, StatusFilter};
use sea_query::{Cond, Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement};
use sqlx::AssertSqlSafe;

use super::filter::Filter;
use crate::store::row::{code, get, unsigned};
use crate::store::scope::{condition as scope_condition_of, may_be_for_nobody, place, place_of};
use crate::store::{Conn, Result, dialect};

/// What rows are called that are gathered cell by cell.
pub(super) const GATHERED: &str = "gathered";

/// The numbers of one tab.
///
/// # Errors
/// As any query.
pub async fn of_tab(conn: &mut Conn, scope: &Scope) -> Result<TabCounts> {
    let rows = sql::query("SELECT status, n FROM case_totals WHERE place = $1")
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

/// How many cases of others somebody's lists in one organization hold. Asked about many people, it looks up once what they
/// have in common.
#[derive(Debug, Default)]
pub struct OthersCases(HashMap<String, u64>);

impl OthersCases {
    /// The number, of all the lists that the person has there: no case is in two of those that others' cases are in.
    ///
    /// # Errors
    /// As any query.
    pub async fn in_lists(&mut self, conn: &mut Conn, user: &UserId, scopes: &[Scope]) -> Result<u64> {
        let (mut all, mut own) = (0, 0);
        for scope in scopes {
            match scope.rows() {
                Rows::SubmittedBy(_) | Rows::ReportedBy(_) | Rows::ForCustomersByUser(..) => {}
                // What one filed for it from elsewhere is in the list of partners' cases, if there are any.
                Rows::OfOrganization(it) => {
                    all += self.total(conn, place(scope)).await?;
                    own += submitted_for(conn, user, it).await?;
                }
                Rows::ByPartnersFor(_) => all += self.total(conn, place(scope)).await?,
                Rows::ForCustomersBy(it) => {
                    all += self.total(conn, place(scope)).await?;
                    own +=
                        total(conn, &place_of(&Rows::ForCustomersByUser(it.clone(), user.clone()))).await?;
                }
            }
        }
        Ok(all.saturating_sub(own))
    }

    async fn total(&mut self, conn: &mut Conn, place: String) -> Result<u64> {
        if let Some(known) = self.0.get(&place) {
            return Ok(*known);
        }
        let total = total(conn, &place).await?;
        self.0.insert(place, total);
        Ok(total)
    }
}

async fn total(conn: &mut Conn, place: &str) -> Result<u64> {
    let row = sql::query("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM case_totals WHERE place = $1")
        .bind(place)
        .fetch_one(conn)
        .await?;
    unsigned(&row, "n")
}

/// The support cases that somebody submitted for an organization, from wherever.
async fn submitted_for(conn: &mut Conn, user: &UserId, organization: &OrganizationId) -> Result<u64> {
    let row = sql::query(
        "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM case_cells WHERE place = $1 AND organization_id = $2",
    )
    .bind(place_of(&Rows::SubmittedBy(user.clone())))
    .bind(organization.as_str())
    .fetch_one(conn)
    .await?;
    unsigned(&row, "n")
}

/// How many rows a filter leaves; what is searched for and when cases were created is not counted.
pub(super) async fn left_by(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<u64> {
    let mut select = cells(scope, filter);
    let n = Expr::cust("CAST(SUM(case_cells.n) AS BIGINT)");
    select.expr_as(Func::coalesce([n, Expr::val(0_i64)]), "n");
    let (sql, values) = dialect::build(&select);
    let row = sql::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}

/// `FROM case_cells`: those of a list that a filter lets through.
fn cells(scope: &Scope, filter: &Filter) -> SelectStatement {
    let cell = |name| Expr::col(("case_cells", name));
    let mut select = Query::select();
    select.from("case_cells").and_where(cell("place").eq(place(scope)));
    if !filter.products.is_empty() {
        select.and_where(cell("product_id").is_in(filter.product_ids()));
    }
    if !filter.customers.is_empty() {
        select.and_where(cell("organization_id").is_in(filter.customer_ids()));
    }
    if !filter.severities.is_empty() {
        select.and_where(cell("severity").is_in(filter.severities.iter().map(|it| it.code())));
    }
    if let Some(status) = filter.status {
        select.and_where(cell("status").is_in(status.statuses().iter().map(|it| it.code())));
    }
    select
}

/// The rows that a filter lets through, as [`GATHERED`]: out of the index that has the rows of
/// a cell together, with all that is asked of them.
pub(super) fn gathered(scope: &Scope, filter: &Filter) -> SelectStatement {
    let cell = |name| Expr::col(("case_cells", name));
    let row = |name: &'static str| Expr::col((GATHERED, name));
    let of_cell = Cond::all()
        .add(row("product_id").eq(cell("product_id")))
        .add(row("severity").eq(cell("severity")))
        .add(row("status").eq(cell("status")))
        .add(if may_be_for_nobody(scope) {
            dialect::is_text_or_none(row("organization_id"), cell("organization_id"))
        } else {
            row("organization_id").eq(cell("organization_id"))
        });
    let mut select = cells(scope, filter);
    select
        .and_where(cell("n").gt(0_i64))
        // In this order: the cells first.
        .join_as(JoinType::CrossJoin, "cases", GATHERED, Cond::all())
        .cond_where(of_cell)
        .cond_where(scope_condition_of(scope, row))
        .cond_where(filter.dates(row));
    select
}

/// `SELECT number` of these rows.
pub(super) fn gathered_numbers(scope: &Scope, filter: &Filter) -> SelectStatement {
    gathered(scope, filter).expr_as(Expr::col((GATHERED, "number")), "number").take()
}

/// The organizations that a list's cases are for, by name.
///
/// # Errors
/// As any query.
pub async fn customers(conn: &mut Conn, scope: &Scope) -> Result<Vec<Named>> {
    let rows = sql::query(
        "SELECT o.id, o.name FROM organizations o
         WHERE o.id IN (SELECT c.organization_id FROM case_cells c WHERE c.place = $1 AND c.n > 0)
         ORDER BY o.name_key, o.id",
    )
    .bind(place(scope))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Named { id: get(row, "id")?, name: get(row, "name")? })).collect()
}
