//! The rows of a list as far as they have been read: page by page, from the top, as far as somebody looks.

use std::sync::Arc;

use caseport_domain::api::CaseSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::route::ListView;

/// Rows that are asked for at a time.
const PAGE: u32 = 200;

/// Where reading goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    Beginning,
    After(String),
    Nowhere,
}

/// What has been read of a list.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    app: App,
    list: StoredValue<Option<(Place, ListView)>>,
    rows: RwSignal<Vec<Arc<CaseSummary>>>,
    total: RwSignal<Option<u64>>,
    error: RwSignal<Option<ApiError>>,
    next: StoredValue<Next>,
    /// The row that somebody wants to see, so that reading goes on until it is there.
    wanted: StoredValue<usize>,
    reading: StoredValue<bool>,
    turn: StoredValue<u32>,
}

impl Rows {
    pub fn new(app: App) -> Self {
        Self {
            app,
            list: StoredValue::new(None),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            error: RwSignal::new(None),
            next: StoredValue::new(Next::Nowhere),
            wanted: StoredValue::new(0),
            reading: StoredValue::new(false),
            turn: StoredValue::new(0),
        }
    }

    /// Shows another list from its top. The old rows stay until the first of the new ones have come.
    pub fn show(self, place: Place, view: ListView) {
        // Other columns are the same rows.
        let list = (place, ListView { columns: None, dropped: Vec::new(), ..view });
        if self.list.with_value(|shown| shown.as_ref() == Some(&list)) {
            return;
        }
        self.list.set_value(Some(list));
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.next.set_value(Next::Beginning);
        self.reading.set_value(false);
        self.wanted.set_value(0);
        self.error.set(None);
        self.read();
    }

    /// Sees to it that a row is read.
    pub fn want(self, index: usize) {
        self.wanted.set_value(index);
        self.read();
    }

    /// Takes over what became of a row's case.
    pub fn put(self, case: CaseSummary) {
        self.rows.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.number == case.number) {
                *row = Arc::new(case);
            }
        });
    }

    /// Tries again what failed.
    pub fn retry(self) {
        self.error.set(None);
        self.read();
    }

    /// How many rows the list has in all, once that is known; reactive.
    pub fn total(self) -> Option<u64> {
        self.total.get()
    }

    /// A row, where it has been read; reactive.
    pub fn row(self, index: usize) -> Option<Arc<CaseSummary>> {
        self.rows.with(|rows| rows.get(index).cloned())
    }

    /// What went wrong; reactive.
    pub fn error(self) -> Option<ApiError> {
        self.error.get()
    }

    fn read(self) {
        let is_enough = self.rows.with_untracked(Vec::len) > self.wanted.get_value();
        let next = self.next.get_value();
        let goes_on = next == Next::Beginning || (!is_enough && next != Next::Nowhere);
        let failed = self.error.with_untracked(Option::is_some);
        if self.reading.get_value() || failed || !goes_on {
            return;
        }
        let Some((place, view)) = self.list.get_value() else { return };
        let (api, turn) = (self.app.api, self.turn.get_value());
        self.reading.set_value(true);
        spawn_local(async move {
            let cursor = match &next {
                Next::After(cursor) => Some(cursor.as_str()),
                _ => None,
            };
            let page = api::cases(api, &place, &view, PAGE, cursor).await;
            // Another list is shown by now, or the page is gone.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.reading.set_value(false);
            match page {
                Ok(page) => {
                    let fresh = page.items.into_iter().map(Arc::new);
                    self.rows.update(|rows| {
                        if next == Next::Beginning {
                            rows.clear();
                        }
                        rows.extend(fresh);
                    });
                    self.total.set(Some(page.total));
                    self.next.set_value(page.next_cursor.map_or(Next::Nowhere, Next::After));
                    self.read();
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}
