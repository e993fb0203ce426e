//! What is being typed, kept on the device as it is typed: nothing is lost by leaving a page, a reload, a crash or the
//! end of a session.
//!
//! A page of the app that changes a draft is its writer. A draft whose writer has died is taken over by the next page
//! that looks for one; a draft that was taken over from a living page goes on there as a copy of its own. So two tabs
//! never overwrite each other.

mod list;
mod record;
mod role;
mod storage;
mod tabs;
mod writing;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use caseport_domain::id::{CaseNumber, UserId};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use list::Listed;
pub use record::{Content, Draft, Record, ReportDraft, Slot, TextDraft};
pub use role::{RoleDraft, RoleVersion};
pub use storage::{Outcome, Refused, Storage};

use super::SessionStore;
use crate::platform;

/// How often, and in what distance, a page looks whether the one that it replaces has gone.
const LOOKS: u32 = 5;
const LOOK_AGAIN: Duration = Duration::from_millis(150);

/// How a draft stands on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Nothing was typed that would have to be kept.
    NotYet,
    /// What was typed last is about to be kept.
    Soon,
    /// Kept, as it was then.
    At(DateTime<Utc>),
    /// The browser keeps nothing: what is typed ends with the page.
    Refused,
}

/// A draft that this page writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDraft(usize);

struct State {
    record: Record,
    /// Whether the device has it, under its id.
    stored: bool,
    dirty: bool,
    /// Sent or thrown away: nothing is to be kept any more.
    gone: bool,
    saved: ArcRwSignal<Saved>,
}

/// Every draft of the person who is signed in.
#[derive(Clone, Copy)]
pub struct Drafts {
    session: SessionStore,
    page: StoredValue<String>,
    announced: StoredValue<bool>,
    storage: StoredValue<Option<Rc<Storage>>, LocalStorage>,
    states: StoredValue<Vec<State>>,
    current: StoredValue<BTreeMap<Slot, OpenDraft>>,
    scheduled: StoredValue<bool>,
    writing: StoredValue<bool>,
    writes_at_the_end: StoredValue<bool>,
    list: RwSignal<Vec<Listed>>,
    reopened: RwSignal<u32>,
}

impl Drafts {
    /// Drafts of whoever is signed in.
    pub fn start(session: SessionStore) -> Self {
        Self {
            session,
            page: StoredValue::new(platform::new_key()),
            announced: StoredValue::new(false),
            storage: StoredValue::new_local(None),
            states: StoredValue::new(Vec::new()),
            current: StoredValue::new(BTreeMap::new()),
            scheduled: StoredValue::new(false),
            writing: StoredValue::new(false),
            writes_at_the_end: StoredValue::new(false),
            list: RwSignal::new(Vec::new()),
            reopened: RwSignal::new(0),
        }
    }

    /// From its first draft on, other pages of the browser know that this one lives.
    fn announce(self) {
        if !self.announced.get_value() {
            self.announced.set_value(true);
            platform::for_good(|| tabs::announce(&self.page.get_value()));
        }
    }

    /// The draft to write in a slot: the one that this page writes already, the one that this browser tab wrote before
    /// it was reloaded, the newest that no living page writes, or a new one.
    pub async fn claim(self, slot: Slot) -> OpenDraft {
        self.announce();
        if let Some(open) = self.current(&slot) {
            return open;
        }
        for look in 1..=LOOKS {
            let free = self.free(&slot).await;
            let remembered = platform::recall(&memory_key(&slot));
            // The page that a reload ends may outlive its end by a moment.
            let is_busy = remembered.as_ref().is_some_and(|id| free.busy.contains(id));
            if is_busy && look < LOOKS {
                platform::sleep(LOOK_AGAIN).await;
                continue;
            }
            let mine = free.records.iter().find(|record| Some(&record.id) == remembered.as_ref());
            let Some(candidate) = mine.or(free.records.first()) else { break };
            if let Some(open) = self.take_over(candidate.clone()).await {
                return open;
            }
        }
        // Two calls at once end with the same draft.
        self.current(&slot).unwrap_or_else(|| self.begin(slot))
    }

    /// Begins a new draft in a slot; the former one stays among the others.
    pub fn begin(self, slot: Slot) -> OpenDraft {
        self.announce();
        let content = slot.content(TextDraft::default());
        let record = Record {
            id: platform::new_key(),
            user: self.user(),
            writer: self.page.get_value(),
            changed_at: platform::now(),
            slot,
            content,
        };
        self.open(record, false)
    }

