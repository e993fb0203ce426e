//! The home page: submit a case, and the lists of cases that the person has.

mod drafts;
mod table;
mod tabs;

use std::collections::BTreeMap;

use caseport_domain::api::{CaseSummary, Page, TabCounts};
use caseport_domain::{Access, Tab, policy};
use leptos::prelude::*;

use crate::api::{self, Place};
use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::pages::lists::{Cells, Listing, Rating, rating_dialog, toolbar};
use crate::route::{ListView, Route, Step};
use crate::stores::{Loader, Remote};
use crate::ui::{Icon, Link, Why, denied_page, failure, icon, remote_view, skeleton_lines};

/// A tab shows this many cases.
const NEWEST: u32 = 10;

/// What the page shows, from the server.
#[derive(Clone, Copy)]
struct Support {
    app: App,
    cases: Loader<Page<CaseSummary>>,
    counts: Loader<BTreeMap<String, TabCounts>>,
}

/// The Support page.
pub fn page(app: App) -> impl IntoView {
    let support = Support { app, cases: Loader::default(), counts: Loader::default() };
    support.follow();
    view! {
        <div class="page-head">
            <h1 id=HEADING tabindex="-1">{messages::support_title()}</h1>
            <div class="page-actions">{move || submit_button(app)}</div>
        </div>
        {drafts::drafts(app)}
        {move || match app.access.remote() {
            Remote::Failed(error) => failure(&error, move || app.access.reload()),
            Remote::Idle | Remote::Loading => ().into_any(),
            Remote::LoadingSlowly => skeleton_lines(8),
            Remote::Ready(access) | Remote::Stale(access, _) => support.lists(access).into_any(),
        }}
    }
}

impl Support {
    /// Keeps the list and the counts those of the current organization and tab.
    fn follow(self) {
        let view = current_view(self.app);
        let place = Memo::new(move |_| self.app.session.place());
        Effect::new(move |_| {
            self.counts.clear();
            self.load_counts(place.get());
        });
        Effect::new(move |before: Option<Option<(ListView, Option<Place>)>>| {
            let (view, place) = (view.get(), place.get());
            let tab = view.tab;
            // A list that follows the organization is asked for once it is known that the person may see it.
            let follows = tab.follows_organization();
            let may_see =
                !follows || self.app.access.get().is_some_and(|it| policy::tab(tab, &it).is_allowed());
            let wanted = may_see.then(|| (view.clone(), follows.then(|| place.clone())));
            if before.as_ref() != Some(&wanted) {
                // While one types, the rows stay until the next have come.
                let is_same_list = before.flatten().is_some_and(|(before, there)| {
                    before.tab == tab && there == follows.then(|| place.clone())
                });
                if !is_same_list {
                    self.cases.clear();
                }
                if may_see {
                    self.load_cases(place, view);
                }
            }
            wanted
        });
    }

    fn load_cases(self, place: Place, view: ListView) {
        let api = self.app.api;
        self.cases.load(async move { api::cases(api, &place, &view, NEWEST, None).await });
    }

    fn load_counts(self, place: Place) {
        let api = self.app.api;
        self.counts.load(async move { api::case_counts(api, &place).await });
    }

    fn lists(self, access: Access) -> impl IntoView {
        let app = self.app;
        let visible: Vec<Tab> = policy::visible_tabs(&access).collect();
        let tab = Memo::new(move |_| current_tab(app));
        let shown = move || {
            let tab = tab.get();
            match policy::tab(tab, &access).reason() {
                Some(reason) => denied_page(reason).into_any(),
                None => self.list().into_any(),
            }
        };
        view! {
            {tabs::tab_list(app, visible, self.counts)}
            <section
                id="cases-panel"
                class="panel"
                role="tabpanel"
                aria-labelledby=move || tabs::tab_id(tab.get())
            >
                {shown}
            </section>
        }
    }

    fn list(self) -> impl IntoView {
        let app = self.app;
        let view = current_view(app);
        let retry = move || self.load_cases(app.session.place_untracked(), view.get_untracked());
        let listing =
            Listing { app, view, show: |app, view| app.nav.replace(Route::Support(view)), whole: false };
        let rating = Rating::new();
        let rows = remote_view(
            self.cases,
            retry,
            || skeleton_lines(8),
            move |page| {
                let view = view.get_untracked();
                if !page.items.is_empty() {
                    table::table(Cells { app, rating }, &view, page).into_any()
                } else if view.is_narrowed() {
                    view! { <div class="empty"><p>{messages::empty_narrowed()}</p></div> }.into_any()
                } else {
                    empty(app, view.tab).into_any()
                }
            },
        );
        let rated = move |_| retry();
        view! {
            {toolbar(listing)}
            <div class="list-rows">{rows}</div>
            {rating_dialog(app, rating, rated)}
        }
    }
}

/// The tab that the address names.
fn current_tab(app: App) -> Tab {
    match app.nav.route() {
        Route::Support(view) => view.tab,
        _ => Tab::My,
    }
}

/// What the address shows of the tab's list; while another page is coming, what it was.
fn current_view(app: App) -> Memo<ListView> {
    Memo::new(move |before: Option<&ListView>| match app.nav.route() {
        Route::Support(view) => view,
        _ => before.cloned().unwrap_or(ListView::of(Tab::My)),
    })
}

/// Another tab's list: the search stays, filters belong to a list.
fn of_tab(app: App, tab: Tab) -> Route {
    let search = match app.nav.route_untracked() {
        Route::Support(view) => view.search,
        _ => String::new(),
    };
    Route::Support(ListView { search, ..ListView::of(tab) })
}

/// "Submit Case", or the reason why not.
fn submit_button(app: App) -> Option<AnyView> {
    let decision = app.access.may_submit()?;
    Some(match decision.reason() {
        None => view! {
            <Link nav=app.nav to=Route::Submit(Step::Organization) class="button button-primary">
                {icon(Icon::Plus)}
                <span>{messages::submit_case()}</span>
            </Link>
        }
        .into_any(),
        Some(reason) => view! {
            <Why reason=reason.clone() />
            <button type="button" class="button button-primary" disabled>
                {icon(Icon::Lock)}
                <span>{messages::submit_case()}</span>
            </button>
        }
        .into_any(),
    })
}

/// What would be here, and how to get it.
fn empty(app: App, tab: Tab) -> impl IntoView {
    let text = match tab {
        Tab::My => messages::empty_my(),
        Tab::Organization => messages::empty_organization(),
        Tab::Partner => messages::empty_partner(),
        Tab::Customer => messages::empty_customer(),
        Tab::FalseDetection => messages::empty_false_detection(),
    };
    let may_submit = matches!(tab, Tab::My | Tab::Customer)
        && app.access.may_submit().is_some_and(|decision| decision.is_allowed());
    view! {
        <div class="empty">
            <p>{text}</p>
            {may_submit.then(|| view! {
                <Link nav=app.nav to=Route::Submit(Step::Organization) class="button">{messages::submit_case()}</Link>
            })}
        </div>
    }
}
