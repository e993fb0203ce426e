//! Short messages about what happened elsewhere; they go by themselves and are read out by screen readers.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::i18n::messages;

const SHOWN_FOR: Duration = Duration::from_secs(8);

/// The messages on the screen.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, String)>>,
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
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push((id, text.into())));
        set_timeout(move || self.dismiss(id), SHOWN_FOR);
    }

    fn dismiss(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

/// Where the messages appear.
#[component]
pub fn ToastRegion(
    /// The messages.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|(id, _)| *id let:toast>
                <div class="toast">
                    <span>{toast.1}</span>
                    <button
                        type="button"
                        class="button-icon"
                        aria-label=messages::dismiss()
                        on:click=move |_| toasts.dismiss(toast.0)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            </For>
        </div>
    }
}
