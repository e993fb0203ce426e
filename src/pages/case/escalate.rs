//! "Escalate to Management": with a reason, which is kept as it is typed like everything else.

use caseport_domain::Decision;
use caseport_domain::api::CaseDetail;
use caseport_domain::validate::EscalationReason;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::drafted::Drafted;
use super::{CasePage, is_closed, locked_button};
use crate::api::{self, ApiError};
use crate::i18n::messages;
use crate::stores::Slot;
use crate::ui::{Dialog, TextArea, saved_text};

/// The button; locked with its reason for whoever may not, absent once the case is closed.
pub(super) fn button(page: CasePage, case: &CaseDetail) -> Option<AnyView> {
    let escalate = move |_| page.escalating.set(true);
    match &case.actions.escalate {
        Decision::Allowed => Some(
            view! { <button type="button" class="button" on:click=escalate>{messages::escalate()}</button> }
                .into_any(),
        ),
        Decision::Denied(reason) if is_closed(reason) => None,
        Decision::Denied(reason) => Some(locked_button(reason, messages::escalate())),
    }
}

pub(super) fn dialog(page: CasePage) -> impl IntoView {
    let open = Signal::derive(move || page.escalating.get());
    view! {
        <Dialog open=open on_close=move || page.escalating.set(false) title=messages::escalate() id="escalate-title">
            {form(page)}
        </Dialog>
    }
}

fn form(page: CasePage) -> impl IntoView {
    let number = page.number;
    let draft = Drafted::new(page.app.drafts, Slot::Escalation(number));
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        if let Err(mistake) = draft.text.with_untracked(|text| EscalationReason::new(text).map(drop)) {
            error.set(Some(mistake.in_field("reason").message));
            return;
        }
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let Some((typed, key)) = draft.send().await else {
                sending.try_set(false);
                return;
            };
            let outcome = api::escalate(page.app.api, number, &typed, &key).await;
            sending.try_set(false);
            match outcome {
                Ok(case) => page.case.put(case),
                // An earlier attempt has arrived: it is escalated, for the reason that was sent first.
                Err(ApiError::KeyReused) => page.load_case(),
                Err(ApiError::Invalid(errors)) => {
                    let message = errors.of("reason").map(str::to_owned);
                    error.try_set(message.or_else(|| Some(ApiError::Invalid(errors).message())));
                    return;
                }
                Err(failed) => {
                    error.try_set(Some(messages::escalation_not_sent(&failed.message())));
                    // Somebody else may have been quicker; the page then shows the case as it is.
                    page.load_case();
                    return;
                }
            }
            draft.arrived("");
            page.escalating.try_set(false);
            page.load_history();
            page.app.toasts.say(messages::escalated_toast(&number.to_string()));
            crate::nav::focus_heading();
        });
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <p>{messages::escalate_text()}</p>
            <TextArea
                id="escalation-reason"
                label=messages::escalation_reason()
                hint=messages::escalation_reason_hint()
                rows=5
                value=draft.text
                error=error
                on_input=move |typed| {
                    error.set(None);
                    draft.typed(typed);
                }
            />
            {saved_text(Signal::derive(move || draft.saved()))}
            <div class="form-actions">
                <button type="button" class="button" on:click=move |_| page.escalating.set(false)>
                    {messages::cancel()}
                </button>
                <button type="submit" class="button button-primary" disabled=move || sending.get()>
                    {move || if sending.get() { messages::sending() } else { messages::escalate() }}
                </button>
            </div>
        </form>
    }
}
