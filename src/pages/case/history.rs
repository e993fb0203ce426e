//! The case's history, as far as it has been read: page by page at first, and afterwards only what is new.

use caseport_domain::api::HistoryEntry;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::limits::COMMENT_CHANGE_MINUTES;
use chrono::{NaiveDate, TimeDelta};
use leptos::prelude::*;

use crate::api::{self, Api, ApiError};
use crate::i18n::format;
use crate::stores::{Loader, Remote};

/// An entry of the history. It changes in place where its author changes it.
#[derive(Clone)]
pub(super) struct Entry {
    /// Its id.
    pub id: String,
    /// The entry as it is now.
    pub now: ArcRwSignal<HistoryEntry>,
    /// Whether it came by somebody else's hand while the reader was here.
    pub is_new: ArcRwSignal<bool>,
    /// Whether it came when the rest was there: such a line has its height at once, so that others can be held still.
    pub is_late: bool,
    /// The reader's day on which it happened.
    pub day: NaiveDate,
    /// Whether the history has been read up to here; the answer to a comment may be ahead of it.
    is_read: bool,
}

/// The history of a case.
#[derive(Clone, Copy)]
pub(super) struct History {
    api: Api,
    number: CaseNumber,
    me: StoredValue<Option<UserId>>,
    entries: RwSignal<Vec<Entry>>,
    /// How the reading of it stands.
    reading: Loader<()>,
    /// Whether it has been read to its end once.
    is_whole: StoredValue<bool>,
}

impl History {
    /// Nothing of it has been read yet; `me` is the reader.
    pub fn new(api: Api, number: CaseNumber, me: Option<UserId>) -> Self {
        Self {
            api,
            number,
            me: StoredValue::new(me),
            entries: RwSignal::new(Vec::new()),
            reading: Loader::default(),
            is_whole: StoredValue::new(false),
        }
    }

    /// What has been read, oldest first; reactive.
    pub fn entries(self) -> Vec<Entry> {
        self.entries.get()
    }

    /// How much has been read; reactive.
    pub fn len(self) -> usize {
        self.entries.with(Vec::len)
    }

    /// How the reading of it stands; reactive.
    pub fn state(self) -> Remote<()> {
        self.reading.get()
    }

    /// Reads what is not known yet, and what may have been changed since. `arrived` is given each page of it, to put it
    /// in its place.
    pub fn read(self, arrived: impl Fn(Page) + 'static) {
        self.reading.load(async move { self.read_on(&arrived).await });
    }

    async fn read_on(self, arrived: &impl Fn(Page)) -> Result<(), ApiError> {
        let Some(after) = self.entries.try_with_untracked(|entries| settled(entries)) else { return Ok(()) };
        let mut cursor = None;
        loop {
            let page = api::history(self.api, self.number, after.as_deref(), cursor.as_deref()).await?;
            arrived(Page { history: self, items: page.items });
            cursor = page.next_cursor;
            if cursor.is_none() {
                self.is_whole.try_set_value(true);
                return Ok(());
            }
        }
    }

    /// Takes an entry that came as the answer to what the reader did.
    pub fn put(self, entry: HistoryEntry) {
        self.entries.try_update(|entries| {
            if !change(entries, &entry) {
                entries.push(Entry::new(entry, false, false, true));
            }
        });
    }
}

/// A page of the history that has been read.
pub(super) struct Page {
    history: History,
    items: Vec<HistoryEntry>,
}

impl Page {
    /// Puts its entries in their places; those that are new to the reader, and not their own.
    pub fn put(self) -> Vec<Entry> {
        let Self { history, items } = self;
        let me = history.me.try_get_value().flatten();
        let is_news = history.is_whole.try_get_value().unwrap_or_default();
        let mut news = Vec::new();
        history.entries.try_maybe_update(|entries| {
            let before = entries.len();
            for item in items {
                if change(entries, &item) {
                    continue;
                }
                let is_new = is_news && (item.by.id.is_none() || item.by.id != me);
                // What was put here ahead of the reading may be younger.
                let ahead = entries.iter().rev().take_while(|it| !it.is_read);
                let younger = ahead.take_while(|it| it.now.with_untracked(|it| it.at > item.at)).count();
                let entry = Entry::new(item, true, is_new, is_news);
                if is_new {
                    news.push(entry.clone());
                }
                entries.insert(entries.len() - younger, entry);
            }
            (entries.len() != before, ())
        });
        news
    }
}

impl Entry {
    fn new(entry: HistoryEntry, is_read: bool, is_new: bool, is_late: bool) -> Self {
        Self {
            id: entry.id.clone(),
            day: format::local_day(entry.at),
            now: ArcRwSignal::new(entry),
            is_new: ArcRwSignal::new(is_new),
            is_late,
            is_read,
        }
    }
}

/// Takes over how an entry is now; false where it is not among those that are known.
fn change(entries: &mut [Entry], item: &HistoryEntry) -> bool {
    // What is read again stands near the end.
    let Some(known) = entries.iter_mut().rev().find(|it| it.id == item.id) else { return false };
    known.is_read = true;
    known.now.maybe_update(|now| {
        let changes = now != item;
        if changes {
            *now = item.clone();
        }
        changes
    });
    true
}

/// The last entry behind which everything is to be read again, since comments change for some minutes; none where that
/// is everything.
fn settled(entries: &[Entry]) -> Option<String> {
    let newest = entries.iter().map(|it| it.now.with_untracked(|it| it.at)).max()?;
    let changeable = newest - TimeDelta::minutes(COMMENT_CHANGE_MINUTES);
    let settled =
        entries.iter().take_while(|it| it.is_read && it.now.with_untracked(|it| it.at) < changeable);
    settled.last().map(|entry| entry.id.clone())
}
