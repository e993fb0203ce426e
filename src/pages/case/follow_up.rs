//! "Submit a follow-up case": once a case can no longer be reopened, what is left of it becomes another one.

use caseport_domain::api::CaseDetail;
use caseport_domain::decision::ReasonCode;
use caseport_domain::limits::SUBJECT_MAX;
use caseport_domain::validate::NewCaseRequest;
use caseport_domain::{Code as _, Decision, Status};
use leptos::prelude::*;

use super::CasePage;
use crate::i18n::messages;
use crate::platform;
use crate::route::Route;
use crate::ui::Link;

/// Whether the time for reopening is over; reactive.
pub(super) fn is_due(page: CasePage) -> bool {
    page.case.ready().is_some_and(|case| {
        let is_closed = case.summary.status.value() == Some(Status::Closed);
        is_closed
            && match &case.actions.reopen {
                Decision::Allowed => false,
                Decision::Denied(reason) if reason.code.value() == Some(ReasonCode::ReopenWindowOver) => true,
                // Who may not reopen it at all is not told that it is too late.
                Decision::Denied(_) => {
                    case.reopen_deadline.is_some_and(|deadline| deadline < platform::now())
                }
            }
    })
}

/// The link to the wizard.
pub(super) fn link(page: CasePage, class: &'static str) -> impl IntoView {
    let request = untrack(|| page.case.ready()).map(|case| request(&case)).unwrap_or_default();
    view! {
        <Link nav=page.app.nav to=Route::Prefilled(Box::new(request)) class=class>
            {messages::submit_follow_up()}
        </Link>
    }
}

/// The answers that the next case begins with.
pub(super) fn request(case: &CaseDetail) -> NewCaseRequest {
    let summary = &case.summary;
    let number = summary.number.to_string();
    let subject: String =
        messages::follow_up_subject(&number, &summary.subject).chars().take(SUBJECT_MAX).collect();
    NewCaseRequest {
        customer: summary.organization.as_ref().map(|organization| organization.id.clone()),
        product: summary.product.id.clone(),
        platform: case.platform.as_ref().map(|platform| platform.id.clone()),
        issue_type: case.issue_type.as_ref().map(|issue_type| issue_type.id.clone()).unwrap_or_default(),
        severity: summary.severity.value().map(|severity| severity.code().to_owned()).unwrap_or_default(),
        license: case
            .license
            .as_ref()
            .map(|license| license.id.clone().unwrap_or_else(|| license.name.clone())),
        version: case.version.clone(),
        subject,
        description: messages::follow_up_description(&number),
        ccs: Vec::new(),
    }
}
