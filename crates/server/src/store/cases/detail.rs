//! A case as its page shows it.

use crate::store::sql;
use caseport_domain::api::{CaseDetail, Escalation, License, Named, OrganizationRef, Person};
use caseport_domain::case::EscalationState;
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::{Severity, SupportPlan, policy, response};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait as _, Query};
use sqlx::AssertSqlSafe;

use super::summary;
use super::visible::VisibleCase;
use crate::store::row::{Row, code, code_opt, get, time, time_opt, unsigned};
use crate::store::scope::{any_scope, case_column};
use crate::store::{Conn, Error, Result, dialect};

const COLUMNS: [&str; 7] =
    ["description", "version", "license_id", "license_text", "support_plan", "first_response_at", "revision"];

/// The whole case, for its reader at `now`.
///
/// # Errors
/// As any query.
pub async fn detail(conn: &mut Conn, case: &VisibleCase, now: DateTime<Utc>) -> Result<CaseDetail> {
    let number = i64::from(case.number().value());
    let mut select = Query::select();
    summary::read_into(&mut select);
    select
        .from("cases")
        .columns(COLUMNS.map(|column| ("cases", column)))
        .columns([("cases", "platform_id"), ("cases", "issue_type")])
        .expr_as(Expr::col(("platforms", "name")), "platform_name")
        .expr_as(Expr::col(("issue_types", "name")), "issue_type_name")
        .expr_as(Expr::col(("licenses", "label")), "license_label")
        .expr_as(Expr::col(("filers", "name")), "filer_name")
        .left_join(
            "platforms",
            Expr::col(("platforms", "product_id"))
                .equals(("cases", "product_id"))
                .and(Expr::col(("platforms", "id")).equals(("cases", "platform_id"))),
        )
        .left_join("issue_types", Expr::col(("issue_types", "id")).equals(("cases", "issue_type")))
        .left_join("licenses", Expr::col(("licenses", "id")).equals(("cases", "license_id")))
        .join_as(
            sea_query::JoinType::LeftJoin,
            "organizations",
            "filers",
            Expr::col(("filers", "id")).equals(("cases", "filed_from")),
        )
        .and_where(case_column("number").eq(number))
        .cond_where(any_scope(&case.reader().scopes()));
    let (sql, values) = dialect::build(&select);
    let row = sql::query_with(AssertSqlSafe(sql), values).fetch_one(&mut *conn).await?;
    let ccs = sql::query("SELECT email FROM case_ccs WHERE case_number = $1 ORDER BY position")
        .bind(number)
        .fetch_all(&mut *conn)
        .await?;
    let escalation = escalation(conn, number).await?;
    assemble(case, &row, &ccs, escalation, now)
}

fn assemble(
    case: &VisibleCase,
    row: &Row,
    ccs: &[Row],
    escalation: Option<Escalation>,
    now: DateTime<Utc>,
) -> Result<CaseDetail> {
    let facts = case.facts();
    let created: DateTime<Utc> = time(row, "created_at")?;
    let severity: Severity = code(row, "severity")?;
    let plan: Option<SupportPlan> = code_opt(row, "support_plan")?;
    let filed_by = match &facts.filed_from {
        Some(OrganizationId(id)) if facts.is_filed_by_partner() => {
            Some(OrganizationRef { id: id.as_str().into(), name: get(row, "filer_name")? })
        }
        _ => None,
    };
    let revision: u64 = unsigned(row, "revision")?;
    Ok(CaseDetail {
        summary: summary::summary(row, case.reader().user(), now)?,
        kind: facts.kind,
        filed_by,
        description: get(row, "description")?,
        platform: named(get(row, "platform_id")?, get(row, "platform_name")?),
        issue_type: named(get(row, "issue_type")?, get(row, "issue_type_name")?),
        license: license(row)?,
        version: get(row, "version")?,
        ccs: ccs.iter().map(|row| get(row, "email")).collect::<Result<_>>()?,
        escalation,
        rating_deadline: policy::rating_deadline(facts),
        reopen_deadline: policy::reopen_deadline(facts),
        response_target: response::target(plan, severity),
        first_response_due: response::due(created, plan, severity),
        first_response_at: time_opt(row, "first_response_at")?,
        relation: case.relation()?.into(),
        actions: case.actions(now),
        etag: format!("\"{revision}\""),
    })
}

/// Something by its id; under its id where the catalog no longer knows it.
fn named(id: Option<String>, name: Option<String>) -> Option<Named> {
    id.map(|id| Named { name: name.unwrap_or_else(|| id.clone()), id })
}

fn license(row: &Row) -> Result<Option<License>> {
    if let Some(id) = get::<Option<String>>(row, "license_id")? {
        return Ok(Some(License { id: Some(id), name: get(row, "license_label")? }));
    }
    let typed: Option<String> = get(row, "license_text")?;
    Ok(typed.map(|name| License { id: None, name }))
}

/// The last escalation, in force or withdrawn.
pub(super) async fn escalation(conn: &mut Conn, number: i64) -> Result<Option<Escalation>> {
    let row = sql::query(
        "SELECT e.state, e.at, e.reason, e.acknowledged_by, e.note, e.acknowledged_at, e.withdrawn_at, u.id, u.name, u.email,
             w.id AS withdrawn_by, w.name AS withdrawn_by_name, w.email AS withdrawn_by_email
         FROM escalations e JOIN users u ON u.id = e.by_user LEFT JOIN users w ON w.id = e.withdrawn_by
         WHERE e.case_number = $1 ORDER BY e.at DESC, e.id DESC LIMIT 1",
    )
    .bind(number)
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok::<_, Error>(Escalation {
            state: code::<EscalationState>(&row, "state")?.into(),
            by: Person { id: UserId(get(&row, "id")?), name: get(&row, "name")?, email: get(&row, "email")? },
            at: time(&row, "at")?,
            reason: get(&row, "reason")?,
            acknowledged_by: get(&row, "acknowledged_by")?,
            acknowledged_at: time_opt(&row, "acknowledged_at")?,
            note: get(&row, "note")?,
            withdrawn_by: match get::<Option<String>>(&row, "withdrawn_by")? {
                Some(id) => Some(Person {
                    id: UserId(id),
                    name: get(&row, "withdrawn_by_name")?,
                    email: get(&row, "withdrawn_by_email")?,
                }),
                None => None,
            },
            withdrawn_at: time_opt(&row, "withdrawn_at")?,
        })
    })
    .transpose()
}
