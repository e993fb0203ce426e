//! In the place of what may not be done: why, and in a closed case the way on.

use caseport_domain::decision::{Reason, ReasonCode};
use leptos::prelude::*;

use super::actions::Asking;
use super::{CasePage, follow_up};
use crate::i18n::messages;
use crate::ui::reason_text;

/// Why something may not be done with the case.
pub(super) fn denied(page: CasePage, reason: &Reason) -> impl IntoView + use<> {
    let is_closed = reason.code.value() == Some(ReasonCode::CaseClosed);
    let reopening =
        Memo::new(move |_| page.case.ready().filter(|_| is_closed).map(|case| case.actions.reopen));
    let text = reason_text(reason);
    let why = move || {
        // "Reopen it" is no advice once it is too late for that.
        let late = reopening.get().and_then(|decision| decision.reason().cloned());
        let late = late.filter(|reason| reason.code.value() == Some(ReasonCode::ReopenWindowOver));
        late.map_or_else(|| text.clone(), |reason| reason_text(&reason))
    };
    view! {
        <div class="comment-denied">
            <p>{why}</p>
            {move || reopening.get().filter(|decision| decision.is_allowed()).map(|_| view! {
                <button
                    type="button"
                    class="button button-small"
                    on:click=move |_| page.asking.set(Some(Asking::Reopen))
                >
                    {messages::reopen()}
                </button>
            })}
            {move || (is_closed && follow_up::is_due(page)).then(|| follow_up::link(page, "button button-small"))}
        </div>
    }
}
