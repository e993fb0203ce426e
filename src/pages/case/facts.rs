//! What a case is about, at its side; and the lines of its header.

use caseport_domain::Status;
use caseport_domain::api::CaseDetail;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::i18n::{format, messages, said, target_text};
use crate::ui::{stars, ticking_time};

/// One fact: its name and its value; nothing where there is no value.
fn fact<V: IntoView + 'static>(name: &'static str, value: Option<V>) -> Option<impl IntoView> {
    value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
}

/// Everything that the page's header does not say already.
pub(super) fn facts(case: &CaseDetail, now: RwSignal<DateTime<Utc>>) -> impl IntoView + use<> {
    let summary = case.summary.clone();
    let submitter = messages::name_and_email(&summary.submitter.name, &summary.submitter.email);
    view! {
        <dl class="facts">
            {fact(messages::fact_product(), Some(summary.product.name))}
            {fact(messages::fact_platform(), case.platform.clone().map(|it| it.name))}
            {fact(messages::fact_issue_type(), case.issue_type.as_ref().map(|it| said::issue_type(&it.id, &it.name)))}
            {fact(messages::fact_license(), case.license.clone().map(|it| it.name))}
            {fact(messages::fact_version(), case.version.clone())}
            {fact(messages::fact_organization(), summary.organization.map(|it| it.name))}
            {fact(messages::fact_filed_by(), case.filed_by.clone().map(|it| it.name))}
            {fact(messages::fact_submitter(), Some(submitter))}
            {fact(messages::fact_created(), Some(ticking_time(summary.created_at, now)))}
            {fact(messages::fact_updated(), Some(ticking_time(summary.updated_at, now)))}
            {fact(messages::fact_closed(), summary.closed_at.map(|at| ticking_time(at, now)))}
            {fact(messages::fact_rating(), summary.rating.map(|rating| stars(rating.overall)))}
        </dl>
    }
}

/// When the first response is due, with the time left; or when it came, and whether that was in time.
pub(super) fn response_line(case: &CaseDetail, now: RwSignal<DateTime<Utc>>) -> AnyView {
    let due = case.first_response_due;
    let target = target_text(case.response_target);
    let closed = case.summary.status.value() == Some(Status::Closed);
    if let Some(at) = case.first_response_at {
        let time = format::moment(at);
        let (class, text) = if at <= due {
            ("response response-met", messages::response_met(&time, &target))
        } else {
            ("response", messages::response_late(&time, &target))
        };
        return view! { <span class=class title=format::exact(at)>{text}</span> }.into_any();
    }
    if closed {
        return ().into_any();
    }
    let is_over = Memo::new(move |_| now.get() > due);
    let text = move || {
        if is_over.get() {
            messages::response_overdue(&format::relative(due, now.get()), &target)
        } else {
            messages::response_due(&format::relative(due, now.get()), &target)
        }
    };
    view! {
        <span class="response" class:response-missed=is_over title=format::exact(due)>{text}</span>
    }
    .into_any()
}
