//! Dialogs that ask for a reason, which is kept as it is typed like everything else.

use std::pin::Pin;

use caseport_domain::api::CaseDetail;
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use super::actions::Asking;
use super::drafted::{Delivered, Drafted, Kind};
use crate::api::{Api, ApiError};
use crate::i18n::messages;
use crate::stores::Slot;
use crate::ui::{Dialog, TextArea, form_actions, saved_text};

/// What is on its way to the server, and brings the case as it is then.
pub(super) type Sending = Pin<Box<dyn Future<Output = Result<CaseDetail, ApiError>>>>;

/// A dialog that asks for a reason.
pub(super) struct Reasoned {
    pub asking: Asking,
    /// The id of its heading.
    pub id: &'static str,
    /// The id of its field.
    pub field: &'static str,
    /// Its heading, and what its button says.
    pub title: fn() -> &'static str,
    pub text: fn(&CaseDetail) -> String,
    pub hint: fn() -> &'static str,
    pub slot: fn(CaseNumber) -> Slot,
    pub kind: &'static Kind,
    /// Sends the reason under a key.
    pub send: fn(Api, CaseNumber, String, String) -> Sending,
    /// Says that it is done.
    pub done: fn(&str) -> String,
}

/// The dialog.
pub(super) fn dialog(page: CasePage, about: &'static Reasoned) -> impl IntoView {
    let open = Signal::derive(move || page.asking.get() == Some(about.asking));
    view! {
        <Dialog open=open on_close=move || page.asking.set(None) title=(about.title)() id=about.id>
            {form(page, about)}
        </Dialog>
    }
}

fn form(page: CasePage, about: &'static Reasoned) -> impl IntoView {
    let number = page.number;
    let draft = Drafted::new(page.app.drafts, (about.slot)(number), about.kind);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(send(page, about, draft));
    };
    let text = untrack(|| page.case.ready()).map(|case| (about.text)(&case));
    view! {
        <form class="form" on:submit=submit novalidate>
            <p>{text}</p>
            <TextArea
                id=about.field
                label=messages::reason()
                hint=(about.hint)()
                rows=5
                value=draft.text
                error=draft.error
                on_input=move |typed| draft.typed(typed)
            />
            {saved_text(Signal::derive(move || draft.saved()))}
            {form_actions(move || page.asking.set(None), draft.sending, (about.title)())}
        </form>
    }
}

async fn send(page: CasePage, about: &'static Reasoned, draft: Drafted) {
    let (api, number) = (page.app.api, page.number);
    let delivered =
        draft.deliver(async |text: String, key: String| (about.send)(api, number, text, key).await).await;
    match delivered {
        Some(Delivered::Taken(case)) => page.case.put(case),
        Some(Delivered::Earlier) => page.load_case(),
        Some(Delivered::Failed(failed)) => return page.load_after(&failed),
        None => return,
    }
    page.load_history();
    page.app.toasts.say((about.done)(&number.to_string()));
    // The dialog may be closed by now, and somebody at something else.
    if draft.is_here() {
        page.asking.set(None);
        crate::nav::focus_heading();
    }
}
