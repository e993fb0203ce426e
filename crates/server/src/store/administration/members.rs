//! The organization's members and those who were invited: one list by name, other roles, leaving, and the one Super Admin.

use crate::store::sql;
use caseport_domain::access::Access;
use caseport_domain::api::{
    EventPerson, InvitationRef, Member, MemberState, OrganizationEventKind, Page, Person,
};
use caseport_domain::id::{OrganizationId, RoleId, UserId};
use caseport_domain::{BuiltInRole, policy};
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

use super::actor::{AssignRole, Permit, RemoveUser, SeeUsers, TransferSuperAdmin};
use super::events::{self, NewEvent, change};
use super::{ByName, NamesQuery, StoredMember, member, words};
use crate::store::page_end::PageEnd;
use crate::store::row::{Row, get, time, time_opt, unsigned};
use crate::store::{Conn, Error, Result, Write, access, dialect};

const MEMBERS: &str =
    "SELECT u.id, u.name, u.email, u.last_sign_in_at, m.name_key AS sort_key, m.user_id AS sort_id,
    m.role, r.label AS role_label, r.permissions, NULL AS invitation, NULL AS invited_at, NULL AS expires_at,
    NULL AS inviter_id, NULL AS inviter_name, NULL AS inviter_email
    FROM memberships m JOIN users u ON u.id = m.user_id
    LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role";

/// Those who have no name yet are among the others by their address.
const INVITED: &str =
    "SELECT NULL AS id, '' AS name, i.email, NULL AS last_sign_in_at, i.email AS sort_key, i.id AS sort_id,
    i.role, r.label AS role_label, r.permissions, i.id AS invitation, i.invited_at, i.expires_at,
    b.id AS inviter_id, b.name AS inviter_name, b.email AS inviter_email
    FROM invitations i JOIN users b ON b.id = i.invited_by
    LEFT JOIN roles r ON r.organization_id = i.organization_id AND r.id = i.role";

/// A page of members and those who were invited, by name.
///
/// # Errors
/// As any query.
pub async fn list(conn: &mut Conn, permit: &Permit<SeeUsers>, query: &NamesQuery) -> Result<Page<Member>> {
    let words = words(&query.search)?;
    let roles = serde_json::to_string(&query.roles)?;
    let of_members = narrowed("m", "m.name_key || ' ' || u.email");
    let of_invited = narrowed("i", "i.email");
    let sql = format!(
        "{MEMBERS} WHERE {of_members} AND (m.name_key, m.user_id) > ($4, $5)
         UNION ALL {INVITED} WHERE {of_invited} AND (i.email, i.id) > ($4, $5)
         ORDER BY sort_key, sort_id LIMIT $6"
    );
    let (name, id) = query.behind();
    let mut rows = sql::query(AssertSqlSafe(sql))
        .bind(permit.organization().as_str())
        .bind(&words)
        .bind(&roles)
        .bind(name)
        .bind(id)
        .bind(i64::from(query.limit) + 1)
        .fetch_all(&mut *conn)
        .await?;
    let mut keys = rows.iter().map(key).collect::<Result<Vec<_>>>()?;
    let next_cursor = PageEnd::cut(&mut keys, query.limit, &query.list, ByName::clone);
    rows.truncate(keys.len());
    let items = rows.iter().map(|row| of_row(row, &permit.what.0)).collect::<Result<Vec<_>>>()?;
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE {of_members})
             + (SELECT COUNT(*) FROM invitations i WHERE {of_invited}) AS n"
    );
    let row = sql::query(AssertSqlSafe(sql))
        .bind(permit.organization().as_str())
        .bind(&words)
        .bind(&roles)
        .fetch_one(conn)
        .await?;
    Ok(Page { items, next_cursor, total: unsigned(&row, "n")?, total_at_least: false, as_of: None })
}

/// Those of the organization `$1` that hold the words `$2` and have one of the roles `$3`.
fn narrowed(table: &str, text: &str) -> String {
    let held = dialect::holds_all(text, "$2");
    let role = dialect::is_in_or_none(&format!("{table}.role"), "$3");
    format!("{table}.organization_id = $1 AND {held} AND {role}")
}

/// A member, or somebody who was invited, as whoever may change users gets them.
async fn one(
    conn: &mut Conn,
    select: &str,
    condition: &str,
    organization: &OrganizationId,
    id: &str,
    reader: &Access,
) -> Result<Option<Member>> {
    let row = sql::query(AssertSqlSafe(format!("{select} WHERE {condition}")))
        .bind(organization.as_str())
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.map(|row| of_row(&row, reader)).transpose()
}

/// A member as somebody with that standing gets them.
///
/// # Errors
/// As any query; the member cannot have gone.
pub async fn member(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
    reader: &Access,
) -> Result<Member> {
    let condition = "m.organization_id = $1 AND m.user_id = $2";
    let found = one(conn, MEMBERS, condition, organization, user.as_str(), reader).await?;
    found.ok_or_else(|| Error::Corrupt(format!("{user} vanished within a transaction")))
}

/// Somebody who was invited, as somebody with that standing gets them; none where there is no such invitation.
///
/// # Errors
/// As any query.
pub async fn invited(
    conn: &mut Conn,
    organization: &OrganizationId,
    invitation: &str,
    reader: &Access,
) -> Result<Option<Member>> {
    one(conn, INVITED, "i.organization_id = $1 AND i.id = $2", organization, invitation, reader).await
}

