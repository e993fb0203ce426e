//! What is around the page, or in it for few, and that nobody waits for: it comes when the page has.

use leptos::prelude::*;

use super::{account, help, language, tray};
use crate::context::App;
use crate::host::publish_access;
use crate::pages::hidden::hidden_list;
use crate::pages::support;
use crate::ui::toast_rows;

/// A part of what is around the page.
#[derive(Clone, Copy, Debug)]
pub enum Aside {
    /// What is not in any place of the page: uploads that go on, and the help.
    Shell,
    /// What is in the account's menu.
    Account,
    /// What is there whoever is signed in: short messages, and what the page around the app is told.
    App,
    /// "What can't I see here?", of Support.
    Hidden,
    /// "Extend Case View", open while that holds.
    CaseAccess(RwSignal<bool>),
    /// "Report False Detection".
    Report,
}

impl Aside {
    /// What it shows.
    pub fn view(self, app: App) -> AnyView {
        match self {
            Self::Shell => view! { {tray::upload_tray(app)} {help::help(app)} }.into_any(),
            Self::Account => account::panel(app).into_any(),
            Self::App => {
                language::say_what_was_missed(app);
                super::keep_title(app);
                publish_access(app.session, app.access);
                toast_rows(app.toasts).into_any()
            }
            Self::Hidden => hidden_list(app, true).into_any(),
            // The page may have been left while this was on its way, and its signals with it.
            Self::CaseAccess(open) if open.is_disposed() => ().into_any(),
            Self::CaseAccess(open) => support::case_access::dialog(app, open).into_any(),
            Self::Report => support::report::button(app).into_any(),
        }
    }
}
