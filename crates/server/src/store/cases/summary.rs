//! A case as lists show it: the columns, and the row's way into the message.

use caseport_domain::api::{CaseSummary, Named, OrganizationRef, Person, Rating};
use caseport_domain::id::{CaseNumber, OrganizationId, UserId};
use caseport_domain::{Severity, Status, policy};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait as _, SelectStatement};

use super::visible::{FACTS, escalated, facts};
use crate::store::row::{Row, code, get, time, time_opt, unsigned};
use crate::store::{Error, Result};

const COLUMNS: [&str; 9] = [
    "number",
    "subject",
    "severity",
    "created_at",
    "updated_at",
    "rating_overall",
    "rating_solution",
    "rating_speed",
    "rating_comment",
];

/// Adds everything that [`summary`] reads to a `SELECT` from `cases`; the scope is for the caller to add.
///
/// Outer joins, so that the planner begins with `cases`.
pub(super) fn read_into(select: &mut SelectStatement) {
    select
        .columns(COLUMNS.map(|column| ("cases", column)))
        .columns(FACTS.map(|column| ("cases", column)))
        .expr_as(escalated(), "escalated")
        .expr_as(Expr::col(("products", "id")), "product_id")
        .expr_as(Expr::col(("products", "name")), "product_name")
        .expr_as(Expr::col(("organizations", "name")), "organization_name")
        .expr_as(Expr::col(("users", "name")), "submitter_name")
        .expr_as(Expr::col(("users", "email")), "submitter_email");
    for (table, key) in [PRODUCTS, ORGANIZATIONS, USERS] {
        select.left_join(table, Expr::col((table, "id")).equals(("cases", key)));
    }
}

/// The tables whose names a list shows, each with the column of `cases` that leads there.
const PRODUCTS: (&str, &str) = ("products", "product_id");
const ORGANIZATIONS: (&str, &str) = ("organizations", "organization_id");
const USERS: (&str, &str) = ("users", "submitter_id");

/// The message, as `reader` sees it at `now`.
pub(super) fn summary(row: &Row, reader: &UserId, now: DateTime<Utc>) -> Result<CaseSummary> {
    let facts = facts(row)?;
    let can_rate = policy::rate(reader, &facts, now);
    let organization = match &facts.organization {
        Some(OrganizationId(id)) => {
            Some(OrganizationRef { id: id.as_str().into(), name: get(row, "organization_name")? })
        }
        None => None,
    };
    Ok(CaseSummary {
        number: number(row)?,
        subject: get(row, "subject")?,
        product: Named { id: get(row, "product_id")?, name: get(row, "product_name")? },
        severity: code::<Severity>(row, "severity")?.into(),
        status: code::<Status>(row, "status")?.into(),
        organization,
        submitter: Person {
            id: facts.submitter,
            name: get(row, "submitter_name")?,
            email: get(row, "submitter_email")?,
        },
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
        closed_at: facts.closed_at,
        rating: rating(row)?,
        can_rate,
    })
}

pub(super) fn number(row: &Row) -> Result<CaseNumber> {
    let value: u32 = unsigned(row, "number")?;
    CaseNumber::new(value).ok_or_else(|| Error::Corrupt(format!("number = {value}")))
}

fn rating(row: &Row) -> Result<Option<Rating>> {
    let Some(rated_at) = time_opt(row, "rated_at")? else { return Ok(None) };
    Ok(Some(Rating {
        overall: unsigned(row, "rating_overall")?,
        solution: get(row, "rating_solution")?,
        speed: get(row, "rating_speed")?,
        comment: get(row, "rating_comment")?,
        rated_at,
    }))
}
