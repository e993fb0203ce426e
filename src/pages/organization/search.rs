//! A search box whose search follows the last keystroke.

use std::time::Duration;

use caseport_domain::limits;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform;
use crate::ui::TextField;

/// A search follows the last keystroke by so much.
const TYPING: Duration = Duration::from_millis(150);

/// The box; `search` is called with what was typed.
pub(super) fn search_box(
    id: &'static str,
    label: &'static str,
    begin: String,
    search: impl Fn(String) + Copy + 'static,
) -> impl IntoView {
    let typed = RwSignal::new(begin);
    let keystrokes = StoredValue::new(0_u32);
    let type_on = move |text: String| {
        typed.set(text);
        let keystroke = keystrokes.get_value().wrapping_add(1);
        keystrokes.set_value(keystroke);
        spawn_local(async move {
            platform::sleep(TYPING).await;
            if keystrokes.try_get_value() == Some(keystroke)
                && let Some(text) = typed.try_get_untracked()
            {
                search(text.trim().to_owned());
            }
        });
    };
    view! {
        <div class="toolbar-search" role="search" aria-label=label>
            <TextField
                id=id
                label=label
                label_hidden=true
                placeholder=label
                kind="search"
                max_length=limits::SEARCH_MAX
                value=typed
                on_input=type_on
            />
        </div>
    }
}
