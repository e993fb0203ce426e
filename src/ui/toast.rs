//! Short messages about what happened elsewhere; they go by themselves and are read out by screen readers.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::i18n::messages;
use crate::platform;

const SHOWN_FOR: Duration = Duration::from_secs(8);
/// With something to decide, a message stays longer.
const OFFERED_FOR: Duration = Duration::from_secs(20);

/// A message, with what can be done about it.
#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    offer: Option<Offer>,
}

/// A button's label and what it does.
pub type Offer = (&'static str, Arc<dyn Fn() + Send + Sync>);

/// The messages on the screen.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }
}

impl Toasts {
    /// Shows a message for a while.
    pub fn say(self, text: impl Into<String>) {
        self.show(text.into(), None, Some(SHOWN_FOR));
    }

    /// Shows a message with a button that undoes what it tells of, or does something about it.
    pub fn offer(self, text: impl Into<String>, label: &'static str, act: impl Fn() + Send + Sync + 'static) {
        self.show(text.into(), Some((label, Arc::new(act))), Some(OFFERED_FOR));
    }

    /// Shows a message, once, until it is dismissed.
    pub fn hold(self, text: &'static str) {
        let is_shown = self.shown.with_untracked(|shown| shown.iter().any(|toast| toast.text == text));
        if !is_shown {
            self.show(text.to_owned(), None, None);
        }
    }

    fn show(self, text: String, offer: Option<Offer>, shown_for: Option<Duration>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push(Toast { id, text, offer }));
        if let Some(shown_for) = shown_for {
            platform::after(shown_for, move || self.dismiss(id));
        }
    }

    fn dismiss(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// The messages, for the region of the page that they appear in.
pub fn toast_rows(toasts: Toasts) -> impl IntoView {
    view! {
        <For each=move || toasts.shown.get() key=|toast| toast.id let:shown>
            {toast(shown.text, shown.offer, move || toasts.dismiss(shown.id))}
        </For>
    }
}

/// One of them; what can be done about it dismisses it, too.
pub fn toast(
    text: String,
    offer: Option<Offer>,
    dismiss: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="toast">
            <span>{text}</span>
            {offer.map(|(label, act)| {
                let accept = move |_| {
                    dismiss();
                    act();
                };
                view! { <button type="button" class="toast-action" on:click=accept>{label}</button> }
            })}
            <button type="button" class="button-icon" aria-label=messages::dismiss() on:click=move |_| dismiss()>
                {icon(Icon::Close)}
            </button>
        </div>
    }
}
