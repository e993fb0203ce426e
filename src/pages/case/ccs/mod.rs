//! Who else is kept informed of a case: shown, added and removed one by one or several at a time.

mod change;
mod conflict;
mod typed;

use caseport_domain::limits::CCS_PER_CASE;
use caseport_domain::validate::addresses_in;
use leptos::ev::{FocusEvent, KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::change::Change;
use self::conflict::Conflict;
use self::typed::Typed;
use super::CasePage;
use super::denied::denied;
use crate::api::{self, ApiError};
use crate::i18n::language::reading_key;
use crate::i18n::{format, messages};
use crate::platform;
use crate::ui::{Icon, TextArea, icon};

/// The id of the field.
const FIELD: &str = "ccs-field";

/// The CC's, and what is being done to them.
#[derive(Clone, Copy)]
struct Ccs {
    page: CasePage,
    text: RwSignal<String>,
    /// Whether the field was left, so that what is typed is meant as it is.
    left: RwSignal<bool>,
    /// Why something was not done.
    failure: RwSignal<Option<String>>,
    /// What was done last.
    said: RwSignal<Option<String>>,
    /// Who was removed last, and can be brought back.
    removed: RwSignal<Option<String>>,
    conflict: RwSignal<Option<Conflict>>,
    sending: RwSignal<bool>,
}

/// The section of the tab.
pub(super) fn section(page: CasePage) -> impl IntoView {
    let ccs = Ccs {
        page,
        text: RwSignal::new(platform::recall(&memory_key(page)).unwrap_or_default()),
        left: RwSignal::new(false),
        failure: RwSignal::new(None),
        said: RwSignal::new(None),
        removed: RwSignal::new(None),
        conflict: RwSignal::new(None),
        sending: RwSignal::new(false),
    };
    let decision = Memo::new(move |_| page.case.ready().map(|case| case.actions.edit_ccs));
    let may_edit = Memo::new(move |_| decision.get().is_some_and(|decision| decision.is_allowed()));
    let why = move || decision.get().and_then(|decision| decision.reason().cloned());
    let vendor = page.app.config.vendor();
    view! {
        <section class="card ccs" aria-labelledby="ccs-title">
            <div class="section-head">
                <h2 id="ccs-title">{messages::fact_ccs()}</h2>
                <p class="section-count">{move || ccs.count()}</p>
            </div>
            <p class="section-text">{messages::ccs_text(&vendor)}</p>
            {list(ccs, may_edit)}
            <p class="ccs-said" role="status">
                {move || ccs.said.get()}
                {move || ccs.removed.get().map(|address| undo(ccs, address))}
            </p>
            {conflict::notice(ccs)}
            {move || may_edit.get().then(|| form(ccs))}
            {move || why().map(|reason| denied(page, &reason))}
        </section>
    }
}

/// Under which name this browser tab remembers, over a reload, what was typed.
fn memory_key(page: CasePage) -> String {
    let user = untrack(|| page.app.session.user()).map(|user| user.id);
    format!("caseport.ccs.{}.{}", user.as_ref().map_or("", |id| id.as_str()), page.number)
}

fn list(ccs: Ccs, may_edit: Memo<bool>) -> impl IntoView {
    let all = Memo::new(move |_| ccs.list());
    let chip = move |address: String| {
        let (shown, title) = (address.clone(), address.clone());
        let remove = StoredValue::new(address);
        view! {
            <li class="cc">
                <bdi title=title>{shown}</bdi>
                {move || may_edit.get().then(|| view! {
                    <button
                        type="button"
                        class="button-icon button-tiny"
                        aria-label=messages::remove_cc(&remove.get_value())
                        disabled=move || ccs.sending.get()
                        on:click=move |_| ccs.remove(remove.get_value())
                    >
                        {icon(Icon::Close)}
                    </button>
                })}
            </li>
        }
    };
    view! {
        {move || all.with(Vec::is_empty).then(|| view! { <p class="section-empty">{messages::no_ccs()}</p> })}
        <ul class="cc-list" aria-labelledby="ccs-title" on:keydown=move |event| on_chip_key(&event)>
            <For each=move || all.get() key=Clone::clone children=chip />
        </ul>
    }
}

fn form(ccs: Ccs) -> impl IntoView {
    let typed = Memo::new(move |_| ccs.typed(!ccs.left.get()));
    let error =
        Signal::derive(move || ccs.failure.get().or_else(|| typed.with(|typed| typed.mistake.clone())));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        ccs.add();
    };
    let on_key = move |event: KeyboardEvent| {
        let is_empty = ccs.text.with_untracked(String::is_empty);
        match event.key().as_str() {
            "Enter" if !event.shift_key() && !event.is_composing() => {
                event.prevent_default();
                ccs.add();
            }
            "Backspace" if is_empty && platform::focus_first(".cc:last-child button") => {
                event.prevent_default();
            }
            _ => {}
        }
    };
    view! {
        <form class="form cc-form" on:submit=submit novalidate>
            <div on:keydown=on_key on:focusout=move |_: FocusEvent| ccs.left.set(true)>
                <TextArea
                    id=FIELD
                    label=messages::add_ccs()
                    hint=messages::add_ccs_hint(&format::number(CCS_PER_CASE as u64))
                    rows=1
                    value=ccs.text
                    error=error
                    on_input=move |text| ccs.type_in(text)
                />
            </div>
            <div role="status">
                {move || typed.with(|typed| typed.slip.clone()).map(|slip| did_you_mean(ccs, slip))}
            </div>
            <div class="form-actions">
                <button type="submit" class="button" disabled=move || ccs.sending.get()>
                    {icon(Icon::Plus)}
                    {move || if ccs.sending.get() { messages::sending() } else { messages::add() }}
                </button>
            </div>
        </form>
    }
}

