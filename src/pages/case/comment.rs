//! The comment box. What was typed stays until the server has taken it, and is sent once however often it is sent.

use caseport_domain::Decision;
use caseport_domain::validate::CommentText;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use crate::api::{self, ApiError};
use crate::i18n::messages;
use crate::platform;
use crate::stores::{CommentDraft, Content, OpenDraft, Saved, Slot};
use crate::ui::{TextArea, reason_text, saved_text};

/// The box, or the reason why there is none.
pub(super) fn comment_box(page: CasePage, decision: &Decision) -> AnyView {
    if let Some(reason) = decision.reason() {
        return view! { <p class="comment-denied">{reason_text(reason)}</p> }.into_any();
    }
    let number = page.number;
    let drafts = page.app.drafts;
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(None::<OpenDraft>);
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    // Sent without an answer: it may be there already, as one of these.
    let unanswered = StoredValue::new(Vec::<String>::new());
    let keep = move || {
        if let Some(open) = open.get_untracked() {
            let comment = CommentDraft { text: text.get_untracked(), sent: unanswered.get_value() };
            drafts.change(open, Content::Comment(comment));
        }
    };
    let take_up = move |draft: OpenDraft| {
        if open.try_get_untracked().flatten() == Some(draft) {
            return;
        }
        if let Some(Content::Comment(kept)) = drafts.content(draft) {
            unanswered.try_set_value(kept.sent);
            // Whoever was quicker than the device goes on with what they typed.
            text.try_maybe_update(|text| {
                let take = text.is_empty();
                if take {
                    *text = kept.text;
                }
                (take, ())
            });
        }
        open.try_set(Some(draft));
        keep();
    };
    Effect::new(move |_| {
        drafts.reopened();
        spawn_local(async move { take_up(drafts.claim(Slot::Comment(number)).await) });
    });
    let send = move || {
        let Some(draft) = open.get_untracked().filter(|_| !sending.get_untracked()) else { return };
        let typed = text.get_untracked();
        if let Err(mistake) = CommentText::new(&typed) {
            error.set(Some(mistake.in_field("text").message));
            return;
        }
        unanswered.update_value(|sent| {
            if !sent.contains(&typed) {
                sent.push(typed.clone());
            }
        });
        keep();
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            drafts.flush().await;
            let outcome = api::comment(page.app.api, number, &typed, &drafts.id(draft)).await;
            sending.try_set(false);
            // The next comment is another draft, with a key of its own.
            let begin_next = |kept: &str| {
                drafts.finish(draft);
                unanswered.try_set_value(Vec::new());
                text.try_set(kept.to_owned());
                open.try_set(Some(drafts.begin(Slot::Comment(number))));
                keep();
            };
            match outcome {
                Ok(entry) => {
                    begin_next("");
                    page.history.change(|entries| entries.push(entry));
                    page.load_case();
                    page.load_history();
                    platform::focus_soon("comment");
                }
                Err(ApiError::KeyReused) => {
                    // An earlier attempt has arrived; what was changed since can be sent as another comment.
                    begin_next(&typed);
                    error.try_set(Some(ApiError::KeyReused.message()));
                    page.load_case();
                    page.load_history();
                }
                Err(ApiError::Invalid(errors)) => {
                    let message = errors.of("text").map(str::to_owned);
                    error.try_set(message.or_else(|| Some(ApiError::Invalid(errors).message())));
                }
                Err(failed) => {
                    error.try_set(Some(messages::comment_not_sent(&failed.message())));
                }
            }
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
                value=text
                error=error
                on_input=move |typed| {
                    text.set(typed);
                    error.set(None);
                    keep();
                }
            />
            <div class="form-actions">
                <button type="submit" class="button button-primary" disabled=move || sending.get()>
                    {move || if sending.get() { messages::sending() } else { messages::add_comment() }}
                </button>
                {saved_text(Signal::derive(move || open.get().map_or(Saved::NotYet, |open| drafts.saved(open))))}
            </div>
        </form>
    }
    .into_any()
}
