//! The comment box. What was typed stays until the server has taken it, and is sent once however often it is sent.

use caseport_domain::Decision;
use caseport_domain::validate::CommentText;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use super::drafted::Drafted;
use crate::api::{self, ApiError};
use crate::i18n::messages;
use crate::platform;
use crate::stores::Slot;
use crate::ui::{TextArea, reason_text, saved_text};

/// The box, or the reason why there is none.
pub(super) fn comment_box(page: CasePage, decision: &Decision) -> AnyView {
    if let Some(reason) = decision.reason() {
        return view! { <p class="comment-denied">{reason_text(reason)}</p> }.into_any();
    }
    let number = page.number;
    let draft = Drafted::new(page.app.drafts, Slot::Comment(number));
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let send = move || {
        if sending.get_untracked() {
            return;
        }
        if let Err(mistake) = draft.text.with_untracked(|text| CommentText::new(text).map(drop)) {
            error.set(Some(mistake.in_field("text").message));
            return;
        }
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let Some((typed, key)) = draft.send().await else {
                sending.try_set(false);
                return;
            };
            let outcome = api::comment(page.app.api, number, &typed, &key).await;
            sending.try_set(false);
            match outcome {
                Ok(entry) => {
                    draft.arrived("");
                    page.history.change(|entries| entries.push(entry));
                    page.load_case();
                    page.load_history();
                    platform::focus_soon("comment");
                }
                Err(ApiError::KeyReused) => {
                    // An earlier attempt has arrived; what was changed since can be sent as another comment.
                    draft.arrived(&typed);
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
                value=draft.text
                error=error
                on_input=move |typed| {
                    error.set(None);
                    draft.typed(typed);
                }
            />
            <div class="form-actions">
                <button type="submit" class="button button-primary" disabled=move || sending.get()>
                    {move || if sending.get() { messages::sending() } else { messages::add_comment() }}
                </button>
                {saved_text(Signal::derive(move || draft.saved()))}
            </div>
        </form>
    }
    .into_any()
}
