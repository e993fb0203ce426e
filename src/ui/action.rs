//! Buttons that do something to what the page shows, and the row of them that ends a form.

use caseport_domain::Decision;
use caseport_domain::decision::Reason;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::why::Why;
use crate::i18n::messages;

/// A button; locked with its reason for whoever may not press it.
pub fn action_button(decision: &Decision, label: &'static str, press: impl Fn() + 'static) -> AnyView {
    match decision {
        Decision::Allowed => {
            view! { <button type="button" class="button" on:click=move |_| press()>{label}</button> }
                .into_any()
        }
        Decision::Denied(reason) => locked_button(reason, label),
    }
}

/// A button that one may not press, with why.
fn locked_button(reason: &Reason, label: &'static str) -> AnyView {
    view! {
        <Why reason=reason.clone() />
        <button type="button" class="button" disabled>
            {icon(Icon::Lock)}
            <span>{label}</span>
        </button>
    }
    .into_any()
}

/// The button that sends a form.
pub fn submit_button(sending: RwSignal<bool>, label: &'static str) -> AnyView {
    view! {
        <button type="submit" class="button button-primary" disabled=move || sending.get()>
            {move || if sending.get() { messages::sending() } else { label }}
        </button>
    }
    .into_any()
}

/// The end of a dialog's form: away from it, or on.
pub fn form_actions(cancel: impl Fn() + 'static, sending: RwSignal<bool>, label: &'static str) -> AnyView {
    view! {
        <div class="form-actions">
            <button type="button" class="button" on:click=move |_| cancel()>{messages::cancel()}</button>
            {submit_button(sending, label)}
        </div>
    }
    .into_any()
}
