//! One upload in the list: how far it is, and what can be done with it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::actions::source_of;
use super::choose::chosen;
use super::item::{Item, State, Uploads, View};
use super::meter::seconds_left;
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
    let id = item.id.clone();
    view! {
        <li class="upload" class:upload-arrived=is_over>
            <span class="upload-mark" aria-hidden="true">
                {move || icon(if is_over() { Icon::Check } else { Icon::File })}
            </span>
            <div class="upload-text">
                <p class="upload-name"><bdi title=name.clone()>{name.clone()}</bdi> " "<span>{format::bytes(size)}</span></p>
                {progress}
                <p class="upload-state">
                    <span role="status">{move || label(&state.get())}</span>
                    " "
                    <span>{detail}</span>
                </p>
            </div>
            <div class="upload-actions">{move || actions(uploads, &id, &name, &state.get())}</div>
        </li>
    }
}

/// Where it stands, in words that change only with the state.
fn label(state: &State) -> String {
    match state {
        State::Waiting => messages::upload_waiting().to_owned(),
        State::Sending => messages::upload_sending().to_owned(),
        State::Paused => messages::upload_paused().to_owned(),
        State::Interrupted(why) | State::Failed(why) => why.clone(),
        State::NeedsFile => messages::upload_needs_file().to_owned(),
        State::NeedsConsent => messages::upload_needs_consent().to_owned(),
        State::Changed => messages::upload_changed().to_owned(),
        State::Elsewhere => messages::upload_elsewhere().to_owned(),
        State::Arrived => messages::upload_arrived().to_owned(),
    }
}

/// How far, how fast, how long still.
fn detail(state: &State, view: &View, size: u64) -> String {
    let percent = format::percent(view.sent as f64 / size.max(1) as f64);
    match state {
        State::Arrived | State::Elsewhere | State::Waiting if view.sent == 0 => String::new(),
        State::Arrived | State::Elsewhere => String::new(),
        State::Sending if view.sent >= size => messages::upload_checking().to_owned(),
        State::Sending => {
            let speed = view.speed.map(|speed| messages::per_second(&format::bytes(speed as u64)));
            let left = seconds_left(size - view.sent, view.speed).map(time_left);
            [Some(percent), speed, left].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        _ => percent,
    }
}

/// How long still, in words.
pub(super) fn time_left(seconds: u64) -> String {
    messages::time_left(&format::duration(seconds))
}

fn actions(uploads: Uploads, id: &str, name: &str, state: &State) -> Vec<AnyView> {
    let press = |label: &'static str, aria: String, act: fn(Uploads, String)| {
        let id = id.to_owned();
        view! {
            <button type="button" class="button button-small" aria-label=aria on:click=move |_| act(uploads, id.clone())>
                {label}
            </button>
        }
        .into_any()
    };
    let pause = || press(messages::pause(), messages::pause_of(name), |uploads, id| uploads.pause(&id));
    let resume = || press(messages::resume(), messages::resume_of(name), |uploads, id| uploads.resume(&id));
    let retry = || press(messages::retry(), messages::retry_of(name), |uploads, id| uploads.resume(&id));
    let consent = || {
        press(messages::resume(), messages::resume_of(name), |uploads, id| {
            spawn_local(async move { uploads.ask_consent(&id).await });
        })
    };
    let anew = || {
        press(messages::upload_new_version(), messages::upload_new_version_of(name), |uploads, id| {
            spawn_local(async move { uploads.begin_anew(&id).await });
        })
    };
    let cancel = || {
        press(messages::cancel(), messages::cancel_of(name), |uploads, id| {
            spawn_local(async move { uploads.cancel(&id).await });
        })
    };
    let again = || choose_again(uploads, id, name).into_any();
    match state {
        State::Waiting | State::Sending => vec![pause(), cancel()],
        State::Paused => vec![resume(), cancel()],
        State::Interrupted(_) => vec![retry(), pause(), cancel()],
        State::Failed(_) => vec![retry(), cancel()],
        State::NeedsFile => vec![again(), cancel()],
        State::NeedsConsent => vec![consent(), cancel()],
        State::Changed => vec![anew(), again(), cancel()],
        State::Elsewhere | State::Arrived => Vec::new(),
    }
}

/// The browser's own way to choose a file, for an upload that has lost its.
fn choose_again(uploads: Uploads, id: &str, name: &str) -> impl IntoView + use<> {
    let input = NodeRef::<html::Input>::new();
    let id = id.to_owned();
    let take = move |_| {
        let files = input.get_untracked().and_then(|input| input.files());
        let given = files.and_then(|files| chosen(&files).into_iter().next());
        if let Some(source) = given.and_then(source_of) {
            let id = id.clone();
            spawn_local(async move { uploads.give(&id, source).await });
        }
    };
    view! {
        <label class="button button-small file-button">
            {messages::choose_again()}
            <span class="visually-hidden">" "{name.to_owned()}</span>
            <input node_ref=input type="file" class="file-input" on:change=take />
        </label>
    }
}
