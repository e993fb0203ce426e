//! Links between partner organizations and their customers.

use crate::store::sql;
use caseport_domain::LinkKind;
use caseport_domain::api::Customer;
use caseport_domain::id::OrganizationId;

use super::row::{code, code_opt, get};
use super::{Conn, Result};

/// What links the partner to the customer at this moment.
///
/// # Errors
/// As any query.
pub async fn link(
    conn: &mut Conn,
    partner: &OrganizationId,
    customer: &OrganizationId,
) -> Result<Option<LinkKind>> {
    let row = sql::query("SELECT kind FROM links WHERE partner_id = $1 AND customer_id = $2")
        .bind(partner.as_str())
        .bind(customer.as_str())
        .fetch_optional(conn)
        .await?;
    match row {
        Some(row) => code_opt(&row, "kind"),
        None => Ok(None),
    }
}

/// The customers that are linked with a partner relationship, by name.
///
/// # Errors
/// As any query.
pub async fn linked(conn: &mut Conn, partner: &OrganizationId) -> Result<Vec<Customer>> {
    let rows = sql::query(
        "SELECT o.id, o.name, o.support_plan FROM links l JOIN organizations o ON o.id = l.customer_id
         WHERE l.partner_id = $1 AND l.kind = 'partner' ORDER BY o.name_key, o.id",
    )
    .bind(partner.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Customer {
                id: OrganizationId(get(row, "id")?),
                name: get(row, "name")?,
                support_plan: code(row, "support_plan")?,
            })
        })
        .collect()
}
