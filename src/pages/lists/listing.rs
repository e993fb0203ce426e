//! A list that is shown: its view, which is the address's, and the one way to show another.

use caseport_domain::{Column, Tab};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::kept;
use crate::api::Place;
use crate::context::App;
use crate::platform;
use crate::reactive::effect;
use crate::route::{ListView, Route};

/// A search follows the last keystroke by so much.
const TYPING: std::time::Duration = std::time::Duration::from_millis(30);

/// A list that is shown.
#[derive(Clone, Copy)]
pub struct Listing {
    /// The app.
    pub app: App,
    /// Whether it is the whole list, which has more filters.
    pub whole: bool,
    /// What is shown; while another page is coming, what was.
    pub view: Memo<ListView>,
    /// Which list is shown.
    pub tab: Memo<Tab>,
    /// What stands in the search box, and becomes the view's search when typing ends.
    pub typed: RwSignal<String>,
    /// Whether the person has never had this view here, so that somebody else may have sent it.
    pub foreign: RwSignal<bool>,
    keystrokes: StoredValue<u32>,
    /// Notified when the kept columns change.
    kept: RwSignal<()>,
}

impl Listing {
    /// The list that the address names: of the Support page, or a whole one.
    pub fn new(app: App, whole: bool) -> Self {
        go_to_organization(app);
        let view = Memo::new(move |before: Option<&ListView>| match app.nav.route() {
            Route::Cases(view) if whole => view,
            Route::Support(view) if !whole => view,
            _ => before.cloned().unwrap_or(ListView::of(Tab::My)),
        });
        let typed = RwSignal::new(view.get_untracked().search);
        let listing = Self {
            app,
            whole,
            view,
            tab: Memo::new(move |_| view.with(|view| view.tab)),
            typed,
            foreign: RwSignal::new(whole && is_foreign(app, &view.get_untracked())),
            keystrokes: StoredValue::new(0),
            kept: RwSignal::new(()),
        };
        let first = view.get_untracked();
        effect(move || {
            let view = view.get();
            // Whoever narrows or sorts it further makes it their own.
            if view != first {
                listing.foreign.set(false);
            }
            if let Some(user) = app.session.user() {
                kept::know(&user.id, &view);
            }
        });
        // Back changes the search, too.
        effect(move || {
            let search = view.with(|view| view.search.clone());
            if search != listing.typed_search() {
                typed.set(search);
            }
        });
        listing
    }

    /// Shows another view in place of this one in the history, with what is typed.
    pub fn change(self, change: impl FnOnce(&mut ListView)) {
        let mut view = ListView { search: self.typed_search(), ..self.view.get_untracked() };
        change(&mut view);
        self.show(view);
    }

    fn show(self, view: ListView) {
        // What is typed is taken over by now, or given up.
        self.count_keystroke();
        if view.search != self.typed_search() {
            self.typed.set(view.search.clone());
        }
        let view = ListView { dropped: Vec::new(), ..view };
        self.app.nav.replace(if self.whole { Route::Cases(view) } else { Route::Support(view) });
    }

    /// Takes a keystroke in the search box.
    pub fn type_search(self, text: String) {
        self.typed.set(text);
        let keystroke = self.count_keystroke();
        spawn_local(async move {
            platform::sleep(TYPING).await;
            let is_last = self.keystrokes.try_get_value() == Some(keystroke);
            if is_last && self.view.try_get_untracked().is_some_and(|view| view.search != self.typed_search())
            {
                self.change(|_| {});
            }
        });
    }

    /// The columns to show: those of the address, those that the person has kept, or the usual ones. Reactive.
    pub fn columns(self) -> Vec<Column> {
        self.kept.track();
        let view = self.view.get();
        let kept = || kept::columns(&self.app.session.user()?.id, view.tab);
        view.columns.clone().or_else(kept).unwrap_or_else(|| Column::usual(view.tab))
    }

    /// Shows other columns, here and whenever the person opens this list.
    pub fn choose_columns(self, columns: Vec<Column>) {
        let tab = self.tab.get_untracked();
        let columns = Some(columns).filter(|columns| *columns != Column::usual(tab));
        if let Some(user) = untrack(|| self.app.session.user()) {
            kept::keep_columns(&user.id, tab, columns.as_deref());
            self.kept.notify();
        }
        self.change(|view| view.columns = columns);
    }

    fn typed_search(self) -> String {
        self.typed.with_untracked(|typed| typed.trim().to_owned())
    }

    fn count_keystroke(self) -> u32 {
        let keystroke = self.keystrokes.get_value().wrapping_add(1);
        self.keystrokes.set_value(keystroke);
        keystroke
    }
}

/// Looks at the organization that a copied link was looking at, where the person belongs to it; from then on the address
/// is their own way.
fn go_to_organization(app: App) {
    let Route::Cases(view) = app.nav.route_untracked() else { return };
    let Some(id) = view.organization.clone() else { return };
    let mut view = ListView { organization: None, ..view };
    if untrack(|| app.session.organizations()).iter().any(|it| it.id == id) {
        app.session.switch(Place::Organization(id));
    } else {
        view.dropped.push(format!("organization={id}"));
    }
    app.nav.replace(Route::Cases(view));
}

fn is_foreign(app: App, view: &ListView) -> bool {
    let user = untrack(|| app.session.user());
    user.is_some_and(|user| !view.query().is_empty() && !kept::is_known(&user.id, view))
}
