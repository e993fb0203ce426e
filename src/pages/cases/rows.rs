//! The rows of a list as far as they have been read: page by page, from the top, as far as somebody looks.

use std::sync::Arc;

use caseport_domain::api::{CaseSummary, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::route::ListView;
use crate::stores::{Loader, Remote};

/// Rows that are asked for at first: what a screen shows, so that it shows soon.
const FIRST: u32 = 60;
/// Rows that are asked for at a time from then on.
const PAGE: u32 = 200;

/// What has been read of a list.
#[derive(Clone)]
struct List {
    rows: Vec<Arc<CaseSummary>>,
    total: u64,
    total_at_least: bool,
    next: Option<String>,
}

impl List {
    fn add(&mut self, page: Page<CaseSummary>) {
        self.rows.extend(page.items.into_iter().map(Arc::new));
        self.total = page.total;
        self.total_at_least = page.total_at_least;
        self.next = page.next_cursor;
    }
}

impl From<Page<CaseSummary>> for List {
    fn from(page: Page<CaseSummary>) -> Self {
        let mut list = Self { rows: Vec::new(), total: 0, total_at_least: false, next: None };
        list.add(page);
        list
    }
}

/// How many rows a list has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Rows to make room for, those included that are still to be read.
    pub rows: usize,
    /// Where rows were not counted to the end: there are more than so many.
    pub more_than: Option<u64>,
}

/// What is known of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// Asked for a moment ago.
    Waiting,
    /// Asked for longer ago.
    WaitingLong,
    /// It could not be read.
    Failed(ApiError),
    /// It has no rows.
    Empty,
    /// It has rows.
    Rows,
}

/// The rows of the list that is shown.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    app: App,
    shown: StoredValue<Option<(Place, ListView)>>,
    list: Loader<List>,
    /// The cursor of the page that is being read.
    reading: StoredValue<Option<String>>,
    /// Why the next page could not be read.
    broken: RwSignal<Option<ApiError>>,
}

impl Rows {
    pub fn new(app: App) -> Self {
        Self {
            app,
            shown: StoredValue::new(None),
            list: Loader::default(),
            reading: StoredValue::new(None),
            broken: RwSignal::new(None),
        }
    }

    /// Shows a list from its top; true where another was shown before. While one searches and filters, the old rows
    /// stay until the first of the new ones have come.
    pub fn show(self, place: Place, view: ListView) -> bool {
        // Other columns are the same rows.
        let list = (place, ListView { columns: None, dropped: Vec::new(), ..view });
        let before = self.shown.get_value();
        if before.as_ref() == Some(&list) {
            return false;
        }
        if before.as_ref().is_none_or(|(place, view)| *place != list.0 || view.tab != list.1.tab) {
            self.list.clear();
        }
        self.shown.set_value(Some(list));
        self.read_anew();
        before.is_some()
    }

    /// Reads the list from its top; the rows stay until the new ones have come.
    pub fn read_anew(self) {
        self.reading.set_value(None);
        self.broken.set(None);
        if let Some((place, view)) = self.shown.get_value() {
            let (api, live) = (self.app.api, self.app.live);
            self.list.load(async move {
                let page = api::cases(api, &place, &view, FIRST, None).await?;
                live.begin(&place, page.as_of.as_ref());
                Ok(page.into())
            });
        }
    }

    /// Reads on where the rows up to this one have not been read; reactive.
    pub fn want(self, index: usize) {
        let next = self.list.with(|list| {
            list.value().filter(|list| list.rows.len() <= index).and_then(|list| list.next.clone())
        });
        let Some(cursor) = next.filter(|_| self.broken.with(Option::is_none)) else { return };
        let Some((place, view)) = self.shown.get_value() else { return };
        if self.reading.get_value().is_some() {
            return;
        }
        self.reading.set_value(Some(cursor.clone()));
        let api = self.app.api;
        spawn_local(async move {
            let page = api::cases(api, &place, &view, PAGE, Some(&cursor)).await;
            // Another list is shown by now, or the page is gone.
            if self.reading.try_get_value().flatten().as_ref() != Some(&cursor) {
                return;
            }
            self.reading.set_value(None);
            match page {
                Ok(page) => self.list.change(|list| {
                    if list.next.as_ref() == Some(&cursor) {
                        list.add(page);
                    }
                }),
                Err(error) => self.broken.set(Some(error)),
            }
        });
    }

    /// Takes over what became of a row's case; false where it has no row.
    pub fn put(self, case: &CaseSummary) -> bool {
        let mut is_there = false;
        self.list.change(|list| {
            if let Some(row) = list.rows.iter_mut().find(|row| row.number == case.number) {
                *row = Arc::new(case.clone());
                is_there = true;
            }
        });
        is_there
    }

    /// Tries again what failed.
    pub fn retry(self) {
        let next_page_failed = self.broken.with_untracked(Option::is_some);
        if next_page_failed {
            self.broken.set(None);
        } else {
            self.read_anew();
        }
    }

    /// What is known; reactive.
    pub fn state(self) -> State {
        self.list.with(|list| match list {
            Remote::Idle | Remote::Loading => State::Waiting,
            Remote::LoadingSlowly => State::WaitingLong,
            Remote::Failed(error) => State::Failed(error.clone()),
            Remote::Ready(list) | Remote::Stale(list, _) if list.rows.is_empty() => State::Empty,
            Remote::Ready(_) | Remote::Stale(..) => State::Rows,
        })
    }

    /// Why rows that are shown may be outdated, or some are missing; reactive.
    pub fn trouble(self) -> Option<ApiError> {
        let outdated = self.list.with(|list| match list {
            Remote::Stale(_, error) => Some(error.clone()),
            _ => None,
        });
        outdated.or_else(|| self.broken.get())
    }

    /// How many rows there are; reactive.
    pub fn extent(self) -> Extent {
        self.list.with(|list| list.value().map(Extent::of).unwrap_or_default())
    }

    /// A row, where it has been read; reactive.
    pub fn row(self, index: usize) -> Option<Arc<CaseSummary>> {
        self.list.with(|list| list.value().and_then(|list| list.rows.get(index).cloned()))
    }
}

impl Extent {
    fn of(list: &List) -> Self {
        let read = list.rows.len();
        let total = usize::try_from(list.total).unwrap_or(usize::MAX);
        match list.next {
            None => Self { rows: read, more_than: None },
            Some(_) if list.total_at_least => {
                let more = PAGE as usize;
                Self { rows: total.max(read) + more, more_than: Some(list.total.max(read as u64)) }
            }
            Some(_) => Self { rows: total.max(read + 1), more_than: None },
        }
    }
}
