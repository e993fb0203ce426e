//! What a case can be about: products, platforms, versions, issue types, severities, licenses.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Named, OrganizationRef};
use crate::case::Severity;
use crate::code::known_or_none;
use crate::id::ProductId;
use crate::organization::SupportPlan;
use crate::response::ResponseTarget;

/// The choices for a case for one organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalog {
    /// The organization that the case is for; none for a personal user.
    pub organization: Option<OrganizationRef>,
    /// Its support plan.
    #[serde(default, deserialize_with = "known_or_none")]
    pub support_plan: Option<SupportPlan>,
    /// The vendor's products, the featured ones first.
    pub products: Vec<ProductEntry>,
    /// Kinds of issues, as the vendor configured them.
    pub issue_types: Vec<IssueTypeEntry>,
    /// The four severities, with the target of the organization's plan.
    pub severities: Vec<SeverityEntry>,
    /// The organization's licenses.
    pub licenses: Vec<LicenseEntry>,
    /// Whether articles may be suggested for a case for this organization, by the caller from where they are: AI
    /// assistance is on in both. A server that does not say suggests none.
    #[serde(default)]
    pub ai_assistance: bool,
}

/// A product to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductEntry {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Whether it is among the most used.
    pub featured: bool,
    /// Its platforms; empty where there is only one.
    pub platforms: Vec<Named>,
    /// Its versions, newest first.
    pub versions: Vec<String>,
}

/// A kind of issue to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueTypeEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When to choose it.
    pub description: String,
}

/// A severity to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeverityEntry {
    /// Its code.
    pub id: Severity,
    /// Its name.
    pub name: String,
    /// When to choose it.
    pub guidance: String,
    /// How soon the first response is due.
    pub target: ResponseTarget,
}

/// A license to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenseEntry {
    /// Its id.
    pub id: String,
    /// What it covers.
    pub name: String,
    /// Its key.
    pub key: String,
    /// The product that it is for.
    pub product: ProductId,
    /// When it ends or ended.
    #[serde(default, deserialize_with = "crate::time::maybe")]
    pub expires_at: Option<DateTime<Utc>>,
}
