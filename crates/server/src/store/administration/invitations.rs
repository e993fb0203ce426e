//! Invitations: what is kept of one is the hash of its secret; who is invited gets the secret by e-mail, and nobody else.

use crate::store::sql;
use caseport_domain::api::{EventPerson, Invitation, OrganizationEventKind, OrganizationRef, RoleRef};
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::limits;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AssertSqlSafe;

use super::actor::{Invite, Permit, RevokeInvitation};
use super::events::{self, NewEvent, change};
use crate::letters::{Block, Letter};
use crate::store::outbox::{self, NewMail};
use crate::store::row::{Row, get, time};
use crate::store::{Conn, Result, Write, access};

/// What an e-mail with an invitation is called.
const KIND: &str = "invitation";

/// An invitation as it is kept.
#[derive(Clone, Debug)]
pub struct StoredInvitation {
    /// Its id; not its secret.
    pub id: String,
    /// Where to.
    pub organization: OrganizationRef,
    /// The address that was invited.
    pub email: String,
    /// The role that they will have.
    pub role: RoleRef,
    /// The name of who invited them.
    pub invited_by: String,
    /// Until when it can be accepted.
    pub expires_at: DateTime<Utc>,
}

impl StoredInvitation {
    /// Whom it invites, as Event History names them.
    pub fn named(&self) -> EventPerson {
        invited(&self.email)
    }

    /// The invitation to whoever has its link.
    pub fn shown(self, has_account: bool) -> Invitation {
        Invitation {
            organization: self.organization,
            email: self.email,
            role: self.role.label,
            invited_by: self.invited_by,
            expires_at: self.expires_at,
            has_account,
        }
    }
}

fn invited(email: &str) -> EventPerson {
    EventPerson { id: None, name: String::new(), email: email.to_owned() }
}

const INVITATIONS: &str =
    "SELECT i.id, i.organization_id, o.name AS organization_name, i.email, i.role, i.expires_at,
    r.label AS role_label, r.permissions, b.name AS inviter_name
    FROM invitations i JOIN organizations o ON o.id = i.organization_id JOIN users b ON b.id = i.invited_by
    LEFT JOIN roles r ON r.organization_id = i.organization_id AND r.id = i.role";

fn of_row(row: &Row) -> Result<StoredInvitation> {
    let (role, _) = access::role(row)?;
    Ok(StoredInvitation {
        id: get(row, "id")?,
        organization: OrganizationRef {
            id: OrganizationId(get(row, "organization_id")?),
            name: get(row, "organization_name")?,
        },
        email: get(row, "email")?,
        role,
        invited_by: get(row, "inviter_name")?,
        expires_at: time(row, "expires_at")?,
    })
}

/// The organization's invitation of that id.
///
/// # Errors
/// As any query.
pub async fn find(
    conn: &mut Conn,
    organization: &OrganizationId,
    id: &str,
) -> Result<Option<StoredInvitation>> {
    let sql = format!("{INVITATIONS} WHERE i.organization_id = $1 AND i.id = $2");
    let row =
        sql::query(AssertSqlSafe(sql)).bind(organization.as_str()).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(of_row).transpose()
}

