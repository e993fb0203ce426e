//! The hand-shaped cases of the demo, oldest first, each with what happened in it.

use crate::store::sql;
use caseport_domain::id::{CaseNumber, OrganizationId, ProductId};
use caseport_domain::validate::{
    CcList, Description, FileName, LicenseChoice, NewCase, NewReport, ReportDescription, ReportedFile,
    Subject,
};
use caseport_domain::{CaseKind, SupportPlan};
use chrono::{DateTime, Utc};

use super::files::{Case, Detection};
use super::{DemoError, events, files};
use crate::files::Files;
use crate::store::cases::{Filing, Importer, ReportSource, SubmitGrant, create, keep_report};
use crate::store::{Result, Write, catalog, users};

/// Brings them all in, with the contents of their files.
pub async fn fill(
    write: &mut Write,
    importer: Importer,
    disk: &Files,
    now: DateTime<Utc>,
) -> std::result::Result<(), DemoError> {
    let mut all: Vec<(String, Case)> = files::cases()?
        .into_iter()
        .flat_map(|(file, cases)| cases.into_iter().map(move |case| (file.clone(), case)))
        .collect();
    all.sort_by_key(|(_, case)| std::cmp::Reverse(case.created.0));
    for (file, case) in &all {
        let wrong = |what: String| DemoError::data(file, format!("{:?}: {what}", case.subject));
        let number = new_case(write, importer, case, now).await?.map_err(wrong)?;
        for event in &case.event {
            events::happen(write, importer, disk, number, event, now).await?.map_err(wrong)?;
        }
    }
    Ok(())
}

/// The inner error says what is wrong with the data.
async fn new_case(
    write: &mut Write,
    importer: Importer,
    case: &Case,
    now: DateTime<Utc>,
) -> Result<std::result::Result<CaseNumber, String>> {
    let Some(submitter) = users::credentials(write, &case.submitter).await?.map(|it| it.user) else {
        return Ok(Err(format!("there is no account {}", case.submitter)));
    };
    let organization = case.organization.as_deref().filter(|id| !id.is_empty()).map(OrganizationId::from);
    let support_plan: Option<SupportPlan> = match &organization {
        Some(id) => catalog::organization(write, id).await?.map(|it| it.support_plan),
        None => None,
    };
    let filed_from = case.filed_from.as_deref().map(OrganizationId::from).or_else(|| organization.clone());
    let listed = match &case.license {
        Some(license) => licensed(write, license).await?,
        None => false,
    };
    let new = match checked(case, listed) {
        Ok(new) => new,
        Err(what) => return Ok(Err(what)),
    };
    let kind = if case.detection.is_some() { CaseKind::FalseDetection } else { CaseKind::Support };
    let filing = Filing { organization, filed_from, support_plan };
    let grant = SubmitGrant::imported(importer, filing, submitter);
    let number = create(write, &grant, kind, &new, now - case.created.0).await?;
    if let Some(it) = &case.detection {
        let (report, file) = match report(it) {
            Ok(report) => report,
            Err(what) => return Ok(Err(what)),
        };
        let file_id = events::id_of(&format!("report {number}"));
        keep_report(write, number, &report, &file, &file_id, ReportSource::Portal).await?;
    }
    Ok(Ok(number))
}

async fn licensed(write: &mut Write, license: &str) -> Result<bool> {
    let row = sql::query("SELECT 1 FROM licenses WHERE id = $1").bind(license).fetch_optional(write).await?;
    Ok(row.is_some())
}

fn checked(case: &Case, listed: bool) -> std::result::Result<NewCase, String> {
    let wrong = |mistake| format!("{mistake:?}");
    Ok(NewCase {
        customer: None,
        product: ProductId::from(case.product.as_str()),
        platform: case.platform.clone(),
        issue_type: case.issue_type.clone(),
        severity: case.severity,
        license: case.license.clone().map(if listed { LicenseChoice::Listed } else { LicenseChoice::Typed }),
        version: case.version.clone(),
        subject: Subject::new(&case.subject).map_err(wrong)?,
        description: Description::new(&case.description).map_err(wrong)?,
        ccs: CcList::new(&case.ccs).map_err(wrong)?,
    })
}

/// The report that the case was made of. Its file is only told of, like every reported one; its verdicts are events.
fn report(it: &Detection) -> std::result::Result<(NewReport, ReportedFile), String> {
    let products: Vec<ProductId> = it.products.iter().map(|id| ProductId::from(id.as_str())).collect();
    let report = NewReport {
        submission_type: it.submission_type,
        product: products.first().cloned().ok_or("the report has no products")?,
        products,
        description: ReportDescription::new(&it.description).map_err(|mistake| format!("{mistake:?}"))?,
    };
    let name = FileName::clean(&it.file_name);
    Ok((report, ReportedFile { name, size: it.size, sha256: it.sha256.clone() }))
}
