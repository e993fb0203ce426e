//! Some cases, by their numbers, as a place's lists show them to a reader.

use crate::store::sql;
use caseport_domain::Tab;
use caseport_domain::api::CaseSummary;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::Scope;
use chrono::{DateTime, Utc};
use sea_query::Query;
use sqlx::AssertSqlSafe;

use super::summary;
use super::visible::facts;
use crate::store::scope::{any_scope, case_column};
use crate::store::{Conn, Result, dialect};

/// Those of the cases that any of the scopes holds, each with the tabs that show it.
///
/// # Errors
/// As any query.
pub async fn seen(
    conn: &mut Conn,
    scopes: &[Scope],
    reader: &UserId,
    numbers: impl IntoIterator<Item = CaseNumber>,
    now: DateTime<Utc>,
) -> Result<Vec<(CaseSummary, Vec<Tab>)>> {
    let numbers: Vec<i64> = numbers.into_iter().map(|number| i64::from(number.value())).collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Query::select();
    summary::read_into(&mut select);
    select
        .from("cases")
        .cond_where(dialect::one_of(case_column("number"), &numbers)?)
        .cond_where(any_scope(scopes));
    let (sql, values) = dialect::build(&select);
    let rows = sql::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let facts = facts(row)?;
            let tabs = scopes.iter().filter(|scope| scope.admits(&facts)).map(Scope::tab).collect();
            Ok((summary::summary(row, reader, now)?, tabs))
        })
        .collect()
}