/// The invitation with that hash of its secret, where it can be accepted at that moment. One that was accepted, taken back
/// or replaced is as unknown as one that there never was.
///
/// # Errors
/// As any query.
pub async fn open(
    conn: &mut Conn,
    secret_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<StoredInvitation>> {
    let sql = format!("{INVITATIONS} WHERE i.secret_hash = $1 AND i.expires_at > $2");
    let row = sql::query(AssertSqlSafe(sql))
        .bind(secret_hash)
        .bind(now.timestamp_micros())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(of_row).transpose()
}

/// Every invitation to an address (in lower case) that can be accepted at that moment.
///
/// # Errors
/// As any query.
pub async fn to_address(conn: &mut Conn, email: &str, now: DateTime<Utc>) -> Result<Vec<StoredInvitation>> {
    let sql = format!("{INVITATIONS} WHERE i.email = $1 AND i.expires_at > $2 ORDER BY i.invited_at, i.id");
    let rows =
        sql::query(AssertSqlSafe(sql)).bind(email).bind(now.timestamp_micros()).fetch_all(conn).await?;
    rows.iter().map(of_row).collect()
}

/// Forgets the invitation of somebody who belongs to the organization now.
///
/// # Errors
/// As any query.
pub(super) async fn forget(write: &mut Write, organization: &OrganizationId, email: &str) -> Result<()> {
    sql::query("DELETE FROM invitations WHERE organization_id = $1 AND email = $2")
        .bind(organization.as_str())
        .bind(email)
        .execute(write)
        .await?;
    Ok(())
}

/// Whether somebody with that address belongs to the organization.
///
/// # Errors
/// As any query.
pub async fn is_member(conn: &mut Conn, organization: &OrganizationId, email: &str) -> Result<bool> {
    let row = sql::query(
        "SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = $1 AND u.email = $2",
    )
    .bind(organization.as_str())
    .bind(email)
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// A new secret, as the invitation knows it and as the person does.
pub struct Secret<'a> {
    /// Its hash.
    pub hash: &'a str,
    /// The path of the page that it opens.
    pub path: &'a str,
}

/// Invites somebody: writes the invitation, in place of an earlier one to the same address, and the e-mail.
///
/// # Errors
/// As any query.
pub async fn invite(
    write: &mut Write,
    permit: &Permit<Invite>,
    id: &str,
    secret: Secret<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Invite { email, role } = &permit.what;
    let expires_at = now + TimeDelta::days(limits::INVITATION_DAYS);
    sql::query(
        "INSERT INTO invitations (id, organization_id, email, role, secret_hash, invited_by, invited_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (organization_id, email) DO UPDATE SET id = excluded.id, role = excluded.role,
             secret_hash = excluded.secret_hash, invited_by = excluded.invited_by, invited_at = excluded.invited_at,
             expires_at = excluded.expires_at",
    )
    .bind(id)
    .bind(permit.organization().as_str())
    .bind(email.as_str())
    .bind(role.id.as_str())
    .bind(secret.hash)
    .bind(permit.by().as_str())
    .bind(now.timestamp_micros())
    .bind(expires_at.timestamp_micros())
    .execute(write)
    .await?;
    events::record(write, permit, invited_event(email.as_str(), &role.label), now).await?;
    if let Some(invitation) = find(write, permit.organization(), id).await? {
        let letter = letter(write, &invitation, secret.path);
        let mail = NewMail {
            to: email.as_str(),
            kind: KIND,
            case: None,
            letter: &letter,
            dedup_key: &format!("{KIND} {}", secret.hash),
            at: now,
        };
        outbox::enqueue(write, &mail).await?;
    }
    Ok(())
}

fn letter(write: &Write, invitation: &StoredInvitation, path: &str) -> Letter {
    let head = write.letterhead();
    let StoredInvitation { organization, role, invited_by, expires_at, .. } = invitation;
    let (organization, vendor) = (&organization.name, &head.vendor);
    let until = expires_at.format("%-d %B %Y, %H:%M");
    let mut blocks = vec![Block::Sentence(format!(
        "{invited_by} invites you to {organization} in the support portal of {vendor}, with the role \"{}\".",
        role.label
    ))];
    blocks.push(match head.link(path) {
        Some(url) => Block::Link { label: "Accept the invitation", url },
        None => Block::Sentence(format!("To accept, open this page of the portal: {path}")),
    });
    blocks.push(Block::Small(format!(
        "It can be accepted once, until {until} UTC. Whoever has the link can use it: do not pass it on. If you did not \
         expect an invitation, pass over this message, and nothing happens."
    )));
    Letter::new(&format!("{invited_by} invites you to {organization}"), &blocks)
}

/// Takes an invitation back.
///
/// # Errors
/// As any query.
pub async fn revoke(write: &mut Write, permit: &Permit<RevokeInvitation>, now: DateTime<Utc>) -> Result<()> {
    let invitation = &permit.what.0;
    delete(write, invitation).await?;
    let event = NewEvent {
        subject: Some(invitation.named()),
        changes: vec![change("role", Some(invitation.role.label.as_str()), None::<&str>)],
        ..NewEvent::new(OrganizationEventKind::InvitationRevoked)
    };
    events::record(write, permit, event, now).await
}

/// Makes whoever accepts a member. Where they belong to the organization already, they keep the role that they have.
///
/// # Errors
/// As any query.
pub async fn accept(
    write: &mut Write,
    invitation: &StoredInvitation,
    user: &UserId,
    is_new: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let organization = &invitation.organization.id;
    sql::query(
        "INSERT INTO memberships (user_id, organization_id, role, is_default, created_at)
         VALUES ($1, $2, $3, CASE WHEN $4 = 1 AND NOT EXISTS (SELECT 1 FROM memberships WHERE user_id = $1) THEN 1 ELSE 0 END, $5)
         ON CONFLICT (user_id, organization_id) DO NOTHING",
    )
    .bind(user.as_str())
    .bind(organization.as_str())
    .bind(invitation.role.id.as_str())
    .bind(is_new)
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    delete(write, invitation).await?;
    let by = events::person(write, user).await?;
    let event = NewEvent {
        subject: Some(by.clone()),
        changes: vec![change("role", None::<&str>, Some(invitation.role.label.as_str()))],
        ..NewEvent::new(OrganizationEventKind::UserJoined)
    };
    events::append(write, organization, &by, &event, now).await
}

async fn delete(write: &mut Write, invitation: &StoredInvitation) -> Result<()> {
    sql::query("DELETE FROM invitations WHERE id = $1").bind(&invitation.id).execute(write).await?;
    Ok(())
}

/// What Event History says of somebody who is invited.
pub fn invited_event(email: &str, role: &str) -> NewEvent {
    NewEvent {
        subject: Some(invited(email)),
        changes: vec![change("role", None::<&str>, Some(role))],
        ..NewEvent::new(OrganizationEventKind::UserInvited)
    }
}
