//! What others do to the case while somebody reads it: it appears in its place, marked, and nothing moves under their
//! eyes or fingers.

use caseport_domain::id::CaseNumber;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::CasePage;
use super::history::{Entry, Page};
use super::tabs::Part;
use crate::i18n::messages;
use crate::platform;
use crate::reactive::effect;
use crate::stores::Change;
use crate::ui::{Icon, icon};

/// The lines that hold still.
pub(super) const LINES: &str = "[data-entry]";

/// What has come and was not in view yet.
#[derive(Clone, Copy)]
pub(super) struct News {
    unseen: RwSignal<Vec<Entry>>,
    /// Marked as new, and seen.
    seen: StoredValue<Vec<Entry>>,
    /// How many have come in all; said, not shown.
    said: RwSignal<u64>,
}

impl News {
    /// Nothing is new yet.
    pub fn start() -> Self {
        let news = Self {
            unseen: RwSignal::new(Vec::new()),
            seen: StoredValue::new(Vec::new()),
            said: RwSignal::new(0),
        };
        for event in ["scroll", "resize"] {
            let event = leptos::ev::Custom::<web_sys::Event>::new(event);
            platform::on_window(event, move |_| news.look());
        }
        news
    }

    /// Puts what was read into the conversation.
    pub fn take(self, page: Page) {
        let news = platform::hold_still(LINES, || page.put());
        if news.is_empty() {
            return;
        }
        // What was new before is not any more.
        for entry in self.seen.try_update_value(std::mem::take).unwrap_or_default() {
            entry.is_new.set(false);
        }
        let count = news.len() as u64;
        // The same words are said again only after others.
        self.said.try_set(0);
        self.unseen.try_update(|unseen| unseen.extend(news));
        request_animation_frame(move || {
            self.said.try_set(count);
        });
        self.look_soon();
    }

    /// Looks when what has changed is drawn, and in its place.
    fn look_soon(self) {
        request_animation_frame(move || request_animation_frame(move || self.look()));
    }

    /// Looks what has come into view.
    fn look(self) {
        let is_in_view = |entry: &Entry| platform::can_be_seen(&selector(entry));
        let any = self.unseen.try_with_untracked(|unseen| unseen.iter().any(is_in_view));
        if any != Some(true) {
            return;
        }
        self.unseen.update(|unseen| {
            let (seen, rest) = std::mem::take(unseen).into_iter().partition(is_in_view);
            *unseen = rest;
            self.seen.update_value(|all| all.extend::<Vec<Entry>>(seen));
        });
    }

    /// The pill that says how many there are out of view, and leads to the first of them.
    pub fn pill(self, page: CasePage) -> impl IntoView {
        let go = move |_: MouseEvent| {
            let Some(first) = self.unseen.with_untracked(|unseen| unseen.first().cloned()) else { return };
            if page.part.get_untracked() != Part::Conversation {
                page.app.nav.go(Part::Conversation.route(page.number));
            }
            platform::go_to(selector(&first));
            self.look_soon();
        };
        effect(move || {
            page.part.track();
            self.look_soon();
        });
        let count = Memo::new(move |_| self.unseen.with(Vec::len));
        view! {
            <p class="visually-hidden" role="status">
                {move || Some(self.said.get()).filter(|said| *said > 0).map(messages::news_said)}
            </p>
            {move || Some(count.get()).filter(|count| *count > 0).map(|count| view! {
                <div class="case-news">
                    <button type="button" class="news-pill" on:click=go>
                        {icon(Icon::Back)}
                        {messages::new_cases(count as u64)}
                    </button>
                </div>
            })}
        }
    }
}

impl CasePage {
    /// Follows what happens to the case.
    pub fn follow_changes(self) {
        let is_mine = move |case: CaseNumber| case == self.number;
        self.app.live.on(move |change| match change {
            Change::Case { case, .. } if is_mine(case.number) => self.load(),
            Change::Upload(upload) if is_mine(upload.case) => self.load_history(),
            Change::Commented { case, entry } if is_mine(*case) => {
                platform::hold_still(LINES, || self.history.put((**entry).clone()));
                self.load();
            }
            Change::Access | Change::Following => self.load(),
            Change::Case { .. } | Change::Upload(_) | Change::Commented { .. } => {}
        });
        // There are no rows here from which it would begin.
        effect(move || {
            if self.case.with(|case| case.value().is_some()) {
                self.app.live.begin(&self.app.session.place(), None);
            }
        });
    }
}

fn selector(entry: &Entry) -> String {
    format!("[data-entry=\"{}\"]", entry.id)
}
