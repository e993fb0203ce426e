//! The reader's comments that are on their way: they stand in the conversation at once, marked until the server has them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use crate::i18n::messages;
use crate::markdown::markdown;
use crate::reactive::effect;
use crate::stores::Outgoing;
use crate::ui::{initials, time_of_day};

/// The comments on their way; the last one nearest the comment box.
pub(super) fn outgoing(page: CasePage) -> impl IntoView {
    let all = Memo::new(move |_| {
        let mut all = page.app.outbox.of(page.number);
        if page.newest_first.get() {
            all.reverse();
        }
        all
    });
    let failed = Memo::new(move |_| all.with(|all| all.iter().filter(|it| it.failure.is_some()).count()));
    // Somebody else may have been quicker; the page then shows the case as it is.
    effect(move || {
        if all.with(|all| all.iter().any(|it| !it.goes_by_itself())) {
            page.load_case();
        }
    });
    view! {
        <ol class="conversation outgoing" aria-label=messages::outgoing() hidden=move || all.with(Vec::is_empty)>
            <For each=move || all.get() key=|it| it.key.clone() let:comment>
                {
                    let key = comment.key.clone();
                    let now = Memo::new(move |_| all.with(|all| all.iter().find(|it| it.key == key).cloned()));
                    message(page, &comment, now)
                }
            </For>
        </ol>
        <p class="visually-hidden" role="status">
            {move || Some(failed.get()).filter(|count| *count > 0).map(|count| messages::not_sent(count as u64))}
        </p>
    }
}

fn message(page: CasePage, comment: &Outgoing, now: Memo<Option<Outgoing>>) -> impl IntoView + use<> {
    let name = untrack(|| page.app.session.user()).map(|user| user.name).unwrap_or_default();
    let failure = Memo::new(move |_| now.get().and_then(|it| it.failure));
    let key = StoredValue::new(comment.key.clone());
    let mark = move || match failure.get() {
        None => view! { <p class="sending">{messages::sending()}</p> }.into_any(),
        Some(error) => {
            let waits = now.with(|now| now.as_ref().is_some_and(Outgoing::goes_by_itself));
            view! {
                <div class="not-sent">
                    <p><strong>{messages::comment_failed()}</strong>" "{error.lasting_message()}</p>
                    {waits.then(|| view! { <p>{messages::goes_by_itself()}</p> })}
                    <div class="form-actions">
                        <button
                            type="button"
                            class="button button-small"
                            on:click=move |_| key.with_value(|key| page.app.outbox.retry(key))
                        >
                            {messages::retry()}
                        </button>
                        <button
                            type="button"
                            class="button button-small button-quiet"
                            on:click=move |_| key.with_value(|key| discard(page, key))
                        >
                            {messages::discard()}
                        </button>
                    </div>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <li class="message message-own message-outgoing" class:message-failed=move || failure.with(Option::is_some)>
            <span class="avatar" aria-hidden="true">{initials(&name)}</span>
            <article>
                <header>
                    <strong><bdi>{name}</bdi></strong>
                    <span class="message-side">{messages::you()}</span>
                    {time_of_day(comment.at)}
                </header>
                {markdown(&comment.text)}
                {mark}
            </article>
        </li>
    }
}

fn discard(page: CasePage, key: &str) {
    let Some(record) = page.app.outbox.discard(key) else { return };
    page.app.toasts.offer(messages::comment_discarded(), messages::undo(), move || {
        spawn_local(page.app.outbox.restore(record.clone()));
    });
    crate::platform::focus_soon("comment");
}
