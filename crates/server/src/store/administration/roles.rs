//! Roles: those that are built in, and the organization's own.

use crate::store::sql;
use std::collections::HashMap;

use caseport_domain::access::Access;
use caseport_domain::api::{EventChange, Items, OrganizationEventKind, Person, Role, RoleRef};
use caseport_domain::id::{OrganizationId, RoleId, UserId};
use caseport_domain::policy::{self, Holder, RoleChoice};
use caseport_domain::validate::NewRole;
use caseport_domain::{BuiltInRole, Code as _, Level, OrganizationKind, Permissions, RoleObject};
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

use super::actor::{AddRole, ChangeRole, DeleteRole, Permit, SeeRoles};
use super::events::{self, NewEvent, change};
use super::members;
use crate::store::fold::fold;
use crate::store::row::{Row, get, time, unsigned};
use crate::store::{Conn, Error, Result, Write};

/// A role that an organization made for itself.
#[derive(Clone, Debug)]
pub struct CustomRole {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub label: String,
    /// What it is for.
    pub description: String,
    /// What it gives.
    pub permissions: Permissions,
    revision: i64,
    updated_by: Option<Person>,
    updated_at: DateTime<Utc>,
}

impl CustomRole {
    /// Its version, as in an `ETag`, without the quotes.
    pub fn version(&self) -> String {
        self.revision.to_string()
    }

    /// Who changed it last.
    pub fn changed_by(&self) -> Option<&str> {
        self.updated_by.as_ref().map(|it| it.name.as_str())
    }

    /// Whether it is as it is asked to be.
    pub fn is(&self, role: &NewRole) -> bool {
        self.label == role.label.as_str()
            && self.description == role.description
            && self.permissions == role.permissions
    }

    /// The role as other messages name it.
    pub fn named(&self) -> RoleRef {
        RoleRef { id: self.id.clone(), label: self.label.clone() }
    }
}

/// A role.
#[derive(Clone, Debug)]
pub enum AnyRole {
    /// A built-in one, whether or not the organization has it.
    BuiltIn(BuiltInRole),
    /// One of the organization's own.
    Custom(CustomRole),
}

impl AnyRole {
    /// The role; none where there is none of that id.
    ///
    /// # Errors
    /// As any query.
    pub async fn find(conn: &mut Conn, organization: &OrganizationId, id: &RoleId) -> Result<Option<Self>> {
        if let Some(role) = BuiltInRole::parse(id.as_str()) {
            return Ok(Some(Self::BuiltIn(role)));
        }
        let sql = format!("{CUSTOM} WHERE r.organization_id = $1 AND r.id = $2");
        let row = sql::query(AssertSqlSafe(sql))
            .bind(organization.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(Self::Custom(custom(&row)?))).transpose()
    }

    /// The role as the rules see it.
    pub fn choice(&self) -> RoleChoice<'_> {
        match self {
            Self::BuiltIn(role) => RoleChoice::BuiltIn(*role),
            Self::Custom(role) => RoleChoice::Custom(&role.permissions),
        }
    }

    /// The role as other messages name it.
    pub fn named(&self) -> RoleRef {
        match self {
            Self::BuiltIn(role) => RoleRef { id: role.key().into(), label: role.label().to_owned() },
            Self::Custom(role) => role.named(),
        }
    }
}

const CUSTOM: &str = "SELECT r.id, r.label, r.description, r.permissions, r.revision, r.updated_at,
    u.id AS updater_id, u.name AS updater_name, u.email AS updater_email
    FROM roles r LEFT JOIN users u ON u.id = r.updated_by";

fn custom(row: &Row) -> Result<CustomRole> {
    let updated_by = get::<Option<String>>(row, "updater_id")?.map(|id| {
        Ok::<_, Error>(Person {
            id: UserId(id),
            name: get(row, "updater_name")?,
            email: get(row, "updater_email")?,
        })
    });
    Ok(CustomRole {
        id: RoleId(get(row, "id")?),
        label: get(row, "label")?,
        description: get(row, "description")?,
        permissions: serde_json::from_str(get(row, "permissions")?)?,
        revision: get(row, "revision")?,
        updated_by: updated_by.transpose()?,
        updated_at: time(row, "updated_at")?,
    })
}

