//! The top of the page: which case it is, where it stands, and what can be done with it.

use caseport_domain::api::CaseDetail;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{CasePage, actions, facts};
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::platform;
use crate::ui::{Icon, icon, severity_badge, status_badge};

/// The heading, the case's state in a line, and the actions.
pub(super) fn head(page: CasePage) -> impl IntoView {
    let case = move || page.case.ready();
    view! {
        <div class="page-head case-head">
            <div>
                <h1 id=HEADING tabindex="-1">
                    <span class="case-number">{page.number.to_string()}</span>
                    " "
                    <bdi>{move || case().map(|case| case.summary.subject)}</bdi>
                </h1>
                <div class="case-line">
                    {move || case().map(|case| state(page, &case))}
                    {copy_button(page)}
                </div>
            </div>
            {actions::buttons(page)}
        </div>
    }
}

fn state(page: CasePage, case: &CaseDetail) -> impl IntoView + use<> {
    view! {
        {status_badge(&case.summary.status, &page.app.config.vendor())}
        {severity_badge(&case.summary.severity)}
        {facts::response_line(case, page.now)}
    }
}

fn copy_button(page: CasePage) -> impl IntoView {
    let copy = move |_| {
        spawn_local(async move {
            let number = page.number.to_string();
            let copied = platform::copy(&number).await;
            page.app.toasts.say(if copied {
                messages::number_copied(&number)
            } else {
                messages::text_not_copied().to_owned()
            });
        });
    };
    view! {
        <button
            type="button"
            class="link-button copy-number"
            on:click=copy
        >
            {icon(Icon::Copy)}
            {messages::copy_number()}
        </button>
    }
}
