//! A message of the conversation: the description, or a comment.

use caseport_domain::Status;
use caseport_domain::api::{HistoryEntry, Side};
use leptos::prelude::*;

use super::history::Entry;
use super::{CasePage, changing};
use crate::i18n::{format, messages};
use crate::markdown::markdown;
use crate::platform;
use crate::ui::{initials, status_badge, time_of_day};

/// A text of more characters or lines than these is folded.
const CHARACTERS: usize = 2_400;
const LINES: usize = 28;

/// What the case was submitted with.
pub(super) fn description(page: CasePage) -> impl IntoView {
    let text = Memo::new(move |_| page.case.ready().map(|case| case.description));
    let case = page.case.ready_untracked();
    let submitter = case.as_ref().map(|case| case.summary.submitter.clone());
    let me = untrack(|| page.app.session.user()).map(|user| user.id);
    let is_own = submitter.as_ref().is_some_and(|it| Some(&it.id) == me.as_ref());
    let name = submitter.map(|it| it.name).unwrap_or_default();
    view! {
        <li class="message" class:message-own=is_own data-entry="description">
            <span class="avatar" aria-hidden="true">{initials(&name)}</span>
            <section class="bubble" aria-labelledby="description-title">
                <header>
                    <strong><bdi>{name}</bdi></strong>
                    {is_own.then(|| view! { <span class="message-side">{messages::you()}</span> })}
                    <span class="message-note" id="description-title">{messages::case_description()}</span>
                    {case.map(|case| time_of_day(case.summary.created_at))}
                </header>
                {move || text.get().map(|text| folding(&text))}
            </section>
        </li>
    }
}

/// A comment.
pub(super) fn message(page: CasePage, entry: Entry) -> AnyView {
    let first = entry.now.get_untracked();
    let me = untrack(|| page.app.session.user()).map(|user| user.id);
    let is_own = me.is_some() && first.by.id == me;
    let is_vendors = first.by.side == Side::Vendor;
    let side = match (is_own, is_vendors) {
        (true, _) => Some(messages::you().to_owned()),
        (false, true) => Some(untrack(|| page.app.config.vendor())),
        (false, false) => None,
    };
    let Entry { id, now, is_new, is_late, .. } = entry;
    let body = {
        let (now, id) = (now.clone(), id.clone());
        move || {
            let entry = now.get();
            match (&entry.text, entry.withdrawn_at) {
                (_, Some(_)) | (None, None) => {
                    view! { <p class="message-gone">{messages::comment_withdrawn()}</p> }.into_any()
                }
                (Some(text), None) if is_own => changing::changeable(page, &id, text, &now),
                (Some(text), None) => folding(text),
            }
        }
    };
    let status = first.status.as_ref().map(|status| state_line(page, status));
    view! {
        <li
            class="message"
            class:message-own=is_own
            class:message-vendor=is_vendors
            class:late=is_late
            data-entry=id
            tabindex="-1"
        >
            <span class="avatar" aria-hidden="true">{initials(&first.by.name)}</span>
            <article>
                <header>
                    <strong><bdi>{first.by.name}</bdi></strong>
                    {side.map(|side| view! { <span class="message-side">{side}</span> })}
                    {time_of_day(first.at)}
                    {move || edited(&now.get())}
                    {new_mark(is_new)}
                </header>
                {body}
            </article>
            {status}
        </li>
    }
    .into_any()
}

/// That an entry came while the reader was here.
pub(super) fn new_mark(is_new: ArcRwSignal<bool>) -> impl IntoView {
    move || is_new.get().then(|| view! { <span class="new-mark">{messages::new_mark()}</span> })
}

/// To which status an entry has brought the case.
pub(super) fn state_line(page: CasePage, status: &caseport_domain::Known<Status>) -> impl IntoView + use<> {
    let vendor = untrack(|| page.app.config.vendor());
    view! { <p class="message-status">{messages::status_now()}" "{status_badge(status, &vendor)}</p> }
}

fn edited(entry: &HistoryEntry) -> Option<impl IntoView + use<>> {
    let at = entry.edited_at.filter(|_| entry.withdrawn_at.is_none())?;
    Some(view! { <span class="message-note" title=format::exact(at)>{messages::edited()}</span> })
}

/// A text; a long one folded, with a button that shows the rest. What finds a word in the folded part unfolds it.
pub(super) fn folding(text: &str) -> AnyView {
    let shown = markdown(text);
    if !is_long(text) {
        return shown;
    }
    let is_open = RwSignal::new(false);
    let unfold = move || {
        if !is_open.get_untracked() {
            is_open.set(true);
        }
    };
    let button = NodeRef::<leptos::html::Button>::new();
    let turn = move |_| {
        let fold = is_open.get_untracked();
        is_open.set(!fold);
        if fold && let Some(button) = button.get_untracked() {
            platform::show_element_soon(button.into());
        }
    };
    view! {
        // Searching in the page and Tab scroll the folded part into view.
        <div class="fold" class:fold-open=is_open on:scroll=move |_| unfold() on:focusin=move |_| unfold()>
            {shown}
        </div>
        <button
            type="button"
            class="fold-button"
            node_ref=button
            aria-expanded=move || if is_open.get() { "true" } else { "false" }
            on:click=turn
        >
            {move || if is_open.get() { messages::show_less() } else { messages::show_more() }}
        </button>
    }
    .into_any()
}

fn is_long(text: &str) -> bool {
    text.chars().nth(CHARACTERS).is_some() || text.lines().nth(LINES).is_some()
}
