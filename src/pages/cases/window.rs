//! Which rows of a long list are elements: those in view, and a few around them; and where the focus is among all of them.

use std::ops::Range;

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::platform;

/// Rows that are drawn above and below the view, so that scrolling shows no gap.
const MARGIN: usize = 12;
/// A row's height until one has been measured.
const ROW: f64 = 40.0;
/// The table itself.
const TABLE: &str = ".cases-whole";

/// The part of the list that is in view.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub table: NodeRef<html::Table>,
    height: RwSignal<f64>,
    /// The first row in view, and how many fit.
    seen: RwSignal<(usize, usize)>,
    /// The row that has the focus, or had it when it was scrolled out of what is drawn.
    focused: StoredValue<Option<usize>>,
}

impl Window {
    /// Follows scrolling and resizing.
    pub fn follow() -> Self {
        let window = Self {
            table: NodeRef::new(),
            height: RwSignal::new(ROW),
            seen: RwSignal::new((0, 30)),
            focused: StoredValue::new(None),
        };
        for event in ["scroll", "resize"] {
            let event = leptos::ev::Custom::<web_sys::Event>::new(event);
            platform::on_window(event, move |_| window.look());
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

    /// The rows to draw, of `total`; reactive.
    pub fn drawn(self, total: usize) -> Range<usize> {
        let (first, count) = self.seen.get();
        first.saturating_sub(MARGIN).min(total)..(first + count + MARGIN).min(total)
    }

    /// Notes which row has the focus.
    pub fn on_focus(self, event: &FocusEvent) {
        if let Some(row) = event.target().as_ref().and_then(index_of) {
            self.focused.set_value(Some(row));
        }
    }

    /// Notes that no row has it: unless it was lost because the row is no longer drawn.
    pub fn on_blur(self, event: &FocusEvent) {
        let Some(row) = event.target().as_ref().and_then(index_of) else { return };
        request_animation_frame(move || {
            let is_drawn = platform::exists(&link_of(row));
            if is_drawn
                && self.focused.try_get_value() == Some(Some(row))
                && !platform::has_focus(&link_of(row))
            {
                self.focused.set_value(None);
            }
        });
    }

    /// Where the row that has the focus is no longer drawn, the table has it for the row, until it is drawn again.
    pub fn hold_focus(self) {
        let Some(Some(row)) = self.focused.try_get_value() else { return };
        if platform::is_focus_lost() || platform::has_focus(TABLE) {
            let _ = platform::focus_first(&link_of(row)) || platform::focus_first(TABLE);
        }
    }

    /// Arrows, Home, End and Page keys move between the rows' links.
    pub fn on_key(self, event: &KeyboardEvent, total: usize) {
        let of_table = || self.focused.get_value().filter(|_| platform::has_focus(TABLE));
        let index = event.target().as_ref().and_then(index_of).or_else(of_table);
        let Some(index) = index.filter(|_| total > 0) else { return };
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
        self.focused.set_value(Some(to));
        if !platform::focus_first(&link_of(to)) {
            platform::focus_first(TABLE);
        }
    }

    /// Scrolls as far as needed for a row to be in view.
    pub fn show(self, row: usize) {
        let height = self.height.get_untracked();
        let table = self.table.get_untracked();
        platform::show_row(table.as_deref().map(AsRef::as_ref), row as f64 * height, height);
    }
}

fn link_of(row: usize) -> String {
    format!("[data-index=\"{row}\"] a")
}

/// The index of the row that an element is in.
fn index_of(target: &web_sys::EventTarget) -> Option<usize> {
    let row = target.dyn_ref::<web_sys::Element>()?.closest("[data-index]").ok().flatten()?;
    row.get_attribute("data-index")?.parse().ok()
}
