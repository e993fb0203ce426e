//! Keeps the focus in a row whose buttons come and go, and in the list where the row itself goes: whoever works by
//! keyboard is never thrown back to the beginning of the page.

use leptos::ev::FocusEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node};

use crate::platform;
use crate::reactive::effect;

/// What the focus may go to in a row, best first.
const PLACES: [&str; 2] =
    [".upload-actions button:not(:disabled), .upload-actions input:not(:disabled)", ".upload-name"];

/// The focus of a row.
#[derive(Clone, Copy)]
pub(super) struct RowFocus {
    /// The row.
    pub row: NodeRef<html::Li>,
    name: StoredValue<String>,
    is_here: StoredValue<bool>,
}

impl RowFocus {
    /// Follows the focus of the row of a file; `changes` is read to know when buttons may come and go.
    pub fn follow(name: String, changes: impl Fn() + 'static) -> Self {
        let focus =
            Self { row: NodeRef::new(), name: StoredValue::new(name), is_here: StoredValue::new(false) };
        effect(move || {
            changes();
            request_animation_frame(move || focus.keep());
        });
        on_cleanup(move || {
            if focus.is_here.get_value() {
                let name = focus.name.get_value();
                request_animation_frame(move || keep_in_list(&name));
            }
        });
        focus
    }

    /// The focus has come into the row.
    pub fn come(self) {
        self.is_here.set_value(true);
    }

    /// The focus has left an element of the row; for good, unless that went with it.
    pub fn leave(self, event: &FocusEvent) {
        let Some(left) = event.target().and_then(|target| target.dyn_into::<Node>().ok()) else { return };
        request_animation_frame(move || {
            let Some(row) = self.row.try_get_untracked().flatten() else { return };
            let is_in_row = platform::focused().is_some_and(|active| row.contains(Some(&active)));
            if left.is_connected() && !is_in_row {
                self.is_here.try_set_value(false);
            }
        });
    }

    fn keep(self) {
        let row = self.row.try_get_untracked().flatten();
        if let Some(row) =
            row.filter(|_| self.is_here.try_get_value() == Some(true) && platform::is_focus_lost())
        {
            take_in(&row);
        }
    }
}

/// The row is gone: the focus goes to the one that shows the same file now, or to where files are chosen.
fn keep_in_list(name: &str) {
    if !platform::is_focus_lost() {
        return;
    }
    let mut row = platform::first(".upload-list").and_then(|list| list.first_element_child());
    while let Some(candidate) = row {
        let shown = candidate.query_selector(".upload-name bdi").ok().flatten();
        if shown.and_then(|shown| shown.text_content()).as_deref() == Some(name) && take_in(&candidate) {
            return;
        }
        row = candidate.next_element_sibling();
    }
    if let Some(next) = platform::first("#files").or_else(|| platform::first("#question-title")) {
        platform::focus(&next);
    }
}

/// Takes the focus into a row; false where nothing there takes it.
fn take_in(row: &Element) -> bool {
    let mut places = PLACES.iter().filter_map(|place| row.query_selector(place).ok().flatten());
    places.next().is_some_and(|place| platform::focus(&place))
}
