//! Why something is locked: which right is missing, which one has, who can grant it, and a way to ask them.

use caseport_domain::decision::Reason;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::i18n::{messages, said};

/// The reason with the people to ask, in one text.
pub fn reason_text(reason: &Reason) -> String {
    let message = with_levels(reason);
    if reason.granted_by.is_empty() {
        return message;
    }
    messages::reason_with_grantors(&message, &reason.granted_by.join(", "))
}

/// The reason's sentence; where it leaves the levels out, with these.
fn with_levels(reason: &Reason) -> String {
    let message = said::reason(reason);
    let object = reason.object.as_ref().and_then(|object| object.value());
    match (object, reason.have, reason.need) {
        (Some(object), Some(have), Some(need)) if !message.contains(object.label()) => {
            messages::reason_with_levels(&message, need.label(), object.label(), have.label())
        }
        _ => message,
    }
}

/// The reason in words, and "Ask them" where somebody can be asked.
pub fn explanation(reason: &Reason) -> AnyView {
    view! {
        <p>{reason_text(reason)}</p>
        {ask(reason)}
    }
    .into_any()
}

/// A link that begins an e-mail to whoever can grant what is missing. Whom to send it to is the reader's to say: their names
/// are known here, their addresses are not.
fn ask(reason: &Reason) -> Option<AnyView> {
    if reason.granted_by.is_empty() {
        return None;
    }
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let body = messages::ask_body(&reason.granted_by.join(", "), &with_levels(reason));
    let address = format!("mailto:?subject={}&body={}", encode(messages::ask_subject()), encode(&body));
    Some(view! { <a class="ask" href=address>{messages::ask_them()}</a> }.into_any())
}

/// A small "Why?" beside a locked thing.
#[component]
pub fn Why(
    /// The reason.
    reason: Reason,
) -> impl IntoView {
    view! {
        <details class="why">
            <summary>{messages::why()}</summary>
            <div class="why-text">{explanation(&reason)}</div>
        </details>
    }
}

/// In the place of a page that one may not see.
pub fn denied_page(reason: &Reason) -> impl IntoView {
    view! {
        <div class="failure" role="alert">
            {icon(Icon::Lock)}
            <p><strong>{messages::denied_title()}</strong></p>
            {explanation(reason)}
        </div>
    }
}