    /// Changes whenever a page that shows a draft is to ask for it again; reactive.
    pub fn reopened(self) -> u32 {
        self.reopened.get()
    }

    /// Lets every page that shows a draft ask for it again: another one may belong there now.
    pub fn ask_again(self) {
        self.reopened.update(|count| *count = count.wrapping_add(1));
    }

    /// What was typed.
    pub fn content(self, open: OpenDraft) -> Option<Content> {
        self.states.with_value(|states| states.get(open.0).map(|state| state.record.content.clone()))
    }

    /// The draft's id, the key under which it is sent.
    pub fn id(self, open: OpenDraft) -> String {
        self.states.with_value(|states| states.get(open.0).map(|it| it.record.id.clone())).unwrap_or_default()
    }

    /// How the draft stands on the device; reactive.
    pub fn saved(self, open: OpenDraft) -> Saved {
        let saved = self.states.with_value(|states| states.get(open.0).map(|state| state.saved.clone()));
        saved.map_or(Saved::NotYet, |saved| saved.get())
    }

    /// Keeps what was typed, within a second.
    pub fn change(self, open: OpenDraft, content: Content) {
        let changed = self.with(open, |state| {
            let changes = !state.gone && state.record.content != content;
            if changes {
                state.record.content = content;
                state.record.changed_at = platform::now();
                state.dirty = true;
            }
            changes.then(|| state.saved.clone())
        });
        if let Some(saved) = changed.flatten() {
            // Where nothing is kept, typing on changes nothing about that.
            if !matches!(saved.get_untracked(), Saved::Soon | Saved::Refused) {
                saved.set(Saved::Soon);
            }
            self.schedule();
        }
    }

    /// Keeps what was typed at once: before it is sent.
    pub async fn flush(self) {
        self.write_all().await;
    }

    /// Forgets a draft: the server has said yes.
    pub fn finish(self, open: OpenDraft) {
        let of = self.with(open, |state| {
            state.gone = true;
            // Even where the device has nothing yet: that may be on its way.
            state.dirty = true;
            (state.record.slot.clone(), state.record.id.clone())
        });
        if let Some((slot, id)) = of {
            self.leave(&slot, open);
            self.unlist(&id);
        }
        spawn_local(self.write_all());
    }

    /// Forgets a text that the server has. What was typed since begins the next draft of its slot, with a key of its own.
    pub fn follow(self, open: OpenDraft, text: String) -> Option<OpenDraft> {
        let slot = self.with(open, |state| state.record.slot.clone())?;
        self.finish(open);
        let next = self.begin(slot.clone());
        self.change(next, slot.content(TextDraft { text, sent: Vec::new() }));
        Some(next)
    }

    /// Moves a comment from the box to those on their way, under the id that it has. Its slot is free for the next one.
    pub fn put_aside(self, open: OpenDraft, case: CaseNumber) -> Option<Record> {
        let slot = self.with(open, |state| state.record.slot.clone())?;
        self.leave(&slot, open);
        let record = self.with(open, |state| {
            state.record.slot = Slot::Unsent(case);
            state.record.changed_at = platform::now();
            state.dirty = true;
            state.record.clone()
        });
        self.schedule();
        record
    }

    /// Takes over the comments on their way that no living page sends, oldest first; and whether another page has some.
    pub(super) async fn unsent(self) -> (Vec<(OpenDraft, Record)>, bool) {
        let (mut records, alive) = (self.stored().await, tabs::alive().await);
        records.retain(|record| record.slot.unsent_of().is_some());
        records.reverse();
        let me = self.page.get_value();
        let mut found = Vec::new();
        let mut is_busy = false;
        for record in records {
            if record.writer != me && alive.contains(&record.writer) {
                is_busy = true;
            } else if let Some(open) = self.take_over(record.clone()).await {
                found.push((open, record));
            }
        }
        (found, is_busy)
    }

    /// Throws a draft away that this page writes; what is returned can be brought back.
    pub fn discard(self, open: OpenDraft) -> Option<Record> {
        let record = self.states.with_value(|states| states.get(open.0).map(|state| state.record.clone()))?;
        self.finish(open);
        Some(record)
    }

    fn user(self) -> UserId {
        untrack(|| self.session.user()).map_or_else(|| UserId::from(""), |user| user.id)
    }

