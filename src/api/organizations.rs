//! What the person may do in an organization, and what a case for it can be about.

use caseport_domain::Access;
use caseport_domain::api::{Catalog, OrganizationRef, Page};
use caseport_domain::id::OrganizationId;

use super::{Api, ApiError, Place, segment};

/// `GET /organizations/{org}/access`
pub async fn access(api: Api, place: &Place) -> Result<Access, ApiError> {
    api.get(&format!("/organizations/{}/access", segment(place.as_str()))).await
}

/// `GET /organizations/{org}/customers`: those one may submit for.
pub async fn customers(api: Api, place: &Place) -> Result<Page<OrganizationRef>, ApiError> {
    api.get(&format!("/organizations/{}/customers?limit=200", segment(place.as_str()))).await
}

/// `GET /organizations/{org}/catalog`: the choices for a case for `customer`, or for the organization itself.
pub async fn catalog(
    api: Api,
    place: &Place,
    customer: Option<&OrganizationId>,
) -> Result<Catalog, ApiError> {
    let customer = customer.map(|it| format!("?customer={}", segment(it.as_str()))).unwrap_or_default();
    api.get(&format!("/organizations/{}/catalog{customer}", segment(place.as_str()))).await
}
