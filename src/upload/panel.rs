//! The list of a case's uploads, with the place to choose and drop files, what is allowed, and what goes on.

use caseport_domain::api::CaseFile;
use caseport_domain::id::CaseNumber;
use caseport_domain::limits::{BYTES_PER_UPLOAD, FILES_PER_UPLOAD};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::DataTransfer;

use super::actions::Refused;
use super::arrived::{Arrived, Of};
use super::choose::{Given, carried, chosen};
use super::item::{State, Uploads};
use super::row::{progress_text, row};
use crate::i18n::{format, messages};
use crate::platform;
use crate::ui::{Icon, icon};

/// Uploads of a batch to a case.
pub fn panel(batch: Arrived) -> impl IntoView {
    let refused = RwSignal::new(Vec::<Refused>::new());
    let add = move |given: Vec<Given>| {
        refused.set(Vec::new());
        spawn_local(async move {
            let not_taken = batch.uploads.add(batch, given).await;
            // Others may have been given meanwhile.
            refused.try_update(|refused| refused.extend(not_taken));
        });
    };
    let content = view! {
        <p class="notice">{icon(Icon::Warning)}<span>{messages::files_warning()}</span></p>
        {drop_zone(Wanted::Several, "files-budget", add)}
        {budget_bar(batch)}
        <div role="alert">
            {move || refused.get().into_iter().map(|refused| view! {
                <p class="form-error"><bdi>{refused.name}</bdi>": "{refused.why}</p>
            }).collect_view()}
        </div>
        {(batch.of != Of::Case).then(|| batch.state_view())}
        {on_the_way(batch)}
    };
    // Beside a list of files that is called so itself.
    let label = if batch.of == Of::Case { messages::add_files() } else { messages::files() };
    receiver(label, add, content)
}

/// What goes on, for a page that shows what has arrived itself.
pub fn on_the_way(batch: Arrived) -> impl IntoView {
    view! {
        {list(batch)}
        {in_all(batch.uploads, batch.case)}
    }
}

/// The place of files: what is dropped there, or pasted anywhere but in a text, is added.
pub(super) fn receiver(
    label: &'static str,
    add: impl Fn(Vec<Given>) + Copy + 'static,
    content: impl IntoView,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let carry = move |transfer: Option<DataTransfer>| {
        let Some(transfer) = transfer else { return };
        let given = carried(&transfer);
        spawn_local(async move {
            let given = given.await;
            if !given.is_empty() {
                add(given);
            }
        });
    };
    let place = NodeRef::<html::Section>::new();
    platform::on_app(leptos::ev::paste, move |event| {
        // In a tab that is not shown, nobody would see what they have added.
        let is_shown = place.get_untracked().is_some_and(|place| place.offset_parent().is_some());
        if is_shown && !is_in_text(&event) {
            carry(event.clipboard_data());
        }
    });
    // A file that misses the place would be opened by the browser, in the place of this page.
    platform::on_app(leptos::ev::dragover, |event| event.prevent_default());
    platform::on_app(leptos::ev::drop, |event| event.prevent_default());
    let drop_here = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        carry(event.data_transfer());
    };
    let drag_over = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <section
            node_ref=place
            class="uploads"
            class:uploads-over=move || over.get()
            aria-label=label
            on:drop=drop_here
            on:dragover=drag_over
            on:dragleave=move |_| over.set(false)
        >
            {content}
        </section>
    }
}

/// Whether something is pasted into a text. What the clipboard holds does not tell: with a copied file there is its name.
fn is_in_text(event: &leptos::ev::ClipboardEvent) -> bool {
    platform::element_of(event).is_some_and(|it| {
        it.closest("textarea, input:not([type=file]), [contenteditable]").ok().flatten().is_some()
    })
}

/// How many files are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    One,
    Several,
}

