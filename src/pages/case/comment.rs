//! The comment box. What was typed stays until the server has taken it, and is sent once however often it is sent.

use caseport_domain::Decision;
use caseport_domain::validate::CommentText;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use super::drafted::{Delivered, Drafted, Kind};
use crate::api::{self, ApiError};
use crate::i18n::messages;
use crate::platform;
use crate::stores::Slot;
use crate::ui::{TextArea, reason_text, saved_text, submit_button};

static COMMENT: Kind = Kind {
    field: "text",
    check: |text| CommentText::new(text).map(drop),
    not_sent: messages::comment_not_sent,
    may_follow: true,
};

/// The box, or the reason why there is none.
pub(super) fn comment_box(page: CasePage, decision: &Decision) -> AnyView {
    if let Some(reason) = decision.reason() {
        return view! { <p class="comment-denied">{reason_text(reason)}</p> }.into_any();
    }
    let (api, number) = (page.app.api, page.number);
    let draft = Drafted::new(page.app.drafts, Slot::Comment(number), &COMMENT);
    let send = move || {
        spawn_local(async move {
            let delivered = draft
                .deliver(async |text: String, key: String| api::comment(api, number, &text, &key).await)
                .await;
            match delivered {
                Some(Delivered::Taken(entry)) => {
                    page.history.change(|entries| entries.push(entry));
                    if draft.is_here() {
                        platform::focus_soon("comment");
                    }
                }
                // What was changed since can be sent as another comment.
                Some(Delivered::Earlier) => {
                    draft.error.try_set(Some(ApiError::KeyReused.message()));
                }
                Some(Delivered::Failed) | None => return,
            }
            page.load_case();
            page.load_history();
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form class="form comment-form" on:submit=submit on:keydown=on_key novalidate>
            <TextArea
                id="comment"
                label=messages::comment_label()
                hint=messages::comment_hint()
                rows=4
                value=draft.text
                error=draft.error
                on_input=move |typed| draft.typed(typed)
            />
            <div class="form-actions">
                {submit_button(draft.sending, messages::add_comment())}
                {saved_text(Signal::derive(move || draft.saved()))}
            </div>
        </form>
    }
    .into_any()
}
