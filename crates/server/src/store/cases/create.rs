//! A new case, and the proof that its submitter may file it.

use crate::store::sql;
use caseport_domain::api::HistoryKind;
use caseport_domain::decision::Reason;
use caseport_domain::id::{CaseNumber, OrganizationId, UserId};
use caseport_domain::validate::{LicenseChoice, NewCase};
use caseport_domain::{Access, CaseKind, Code as _, Decision, Status, SupportPlan, policy};
use chrono::{DateTime, Utc};

use super::event::{Actor, Event, append};
use super::numbers;
use super::permit::Importer;
use super::report::MayReport;
use super::vendor::VendorDesk;
use crate::store::catalog::{self, For};
use crate::store::fold::fold;
use crate::store::{Conn, Result, Write, customers};

/// Whom a case is for and from where it is filed.
#[derive(Clone, Debug, Default)]
pub struct Filing {
    /// The organization that it is for; none for a personal user's.
    pub organization: Option<OrganizationId>,
    /// The organization whose member files it; none for a personal user's.
    pub filed_from: Option<OrganizationId>,
    /// The plan of the organization that it is for.
    pub support_plan: Option<SupportPlan>,
}

/// The proof that somebody may file a case.
#[derive(Clone, Debug)]
pub struct SubmitGrant {
    filing: Filing,
    submitter: UserId,
    /// Who files it in the submitter's name; none for themselves.
    filer: Option<VendorDesk>,
    whom: Option<For>,
}

impl SubmitGrant {
    /// Asks the rules, with the link to the customer as it is in this transaction.
    ///
    /// # Errors
    /// As any query; the inner error is the reason of the rules' no.
    pub async fn ask(
        conn: &mut Conn,
        access: &Access,
        submitter: &UserId,
        customer: Option<&OrganizationId>,
    ) -> Result<std::result::Result<Self, Reason>> {
        let own = access.organization.as_ref().map(|it| it.id.clone());
        let (decision, target) = match (customer, &own) {
            (Some(customer), Some(partner)) => {
                let link = customers::link(conn, partner, customer).await?;
                (policy::submit_for_linked_customer(access, link), Some(customer.clone()))
            }
            (Some(_), None) => (policy::submit_for_linked_customer(access, None), None),
            (None, own) => (policy::submit_own(access), own.clone()),
        };
        if let Decision::Denied(reason) = decision {
            return Ok(Err(reason));
        }
        let whom = match &target {
            Some(target) => catalog::organization(conn, target).await?,
            None => None,
        };
        let support_plan = whom.as_ref().map(|it| it.support_plan);
        let filing = Filing { organization: target, filed_from: own, support_plan };
        Ok(Ok(Self { filing, submitter: submitter.clone(), filer: None, whom }))
    }

    /// The case that is made of a report, for the organization that the reporter is in.
    ///
    /// # Errors
    /// As any query.
    pub async fn of_report(conn: &mut Conn, permit: &MayReport, access: &Access) -> Result<Self> {
        Self::of_own(conn, access, permit.user(), None).await
    }

    /// The case that is made of a report which the vendor brings in, in somebody's name.
    ///
    /// # Errors
    /// As any query.
    pub async fn of_vendors_report(
        conn: &mut Conn,
        desk: &VendorDesk,
        access: &Access,
        submitter: &UserId,
    ) -> Result<Self> {
        Self::of_own(conn, access, submitter, Some(desk.clone())).await
    }

    async fn of_own(
        conn: &mut Conn,
        access: &Access,
        submitter: &UserId,
        filer: Option<VendorDesk>,
    ) -> Result<Self> {
        let own = access.organization.as_ref().map(|it| it.id.clone());
        let whom = match &own {
            Some(own) => catalog::organization(conn, own).await?,
            None => None,
        };
        let support_plan = whom.as_ref().map(|it| it.support_plan);
        let filing = Filing { organization: own.clone(), filed_from: own, support_plan };
        Ok(Self { filing, submitter: submitter.clone(), filer, whom })
    }

    /// A case that was filed in the past.
    pub fn imported(_: Importer, filing: Filing, submitter: UserId) -> Self {
        Self { filing, submitter, filer: None, whom: None }
    }

    /// Whose catalog the case must fit; none for a personal user's.
    pub fn whom(&self) -> Option<For> {
        self.whom.clone()
    }
}

/// Creates the case with its first history entry and returns its number.
///
/// # Errors
/// As any query.
pub async fn create(
    write: &mut Write,
    grant: &SubmitGrant,
    kind: CaseKind,
    case: &NewCase,
    now: DateTime<Utc>,
) -> Result<CaseNumber> {
    let number = numbers::next(write).await?;
    let (license_id, license_text) = match &case.license {
        Some(LicenseChoice::Listed(id)) => (Some(id), None),
        Some(LicenseChoice::Typed(text)) => (None, Some(text)),
        None => (None, None),
    };
    let filing = &grant.filing;
    sql::query(
        "INSERT INTO cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, platform_id,
             issue_type, severity, license_id, license_text, version, subject, description, status, support_plan,
             created_at, updated_at, subject_key, product_key, organization_key, submitter_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19,
             COALESCE((SELECT name_key FROM products WHERE id = $7), ''),
             COALESCE((SELECT name_key FROM organizations WHERE id = $3), ''),
             COALESCE((SELECT name_key FROM users WHERE id = $6), ''))",
    )
    .bind(i64::from(number.value()))
    .bind(kind.code())
    .bind(filing.organization.as_ref().map(OrganizationId::as_str))
    .bind(filing.filed_from.as_ref().map(OrganizationId::as_str))
    .bind(filing.organization != filing.filed_from)
    .bind(grant.submitter.as_str())
    .bind(case.product.as_str())
    .bind(&case.platform)
    .bind(&case.issue_type)
    .bind(case.severity.code())
    .bind(license_id)
    .bind(license_text)
    .bind(&case.version)
    .bind(case.subject.as_str())
    .bind(case.description.as_str())
    .bind(Status::Open.code())
    .bind(filing.support_plan.map(SupportPlan::code))
    .bind(now.timestamp_micros())
    .bind(fold(case.subject.as_str()))
    .execute(write)
    .await?;
    for (email, position) in case.ccs.addresses().zip(1_i64..) {
        sql::query("INSERT INTO case_ccs (case_number, email, position) VALUES ($1, $2, $3)")
            .bind(i64::from(number.value()))
            .bind(email)
            .bind(position)
            .execute(write)
            .await?;
    }
    let submitter = || Actor::User(grant.submitter.clone());
    let actor = grant.filer.as_ref().map_or_else(submitter, VendorDesk::actor);
    let status = Some(Status::Open);
    append(write, number, &Event { status, ..Event::new(HistoryKind::Created, now, &actor) }).await?;
    if filing.organization != filing.filed_from {
        tabs_changed(write, filing).await?;
    }
    Ok(number)
}

/// The first case that a partner files gives both sides a tab more.
async fn tabs_changed(write: &mut Write, filing: &Filing) -> Result<()> {
    sql::query("UPDATE organizations SET revision = revision + 1 WHERE id = $1 OR id = $2")
        .bind(filing.organization.as_ref().map(OrganizationId::as_str))
        .bind(filing.filed_from.as_ref().map(OrganizationId::as_str))
        .execute(write)
        .await?;
    Ok(())
}
