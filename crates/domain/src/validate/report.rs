//! A false-detection report to be: what is sent beside the file, and what it becomes once it is valid for a catalog;
//! and what the vendor's own systems say of reports.

use serde::{Deserialize, Serialize};

use super::file::sha256;
use super::new_case::choose;
use super::{
    CcList, Description, EmailAddress, FieldErrorCode, FieldErrors, FileName, Mistake, NewCase,
    ReportDescription, Subject, UploadBudget, VendorName, VerdictNote,
};
use crate::api::Catalog;
use crate::case::{Severity, SubmissionType, Verdict};
use crate::code::Code;
use crate::id::ProductId;
use crate::limits;

/// How much a false detection hurts, unless the vendor finds otherwise: work goes on, with the file held back or let go.
const SEVERITY: Severity = Severity::S3;
/// The issue type of the cases that are made from reports.
const ISSUE_TYPE: &str = "unexpected_behavior";

/// A report as it is sent: every field as typed or chosen, none trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FalseDetectionRequest {
    /// The organization in which it is made, or `personal`; where the reporter begins if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The id of the upload that has brought the file: the last part of its address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub upload: String,
    /// `false_positive` or `false_negative`.
    pub submission_type: String,
    /// Ids of the products whose verdict it disputes, the one that matters most first; at least one.
    pub products: Vec<String>,
    /// Markdown, to 50,000 characters; recommended.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A report that is valid for the catalog of the organization in which it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    /// What it says of the verdict.
    pub submission_type: SubmissionType,
    /// The first of the products, which the case is about.
    pub product: ProductId,
    /// All of them, each once.
    pub products: Vec<ProductId>,
    /// What it says of the file.
    pub description: ReportDescription,
}

impl FalseDetectionRequest {
    /// Checks every field but the upload, which only the server knows.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self, catalog: &Catalog) -> Result<NewReport, FieldErrors> {
        let mut errors = FieldErrors::default();
        let submission_type = errors.take("submission_type", self.submission_type());
        let products = errors.take("products", self.products_of(catalog));
        let description = errors.take("description", ReportDescription::new(&self.description));
        match (submission_type, products, description) {
            (Some(submission_type), Some((product, products)), Some(description)) => {
                Ok(NewReport { submission_type, product, products, description })
            }
            _ => Err(errors),
        }
    }

    fn submission_type(&self) -> Result<SubmissionType, Mistake> {
        SubmissionType::parse(&self.submission_type)
            .ok_or_else(|| choose(&self.submission_type, "a submission type"))
    }

    /// The first, and all of them; repeats are dropped, the order stays.
    fn products_of(&self, catalog: &Catalog) -> Result<(ProductId, Vec<ProductId>), Mistake> {
        let mut products: Vec<ProductId> = Vec::new();
        for id in &self.products {
            let known = catalog.products.iter().find(|product| product.id.as_str() == *id);
            let known = known.ok_or_else(|| choose(id, "the products"))?;
            if !products.contains(&known.id) {
                products.push(known.id.clone());
            }
        }
        let first = products.first().cloned();
        first
            .map(|first| (first, products))
            .ok_or_else(|| Mistake::new(FieldErrorCode::Required, "Choose at least one product."))
    }
}

impl NewReport {
    /// The case that is made from the report of a file.
    pub fn case(&self, file: &FileName) -> NewCase {
        NewCase {
            customer: None,
            product: self.product.clone(),
            platform: None,
            issue_type: ISSUE_TYPE.to_owned(),
            severity: SEVERITY,
            license: None,
            version: None,
            subject: Subject::of_report(self.submission_type, file),
            description: Description::of_report(&self.description),
            ccs: CcList::default(),
        }
    }
}

/// Whether there is room for one more file to report, where `waiting` of the person wait to be reported already.
///
/// # Errors
/// There is none, in words that say what to do.
pub fn room_to_wait(waiting: u32) -> Result<(), Mistake> {
    if waiting < limits::FILES_TO_REPORT {
        return Ok(());
    }
    let message = format!(
        "{} files that you uploaded wait to be reported. Report or remove some of them first.",
        limits::FILES_TO_REPORT
    );
    Err(Mistake::new(FieldErrorCode::TooMany, message))
}