fn of_row(row: &Row, reader: &Access) -> Result<Member> {
    let (role, _) = access::role(row)?;
    let invitation = get::<Option<String>>(row, "invitation")?.map(|id| {
        let by = Person {
            id: UserId(get(row, "inviter_id")?),
            name: get(row, "inviter_name")?,
            email: get(row, "inviter_email")?,
        };
        Ok::<_, Error>(InvitationRef {
            id,
            by,
            at: time(row, "invited_at")?,
            expires_at: time(row, "expires_at")?,
        })
    });
    let invitation = invitation.transpose()?;
    let holder = member::holder(&role);
    let (state, change_role, remove, transfer) = if invitation.is_some() {
        let (change, transfer) = (policy::not_a_member_yet(), policy::not_a_member_yet());
        (MemberState::Invited, change, policy::change_users(reader), transfer)
    } else {
        let (change, remove) = (policy::change_role_of(reader, holder), policy::remove_user(reader, holder));
        (MemberState::Active, change, remove, policy::transfer_super_admin(reader, holder))
    };
    Ok(Member {
        id: get::<Option<String>>(row, "id")?.map(UserId),
        name: get(row, "name")?,
        email: get(row, "email")?,
        role,
        state: state.into(),
        last_sign_in_at: time_opt(row, "last_sign_in_at")?,
        invitation,
        change_role,
        remove,
        transfer,
    })
}

fn key(row: &Row) -> Result<ByName> {
    Ok(ByName { name: get(row, "sort_key")?, id: get(row, "sort_id")? })
}

/// Gives a member the role. Who has it already keeps it, without an entry.
///
/// # Errors
/// As any query.
pub async fn assign(write: &mut Write, permit: &Permit<AssignRole>, now: DateTime<Utc>) -> Result<()> {
    let AssignRole { member, role } = &permit.what;
    if member.role.id == role.id {
        return Ok(());
    }
    set_role(write, permit.organization(), &member.person.id, role.id.as_str()).await?;
    events::record(write, permit, assigned(member, &role.label), now).await
}

/// Removes a member. What they have done stays, their cases with it.
///
/// # Errors
/// As any query.
pub async fn remove(write: &mut Write, permit: &Permit<RemoveUser>, now: DateTime<Utc>) -> Result<()> {
    let member = &permit.what.0;
    delete(write, permit.organization(), &member.person.id).await?;
    events::record(write, permit, removed(member), now).await
}

pub(super) async fn delete(write: &mut Write, organization: &OrganizationId, user: &UserId) -> Result<()> {
    sql::query("DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2")
        .bind(organization.as_str())
        .bind(user.as_str())
        .execute(write)
        .await?;
    Ok(())
}

/// Passes the Super Admin's role on; who had it is an Admin then.
///
/// # Errors
/// As any query.
pub async fn transfer(
    write: &mut Write,
    permit: &Permit<TransferSuperAdmin>,
    now: DateTime<Utc>,
) -> Result<()> {
    let to = &permit.what.0;
    // In this order: the database has room for one.
    set_role(write, permit.organization(), permit.by(), BuiltInRole::Admin.key()).await?;
    set_role(write, permit.organization(), &to.person.id, BuiltInRole::SuperAdmin.key()).await?;
    events::record(write, permit, transferred(to), now).await
}

pub(super) async fn set_role(
    write: &mut Write,
    organization: &OrganizationId,
    user: &UserId,
    role: &str,
) -> Result<()> {
    sql::query("UPDATE memberships SET role = $3 WHERE organization_id = $1 AND user_id = $2")
        .bind(organization.as_str())
        .bind(user.as_str())
        .bind(role)
        .execute(write)
        .await?;
    Ok(())
}

/// What Event History says of a member who gets another role.
pub fn assigned(member: &StoredMember, role: &str) -> NewEvent {
    NewEvent {
        subject: Some(member.named()),
        changes: vec![change("role", Some(member.role.label.as_str()), Some(role))],
        ..NewEvent::new(OrganizationEventKind::UserRoleChanged)
    }
}

/// What it says of one who is removed.
pub fn removed(member: &StoredMember) -> NewEvent {
    NewEvent {
        subject: Some(member.named()),
        changes: vec![change("role", Some(member.role.label.as_str()), None::<&str>)],
        ..NewEvent::new(OrganizationEventKind::UserRemoved)
    }
}

/// What it says of one who gets the Super Admin's role.
pub fn transferred(to: &StoredMember) -> NewEvent {
    let super_admin = BuiltInRole::SuperAdmin.label();
    NewEvent {
        subject: Some(to.named()),
        changes: vec![change("role", Some(to.role.label.as_str()), Some(super_admin))],
        ..NewEvent::new(OrganizationEventKind::SuperAdminTransferred)
    }
}

/// Those who have a role or are invited to it, as Event History names them.
pub(super) async fn holders(
    conn: &mut Conn,
    organization: &OrganizationId,
    role: &RoleId,
) -> Result<Vec<EventPerson>> {
    let rows = sql::query(
        "SELECT u.id, u.name, u.email FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.role = $2
         UNION ALL SELECT NULL, '', email FROM invitations WHERE organization_id = $1 AND role = $2",
    )
    .bind(organization.as_str())
    .bind(role.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let id: Option<String> = get(row, "id")?;
            Ok(EventPerson { id: id.map(UserId), name: get(row, "name")?, email: get(row, "email")? })
        })
        .collect()
}
