//! The home page: submit a case, and the lists of cases that the person has.

pub mod case_access;
pub mod drafts;
pub mod report;
mod table;
mod tabs;

use std::collections::BTreeMap;

use caseport_domain::api::{CaseSummary, Page, TabCounts};
use caseport_domain::{Tab, policy};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Place};
use crate::app::Aside;
use crate::chunks::{lazy, lazy_when_idle};
use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::pages::lists::{Cells, Listing, News, Rating};
use crate::platform;
use crate::reactive::effect;
use crate::route::{ListView, Route, Step};
use crate::stores::{Change, Loader, Remote};
use crate::ui::{Icon, Link, Why, denied_page, failure, icon, remote_view, skeleton_lines};

/// A tab shows this many cases.
const NEWEST: u32 = 10;
/// Changes that follow one another so quickly are counted once.
const BURST: std::time::Duration = std::time::Duration::from_millis(300);

/// What the page shows, from the server.
#[derive(Clone, Copy)]
struct Support {
    app: App,
    listing: Listing,
    cases: Loader<Page<CaseSummary>>,
    counts: Loader<BTreeMap<String, TabCounts>>,
    /// Whether the counts are about to be asked for again.
    recount: StoredValue<bool>,
}

/// The Support page.
pub fn page(app: App) -> impl IntoView {
    let support = Support {
        app,
        listing: Listing::new(app, false),
        cases: Loader::default(),
        counts: Loader::default(),
        recount: StoredValue::new(false),
    };
    support.follow();
    view! {
        <div class="page-head">
            <h1 id=HEADING tabindex="-1">{messages::support_title()}</h1>
            <div class="page-actions">
                {case_access::button(app)}
                {move || submit_button(app)}
            </div>
        </div>
        {lazy_when_idle(move || (app.chunks.drafts)(app))}
        {support.lists()}
        {lazy_when_idle(move || (app.chunks.aside)(app, Aside::Hidden))}
    }
}

impl Support {
    /// Keeps the list and the counts those of the current organization and tab.
    fn follow(self) {
        let Listing { app, view, .. } = self.listing;
        let place = Memo::new(move |_| app.session.place());
        effect(move || {
            // Read, not only tracked: a memo that somebody else reads first has changed for whoever tracks it.
            place.with(|_| ());
            self.counts.clear();
            self.load_counts();
        });
        app.live.on(move |change| match change {
            Change::Case { .. } | Change::Access => self.count_soon(),
            Change::Upload(_) | Change::Commented { .. } | Change::Following => {}
        });
        // A list that follows the organization is asked for once it is known that the person may see it.
        let may_see = Memo::new(move |_| {
            let tab = self.listing.tab.get();
            !tab.follows_organization()
                || app.access.get().is_some_and(|it| policy::tab(tab, &it).is_allowed())
        });
        Effect::new(move |before: Option<Option<(ListView, Option<Place>)>>| {
            let view = view.get();
            let place = place.get();
            let place = view.tab.follows_organization().then_some(place);
            let wanted = may_see.get().then_some((view, place));
            if before.as_ref() != Some(&wanted) {
                // While one types, the rows stay until the next have come.
                let is_same_list = match (before.flatten(), &wanted) {
                    (Some((before, there)), Some((view, place))) => before.tab == view.tab && there == *place,
                    _ => false,
                };
                if !is_same_list {
                    self.cases.clear();
                }
                if wanted.is_some() {
                    self.load_cases();
                }
            }
            wanted
        });
    }

    fn load_cases(self) {
        let (api, place) = (self.app.api, self.app.session.place_untracked());
        let view = self.listing.view.get_untracked();
        let live = self.app.live;
        self.cases.load(async move {
            let page = api::cases(api, &place, &view, NEWEST, None).await?;
            platform::breathe().await;
            live.begin(&place, page.as_of.as_ref());
            Ok(page)
        });
    }

    fn load_counts(self) {
        let (api, place) = (self.app.api, self.app.session.place_untracked());
        self.counts.load(async move { api::case_counts(api, &place).await });
    }

    fn count_soon(self) {
        if self.recount.get_value() {
            return;
        }
        self.recount.set_value(true);
        spawn_local(async move {
            platform::sleep(BURST).await;
            // False only where the page is gone.
            if self.recount.try_set_value(false).is_none() {
                self.load_counts();
            }
        });
    }

    fn lists(self) -> impl IntoView {
        let app = self.app;
        let tab = self.listing.tab;
        // The page stays as it is when the facts are asked for again and are the same.
        let visible =
            Memo::new(move |_| app.access.get().map(|it| policy::visible_tabs(&it).collect::<Vec<_>>()));
        let denied = Memo::new(move |_| {
            app.access.get().map(|access| policy::tab(tab.get(), &access).reason().cloned())
        });
        let panel = move || match denied.get() {
            Some(Some(reason)) => denied_page(&reason).into_any(),
            Some(None) => self.list().into_any(),
            None => ().into_any(),
        };
        move || match visible.get() {
            Some(visible) => view! {
                {tabs::tab_list(self.listing, visible, self.counts)}
                <section
                    id="cases-panel"
                    class="panel"
                    role="tabpanel"
                    aria-labelledby=move || tabs::tab_id(tab.get())
                >
                    {panel}
                </section>
            }
            .into_any(),
            None => match app.access.remote() {
                Remote::Failed(error) => failure(&error, move || app.access.reload()),
                Remote::LoadingSlowly => skeleton_lines(8),
                _ => ().into_any(),
            },
        }
    }

    fn list(self) -> impl IntoView {
        let Self { app, listing, .. } = self;
        let view = listing.view;
        let retry = move || self.load_cases();
        let rating = Rating::default();
        rating.tell(move |case| {
            self.put(&case);
        });
        let news = News::follow(listing, move |case| self.put(case), retry);
        let rows = remote_view(
            self.cases,
            retry,
            || skeleton_lines(8),
            move |page| {
                let view = view.get_untracked();
                if !page.items.is_empty() {
                    table::table(Cells { app, rating, tab: listing.tab }, listing, page).into_any()
                } else if view.is_narrowed() {
                    view! { <div class="empty"><p>{messages::empty_narrowed()}</p></div> }.into_any()
                } else {
                    empty(app, view.tab).into_any()
                }
            },
        );
        let tools = lazy(move || Some((app.chunks.list_tools)(listing, rating)), || ().into_any(), || {});
        view! {
            <div class="toolbar-place">{tools}</div>
            {move || (listing.tab.get() == Tab::FalseDetection).then(|| report_button(app))}
            {news.pill(|| {})}
            <div class="list-rows">{rows}</div>
        }
    }

    /// Takes over what became of a row's case; false where it has no row.
    fn put(self, case: &CaseSummary) -> bool {
        let mut is_there = false;
        self.cases.change(|page| {
            if let Some(row) = page.items.iter_mut().find(|row| row.number == case.number) {
                *row = case.clone();
                is_there = true;
            }
        });
        is_there
    }
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

/// "Report False Detection", which only that tab has.
fn report_button(app: App) -> impl IntoView {
    let button = lazy(move || Some((app.chunks.aside)(app, Aside::Report)), || ().into_any(), || {});
    view! { <div class="report-button">{button}</div> }
}

/// What would be here, and how to get it.
pub fn empty(app: App, tab: Tab) -> impl IntoView {
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
