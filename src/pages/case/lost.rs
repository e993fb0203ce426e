//! A case that could be seen a moment ago: why it is gone, and the words that were typed for it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use crate::i18n::messages;
use crate::platform;
use crate::route::Route;
use crate::ui::{Icon, Link, icon};

/// In the place of the case.
pub(super) fn lost(page: CasePage) -> impl IntoView {
    let words = page.comment.text;
    let copy = move |_| {
        spawn_local(async move {
            let copied = platform::copy(&words.get_untracked()).await;
            let text = if copied { messages::words_copied() } else { messages::text_not_copied() };
            page.app.toasts.say(text);
        });
    };
    view! {
        <div class="failure" role="alert">
            {icon(Icon::Lock)}
            <p><strong>{messages::case_lost_title()}</strong></p>
            <p>{messages::case_lost()}</p>
            <Link nav=page.app.nav to=Route::HOME class="button">{messages::to_support()}</Link>
        </div>
        {move || (!words.with(String::is_empty)).then(|| view! {
            <div class="card form">
                <div class="field">
                    <label for="lost-words">{messages::lost_words()}</label>
                    <textarea id="lost-words" rows="6" readonly prop:value=move || words.get()></textarea>
                </div>
                <div class="form-actions">
                    <button type="button" class="button" on:click=copy>{messages::copy_text()}</button>
                </div>
            </div>
        })}
    }
}
