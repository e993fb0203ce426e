//! What a case can be about, for one organization or for a personal user.

use crate::store::sql;
use std::collections::{HashMap, HashSet};

use caseport_domain::api::{
    Catalog, IssueTypeEntry, LicenseEntry, Named, OrganizationRef, ProductEntry, SeverityEntry,
};
use caseport_domain::id::{OrganizationId, ProductId};
use caseport_domain::{Code as _, Severity, SupportPlan, response};

use super::row::{code, get, time_opt};
use super::{Conn, Result};

/// Whom a catalog is for.
#[derive(Clone, Debug)]
pub struct For {
    /// The organization.
    pub organization: OrganizationRef,
    /// Its plan.
    pub support_plan: SupportPlan,
    /// Whether articles may be suggested for its cases.
    pub ai_assistance: bool,
}

/// An organization, to read its catalog.
///
/// # Errors
/// As any query.
pub async fn organization(conn: &mut Conn, id: &OrganizationId) -> Result<Option<For>> {
    let row = sql::query("SELECT id, name, support_plan, ai_assistance FROM organizations WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        let organization = OrganizationRef { id: OrganizationId(get(&row, "id")?), name: get(&row, "name")? };
        let (support_plan, ai_assistance) = (code(&row, "support_plan")?, get(&row, "ai_assistance")?);
        Ok(For { organization, support_plan, ai_assistance })
    })
    .transpose()
}

/// The choices for a case for `whom`, with the organization's licenses where they are asked for, and with what the rules
/// say of suggesting articles for it.
///
/// # Errors
/// As any query.
pub async fn read(
    conn: &mut Conn,
    whom: Option<For>,
    with_licenses: bool,
    ai_assistance: bool,
) -> Result<Catalog> {
    let support_plan = whom.as_ref().map(|it| it.support_plan);
    let licenses = match &whom {
        Some(whom) if with_licenses => licenses(conn, &whom.organization.id).await?,
        _ => Vec::new(),
    };
    Ok(Catalog {
        organization: whom.map(|it| it.organization),
        support_plan,
        products: products(conn).await?,
        issue_types: issue_types(conn).await?,
        severities: severities(support_plan),
        licenses,
        ai_assistance,
    })
}

/// The products that there are.
///
/// # Errors
/// As any query.
pub async fn product_ids(conn: &mut Conn) -> Result<HashSet<ProductId>> {
    let rows = sql::query("SELECT id FROM products").fetch_all(conn).await?;
    rows.iter().map(|row| Ok(ProductId(get(row, "id")?))).collect()
}

async fn products(conn: &mut Conn) -> Result<Vec<ProductEntry>> {
    let mut platforms: HashMap<String, Vec<Named>> = HashMap::new();
    let rows = sql::query("SELECT product_id, id, name FROM platforms ORDER BY product_id, position")
        .fetch_all(&mut *conn)
        .await?;
    for row in &rows {
        let platform = Named { id: get(row, "id")?, name: get(row, "name")? };
        platforms.entry(get(row, "product_id")?).or_default().push(platform);
    }
    let mut versions: HashMap<String, Vec<String>> = HashMap::new();
    let rows = sql::query("SELECT product_id, version FROM versions ORDER BY product_id, position")
        .fetch_all(&mut *conn)
        .await?;
    for row in &rows {
        versions.entry(get(row, "product_id")?).or_default().push(get(row, "version")?);
    }
    let rows =
        sql::query("SELECT id, name, featured FROM products ORDER BY featured DESC, position, name_key")
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let id: String = get(row, "id")?;
            Ok(ProductEntry {
                name: get(row, "name")?,
                featured: get(row, "featured")?,
                platforms: platforms.remove(&id).unwrap_or_default(),
                versions: versions.remove(&id).unwrap_or_default(),
                id: ProductId(id),
            })
        })
        .collect()
}

async fn issue_types(conn: &mut Conn) -> Result<Vec<IssueTypeEntry>> {
    let rows = sql::query("SELECT id, name, description FROM issue_types ORDER BY position, id")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(IssueTypeEntry {
                id: get(row, "id")?,
                name: get(row, "name")?,
                description: get(row, "description")?,
            })
        })
        .collect()
}

async fn licenses(conn: &mut Conn, organization: &OrganizationId) -> Result<Vec<LicenseEntry>> {
    let rows = sql::query(
        "SELECT id, label, license_key, product_id, expires_at FROM licenses
         WHERE organization_id = $1 ORDER BY lower(label), id",
    )
    .bind(organization.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(LicenseEntry {
                id: get(row, "id")?,
                name: get(row, "label")?,
                key: get(row, "license_key")?,
                product: ProductId(get(row, "product_id")?),
                expires_at: time_opt(row, "expires_at")?,
            })
        })
        .collect()
}

fn severities(plan: Option<SupportPlan>) -> Vec<SeverityEntry> {
    let entry = |severity: &Severity| SeverityEntry {
        id: *severity,
        name: severity.label().to_owned(),
        guidance: severity.guidance().to_owned(),
        target: response::target(plan, *severity),
    };
    Severity::ALL.iter().map(entry).collect()
}
