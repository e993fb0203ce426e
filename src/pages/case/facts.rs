//! What a case is about, at its side; and the lines of its header.

use caseport_domain::Status;
use caseport_domain::api::CaseDetail;
use leptos::prelude::*;

use crate::i18n::{format, messages, target_text};
use crate::platform;
use crate::ui::{Icon, icon, moment, relative_time, stars};

/// One fact: its name and its value; nothing where there is no value.
fn fact<V: IntoView + 'static>(name: &'static str, value: Option<V>) -> Option<impl IntoView> {
    value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
}

/// Everything that the page's header does not say already.
pub(super) fn facts(case: &CaseDetail) -> impl IntoView + use<> {
    let summary = case.summary.clone();
    let submitter = messages::name_and_email(&summary.submitter.name, &summary.submitter.email);
    let ccs = (!case.ccs.is_empty()).then(|| {
        let items: Vec<_> = case.ccs.iter().map(|address| view! { <li>{address.clone()}</li> }).collect();
        view! { <ul class="plain-list">{items}</ul> }
    });
    view! {
        <dl class="facts">
            {fact(messages::fact_product(), Some(summary.product.name))}
            {fact(messages::fact_platform(), case.platform.clone().map(|it| it.name))}
            {fact(messages::fact_issue_type(), case.issue_type.clone().map(|it| it.name))}
            {fact(messages::fact_license(), case.license.clone().map(|it| it.name))}
            {fact(messages::fact_version(), case.version.clone())}
            {fact(messages::fact_organization(), summary.organization.map(|it| it.name))}
            {fact(messages::fact_filed_by(), case.filed_by.clone().map(|it| it.name))}
            {fact(messages::fact_submitter(), Some(submitter))}
            {fact(messages::fact_created(), Some(moment(summary.created_at)))}
            {fact(messages::fact_updated(), Some(moment(summary.updated_at)))}
            {fact(messages::fact_closed(), summary.closed_at.map(moment))}
            {fact(messages::fact_rating(), summary.rating.map(|rating| stars(rating.overall)))}
            {fact(messages::fact_ccs(), ccs)}
        </dl>
    }
}

/// When the first response is due, or whether it was in time.
pub(super) fn response_line(case: &CaseDetail) -> impl IntoView + use<> {
    let due = case.first_response_due;
    let target = target_text(case.response_target);
    let now = platform::now();
    let closed = case.summary.status.value() == Some(Status::Closed);
    let (class, text) = match case.first_response_at {
        Some(at) if at <= due => ("response response-met", messages::response_met(&target)),
        Some(_) => ("response", messages::response_late(&target)),
        None if closed => return ().into_any(),
        None if now <= due => ("response", messages::response_due(&format::relative(due, now), &target)),
        None => ("response response-missed", messages::response_overdue(&format::relative(due, now))),
    };
    view! { <span class=class title=format::exact(due)>{text}</span> }.into_any()
}

/// That a case is escalated: by whom, when, why, and whether the vendor has taken it up.
pub(super) fn escalation_banner(case: &CaseDetail, vendor: &str) -> Option<impl IntoView + use<>> {
    let escalation = case.escalation.clone()?;
    let active = escalation.state.value().is_some_and(|state| state.is_active());
    if !active {
        return None;
    }
    let answer = escalation.acknowledged_by.map(|name| {
        let note = escalation.note.unwrap_or_default();
        view! { <p>{messages::escalation_acknowledged_by(&name, vendor)}" "<bdi>{note}</bdi></p> }
    });
    Some(view! {
        <section class="banner" aria-label=messages::escalated()>
            {icon(Icon::Flag)}
            <div>
                <p>
                    <strong>{messages::escalated_by(&escalation.by.name)}</strong>
                    " "
                    {relative_time(escalation.at)}
                </p>
                <p><bdi>{escalation.reason}</bdi></p>
                {answer}
            </div>
        </section>
    })
}