/// Where files are chosen; `described_by` are the ids of what is said of them.
pub(super) fn drop_zone(
    wanted: Wanted,
    described_by: &'static str,
    add: impl Fn(Vec<Given>) + 'static,
) -> impl IntoView {
    let (title, text) = match wanted {
        Wanted::One => (messages::choose_file(), messages::drop_file()),
        Wanted::Several => (messages::choose_files(), messages::drop_files()),
    };
    let input = NodeRef::<html::Input>::new();
    let take = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(files) = input.files() {
            add(chosen(&files));
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <label class="drop-zone">
            {icon(Icon::File)}
            <span class="drop-zone-title">{title}</span>
            <span class="drop-zone-text">{text}</span>
            <input
                node_ref=input
                id="files"
                type="file"
                multiple=wanted == Wanted::Several
                class="file-input"
                aria-describedby=described_by
                on:change=take
            />
        </label>
    }
}

/// How much of what is allowed is taken.
fn budget_bar(batch: Arrived) -> impl IntoView {
    let used = Memo::new(move |_| {
        batch.uploads.items();
        let used = batch.taken();
        (used.files, used.bytes)
    });
    let text = move || {
        let (files, bytes) = used.get();
        let (files, files_max) = (format::number(files.into()), format::number(FILES_PER_UPLOAD.into()));
        messages::files_budget(&files, &files_max, &format::bytes(bytes), &format::bytes(BYTES_PER_UPLOAD))
    };
    view! {
        <div class="budget">
            <meter
                class="budget-bar"
                max=BYTES_PER_UPLOAD.to_string()
                value=move || used.get().1.to_string()
                aria-label=messages::files_budget_label()
            ></meter>
            <p id="files-budget">{text}</p>
        </div>
    }
}

fn arrived_row(file: &CaseFile) -> impl IntoView + use<> {
    let hash = file.sha256.clone().map(|hash| {
        let short: String = hash.chars().take(12).collect();
        view! { <span class="upload-hash" title=format!("SHA-256 {hash}")>{format!("SHA-256 {short}…")}</span> }
    });
    view! {
        <li class="upload upload-arrived">
            <span class="upload-mark" aria-hidden="true">{icon(Icon::Check)}</span>
            <div class="upload-text">
                <p class="upload-name" tabindex="-1">
                    <bdi title=file.name.clone()>{file.name.clone()}</bdi>
                    " "
                    <span>{format::bytes(file.size)}</span>
                </p>
                <p class="upload-state"><span>{messages::upload_arrived()}</span>" "{hash}</p>
            </div>
        </li>
    }
}

/// All of them together, while several are on their way.
fn in_all(uploads: Uploads, case: CaseNumber) -> impl IntoView {
    let line = Memo::new(move |_| {
        let views: Vec<_> =
            uploads.of_case(case).into_iter().map(|item| (item.size, item.view.get())).collect();
        let coming: Vec<_> = views.iter().filter(|(_, view)| view.state != State::Arrived).collect();
        if coming.len() < 2 {
            return None;
        }
        let size: u64 = coming.iter().map(|(size, _)| size).sum();
        let sent: u64 = coming.iter().map(|(_, view)| view.sent).sum();
        let speed: f64 = coming
            .iter()
            .filter(|(_, view)| view.state == State::Sending)
            .filter_map(|(_, view)| view.speed)
            .sum();
        let speed = (speed > 0.0).then_some(speed);
        Some(messages::uploads_in_all(&progress_text(sent, size, speed)))
    });
    move || line.get().map(|line| view! { <p class="uploads-all">{line}</p> })
}

/// What became of each file, for a page that is past choosing them; what still goes on can be stopped here, too.
pub fn results(batch: Arrived) -> impl IntoView {
    let is_empty = Memo::new(move |_| batch.is_empty());
    view! {
        {batch.state_view()}
        {list(batch)}
        {move || (is_empty.get() == Some(true)).then(|| view! { <p class="saved">{messages::no_files()}</p> })}
    }
}

fn list(batch: Arrived) -> impl IntoView {
    let Arrived { uploads, case, .. } = batch;
    view! {
        <ul class="upload-list">
            {(batch.of != Of::Case).then_some(move || batch.with(|files| files.iter().map(arrived_row).collect_view()))}
            <For
                each=move || uploads.of_case(case)
                key=|item| item.id.clone()
                children=move |item| row(uploads, &item)
            />
        </ul>
    }
}
