//! Why something is locked: which right is missing, and who can grant it.

use caseport_domain::decision::Reason;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::i18n::messages;

/// The reason with the people to ask, in one text.
pub fn reason_text(reason: &Reason) -> String {
    if reason.granted_by.is_empty() {
        return reason.message.clone();
    }
    messages::reason_with_grantors(&reason.message, &reason.granted_by.join(", "))
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
            <p>{reason_text(&reason)}</p>
        </details>
    }
}

/// In the place of a page that one may not see.
pub fn denied_page(reason: &Reason) -> impl IntoView {
    let text = reason_text(reason);
    view! {
        <div class="failure" role="alert">
            {icon(Icon::Lock)}
            <p><strong>{messages::denied_title()}</strong></p>
            <p>{text}</p>
        </div>
    }
}
