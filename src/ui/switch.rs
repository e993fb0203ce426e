//! A switch: on or off, at once.

use leptos::prelude::*;

/// A switch. `label` says what it switches; `locked` why it cannot be, on hover.
pub fn switch(
    label: String,
    on: Signal<bool>,
    locked: Signal<Option<String>>,
    flip: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <span class="switch" title=move || locked.get()>
            <input
                type="checkbox"
                role="switch"
                aria-label=label
                title=move || locked.get()
                disabled=move || locked.with(Option::is_some)
                prop:checked=move || on.get()
                on:change=move |event| flip(event_target_checked(&event))
            />
            <span class="switch-track" aria-hidden="true"></span>
        </span>
    }
}