fn did_you_mean(ccs: Ccs, (raw, meant): (String, String)) -> impl IntoView {
    let shown = meant.clone();
    let take = move |_| {
        let text = ccs.text.with_untracked(|text| text.replacen(&raw, &meant, 1));
        ccs.type_in(text);
        platform::focus_soon(FIELD);
    };
    view! {
        <p class="slip">
            {messages::did_you_mean()}
            " "
            <button type="button" class="link-button" on:click=take><bdi>{shown}</bdi></button>
        </p>
    }
}

fn undo(ccs: Ccs, address: String) -> impl IntoView {
    let bring_back = move |_| {
        ccs.send(Change::add(vec![address.clone()]));
        platform::focus_soon(FIELD);
    };
    view! {
        " "
        <button type="button" class="link-button" on:click=bring_back>{messages::undo()}</button>
    }
}

/// Among the addresses: arrows go from one to the next, and Backspace and Delete remove the one that has the focus.
fn on_chip_key(event: &KeyboardEvent) {
    let key = reading_key(event);
    let forward = match key.as_str() {
        "ArrowRight" | "ArrowDown" => true,
        "ArrowLeft" | "ArrowUp" => false,
        "Backspace" | "Delete" => {
            event.prevent_default();
            return platform::press_focused();
        }
        _ => return,
    };
    event.prevent_default();
    if !platform::focus_sibling(".cc-list .cc button", forward) && forward {
        platform::focus_soon(FIELD);
    }
}

impl Ccs {
    /// The addresses now; reactive.
    fn list(self) -> Vec<String> {
        self.page.case.with(|case| case.value().map(|case| case.ccs.clone())).unwrap_or_default()
    }

    fn count(self) -> String {
        let number = |count: usize| format::number(count as u64);
        messages::ccs_count(&number(self.list().len()), &number(CCS_PER_CASE))
    }

    /// What is typed; reactive.
    fn typed(self, goes_on: bool) -> Typed {
        let submitter =
            self.page.case.with(|case| case.value().map(|case| case.summary.submitter.email.clone()));
        self.text.with(|text| typed::look(text, goes_on, &self.list(), &submitter.unwrap_or_default()))
    }

    fn type_in(self, text: String) {
        self.failure.set(None);
        self.left.set(false);
        let key = memory_key(self.page);
        if text.is_empty() {
            platform::forget(&key);
        } else {
            platform::remember(&key, &text);
        }
        self.text.set(text);
    }

    fn add(self) {
        self.left.set(true);
        let typed = untrack(|| self.typed(false));
        if typed.mistake.is_some() {
            return;
        }
        if typed.addresses.is_empty() {
            self.failure.set(Some(messages::ccs_none_typed().to_owned()));
            return;
        }
        self.send(Change::add(typed.addresses));
    }

    fn remove(self, address: String) {
        self.send(Change::remove(address));
    }

    fn send(self, change: Change) {
        let Some(case) = self.page.case.ready_untracked().filter(|_| !self.sending.get_untracked()) else {
            return;
        };
        let wanted = change.of(&case.ccs);
        self.sending.set(true);
        self.failure.set(None);
        self.said.set(None);
        self.removed.set(None);
        spawn_local(async move {
            let (api, number) = (self.page.app.api, self.page.number);
            match api::change_ccs(api, number, wanted.clone(), &case.etag).await {
                Ok(case) => {
                    self.page.case.put(case);
                    self.page.load_history();
                    self.done(&change);
                }
                Err(ApiError::Changed(by)) => conflict::meet(self, change, wanted, by.as_deref()).await,
                Err(ApiError::Invalid(errors)) => {
                    let message = ApiError::Invalid(errors).message();
                    self.failure.try_set(Some(message));
                }
                Err(error) => {
                    self.failed(&error.message());
                    // Somebody else may have closed the case; the page then shows it as it is.
                    self.page.load_case();
                }
            }
            self.sending.try_set(false);
        });
    }

    fn failed(self, reason: &str) {
        self.failure.try_set(Some(messages::ccs_not_changed(reason)));
    }

    /// The change is made: what of it was typed goes, what was typed since stays.
    fn done(self, change: &Change) {
        if self.text.is_disposed() {
            return;
        }
        self.conflict.set(None);
        if let Some(address) = change.remove.first() {
            self.said.set(Some(messages::cc_removed(address)));
            self.removed.set(Some(address.clone()));
            keep_focus();
            return;
        }
        let given = self.text.with_untracked(|text| addresses_in(text));
        let is_sent = |raw: &&String| change.add.contains(&raw.to_lowercase());
        let rest: Vec<String> = given.iter().filter(|raw| !is_sent(raw)).cloned().collect();
        if rest.len() < given.len() {
            self.type_in(rest.join(", "));
        }
        self.said.set(Some(messages::ccs_added(change.add.len() as u64)));
    }
}

/// What had the focus may be gone with its address: then the next one has it, or the field.
fn keep_focus() {
    request_animation_frame(|| {
        if platform::is_focus_lost() && !platform::focus_first(".cc-list .cc button") {
            platform::focus_first(&format!("#{FIELD}"));
        }
    });
}
