//! Memberships that single sign-on gives, changes and takes back. The rules are asked here as everywhere, and Event History
//! names the provider as the one who did it.

use crate::store::sql;
use caseport_domain::api::{EventPerson, OrganizationEventKind};
use caseport_domain::decision::Reason;
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::policy::{self, Holder, RoleChoice};
use caseport_domain::{BuiltInRole, Code as _, OrganizationKind};
use chrono::{DateTime, Utc};

use super::events::{self, NewEvent, change};
use super::roles::{AnyRole, label_key};
use super::{StoredMember, invitations, members};
use crate::store::row::{code, get};
use crate::store::{Conn, Result, Write};

/// Who gives: a provider, as it is named, and as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Giver<'a> {
    /// Its name.
    pub label: &'a str,
    /// Its issuer.
    pub issuer: &'a str,
}

impl Giver<'_> {
    /// The provider as Event History names it: nobody of the portal's.
    fn named(&self) -> EventPerson {
        EventPerson { id: None, name: self.label.to_owned(), email: String::new() }
    }
}

/// What kind of organization it is; none where there is none of that id.
///
/// # Errors
/// As any query.
pub async fn kind(conn: &mut Conn, organization: &OrganizationId) -> Result<Option<OrganizationKind>> {
    let row = sql::query("SELECT kind FROM organizations WHERE id = $1")
        .bind(organization.as_str())
        .fetch_optional(conn)
        .await?;
    row.map(|row| code(&row, "kind")).transpose()
}

/// The organization's role that is called so: a built-in one by its key, one of its own by its name.
///
/// # Errors
/// As any query.
pub async fn role(conn: &mut Conn, organization: &OrganizationId, name: &str) -> Result<Option<AnyRole>> {
    if let Some(role) = BuiltInRole::parse(name) {
        return Ok(Some(AnyRole::BuiltIn(role)));
    }
    let row = sql::query("SELECT id FROM roles WHERE organization_id = $1 AND label_key = $2")
        .bind(organization.as_str())
        .bind(label_key(name))
        .fetch_optional(&mut *conn)
        .await?;
    match row {
        Some(row) => {
            let id: String = get(&row, "id")?;
            AnyRole::find(conn, organization, &id.as_str().into()).await
        }
        None => Ok(None),
    }
}

/// Makes somebody a member with the role, or gives a member the role. Who has it already keeps it, without an entry.
///
/// # Errors
/// As any query; within, why the rules do not let it.
pub async fn give(
    write: &mut Write,
    giver: &Giver<'_>,
    organization: &OrganizationId,
    user: &UserId,
    role: &AnyRole,
    now: DateTime<Utc>,
) -> Result<std::result::Result<(), Reason>> {
    let Some(kind) = kind(write, organization).await? else { return Ok(Ok(())) };
    let member = StoredMember::find(write, organization, user).await?;
    let holder = member.as_ref().map_or(Holder { role: None }, StoredMember::holder);
    if member.as_ref().is_some_and(|member| member.role.id == role.named().id) {
        return Ok(Ok(()));
    }
    if let Err(reason) = policy::assign_by_sign_on(kind, holder, role.choice()).require() {
        return Ok(Err(reason));
    }
    match member {
        Some(member) => {
            let role = role.named();
            members::set_role(write, organization, user, role.id.as_str()).await?;
            let event = members::assigned(&member, &role.label);
            events::append(write, organization, &giver.named(), &event, now).await?;
        }
        None => join(write, giver, organization, user, role, now).await?,
    }
    Ok(Ok(()))
}

async fn join(
    write: &mut Write,
    giver: &Giver<'_>,
    organization: &OrganizationId,
    user: &UserId,
    role: &AnyRole,
    now: DateTime<Utc>,
) -> Result<()> {
    let role = match role.choice() {
        RoleChoice::BuiltIn(built_in) => {
            AnyRole::BuiltIn(policy::first_role(built_in, has_super_admin(write, organization).await?))
        }
        RoleChoice::Custom(_) => role.clone(),
    };
    let starts_with_view = matches!(role, AnyRole::BuiltIn(BuiltInRole::SuperAdmin));
    let role = role.named();
    sql::query(
        "INSERT INTO memberships (user_id, organization_id, role, extended_case_view, is_default, created_at)
         VALUES ($1, $2, $3, $4, CASE WHEN EXISTS (SELECT 1 FROM memberships WHERE user_id = $1) THEN 0 ELSE 1 END, $5)",
    )
    .bind(user.as_str())
    .bind(organization.as_str())
    .bind(role.id.as_str())
    .bind(starts_with_view)
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    sql::query("INSERT INTO sign_on_memberships (user_id, organization_id, issuer) VALUES ($1, $2, $3)")
        .bind(user.as_str())
        .bind(organization.as_str())
        .bind(giver.issuer)
        .execute(write)
        .await?;
    let person = events::person(write, user).await?;
    // What they were invited to, they have now.
    invitations::forget(write, organization, &person.email).await?;
    let event = NewEvent {
        subject: Some(person),
        changes: vec![change("role", None::<&str>, Some(role.label.as_str()))],
        ..NewEvent::new(OrganizationEventKind::UserJoined)
    };
    events::append(write, organization, &giver.named(), &event, now).await
}

async fn has_super_admin(conn: &mut Conn, organization: &OrganizationId) -> Result<bool> {
    let row = sql::query("SELECT 1 FROM memberships WHERE organization_id = $1 AND role = $2")
        .bind(organization.as_str())
        .bind(BuiltInRole::SuperAdmin.key())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Takes back the memberships that an issuer has given somebody, but for those in `still`.
///
/// # Errors
/// As any query; within, why the rules do not let one, the others being done.
pub async fn take_back(
    write: &mut Write,
    giver: &Giver<'_>,
    user: &UserId,
    still: &[OrganizationId],
    now: DateTime<Utc>,
) -> Result<std::result::Result<(), Reason>> {
    let rows =
        sql::query("SELECT organization_id FROM sign_on_memberships WHERE user_id = $1 AND issuer = $2")
            .bind(user.as_str())
            .bind(giver.issuer)
            .fetch_all(write)
            .await?;
    let mut kept = Ok(());
    for row in &rows {
        let organization = OrganizationId(get(row, "organization_id")?);
        if still.contains(&organization) {
            continue;
        }
        let Some(member) = StoredMember::find(write, &organization, user).await? else { continue };
        if let Err(reason) = policy::remove_by_sign_on(member.holder()).require() {
            kept = Err(reason);
            continue;
        }
        members::delete(write, &organization, user).await?;
        events::append(write, &organization, &giver.named(), &members::removed(&member), now).await?;
    }
    Ok(kept)
}
