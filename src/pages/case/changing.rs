//! One's own comment can be edited or withdrawn for some minutes. What is typed there is never lost: when the minutes are
//! over, it can be added as another comment.

use std::time::Duration;

use caseport_domain::api::HistoryEntry;
use caseport_domain::limits::COMMENT_MAX;
use caseport_domain::validate::CommentText;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use super::comment::{is_send_key, send_hint};
use super::message::folding;
use crate::api::{self, ApiError};
use crate::i18n::{format, messages, said};
use crate::platform;
use crate::ui::{MarkdownField, clock};

const TICK: Duration = Duration::from_secs(1);

/// What is done with the comment at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Shown,
    Edited,
    Withdrawn,
}

/// A comment of the reader's being shown or changed.
#[derive(Clone, Copy)]
struct Changing {
    page: CasePage,
    id: StoredValue<String>,
    now: RwSignal<HistoryEntry>,
    mode: RwSignal<Mode>,
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
    sending: RwSignal<bool>,
    /// Whether it can be changed still.
    is_open: Memo<bool>,
    /// What is left of the time.
    left: Memo<Option<u64>>,
}

/// The words of one's own comment, with what can be done about them.
pub(super) fn changeable(page: CasePage, id: &str, text: &str, now: &ArcRwSignal<HistoryEntry>) -> AnyView {
    let until = now.with_untracked(|entry| entry.changeable_until);
    let begun = platform::recall(&memory_key(page, id));
    let is_over = until.is_none_or(|until| until <= platform::now());
    if is_over && begun.is_none() {
        return folding(text);
    }
    let ticks = clock(TICK);
    let left = Memo::new(move |_| left_of(until?, ticks.get()));
    let changing = Changing {
        page,
        id: StoredValue::new(id.to_owned()),
        now: RwSignal::from(now.clone()),
        mode: RwSignal::new(if begun.is_some() { Mode::Edited } else { Mode::Shown }),
        text: RwSignal::new(begun.unwrap_or_else(|| text.to_owned())),
        error: RwSignal::new(None),
        sending: RwSignal::new(false),
        is_open: Memo::new(move |_| left.with(Option::is_some)),
        left,
    };
    let text = text.to_owned();
    (move || match changing.mode.get() {
        Mode::Edited => changing.editor().into_any(),
        Mode::Shown => view! {
            {folding(&text)}
            {move || changing.is_open.get().then(|| changing.buttons())}
        }
        .into_any(),
        Mode::Withdrawn => view! {
            {folding(&text)}
            {changing.question()}
        }
        .into_any(),
    })
    .into_any()
}

impl Changing {
    fn buttons(self) -> impl IntoView {
        let edit = move |_| {
            self.text.set(self.now.with_untracked(|entry| entry.text.clone()).unwrap_or_default());
            self.mode.set(Mode::Edited);
            platform::focus_soon("changed-comment");
        };
        let withdraw = move |_| {
            self.mode.set(Mode::Withdrawn);
            platform::focus_soon("withdraw-comment");
        };
        view! {
            <div class="message-actions">
                <button type="button" class="link-button" on:click=edit>{messages::edit()}</button>
                <button type="button" class="link-button" on:click=withdraw>{messages::withdraw()}</button>
                <span class="message-note">{move || self.left.get().map(time_left)}</span>
            </div>
        }
    }

    fn question(self) -> impl IntoView {
        view! {
            <div class="message-question" role="group" aria-label=messages::withdraw_question()>
                <p>{messages::withdraw_question()}</p>
                <p class="form-error" role="alert">{move || self.error.get()}</p>
                <div class="form-actions">
                    <button
                        type="button"
                        id="withdraw-comment"
                        class="button button-small"
                        disabled=move || self.sending.get()
                        on:click=move |_| self.send(None)
                    >
                        {messages::withdraw_comment()}
                    </button>
                    <button type="button" class="button button-small button-quiet" on:click=move |_| self.leave()>
                        {messages::keep_comment()}
                    </button>
                </div>
            </div>
        }
    }

