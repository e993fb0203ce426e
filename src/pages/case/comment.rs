//! The comment box. What was typed stays until it is sent; then it stands in the conversation, and goes its way from
//! there.

use caseport_domain::decision::Reason;
use caseport_domain::limits::COMMENT_MAX;
use caseport_domain::validate::CommentText;
use leptos::prelude::*;

use super::CasePage;
use super::denied::denied;
use super::drafted::Kind;
use crate::i18n::messages;
use crate::platform;
use crate::ui::{MarkdownField, saved_text};

pub(super) static COMMENT: Kind =
    Kind { field: "text", check: |text| CommentText::new(text).map(drop), not_sent: |why| why.to_owned() };

/// The box; for whoever may not comment the reason, beside the words that they have typed.
pub(super) fn comment_box(page: CasePage) -> impl IntoView {
    let draft = page.comment;
    let refusal = page.refusal();
    let is_shown = Memo::new(move |_| refusal.with(Option::is_none) || !draft.text.with(String::is_empty));
    view! {
        {move || refusal.get().map(|reason| denied(page, &reason))}
        {move || is_shown.get().then(|| form(page, refusal))}
    }
}

fn form(page: CasePage, refusal: Memo<Option<Reason>>) -> impl IntoView {
    let draft = page.comment;
    let send = move || {
        if refusal.with_untracked(Option::is_some) {
            return;
        }
        if let Some(open) = draft.hand_over() {
            page.app.outbox.send(open, page.number);
            platform::focus_soon("comment");
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if is_send_key(&event) {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form class="form comment-form" on:submit=submit on:keydown=on_key novalidate>
            <MarkdownField
                id="comment"
                label=messages::comment_label()
                hint=send_hint()
                rows=4
                max=COMMENT_MAX
                value=draft.text
                error=draft.error
                on_input=move |typed| draft.typed(typed)
            />
            <div class="form-actions">
                <button type="submit" class="button button-primary" disabled=move || refusal.with(Option::is_some)>
                    {messages::add_comment()}
                </button>
                {saved_text(Signal::derive(move || draft.saved()))}
            </div>
        </form>
    }
}

/// Whether a key sends what is typed: Ctrl+Enter, or Cmd+Enter.
pub(super) fn is_send_key(event: &leptos::ev::KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key())
}

/// What the field takes, and which keys send it.
pub(super) fn send_hint() -> &'static str {
    if platform::is_mac() { messages::comment_hint_mac() } else { messages::comment_hint() }
}
