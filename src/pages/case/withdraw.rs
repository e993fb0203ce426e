//! Taking an escalation back: asked once more, since the vendor's management hears of it.

use caseport_domain::case::EscalationState;
use leptos::prelude::*;

use super::CasePage;
use super::actions::Asking;
use crate::api::{self, ApiError};
use crate::i18n::{messages, said};
use crate::ui::{Dialog, form_actions};

pub(super) fn dialog(page: CasePage) -> impl IntoView {
    let open = Signal::derive(move || page.asking.get() == Some(Asking::Withdraw));
    view! {
        <Dialog open=open on_close=move || page.asking.set(None) title=messages::withdraw_escalation() id="withdraw-title">
            {form(page)}
        </Dialog>
    }
}

fn form(page: CasePage) -> impl IntoView {
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        page.send_from_dialog(sending, error, withdraw(page));
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <p>{messages::withdraw_text(&page.app.config.vendor())}</p>
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || page.asking.set(None), sending, messages::withdraw_escalation())}
        </form>
    }
}

/// Withdraws; otherwise why not.
async fn withdraw(page: CasePage) -> Result<(), String> {
    match api::withdraw_escalation(page.app.api, page.number).await {
        Ok(case) => page.case.put(case),
        Err(failed) => {
            if !is_withdrawn_by_me(page).await {
                let told = match &failed {
                    ApiError::Overtaken { by, .. } => said::meanwhile(by),
                    _ => None,
                };
                return Err(messages::escalation_not_withdrawn(&told.unwrap_or_else(|| failed.message())));
            }
        }
    }
    page.load_history();
    page.app.toasts.say(messages::withdrawn_toast(&page.number.to_string()));
    Ok(())
}

/// Whether it is, as the case is by now: then an earlier press had arrived, without its answer.
async fn is_withdrawn_by_me(page: CasePage) -> bool {
    // Where this fails, too, the line is the reason, and that is said.
    let Ok(case) = api::case(page.app.api, page.number).await else { return false };
    page.case.put(case.clone());
    page.load_history();
    let me = untrack(|| page.app.session.user()).map(|user| user.id);
    let escalation = case.escalation;
    escalation.is_some_and(|it| {
        it.state.value() == Some(EscalationState::Withdrawn) && it.withdrawn_by.map(|by| by.id) == me
    })
}