    fn current(self, slot: &Slot) -> Option<OpenDraft> {
        self.current.with_value(|current| current.get(slot).copied())
    }

    fn with<T>(self, open: OpenDraft, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.states.try_update_value(|states| states.get_mut(open.0).map(change)).flatten()
    }

    fn leave(self, slot: &Slot, open: OpenDraft) {
        let was_current = self.current.try_update_value(|current| {
            let is_current = current.get(slot) == Some(&open);
            if is_current {
                current.remove(slot);
            }
            is_current
        });
        if was_current == Some(true) {
            platform::forget(&memory_key(slot));
        }
    }

    async fn storage(self) -> Rc<Storage> {
        if let Some(storage) = self.storage.get_value() {
            return storage;
        }
        let storage = Rc::new(Storage::open().await);
        // Two may have opened it at once; one stays.
        self.storage
            .try_update_value(|kept| Rc::clone(kept.get_or_insert(Rc::clone(&storage))))
            .unwrap_or(storage)
    }

    /// The drafts on this device, the newest first.
    async fn stored(self) -> Vec<Record> {
        let mut records = self.storage().await.all(self.user().as_str()).await.unwrap_or_default();
        records.sort_by_key(|record| std::cmp::Reverse(record.changed_at));
        records
    }

    async fn free(self, slot: &Slot) -> Free {
        let (records, alive) = (self.stored().await, tabs::alive().await);
        let me = self.page.get_value();
        let of_slot = records.into_iter().filter(|record| record.slot == *slot);
        let (busy, records): (Vec<_>, Vec<_>) =
            of_slot.partition(|record| record.writer != me && alive.contains(&record.writer));
        Free { records, busy: busy.into_iter().map(|record| record.id).collect() }
    }

    async fn take_over(self, record: Record) -> Option<OpenDraft> {
        let mine = Record { writer: self.page.get_value(), ..record.clone() };
        match self.storage().await.put(&mine, Some(&record.writer)).await {
            Ok(Outcome::Kept) => Some(self.open(mine, true)),
            Ok(Outcome::Lost) | Err(Refused) => None,
        }
    }

    /// Writes at the last moment at which a browser surely still does. Only a page that opens a draft needs it, and with
    /// it the code that writes.
    fn write_at_the_end(self) {
        if self.writes_at_the_end.get_value() {
            return;
        }
        self.writes_at_the_end.set_value(true);
        for event in ["pagehide", "visibilitychange"] {
            let event = leptos::ev::Custom::<web_sys::Event>::new(event);
            platform::for_good(|| platform::on_window(event, move |_| spawn_local(self.write_all())));
        }
    }

    fn open(self, record: Record, stored: bool) -> OpenDraft {
        self.write_at_the_end();
        let slot = record.slot.clone();
        platform::remember(&memory_key(&slot), &record.id);
        let saved = if stored { Saved::At(record.changed_at) } else { Saved::NotYet };
        let known = self.states.with_value(|states| {
            states.iter().position(|state| state.record.id == record.id && !state.gone).map(OpenDraft)
        });
        let open = known.unwrap_or_else(|| {
            let state = State { record, stored, dirty: false, gone: false, saved: ArcRwSignal::new(saved) };
            let index = self.states.try_update_value(|states| {
                states.push(state);
                states.len() - 1
            });
            OpenDraft(index.unwrap_or_default())
        });
        self.current.update_value(|current| {
            current.insert(slot, open);
        });
        open
    }
}

/// The drafts of a slot that nobody writes, and the ids of those that somebody does.
struct Free {
    records: Vec<Record>,
    busy: BTreeSet<String>,
}

/// Under which name this browser tab remembers, over a reload, which draft of a slot it writes.
fn memory_key(slot: &Slot) -> String {
    match slot {
        Slot::Case(place) => format!("caseport.draft.{place}"),
        Slot::Comment(number) => format!("caseport.comment.{number}"),
        Slot::Unsent(number) => format!("caseport.unsent.{number}"),
        Slot::Escalation(number) => format!("caseport.escalation.{number}"),
        Slot::Reopening(number) => format!("caseport.reopening.{number}"),
        Slot::Report(place) => format!("caseport.report.{place}"),
        Slot::Role(place, role) => {
            format!("caseport.role.{place}.{}", role.as_ref().map_or("", |role| role.as_str()))
        }
    }
}
