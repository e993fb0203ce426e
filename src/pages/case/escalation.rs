//! That a case is escalated: by whom, when, why, and how that stands.

use caseport_domain::api::Escalation;
use caseport_domain::case::EscalationState;
use leptos::prelude::*;

use super::CasePage;
use super::actions::{self, Asking};
use crate::i18n::messages;
use crate::ui::{Icon, icon, relative_time};

/// The banner below the page's head; nothing where the case was never escalated.
pub(super) fn banner(page: CasePage) -> impl IntoView {
    let escalation = Memo::new(move |_| page.case.ready().and_then(|case| case.escalation));
    let withdraw = Memo::new(move |_| page.case.ready().map(|case| case.actions.withdraw_escalation));
    move || {
        escalation.get().map(|escalation| {
            let state = escalation.state.value();
            let is_over = state == Some(EscalationState::Withdrawn);
            view! {
                <section class="banner" class:banner-over=is_over aria-label=messages::escalation()>
                    {icon(Icon::Flag)}
                    <div class="banner-text">{words(page, escalation)}</div>
                    {move || withdraw.get().and_then(|decision| {
                        actions::action(page, &decision, messages::withdraw(), Asking::Withdraw)
                    })}
                </section>
            }
        })
    }
}

fn words(page: CasePage, escalation: Escalation) -> impl IntoView {
    let vendor = page.app.config.vendor();
    let stands = match escalation.state.value() {
        Some(EscalationState::Requested) => {
            view! { <p class="banner-state">{messages::escalation_requested(&vendor)}</p> }.into_any()
        }
        Some(EscalationState::Acknowledged) => acknowledged(&escalation, &vendor),
        Some(EscalationState::Withdrawn) => {
            let by = escalation.withdrawn_by.as_ref().map(|by| by.name.clone()).unwrap_or_default();
            view! {
                <p class="banner-state">
                    {messages::escalation_withdrawn_by(&by)}
                    " "
                    {escalation.withdrawn_at.map(relative_time)}
                </p>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    view! {
        <p>
            <strong>{messages::escalated_by(&escalation.by.name)}</strong>
            " "
            {relative_time(escalation.at)}
        </p>
        <p class="banner-reason"><bdi>{escalation.reason}</bdi></p>
        {stands}
    }
}

fn acknowledged(escalation: &Escalation, vendor: &str) -> AnyView {
    let by = escalation.acknowledged_by.clone().unwrap_or_default();
    let note = escalation.note.clone().filter(|note| !note.is_empty());
    view! {
        <p class="banner-state">
            {icon(Icon::Check)}
            <span>
                {messages::escalation_acknowledged_by(&by, vendor)}
                " "
                {escalation.acknowledged_at.map(relative_time)}
            </span>
        </p>
        {note.map(|note| view! { <p class="banner-note"><bdi>{note}</bdi></p> })}
    }
    .into_any()
}
