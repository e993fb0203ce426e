//! A case to be: what the wizard sends, and what it becomes once it is valid for a catalog.

use serde::{Deserialize, Serialize};

use super::text::typed_by_hand;
use super::{CcList, Description, FieldErrorCode, FieldErrors, Mistake, Subject};
use crate::api::{Catalog, ProductEntry};
use crate::case::Severity;
use crate::code::Code;
use crate::id::{OrganizationId, ProductId};

/// A case as it is sent: every field as typed or chosen, none trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewCaseRequest {
    /// The linked customer that the case is for; none for one's own organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<OrganizationId>,
    /// The product's id.
    pub product: String,
    /// The platform's id; required where the product has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The issue type's id.
    pub issue_type: String,
    /// `s1` to `s4`.
    pub severity: String,
    /// A license's id, or a key typed by hand, to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// A version of the product, listed or typed by hand, to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// 5 to 200 characters.
    pub subject: String,
    /// Markdown, 20 to 50,000 characters.
    pub description: String,
    /// E-mail addresses to keep informed, at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ccs: Vec<String>,
}

/// The license that a case names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LicenseChoice {
    /// One of the organization's, by id.
    Listed(String),
    /// A key typed by hand.
    Typed(String),
}

/// A case that is valid for the catalog of the organization that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// The linked customer that the case is for; none for one's own organization.
    pub customer: Option<OrganizationId>,
    /// The product.
    pub product: ProductId,
    /// The platform's id, where the product has several.
    pub platform: Option<String>,
    /// The issue type's id.
    pub issue_type: String,
    /// How much it hurts.
    pub severity: Severity,
    /// The license, where it is known.
    pub license: Option<LicenseChoice>,
    /// The version, where it is known.
    pub version: Option<String>,
    /// One line.
    pub subject: Subject,
    /// Markdown.
    pub description: Description,
    /// Who else is kept informed.
    pub ccs: CcList,
}

impl NewCaseRequest {
    /// Checks every field against the catalog of the organization that the case is for. `submitter` is the address of
    /// whoever submits it.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self, catalog: &Catalog, submitter: &str) -> Result<NewCase, FieldErrors> {
        let mut errors = FieldErrors::default();
        let product = errors.take("product", self.product_of(catalog));
        let platform = match product {
            Some(product) => errors.take("platform", self.platform_of(product)),
            None => None,
        };
        let issue_type = errors.take("issue_type", self.issue_type_of(catalog));
        let severity = errors.take("severity", self.severity());
        let license = errors.take("license", self.license_of(catalog, product));
        let version = errors.take("version", typed_by_hand(self.version.as_deref()));
        let subject = errors.take("subject", Subject::new(&self.subject));
        let description = errors.take("description", Description::new(&self.description));
        let ccs = errors.take("ccs", CcList::of_new_case(&self.ccs, submitter));
        match (product, platform, issue_type, severity, license, version, subject, description, ccs) {
            (
                Some(product),
                Some(platform),
                Some(issue_type),
                Some(severity),
                Some(license),
                Some(version),
                Some(subject),
                Some(description),
                Some(ccs),
            ) => Ok(NewCase {
                customer: self.customer.clone(),
                product: product.id.clone(),
                platform,
                issue_type,
                severity,
                license,
                version,
                subject,
                description,
                ccs,
            }),
            _ => Err(errors),
        }
    }

    fn product_of<'a>(&self, catalog: &'a Catalog) -> Result<&'a ProductEntry, Mistake> {
        let found = catalog.products.iter().find(|product| product.id.as_str() == self.product);
        found.ok_or_else(|| choose(&self.product, "a product"))
    }

    fn platform_of(&self, product: &ProductEntry) -> Result<Option<String>, Mistake> {
        if product.platforms.is_empty() {
            return Ok(None);
        }
        let wanted = self.platform.as_deref().unwrap_or_default();
        let found = product.platforms.iter().find(|platform| platform.id == wanted);
        found.map(|platform| Some(platform.id.clone())).ok_or_else(|| choose(wanted, "a platform"))
    }

    fn issue_type_of(&self, catalog: &Catalog) -> Result<String, Mistake> {
        let found = catalog.issue_types.iter().find(|issue_type| issue_type.id == self.issue_type);
        found.map(|it| it.id.clone()).ok_or_else(|| choose(&self.issue_type, "an issue type"))
    }

    fn severity(&self) -> Result<Severity, Mistake> {
        Severity::parse(&self.severity).ok_or_else(|| choose(&self.severity, "a severity"))
    }

    /// A listed license must be one of the product; while there is no product, nothing is said against it.
    fn license_of(
        &self,
        catalog: &Catalog,
        product: Option<&ProductEntry>,
    ) -> Result<Option<LicenseChoice>, Mistake> {
        let Some(text) = typed_by_hand(self.license.as_deref())? else { return Ok(None) };
        let Some(listed) = catalog.licenses.iter().find(|license| license.id == text) else {
            return Ok(Some(LicenseChoice::Typed(text)));
        };
        if product.is_some_and(|product| product.id != listed.product) {
            let message = "This license is for another product; choose one for this product.";
            return Err(Mistake::new(FieldErrorCode::Unknown, message));
        }
        Ok(Some(LicenseChoice::Listed(text)))
    }
}

/// Nothing chosen, or something that the catalog does not (any longer) hold.
pub(super) fn choose(given: &str, what: &str) -> Mistake {
    if given.is_empty() {
        Mistake::new(FieldErrorCode::Required, format!("Choose {what}."))
    } else {
        Mistake::new(FieldErrorCode::Unknown, format!("This choice is not available; choose {what} again."))
    }
}
