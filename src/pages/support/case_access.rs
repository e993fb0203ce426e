//! "Extend Case View": a dialog over the lists that it opens to others.

use caseport_domain::policy;
use leptos::prelude::*;

use crate::app::Aside;
use crate::chunks::lazy;
use crate::context::App;
use crate::i18n::messages;
use crate::pages::organization::Part;
use crate::ui::{Dialog, skeleton_lines};

/// The button; nothing for whoever may not see the list.
pub(super) fn button(app: App) -> impl IntoView {
    let may_see =
        Memo::new(move |_| app.access.get().is_some_and(|it| policy::see_case_access(&it).is_allowed()));
    let open = RwSignal::new(false);
    // What is open when the right goes explains itself.
    let shown = Memo::new(move |_| may_see.get() || open.get());
    let was_opened = Memo::new(move |was: Option<&bool>| was == Some(&true) || open.get());
    let dialog = move || {
        let loaded = move || {
            lazy(move || Some((app.chunks.aside)(app, Aside::CaseAccess(open))), || ().into_any(), || {})
        };
        (shown.get() && was_opened.get()).then(loaded)
    };
    let button = move || {
        shown.get().then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| open.set(true)>
                    {messages::extend_case_view()}
                </button>
            }
        })
    };
    view! { {button} {dialog} }
}

/// The dialog, open while that holds.
pub fn dialog(app: App, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog
            open=open.into()
            on_close=move || open.set(false)
            title=messages::extend_case_view()
            id="case-access-title"
        >
            {lazy(move || Some((app.chunks.organization)(app, Part::CaseAccess)), || skeleton_lines(6), || {})}
        </Dialog>
    }
}
