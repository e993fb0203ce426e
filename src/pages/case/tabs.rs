//! The parts of the page as tabs, each with its address; arrows move between them.

use caseport_domain::id::CaseNumber;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::CasePage;
use crate::i18n::messages;
use crate::platform;
use crate::route::Route;

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// "Conversation"
    Conversation,
    /// "Files & CC's"
    Files,
}

impl Part {
    const ALL: [Self; 2] = [Self::Conversation, Self::Files];

    /// The part that an address shows.
    pub fn of(route: &Route) -> Self {
        match route {
            Route::CaseFiles(_) => Self::Files,
            _ => Self::Conversation,
        }
    }

    /// The part's address.
    pub fn route(self, number: CaseNumber) -> Route {
        match self {
            Self::Conversation => Route::Case(number),
            Self::Files => Route::CaseFiles(number),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Conversation => messages::conversation(),
            Self::Files => messages::files_and_ccs(),
        }
    }

    fn tab_id(self) -> &'static str {
        match self {
            Self::Conversation => "tab-conversation",
            Self::Files => "tab-files",
        }
    }

    fn panel_id(self) -> &'static str {
        match self {
            Self::Conversation => "panel-conversation",
            Self::Files => "panel-files",
        }
    }
}

/// The tabs.
pub(super) fn tab_list(page: CasePage) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        let other = match (event.key().as_str(), page.part.get_untracked()) {
            ("ArrowLeft" | "ArrowRight", Part::Conversation) | ("End", _) => Part::Files,
            ("ArrowLeft" | "ArrowRight", Part::Files) | ("Home", _) => Part::Conversation,
            _ => return,
        };
        event.prevent_default();
        page.app.nav.replace(other.route(page.number));
        platform::focus_soon(other.tab_id());
    };
    let buttons = Part::ALL.map(|part| {
        let is_selected = move || page.part.get() == part;
        view! {
            <button
                type="button"
                id=part.tab_id()
                class="tab"
                role="tab"
                aria-controls=part.panel_id()
                aria-selected=move || if is_selected() { "true" } else { "false" }
                tabindex=move || if is_selected() { "0" } else { "-1" }
                on:click=move |_| page.app.nav.go(part.route(page.number))
            >
                {part.label()}
            </button>
        }
    });
    view! { <div class="tabs" role="tablist" aria-label=messages::case_parts() on:keydown=on_key>{buttons}</div> }
}

/// What a tab shows. It is built when it is first seen, and then stays, with what is typed in it.
pub(super) fn panel<V: IntoView + 'static>(
    page: CasePage,
    part: Part,
    show: impl Fn() -> V + Send + 'static,
) -> impl IntoView {
    let was_seen = Memo::new(move |before: Option<&bool>| before == Some(&true) || page.part.get() == part);
    view! {
        <div
            id=part.panel_id()
            role="tabpanel"
            aria-labelledby=part.tab_id()
            hidden=move || page.part.get() != part
        >
            {move || was_seen.get().then(&show)}
        </div>
    }
}
