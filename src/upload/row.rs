//! One upload in the list: how far it is, and what can be done with it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::actions::source_of;
use super::choose::chosen;
use super::focus::RowFocus;
use super::item::{Interruption, Item, State, Uploads, View};
use super::meter::seconds_left;
use super::record::Target;
use crate::i18n::{format, messages};
use crate::ui::{Icon, icon};

/// The row of an upload.
pub(super) fn row(uploads: Uploads, item: &Item) -> impl IntoView + use<> {
    let view = item.view.clone();
    let state = Memo::new({
        let view = view.clone();
        move |_| view.with(|view| view.state.clone())
    });
    let sent = {
        let view = view.clone();
        move || view.with(|view| view.sent)
    };
    let (size, name) = (item.size, item.name.clone());
    let is_over = move || state.get() == State::Arrived;
    let progress = {
        let (label, sent) = (messages::upload_progress_of(&name), sent);
        move || {
            let sent = sent.clone();
            (!is_over()).then(|| {
                view! {
                    <progress
                        class="upload-progress"
                        max=size.to_string()
                        value=move || sent().to_string()
                        aria-label=label.clone()
                    ></progress>
                }
            })
        }
    };
    let detail = move || detail(&state.get(), &view.get(), size);
    let focus = RowFocus::follow(name.clone(), move || state.track());
    let (title, shown, announced) = (name.clone(), name.clone(), name);
    view! {
        <li
            node_ref=focus.row
            class="upload"
            class:upload-arrived=is_over
            on:focusin=move |_| focus.come()
            on:focusout=move |event| focus.leave(&event)
        >
            <span class="upload-mark" aria-hidden="true">
                {move || icon(if is_over() { Icon::Check } else { Icon::File })}
            </span>
            <div class="upload-text">
                <p class="upload-name" tabindex="-1">
                    <bdi title=title>{shown}</bdi>
                    " "
                    <span>{format::bytes(size)}</span>
                </p>
                {progress}
                <p class="upload-state">
                    // Read out on its own, it must say of which file it speaks.
                    <span role="status">
                        <span class="visually-hidden">{announced}": "</span>
                        {move || label(&state.get())}
                    </span>
                    " "
                    <span>{detail}</span>
                </p>
            </div>
            <div class="upload-actions">{actions(uploads, item, state)}</div>
        </li>
    }
}

/// Where it stands, in words that change only with the state.
pub(super) fn label(state: &State) -> String {
    match state {
        State::Waiting => messages::upload_waiting().to_owned(),
        State::Sending => messages::upload_sending().to_owned(),
        State::Paused => messages::upload_paused().to_owned(),
        State::Interrupted(Interruption::Lost) => messages::upload_interrupted().to_owned(),
        State::Interrupted(Interruption::Damaged) => messages::upload_damaged().to_owned(),
        State::Failed(why) => why.clone(),
        State::NeedsFile => messages::upload_needs_file().to_owned(),
        State::NeedsConsent => messages::upload_needs_consent().to_owned(),
        State::Unreadable => messages::upload_unreadable().to_owned(),
        State::Changed => messages::upload_changed().to_owned(),
        State::Elsewhere => messages::upload_elsewhere().to_owned(),
        State::Arrived => messages::upload_arrived().to_owned(),
    }
}

/// How far, how fast, how long still.
fn detail(state: &State, view: &View, size: u64) -> String {
    match state {
        State::Waiting if view.sent == 0 => String::new(),
        State::Arrived | State::Elsewhere => String::new(),
        State::Sending if view.sent >= size => messages::upload_checking().to_owned(),
        State::Sending => progress_text(view.sent, size, view.speed),
        _ => progress_text(view.sent, size, None),
    }
}