/// A file that is reported, whether or not its bytes are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedFile {
    /// Its name, cleaned.
    pub name: FileName,
    /// Its size in bytes; at least one.
    pub size: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// A report that reached the vendor by another way, in somebody's name; the vendor has the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VendorReportRequest {
    /// The e-mail address of the account whose report it is.
    pub submitter: String,
    /// One of their organizations, or `personal`; where they begin if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The file's name.
    pub file_name: String,
    /// The file's size in bytes, to 2 GiB.
    pub size: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// `false_positive` or `false_negative`.
    pub submission_type: String,
    /// Ids of the products, at least one.
    pub products: Vec<String>,
    /// Markdown, to 50,000 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who of the vendor's brings it in, to 100 characters; the service itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A report of the vendor's that is valid for the catalog of the organization in which it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVendorReport {
    /// Whose it is.
    pub submitter: EmailAddress,
    /// What it says.
    pub report: NewReport,
    /// Of what.
    pub file: ReportedFile,
    /// Who brings it in; none for the service itself.
    pub by: Option<VendorName>,
}

impl VendorReportRequest {
    /// Checks every field but the organization.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self, catalog: &Catalog) -> Result<NewVendorReport, FieldErrors> {
        let mut errors = FieldErrors::default();
        let submitter = errors.take("submitter", EmailAddress::new(&self.submitter));
        let name = errors.take("file_name", file_name(&self.file_name));
        let size = errors.take("size", UploadBudget::default().with(self.size));
        let sha256 = errors.take("sha256", sha256(&self.sha256));
        let report = self.report().check(catalog).map_err(|wrong| errors.0.extend(wrong.0)).ok();
        let by = errors.take("by", vendor_name(self.by.as_deref()));
        match (submitter, name, size, sha256, report, by) {
            (Some(submitter), Some(name), Some(size), Some(sha256), Some(report), Some(by)) => {
                let file = ReportedFile { name, size: size.bytes, sha256 };
                Ok(NewVendorReport { submitter, report, file, by })
            }
            _ => Err(errors),
        }
    }

    fn report(&self) -> FalseDetectionRequest {
        FalseDetectionRequest {
            organization: None,
            upload: String::new(),
            submission_type: self.submission_type.clone(),
            products: self.products.clone(),
            description: self.description.clone(),
        }
    }
}

fn file_name(raw: &str) -> Result<FileName, Mistake> {
    if raw.trim().is_empty() {
        return Err(Mistake::new(FieldErrorCode::Required, "Enter the file's name."));
    }
    Ok(FileName::clean(raw))
}

pub(super) fn vendor_name(raw: Option<&str>) -> Result<Option<VendorName>, Mistake> {
    raw.map(VendorName::new).transpose()
}

/// What the vendor's analysis has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VerdictRequest {
    /// `in_queue`, `in_progress`, `inconclusive`, `confirmed_benign`, `confirmed_malicious` or `rejected`.
    pub verdict: String,
    /// Who of the vendor's says so, to 100 characters; the service itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What there is to say of it, to 2,000 characters; shown in the case's history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A valid verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVerdict {
    /// What it is.
    pub verdict: Verdict,
    /// Who says so; none for the service itself.
    pub by: Option<VendorName>,
    /// What there is to say of it; none where nothing is.
    pub note: Option<VerdictNote>,
}

impl TryFrom<&VerdictRequest> for NewVerdict {
    type Error = FieldErrors;

    fn try_from(request: &VerdictRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let verdict = Verdict::parse(&request.verdict).ok_or_else(|| choose(&request.verdict, "a verdict"));
        let verdict = errors.take("verdict", verdict);
        let by = errors.take("by", vendor_name(request.by.as_deref()));
        let note = errors.take("note", VerdictNote::new(request.note.as_deref().unwrap_or_default()));
        match (verdict, by, note) {
            (Some(verdict), Some(by), Some(note)) => {
                Ok(Self { verdict, by, note: Some(note).filter(|note| !note.as_str().is_empty()) })
            }
            _ => Err(errors),
        }
    }
}
