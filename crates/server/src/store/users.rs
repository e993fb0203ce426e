//! People: their profile, their organizations, their password's hash.

use caseport_domain::api::{Membership, Session, UserProfile};
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

use super::row::{code, get};
use super::{Conn, Result, Write, access};

/// What signing in needs to know of an account. The hash has no way to be shown by accident.
pub struct Credentials {
    /// The person.
    pub user: UserId,
    /// The PHC string of the password; none where the account cannot sign in.
    pub password_hash: Option<String>,
}

/// The account of an address (in lower case).
///
/// # Errors
/// As any query.
pub async fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>> {
    let row = sqlx::query("SELECT id, password_hash FROM users WHERE email = $1")
        .bind(email)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(Credentials { user: UserId(get(&row, "id")?), password_hash: get(&row, "password_hash")? })
    })
    .transpose()
}

/// Notes a sign-in.
///
/// # Errors
/// As any query.
pub async fn signed_in(write: &mut Write, user: &UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE users SET last_sign_in_at = $2 WHERE id = $1")
        .bind(user.as_str())
        .bind(now.timestamp_micros())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// The person's profile and organizations, as `/session` answers; none where the account is gone.
///
/// # Errors
/// As any query.
pub async fn session(conn: &mut Conn, user: &UserId) -> Result<Option<Session>> {
    let Some(row) = sqlx::query("SELECT id, name, email, locale, time_zone FROM users WHERE id = $1")
        .bind(user.as_str())
        .fetch_optional(&mut *conn)
        .await?
    else {
        return Ok(None);
    };
    let user = UserProfile {
        id: UserId(get(&row, "id")?),
        name: get(&row, "name")?,
        email: get(&row, "email")?,
        locale: get(&row, "locale")?,
        time_zone: get(&row, "time_zone")?,
    };
    let rows = sqlx::query(
        "SELECT o.id, o.name, o.kind, m.role, m.is_default, r.label AS role_label, r.permissions
         FROM memberships m
         JOIN organizations o ON o.id = m.organization_id
         LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role
         WHERE m.user_id = $1
         ORDER BY o.name_key, o.id",
    )
    .bind(user.id.as_str())
    .fetch_all(conn)
    .await?;
    let mut organizations = Vec::with_capacity(rows.len());
    let mut default_organization = None;
    for row in &rows {
        let id = OrganizationId(get(row, "id")?);
        if get(row, "is_default")? {
            default_organization = Some(id.clone());
        }
        let (role, _) = access::role(row)?;
        organizations.push(Membership { id, name: get(row, "name")?, kind: code(row, "kind")?, role });
    }
    Ok(Some(Session { user, organizations, default_organization }))
}

/// The organization that opens first; none for the personal scope.
///
/// # Errors
/// As any query.
pub async fn default_organization(conn: &mut Conn, user: &UserId) -> Result<Option<OrganizationId>> {
    let row = sqlx::query("SELECT organization_id FROM memberships WHERE user_id = $1 AND is_default = 1")
        .bind(user.as_str())
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(OrganizationId(get(&row, "organization_id")?))).transpose()
}

/// Makes the organization the one that opens first, or the personal scope where it is none. False where the person
/// does not belong to it; nothing is changed then.
///
/// # Errors
/// As any query.
pub async fn set_default(
    write: &mut Write,
    user: &UserId,
    organization: Option<&OrganizationId>,
) -> Result<bool> {
    if let Some(organization) = organization {
        let member = sqlx::query("SELECT 1 FROM memberships WHERE user_id = $1 AND organization_id = $2")
            .bind(user.as_str())
            .bind(organization.as_str())
            .fetch_optional(&mut **write)
            .await?;
        if member.is_none() {
            return Ok(false);
        }
    }
    sqlx::query("UPDATE memberships SET is_default = 0 WHERE user_id = $1 AND is_default = 1")
        .bind(user.as_str())
        .execute(&mut **write)
        .await?;
    if let Some(organization) = organization {
        sqlx::query("UPDATE memberships SET is_default = 1 WHERE user_id = $1 AND organization_id = $2")
            .bind(user.as_str())
            .bind(organization.as_str())
            .execute(&mut **write)
            .await?;
    }
    Ok(true)
}
