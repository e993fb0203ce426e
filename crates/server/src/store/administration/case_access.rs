//! Extend Case View: who has it, what it opens, and switching it.

use crate::store::sql;
use caseport_domain::access::Access;
use caseport_domain::api::{CaseAccess, OrganizationEventKind, Page, Person};
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::policy::Scope;
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

use super::actor::{Permit, SeeCaseAccess, SwitchCaseAccess};
use super::events::{self, NewEvent, change};
use super::{ByName, NamesQuery, StoredMember, member, words};
use crate::store::cases::counts::OthersCases;
use crate::store::page_end::PageEnd;
use crate::store::row::{Row, get, time_opt, unsigned};
use crate::store::{Conn, Error, Result, Write, access, dialect};

const MEMBERS: &str = "SELECT u.id, u.name, u.email, m.name_key, m.role, m.extended_case_view, m.case_view_changed_at,
    r.label AS role_label, r.permissions, c.id AS changer_id, c.name AS changer_name, c.email AS changer_email,
    EXISTS (SELECT 1 FROM cases k WHERE k.filed_from = m.organization_id AND k.by_partner = 1
        AND k.kind = 'support' AND k.submitter_id = m.user_id) AS has_customer_cases
    FROM memberships m JOIN users u ON u.id = m.user_id
    LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role
    LEFT JOIN users c ON c.id = m.case_view_changed_by";

/// A page of the organization's members, by name.
///
/// # Errors
/// As any query.
pub async fn list(
    conn: &mut Conn,
    permit: &Permit<SeeCaseAccess>,
    query: &NamesQuery,
) -> Result<Page<CaseAccess>> {
    let words = words(&query.search)?;
    let held = dialect::holds_all("m.name_key || ' ' || u.email", "$2");
    let sql = format!(
        "{MEMBERS} WHERE m.organization_id = $1 AND {held} AND (m.name_key, m.user_id) > ($3, $4)
         ORDER BY m.name_key, m.user_id LIMIT $5"
    );
    let (name, id) = query.behind();
    let mut rows = sql::query(AssertSqlSafe(sql))
        .bind(permit.organization().as_str())
        .bind(&words)
        .bind(name)
        .bind(id)
        .bind(i64::from(query.limit) + 1)
        .fetch_all(&mut *conn)
        .await?;
    let mut keys = rows.iter().map(key).collect::<Result<Vec<_>>>()?;
    let next_cursor = PageEnd::cut(&mut keys, query.limit, &query.list, ByName::clone);
    rows.truncate(keys.len());
    let mut others = OthersCases::default();
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        items.push(of_row(conn, row, &permit.what.0, &mut others).await?);
    }
    let sql = format!(
        "SELECT COUNT(*) AS n FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND {held}"
    );
    let row = sql::query(AssertSqlSafe(sql))
        .bind(permit.organization().as_str())
        .bind(&words)
        .fetch_one(conn)
        .await?;
    Ok(Page { items, next_cursor, total: unsigned(&row, "n")?, total_at_least: false, as_of: None })
}

/// Switches it for a member, who is answered for as they are then. What is so already stays as it is, without an entry.
///
/// # Errors
/// As any query.
pub async fn switch(
    write: &mut Write,
    permit: &Permit<SwitchCaseAccess>,
    member: &StoredMember,
    enabled: bool,
    now: DateTime<Utc>,
) -> Result<CaseAccess> {
    if member.extended_case_view != enabled {
        sql::query(
            "UPDATE memberships SET extended_case_view = $3, case_view_changed_by = $4, case_view_changed_at = $5
             WHERE organization_id = $1 AND user_id = $2",
        )
        .bind(permit.organization().as_str())
        .bind(member.person.id.as_str())
        .bind(enabled)
        .bind(permit.by().as_str())
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
        let event = NewEvent {
            subject: Some(member.named()),
            changes: vec![change("extended_case_view", Some(on_off(!enabled)), Some(on_off(enabled)))],
            ..NewEvent::new(OrganizationEventKind::CaseAccessChanged)
        };
        events::record(write, permit, event, now).await?;
    }
    one(write, permit.organization(), &member.person.id, &permit.what.0).await
}

async fn one(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
    of_organization: &Access,
) -> Result<CaseAccess> {
    let sql = format!("{MEMBERS} WHERE m.organization_id = $1 AND m.user_id = $2");
    let row = sql::query(AssertSqlSafe(sql))
        .bind(organization.as_str())
        .bind(user.as_str())
        .fetch_optional(&mut *conn)
        .await?;
    let row = row.ok_or_else(|| Error::Corrupt(format!("{user} vanished within a transaction")))?;
    of_row(conn, &row, of_organization, &mut OthersCases::default()).await
}

async fn of_row(
    conn: &mut Conn,
    row: &Row,
    of_organization: &Access,
    others: &mut OthersCases,
) -> Result<CaseAccess> {
    let user = member::person(row)?;
    let (role, permissions) = access::role(row)?;
    let changed_by = get::<Option<String>>(row, "changer_id")?.map(|id| {
        Ok::<_, Error>(Person {
            id: UserId(id),
            name: get(row, "changer_name")?,
            email: get(row, "changer_email")?,
        })
    });
    // What the organization is, is the same for everybody in it.
    let mut access = Access {
        role: Some(role.clone()),
        permissions,
        has_customer_cases: get(row, "has_customer_cases")?,
        ..of_organization.clone()
    };
    let mut seen = [0; 2];
    for (seen, enabled) in seen.iter_mut().zip([false, true]) {
        access.extended_case_view = enabled;
        *seen = others.in_lists(conn, &user.id, &Scope::of_place(&access, &user.id)).await?;
    }
    Ok(CaseAccess {
        user,
        role,
        enabled: get(row, "extended_case_view")?,
        changed_by: changed_by.transpose()?,
        changed_at: time_opt(row, "case_view_changed_at")?,
        opens_cases: seen[1].saturating_sub(seen[0]),
    })
}

fn key(row: &Row) -> Result<ByName> {
    Ok(ByName { name: get(row, "name_key")?, id: get(row, "id")? })
}

fn on_off(enabled: bool) -> &'static str {
    if enabled { "on" } else { "off" }
}
