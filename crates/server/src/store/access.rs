//! The facts about a person in an organization, which the rules of `domain::policy` read.

use crate::store::sql;
use caseport_domain::access::Grantors;
use caseport_domain::api::{OrganizationRef, RoleRef};
use caseport_domain::id::{OrganizationId, RoleId, UserId};
use caseport_domain::{Access, BuiltInRole, Code as _, Level, Permissions, RoleObject};
use sea_query::{Expr, ExprTrait as _, Order, Query};
use sqlx::AssertSqlSafe;

use super::row::{Row, code, get, unsigned};
use super::{Conn, Result, dialect};

/// Names in a list of people who can help; more help nobody.
const GRANTORS: u64 = 5;

/// The person's facts in every organization that they belong to, by name.
///
/// # Errors
/// As any query.
pub async fn of_user(conn: &mut Conn, user: &UserId) -> Result<Vec<Access>> {
    let rows = sql::query(
        "SELECT o.id, o.name, o.kind, o.support_plan, o.mdf_program, o.ai_assistance, o.revision,
                m.role, m.extended_case_view, r.label AS role_label, r.permissions,
                (SELECT COUNT(*) FROM links l WHERE l.partner_id = o.id AND l.kind = 'partner') AS linked_customers,
                EXISTS (SELECT 1 FROM cases c WHERE c.filed_from = o.id AND c.by_partner = 1
                        AND c.kind = 'support' AND c.submitter_id = m.user_id) AS has_customer_cases,
                EXISTS (SELECT 1 FROM cases c WHERE c.organization_id = o.id AND c.by_partner = 1
                        AND c.kind = 'support') AS has_partner_cases
         FROM memberships m
         JOIN organizations o ON o.id = m.organization_id
         LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role
         WHERE m.user_id = $1
         ORDER BY o.name_key, o.id",
    )
    .bind(user.as_str())
    .fetch_all(&mut *conn)
    .await?;
    let mut accesses = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut access = from_row(row)?;
        if let Some(organization) = &access.organization {
            access.grantors = grantors(conn, &organization.id).await?;
        }
        accesses.push(access);
    }
    Ok(accesses)
}

fn from_row(row: &Row) -> Result<Access> {
    let (role, permissions) = role(row)?;
    Ok(Access {
        organization: Some(OrganizationRef { id: OrganizationId(get(row, "id")?), name: get(row, "name")? }),
        kind: code(row, "kind")?,
        role: Some(role),
        permissions,
        extended_case_view: get(row, "extended_case_view")?,
        linked_customers: unsigned(row, "linked_customers")?,
        has_customer_cases: get(row, "has_customer_cases")?,
        has_partner_cases: get(row, "has_partner_cases")?,
        ai_assistance: get(row, "ai_assistance")?,
        mdf_program: get(row, "mdf_program")?,
        support_plan: Some(code(row, "support_plan")?),
        revision: unsigned(row, "revision")?,
        grantors: Grantors::default(),
    })
}

/// A membership's role: built-in by its key, or custom by its row. One that is gone gives nothing.
pub(super) fn role(row: &Row) -> Result<(RoleRef, Permissions)> {
    let id: String = get(row, "role")?;
    if let Some(built_in) = BuiltInRole::parse(&id) {
        let role = RoleRef { id: RoleId(id), label: built_in.label().to_owned() };
        return Ok((role, built_in.permissions()));
    }
    let label: Option<String> = get(row, "role_label")?;
    let permissions = match get::<Option<&str>>(row, "permissions")? {
        Some(json) => serde_json::from_str(json)?,
        None => Permissions::default(),
    };
    Ok((RoleRef { label: label.unwrap_or_else(|| id.clone()), id: RoleId(id) }, permissions))
}

/// Who in the organization can grant what is missing, the Super Admin first.
async fn grantors(conn: &mut Conn, organization: &OrganizationId) -> Result<Grantors> {
    let custom = sql::query("SELECT id, permissions FROM roles WHERE organization_id = $1")
        .bind(organization.as_str())
        .fetch_all(&mut *conn)
        .await?;
    let mut roles: Vec<(String, Permissions)> =
        BuiltInRole::ALL.iter().map(|role| (role.key().to_owned(), role.permissions())).collect();
    for row in &custom {
        roles.push((get(row, "id")?, serde_json::from_str(get(row, "permissions")?)?));
    }
    let holding = |object: RoleObject| {
        let full = roles.iter().filter(move |(_, permissions)| permissions.level(object) == Level::Full);
        full.map(|(id, _)| id.clone()).collect::<Vec<_>>()
    };
    let (users, support) = (holding(RoleObject::UserManagement), holding(RoleObject::SupportService));
    Ok(Grantors {
        roles: names_of(conn, organization, users).await?,
        case_access: names_of(conn, organization, support).await?,
    })
}

async fn names_of(conn: &mut Conn, organization: &OrganizationId, roles: Vec<String>) -> Result<Vec<String>> {
    let (sql, values) = dialect::build(
        Query::select()
            .column(("users", "name"))
            .from("memberships")
            .inner_join("users", Expr::col(("users", "id")).equals(("memberships", "user_id")))
            .and_where(Expr::col(("memberships", "organization_id")).eq(organization.as_str()))
            .and_where(Expr::col(("memberships", "role")).is_in(roles))
            .order_by_expr(Expr::col(("memberships", "role")).eq(BuiltInRole::SuperAdmin.key()), Order::Desc)
            .order_by(("users", "name"), Order::Asc)
            .limit(GRANTORS),
    );
    let rows = sql::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
    rows.iter().map(|row| get(row, "name")).collect()
}
