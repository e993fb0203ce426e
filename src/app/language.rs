//! Choosing the language: each by its own name, in the account's menu and on the sign-in page. The app is shown anew in it;
//! drafts, uploads and the address stay.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::context::App;
use crate::i18n::language::{self, Language};
use crate::i18n::messages;
use crate::platform;

/// Which element has the focus once the language has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FocusAfter {
    /// The button that was pressed.
    Button,
    /// What opens the account's menu.
    Menu,
}

/// The languages that are offered, the present one marked; nothing where there is no choice.
pub fn language_choice(app: App, focus: FocusAfter) -> Option<impl IntoView> {
    let loading = RwSignal::new(false);
    let choose = move |language: &'static Language| {
        if loading.get_untracked() || language == language::spoken() {
            return;
        }
        loading.set(true);
        spawn_local(async move {
            let changed = language::change(language).await;
            loading.try_set(false);
            match changed {
                Ok(()) => show_anew(app, language, focus),
                Err(_) => app.toasts.say(messages::language_not_loaded(language.name)),
            }
        });
    };
    let offered = language::offered();
    let is_choice = offered.len() > 1;
    let buttons: Vec<_> = offered
        .into_iter()
        .map(|language| {
            let is_spoken = *language == *language::spoken();
            view! {
                <button
                    type="button"
                    class="language"
                    lang=language.tag
                    aria-current=is_spoken.then_some("true")
                    aria-disabled=move || loading.get().then_some("true")
                    on:click=move |_| choose(language)
                >
                    {language.name}
                </button>
            }
        })
        .collect();
    is_choice.then(|| {
        view! { <div class="languages" role="group" aria-label=messages::language_label()>{buttons}</div> }
    })
}

fn show_anew(app: App, language: &'static Language, focus: FocusAfter) {
    app.nav.stay();
    app.language.set(language);
    let focus = match focus {
        FocusAfter::Button => format!(".language[lang={}]", language.tag),
        FocusAfter::Menu => ".header .menu > summary".to_owned(),
    };
    // What has the focus now is about to go.
    request_animation_frame(move || platform::focus_when_there(focus));
}

/// Says that the language which the reader wanted did not come at the start.
pub(super) fn say_what_was_missed(app: App) {
    if let Some(language) = language::missed() {
        app.toasts.say(messages::language_not_loaded(language.name));
    }
}