/// All of the organization's roles, the built-in ones first; its own by name.
///
/// # Errors
/// As any query.
pub async fn list(conn: &mut Conn, permit: &Permit<SeeRoles>) -> Result<Items<Role>> {
    let users = users(conn, permit.organization()).await?;
    let access = &permit.what.0;
    let built_in = BuiltInRole::ALL.iter().map(|role| AnyRole::BuiltIn(*role));
    let mut items: Vec<Role> = built_in.filter_map(|role| message(&role, access, &users)).collect();
    let sql = format!("{CUSTOM} WHERE r.organization_id = $1 ORDER BY r.label_key, r.id");
    let rows = sql::query(AssertSqlSafe(sql)).bind(permit.organization().as_str()).fetch_all(conn).await?;
    for row in &rows {
        items.extend(message(&AnyRole::Custom(custom(row)?), access, &users));
    }
    Ok(items.into())
}

/// One role as its reader gets it; none where the organization has none of that kind.
///
/// # Errors
/// As any query.
pub async fn one(conn: &mut Conn, permit: &Permit<SeeRoles>, role: &AnyRole) -> Result<Option<Role>> {
    let users = users(conn, permit.organization()).await?;
    Ok(message(role, &permit.what.0, &users))
}

/// How many have the role or are invited to it.
///
/// # Errors
/// As any query.
pub async fn users_of(conn: &mut Conn, organization: &OrganizationId, role: &RoleId) -> Result<u64> {
    Ok(users(conn, organization).await?.get(role.as_str()).copied().unwrap_or(0))
}

async fn users(conn: &mut Conn, organization: &OrganizationId) -> Result<HashMap<String, u64>> {
    let rows = sql::query(
        "SELECT held.role, COUNT(*) AS n FROM (
             SELECT role FROM memberships WHERE organization_id = $1
             UNION ALL SELECT role FROM invitations WHERE organization_id = $1
         ) AS held GROUP BY held.role",
    )
    .bind(organization.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((get(row, "role")?, unsigned(row, "n")?))).collect()
}

fn message(role: &AnyRole, access: &Access, users: &HashMap<String, u64>) -> Option<Role> {
    let RoleRef { id, label } = role.named();
    let users = users.get(id.as_str()).copied().unwrap_or(0);
    let built_in = matches!(role, AnyRole::BuiltIn(_));
    let editable = policy::edit_role(access, built_in);
    let assignable = policy::assign_role(access, Holder { role: None }, role.choice());
    let role = match role {
        AnyRole::BuiltIn(role) => {
            if !exists(*role, access) && users == 0 {
                return None;
            }
            Role {
                id,
                label,
                description: role.description().to_owned(),
                built_in,
                users,
                permissions: role.permissions(),
                editable,
                assignable,
                updated_by: None,
                updated_at: None,
                etag: "\"built-in\"".to_owned(),
            }
        }
        AnyRole::Custom(role) => Role {
            id,
            label,
            description: role.description.clone(),
            built_in,
            users,
            permissions: role.permissions,
            editable,
            assignable,
            updated_by: role.updated_by.clone(),
            updated_at: Some(role.updated_at),
            etag: format!("\"{}\"", role.version()),
        },
    };
    Some(role)
}

/// Whether somebody in the organization could get it.
fn exists(role: BuiltInRole, access: &Access) -> bool {
    let partner = access.kind == OrganizationKind::Partner;
    match role {
        BuiltInRole::MdfAdmin => partner && access.mdf_program,
        role => partner || !role.is_partner_only(),
    }
}

/// The name as names are compared: without case, and what only joins letters is nothing.
pub fn label_key(label: &str) -> String {
    fold(&label.replace(['\u{200c}', '\u{200d}'], ""))
}

/// Whether another role of the organization, or one that is built in, has the name.
///
/// # Errors
/// As any query.
pub async fn is_taken(
    conn: &mut Conn,
    organization: &OrganizationId,
    role: &NewRole,
    of: Option<&CustomRole>,
) -> Result<bool> {
    let key = label_key(role.label.as_str());
    if BuiltInRole::ALL.iter().any(|role| label_key(role.label()) == key) {
        return Ok(true);
    }
    let row = sql::query("SELECT id FROM roles WHERE organization_id = $1 AND label_key = $2")
        .bind(organization.as_str())
        .bind(key)
        .fetch_optional(conn)
        .await?;
    let id: Option<String> = row.map(|row| get(&row, "id")).transpose()?;
    Ok(id.is_some_and(|id| of.is_none_or(|of| of.id.as_str() != id)))
}