/// How far, and where the speed is known how fast and how long still.
pub(super) fn progress_text(sent: u64, size: u64, speed: Option<f64>) -> String {
    let parts = [
        Some(format::share(sent, size)),
        speed.map(|speed| messages::per_second(&format::bytes(speed as u64))),
        seconds_left(size.saturating_sub(sent), speed)
            .map(|seconds| messages::time_left(&format::duration(seconds))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What the row's first button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Main {
    Pause,
    Resume,
    Retry,
    AskConsent,
    BeginAnew,
}

impl Main {
    fn of(state: &State) -> Option<Self> {
        match state {
            State::Waiting | State::Sending => Some(Self::Pause),
            State::Paused => Some(Self::Resume),
            State::Interrupted(_) | State::Failed(_) => Some(Self::Retry),
            State::NeedsConsent => Some(Self::AskConsent),
            State::Changed => Some(Self::BeginAnew),
            State::NeedsFile | State::Unreadable | State::Elsewhere | State::Arrived => None,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Pause => messages::pause(),
            Self::Resume | Self::AskConsent => messages::resume(),
            Self::Retry => messages::retry(),
            Self::BeginAnew => messages::upload_new_version(),
        }
    }

    fn label_of(self, name: &str) -> String {
        match self {
            Self::Pause => messages::pause_of(name),
            Self::Resume | Self::AskConsent => messages::resume_of(name),
            Self::Retry => messages::retry_of(name),
            Self::BeginAnew => messages::upload_new_version_of(name),
        }
    }

    fn act(self, uploads: Uploads, id: String) {
        match self {
            Self::Pause => uploads.pause(&id),
            Self::Resume | Self::Retry => uploads.resume(&id),
            Self::AskConsent => spawn_local(async move { uploads.ask_consent(&id).await }),
            Self::BeginAnew => spawn_local(async move { uploads.begin_anew(&id).await }),
        }
    }
}

/// The buttons stay while only what they do changes, so that the focus stays on them.
fn actions(uploads: Uploads, item: &Item, state: Memo<State>) -> impl IntoView + use<> {
    let (id, name) = (StoredValue::new(item.id.clone()), StoredValue::new(item.name.clone()));
    // What has arrived in its case is the case's; what is to be reported can be taken back until then.
    let to_report = item.target == Target::Report;
    let is = move |fits: fn(&State) -> bool| Memo::new(move |_| state.with(fits));
    let main = Memo::new(move |_| state.with(Main::of));
    let (has_main, interrupted) =
        (is(|it| Main::of(it).is_some()), is(|it| matches!(it, State::Interrupted(_))));
    let asks_for_file = is(State::lacks_file);
    let has_cancel = is(|it| !matches!(it, State::Elsewhere | State::Arrived));
    let has_remove = Memo::new(move |_| to_report && state.get() == State::Arrived);
    let label_of_main = move || main.get().map(|main| name.with_value(|name| main.label_of(name)));
    let press_main = move |_| {
        if let Some(main) = main.get_untracked() {
            main.act(uploads, id.get_value());
        }
    };
    let pause = move |_| uploads.pause(&id.get_value());
    let cancel = move |_| {
        let id = id.get_value();
        spawn_local(async move { uploads.cancel(&id).await });
    };
    view! {
        <Show when=move || has_main.get()>
            <button type="button" class="button button-small" aria-label=label_of_main on:click=press_main>
                {move || main.get().map(Main::label)}
            </button>
        </Show>
        <Show when=move || interrupted.get()>
            <button
                type="button"
                class="button button-small"
                aria-label=move || name.with_value(|name| messages::pause_of(name))
                on:click=pause
            >
                {messages::pause()}
            </button>
        </Show>
        <Show when=move || asks_for_file.get()>{choose_again(uploads, id, name)}</Show>
        <Show when=move || has_cancel.get()>
            <button
                type="button"
                class="button button-small"
                aria-label=move || name.with_value(|name| messages::cancel_of(name))
                on:click=cancel
            >
                {messages::cancel()}
            </button>
        </Show>
        <Show when=move || has_remove.get()>
            <button
                type="button"
                class="button button-small"
                aria-label=move || name.with_value(|name| messages::remove_file_of(name))
                on:click=cancel
            >
                {messages::remove_file()}
            </button>
        </Show>
    }
}

/// The browser's own way to choose a file, for an upload that has lost its.
fn choose_again(
    uploads: Uploads,
    id: StoredValue<String>,
    name: StoredValue<String>,
) -> impl IntoView + use<> {
    let input = NodeRef::<html::Input>::new();
    let take = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let given = input.files().and_then(|files| chosen(&files).into_iter().next());
        // The same file can be chosen again.
        input.set_value("");
        if let Some(source) = given.and_then(source_of) {
            let id = id.get_value();
            spawn_local(async move { uploads.give(&id, source).await });
        }
    };
    view! {
        <label class="button button-small file-button">
            {messages::choose_again()}
            <span class="visually-hidden">" "{name.get_value()}</span>
            <input node_ref=input type="file" class="file-input" on:change=take />
        </label>
    }
}
