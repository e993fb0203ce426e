//! One member of an organization, as the rules and Event History need them.

use crate::store::sql;
use caseport_domain::api::{EventPerson, Person, RoleRef};
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::policy::Holder;
use caseport_domain::{BuiltInRole, Code as _};

use crate::store::row::{Row, get};
use crate::store::{Conn, Result, access};

/// A member.
#[derive(Clone, Debug)]
pub struct StoredMember {
    /// Who.
    pub person: Person,
    /// Their role.
    pub role: RoleRef,
    /// Whether Extend Case View is on for them.
    pub extended_case_view: bool,
}

impl StoredMember {
    /// The member; none where nobody of that id belongs to the organization.
    ///
    /// # Errors
    /// As any query.
    pub async fn find(conn: &mut Conn, organization: &OrganizationId, user: &UserId) -> Result<Option<Self>> {
        let row = sql::query(
            "SELECT u.id, u.name, u.email, m.role, m.extended_case_view, r.label AS role_label, r.permissions
             FROM memberships m JOIN users u ON u.id = m.user_id
             LEFT JOIN roles r ON r.organization_id = m.organization_id AND r.id = m.role
             WHERE m.organization_id = $1 AND m.user_id = $2",
        )
        .bind(organization.as_str())
        .bind(user.as_str())
        .fetch_optional(conn)
        .await?;
        row.map(|row| {
            let (role, _) = access::role(&row)?;
            let person = person(&row)?;
            Ok(Self { person, role, extended_case_view: get(&row, "extended_case_view")? })
        })
        .transpose()
    }

    /// The member as the rules see them.
    pub fn holder(&self) -> Holder {
        holder(&self.role)
    }

    /// The member as Event History names them.
    pub fn named(&self) -> EventPerson {
        self.person.clone().into()
    }
}

/// Whoever has that role.
pub(super) fn holder(role: &RoleRef) -> Holder {
    Holder { role: BuiltInRole::parse(role.id.as_str()) }
}

/// The columns `id`, `name`, `email`.
pub(super) fn person(row: &Row) -> Result<Person> {
    Ok(Person { id: UserId(get(row, "id")?), name: get(row, "name")?, email: get(row, "email")? })
}