/// Adds a role, whose name is not taken, under a new id.
///
/// # Errors
/// As any query.
pub async fn add(write: &mut Write, permit: &Permit<AddRole>, id: &RoleId, now: DateTime<Utc>) -> Result<()> {
    let role = &permit.what.0;
    sql::query(
        "INSERT INTO roles (organization_id, id, label, label_key, description, permissions, created_at, updated_at,
             updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
    )
    .bind(permit.organization().as_str())
    .bind(id.as_str())
    .bind(role.label.as_str())
    .bind(label_key(role.label.as_str()))
    .bind(&role.description)
    .bind(serde_json::to_string(&role.permissions)?)
    .bind(now.timestamp_micros())
    .bind(permit.by().as_str())
    .execute(write)
    .await?;
    events::record(write, permit, added(role), now).await
}

/// Changes a role; its new name is not taken.
///
/// # Errors
/// As any query.
pub async fn edit(write: &mut Write, permit: &Permit<ChangeRole>, now: DateTime<Utc>) -> Result<()> {
    let ChangeRole { before, after } = &permit.what;
    sql::query(
        "UPDATE roles SET label = $3, label_key = $4, description = $5, permissions = $6, revision = revision + 1,
             updated_at = $7, updated_by = $8
         WHERE organization_id = $1 AND id = $2",
    )
    .bind(permit.organization().as_str())
    .bind(before.id.as_str())
    .bind(after.label.as_str())
    .bind(label_key(after.label.as_str()))
    .bind(&after.description)
    .bind(serde_json::to_string(&after.permissions)?)
    .bind(now.timestamp_micros())
    .bind(permit.by().as_str())
    .execute(write)
    .await?;
    events::record(write, permit, changed(before, after), now).await
}

/// Deletes a role, after those who have it, or are invited to it, have got the other one.
///
/// # Errors
/// As any query.
pub async fn delete(write: &mut Write, permit: &Permit<DeleteRole>, now: DateTime<Utc>) -> Result<()> {
    let DeleteRole { role, instead } = &permit.what;
    if let Some(instead) = instead {
        let instead = instead.named();
        for subject in members::holders(write, permit.organization(), &role.id).await? {
            let event = NewEvent {
                subject: Some(subject),
                changes: vec![change("role", Some(role.label.as_str()), Some(instead.label.as_str()))],
                ..NewEvent::new(OrganizationEventKind::UserRoleChanged)
            };
            events::record(write, permit, event, now).await?;
        }
        for sql in [
            "UPDATE memberships SET role = $3 WHERE organization_id = $1 AND role = $2",
            "UPDATE invitations SET role = $3 WHERE organization_id = $1 AND role = $2",
        ] {
            sql::query(sql)
                .bind(permit.organization().as_str())
                .bind(role.id.as_str())
                .bind(instead.id.as_str())
                .execute(write)
                .await?;
        }
    }
    sql::query("DELETE FROM roles WHERE organization_id = $1 AND id = $2")
        .bind(permit.organization().as_str())
        .bind(role.id.as_str())
        .execute(write)
        .await?;
    events::record(write, permit, deleted(role), now).await
}

/// What Event History says of a role that is added.
pub fn added(role: &NewRole) -> NewEvent {
    let given = role.permissions.iter().filter(|(_, level)| *level > Level::None);
    let mut changes = description_change("", &role.description);
    changes.extend(given.map(|(object, level)| change(object.code(), None::<&str>, Some(level.code()))));
    NewEvent {
        role: Some(role.label.as_str().to_owned()),
        changes,
        ..NewEvent::new(OrganizationEventKind::RoleAdded)
    }
}

/// What it says of one that is changed.
pub fn changed(before: &CustomRole, after: &NewRole) -> NewEvent {
    let mut changes = Vec::new();
    if before.label != after.label.as_str() {
        changes.push(change("label", Some(before.label.as_str()), Some(after.label.as_str())));
    }
    changes.extend(description_change(&before.description, &after.description));
    let levels = |object: &RoleObject| (before.permissions.level(*object), after.permissions.level(*object));
    changes.extend(RoleObject::ALL.iter().filter_map(|object| {
        let (from, to) = levels(object);
        (from != to).then(|| change(object.code(), Some(from.code()), Some(to.code())))
    }));
    NewEvent {
        role: Some(before.label.clone()),
        changes,
        ..NewEvent::new(OrganizationEventKind::RoleChanged)
    }
}

/// What it says of one that is deleted.
pub fn deleted(role: &CustomRole) -> NewEvent {
    NewEvent { role: Some(role.label.clone()), ..NewEvent::new(OrganizationEventKind::RoleDeleted) }
}

fn description_change(before: &str, after: &str) -> Vec<EventChange> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let differs = before != after;
    differs.then(|| change("description", some(before), some(after))).into_iter().collect()
}
