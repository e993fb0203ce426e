//! Which rows of a long list are elements: those in view, a few around them, and the one that has the focus.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::platform;

/// Rows that are drawn above and below the view, so that scrolling shows no gap.
const MARGIN: usize = 12;
/// A row's height until one has been measured.
const ROW: f64 = 40.0;

/// A part of the table's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    /// A row, by its index.
    Row(usize),
    /// Room for the rows from the first index to before the second.
    Space(usize, usize),
}

/// The part of the list that is in view.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub table: NodeRef<html::Table>,
    height: RwSignal<f64>,
    /// The first row in view, and how many fit.
    seen: RwSignal<(usize, usize)>,
    focused: RwSignal<Option<usize>>,
}

impl Window {
    /// Follows scrolling and resizing.
    pub fn follow() -> Self {
        let window = Self {
            table: NodeRef::new(),
            height: RwSignal::new(ROW),
            seen: RwSignal::new((0, 30)),
            focused: RwSignal::new(None),
        };
        for event in ["scroll", "resize"] {
            let event = leptos::ev::Custom::<web_sys::Event>::new(event);
            let listener = window_event_listener(event, move |_| window.look());
            on_cleanup(move || listener.remove());
        }
        window
    }

    /// Measures what is in view. It may be called after the page has gone.
    pub fn look(self) {
        let (Some(Some(table)), Some(window)) = (self.table.try_get_untracked(), web_sys::window()) else {
            return;
        };
        if let Some(row) = table.query_selector("tbody .row-link").ok().flatten() {
            let height = row.get_bounding_client_rect().height();
            if height > 1.0 && (height - self.height.get_untracked()).abs() > 0.5 {
                self.height.set(height);
            }
        }
        let body = table.query_selector("tbody").ok().flatten();
        let top = body.map_or(0.0, |body| -body.get_bounding_client_rect().top()).max(0.0);
        let view = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(900.0);
        let height = self.height.get_untracked();
        let seen = ((top / height) as usize, (view / height).ceil() as usize + 1);
        if seen != self.seen.get_untracked() {
            self.seen.set(seen);
        }
    }

    /// The height of so many rows, for CSS; reactive.
    pub fn height_of(self, rows: usize) -> String {
        format!("{}px", rows as f64 * self.height.get())
    }

    /// The last row to draw, of `total`; reactive.
    pub fn last(self, total: usize) -> usize {
        let (first, count) = self.seen.get();
        (first + count + MARGIN).min(total).saturating_sub(1)
    }

    /// What the table's body is made of, where it has `total` rows; reactive.
    pub fn pieces(self, total: usize) -> Vec<Piece> {
        let first = self.seen.get().0.saturating_sub(MARGIN).min(total);
        let rows = first..(self.last(total) + 1).min(total);
        let focused = self.focused.get().filter(|row| *row < total && !rows.contains(row));
        let mut drawn: Vec<usize> = rows.chain(focused).collect();
        drawn.sort_unstable();
        let mut pieces = Vec::with_capacity(drawn.len() + 3);
        let mut next = 0;
        for row in drawn {
            if row > next {
                pieces.push(Piece::Space(next, row));
            }
            pieces.push(Piece::Row(row));
            next = row + 1;
        }
        if next < total {
            pieces.push(Piece::Space(next, total));
        }
        pieces
    }

    /// Notes which row has the focus.
    pub fn on_focus(self, event: &FocusEvent) {
        self.focused.set(event.target().as_ref().and_then(index_of));
    }

    /// Notes that no row has it.
    pub fn on_blur(self, event: &FocusEvent) {
        if event.related_target().as_ref().and_then(index_of).is_none() {
            self.focused.set(None);
        }
    }

    /// Arrows, Home, End and Page keys move between the rows' links; answers with the row that is wanted.
    pub fn on_key(self, event: &KeyboardEvent, total: usize) {
        let Some(index) = event.target().as_ref().and_then(index_of).filter(|_| total > 0) else { return };
        let page = self.seen.get_untracked().1.saturating_sub(3).max(1);
        let to = match event.key().as_str() {
            "ArrowDown" => index + 1,
            "ArrowUp" => index.saturating_sub(1),
            "PageDown" => index + page,
            "PageUp" => index.saturating_sub(page),
            "Home" => 0,
            "End" => total - 1,
            _ => return,
        };
        event.prevent_default();
        let to = to.min(total - 1);
        self.show(to);
        platform::focus_when_there(format!("[data-index=\"{to}\"] a"));
    }

    /// Scrolls as far as needed for a row to be in view.
    pub fn show(self, row: usize) {
        let height = self.height.get_untracked();
        let table = self.table.get_untracked();
        platform::show_row(table.as_deref().map(AsRef::as_ref), row as f64 * height, height);
    }
}

/// The index of the row that an element is in.
fn index_of(target: &web_sys::EventTarget) -> Option<usize> {
    let row = target.dyn_ref::<web_sys::Element>()?.closest("[data-index]").ok().flatten()?;
    row.get_attribute("data-index")?.parse().ok()
}
