//! People: their profile, their organizations, their password's hash.

use crate::store::sql;
use caseport_domain::api::{Membership, Session, UserProfile};
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

use super::administration::events;
use super::fold::fold;
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
    let row = sql::query("SELECT id, password_hash FROM users WHERE email = $1")
        .bind(email)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(Credentials { user: UserId(get(&row, "id")?), password_hash: get(&row, "password_hash")? })
    })
    .transpose()
}

/// An account to be.
#[derive(Clone, Copy)]
pub struct NewUser<'a> {
    /// The person's name.
    pub name: &'a str,
    /// Their address, in lower case.
    pub email: &'a str,
    /// The PHC string of their password.
    pub password_hash: &'a str,
}

/// Makes an account; of one that there is and that has no password, the password. None where it has one already.
///
/// # Errors
/// As any query.
pub async fn add(
    write: &mut Write,
    id: &UserId,
    new: &NewUser<'_>,
    now: DateTime<Utc>,
) -> Result<Option<UserId>> {
    let row = sql::query(
        // Whose zone is not known reads times in the browser's.
        "INSERT INTO users (id, name, email, password_hash, created_at, name_key, time_zone)
         VALUES ($1, $2, $3, $4, $5, $6, '')
         ON CONFLICT (email) DO UPDATE SET password_hash = excluded.password_hash WHERE users.password_hash IS NULL
         RETURNING id",
    )
    .bind(id.as_str())
    .bind(new.name)
    .bind(new.email)
    .bind(new.password_hash)
    .bind(now.timestamp_micros())
    .bind(fold(new.name))
    .fetch_optional(write)
    .await?;
    row.map(|row| Ok(UserId(get(&row, "id")?))).transpose()
}

/// Notes a sign-in, in Event History, too.
///
/// # Errors
/// As any query.
pub async fn signed_in(write: &mut Write, user: &UserId, now: DateTime<Utc>) -> Result<()> {
    sql::query("UPDATE users SET last_sign_in_at = $2 WHERE id = $1")
        .bind(user.as_str())
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    events::signed_in(write, user, now).await
}

/// The address of somebody who is signed in.
///
/// # Errors
/// As any query.
pub async fn email(conn: &mut Conn, user: &UserId) -> Result<String> {
    let row = sql::query("SELECT email FROM users WHERE id = $1").bind(user.as_str()).fetch_one(conn).await?;
    get(&row, "email")
}

/// The person's profile and organizations, as `/session` answers; none where the account is gone.
///
/// # Errors
/// As any query.
pub async fn session(conn: &mut Conn, user: &UserId) -> Result<Option<Session>> {
    let Some(row) = sql::query("SELECT id, name, email, locale, time_zone FROM users WHERE id = $1")
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
    let rows = sql::query(
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
    let row = sql::query("SELECT organization_id FROM memberships WHERE user_id = $1 AND is_default = 1")
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
        let member = sql::query("SELECT 1 FROM memberships WHERE user_id = $1 AND organization_id = $2")
            .bind(user.as_str())
            .bind(organization.as_str())
            .fetch_optional(write)
            .await?;
        if member.is_none() {
            return Ok(false);
        }
    }
    sql::query("UPDATE memberships SET is_default = 0 WHERE user_id = $1 AND is_default = 1")
        .bind(user.as_str())
        .execute(write)
        .await?;
    if let Some(organization) = organization {
        sql::query("UPDATE memberships SET is_default = 1 WHERE user_id = $1 AND organization_id = $2")
            .bind(user.as_str())
            .bind(organization.as_str())
            .execute(write)
            .await?;
    }
    Ok(true)
}
