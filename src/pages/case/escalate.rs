//! "Escalate to Management": with a reason, which is kept as it is typed like everything else.

use caseport_domain::validate::EscalationReason;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use super::drafted::{Delivered, Drafted, Kind};
use crate::api;
use crate::i18n::messages;
use crate::stores::Slot;
use crate::ui::{Dialog, TextArea, form_actions, saved_text};

static REASON: Kind = Kind {
    field: "reason",
    check: |text| EscalationReason::new(text).map(drop),
    not_sent: messages::escalation_not_sent,
    // It is escalated, for the reason that was sent first.
    may_follow: false,
};

pub(super) fn dialog(page: CasePage) -> impl IntoView {
    let open = Signal::derive(move || page.escalating.get());
    view! {
        <Dialog open=open on_close=move || page.escalating.set(false) title=messages::escalate() id="escalate-title">
            {form(page)}
        </Dialog>
    }
}

fn form(page: CasePage) -> impl IntoView {
    let (api, number) = (page.app.api, page.number);
    let draft = Drafted::new(page.app.drafts, Slot::Escalation(number), &REASON);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let delivered = draft
                .deliver(async |text: String, key: String| api::escalate(api, number, &text, &key).await)
                .await;
            match delivered {
                Some(Delivered::Taken(case)) => page.case.put(case),
                Some(Delivered::Earlier) => page.load_case(),
                // Somebody else may have been quicker; the page then shows the case as it is.
                Some(Delivered::Failed) => return page.load_case(),
                None => return,
            }
            page.load_history();
            page.app.toasts.say(messages::escalated_toast(&number.to_string()));
            // The dialog may be closed by now, and somebody at something else.
            if draft.is_here() {
                page.escalating.set(false);
                crate::nav::focus_heading();
            }
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
                error=draft.error
                on_input=move |typed| draft.typed(typed)
            />
            {saved_text(Signal::derive(move || draft.saved()))}
            {form_actions(move || page.escalating.set(false), draft.sending, messages::escalate())}
        </form>
    }
}