    fn editor(self) -> impl IntoView {
        let save = move || {
            if !self.is_open.get_untracked() || self.sending.get_untracked() {
                return;
            }
            let text = self.text.get_untracked();
            match CommentText::new(&text) {
                Ok(_) => self.send(Some(text)),
                Err(mistake) => self.error.set(Some(said::mistake(mistake, "text"))),
            }
        };
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save();
        };
        let on_key = move |event: leptos::ev::KeyboardEvent| {
            if is_send_key(&event) {
                event.prevent_default();
                save();
            } else if event.key() == "Escape" && !self.is_changed() {
                event.prevent_default();
                self.leave();
            }
        };
        view! {
            <form class="form" on:submit=submit on:keydown=on_key novalidate>
                <MarkdownField
                    id="changed-comment"
                    label=messages::changed_comment()
                    hint=send_hint()
                    rows=4
                    max=COMMENT_MAX
                    value=self.text
                    error=self.error
                    on_input=move |text| self.typed(text)
                />
                {move || if self.is_open.get() {
                    view! {
                        <div class="form-actions">
                            <button type="submit" class="button button-small" disabled=move || self.sending.get()>
                                {messages::save_comment()}
                            </button>
                            <button type="button" class="button button-small button-quiet" on:click=move |_| self.leave()>
                                {messages::cancel()}
                            </button>
                            <span class="message-note">{move || self.left.get().map(time_left)}</span>
                        </div>
                    }.into_any()
                } else {
                    self.too_late().into_any()
                }}
            </form>
        }
    }

    /// The minutes are over: the words may go another way.
    fn too_late(self) -> impl IntoView {
        let add = move |_| {
            self.page.comment.add(&self.text.get_untracked());
            self.leave();
            platform::focus_soon("comment");
        };
        view! {
            <div class="message-question" role="status">
                <p>{messages::change_too_late()}</p>
                <div class="form-actions">
                    <button type="button" class="button button-small" on:click=add>
                        {messages::add_as_comment()}
                    </button>
                    <button type="button" class="button button-small button-quiet" on:click=move |_| self.leave()>
                        {messages::discard()}
                    </button>
                </div>
            </div>
        }
    }

    fn typed(self, text: String) {
        self.error.set(None);
        platform::remember(&self.key(), &text);
        self.text.set(text);
    }

    fn is_changed(self) -> bool {
        let text = self.text.get_untracked();
        self.now.with_untracked(|entry| entry.text.as_ref() != Some(&text))
    }

    /// Back to the comment as it is.
    fn leave(self) {
        platform::forget(&self.key());
        self.error.set(None);
        self.mode.set(Mode::Shown);
        let id = self.id.get_value();
        platform::focus_first(&format!("[data-entry=\"{id}\"]"));
    }

    /// Sends other words, or that there are to be none.
    fn send(self, text: Option<String>) {
        let (page, id) = (self.page, self.id.get_value());
        self.sending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let (api, number) = (page.app.api, page.number);
            let outcome = match &text {
                Some(text) => api::change_comment(api, number, &id, text).await,
                None => api::withdraw_comment(api, number, &id).await,
            };
            self.sending.try_set(false);
            match outcome {
                Ok(entry) => {
                    if !self.mode.is_disposed() {
                        self.leave();
                    }
                    page.history.put(entry);
                }
                Err(ApiError::Invalid(errors)) => {
                    let message = said::field(&errors, "text");
                    self.error.try_set(message.or_else(|| Some(ApiError::Invalid(errors).message())));
                }
                Err(error) => {
                    self.error.try_set(Some(messages::comment_not_changed(&error.message())));
                    // The case may be another by now.
                    page.load_case();
                    page.load_history();
                }
            }
        });
    }

    /// Under which name this browser tab remembers what is typed.
    fn key(self) -> String {
        self.id.with_value(|id| memory_key(self.page, id))
    }
}

fn memory_key(page: CasePage, id: &str) -> String {
    format!("caseport.change.{}.{id}", page.number)
}

/// How many seconds are left; none when they are over.
fn left_of(until: DateTime<Utc>, now: DateTime<Utc>) -> Option<u64> {
    u64::try_from((until - now).num_seconds()).ok().filter(|left| *left > 0)
}

fn time_left(seconds: u64) -> String {
    messages::time_left(&format::duration(seconds))
}
