//! The keyboard's shortcuts, and the dialog that lists them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::context::App;
use crate::i18n::messages;
use crate::platform;
use crate::route::{Route, Step};
use crate::ui::Dialog;

/// Follows the keyboard.
pub(super) fn follow_shortcuts(app: App) {
    let open = app.help;
    platform::on_app(leptos::ev::keydown, move |event| {
        if is_typing(&event) || is_dialog_open() || event.meta_key() || event.ctrl_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "?" => open.set(true),
            "/" => {
                event.prevent_default();
                // It may be on its way.
                platform::focus_when_there(format!("#{}", crate::pages::SEARCH));
            }
            "c" if app.access.may_submit().is_some_and(|decision| decision.is_allowed()) => {
                event.prevent_default();
                app.nav.go(Route::Submit(Step::Organization));
            }
            _ => {}
        }
    });
}

/// The dialog.
pub(super) fn help(app: App) -> impl IntoView {
    let open = app.help;
    view! {
        <Dialog open=open.into() on_close=move || open.set(false) title=messages::help_title() id="help-title">
            <dl class="shortcuts">
                <dt><kbd>"/"</kbd></dt>
                <dd>{messages::search_cases()}</dd>
                <dt><kbd>"c"</kbd></dt>
                <dd>{messages::submit_case()}</dd>
                <dt><kbd>"?"</kbd></dt>
                <dd>{messages::help_this()}</dd>
                <dt><kbd>"←"</kbd>" "<kbd>"→"</kbd></dt>
                <dd>{messages::help_tabs()}</dd>
                <dt><kbd>"Esc"</kbd></dt>
                <dd>{messages::help_escape()}</dd>
            </dl>
        </Dialog>
    }
}

/// An open dialog keeps the letters even while nothing in it has the focus.
fn is_dialog_open() -> bool {
    platform::exists("dialog[open]")
}

/// Letters belong to whoever is typing.
fn is_typing(event: &KeyboardEvent) -> bool {
    platform::element_of(event).is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some()
    })
}
