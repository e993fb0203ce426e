//! Extend Case View: who of the organization sees all of its cases. A switch takes effect at once; where it could not,
//! it goes back and its row says why.

use std::collections::BTreeMap;

use caseport_domain::api::{CaseAccess, Page};
use caseport_domain::id::UserId;
use caseport_domain::policy;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::guard::guarded;
use super::paged::Paged;
use super::search::search_box;
use crate::api::{self, ApiError};
use crate::context::App;
use crate::i18n::{messages, said};
use crate::nav::HEADING;
use crate::platform;
use crate::route::{OrganizationRoute, Route};
use crate::ui::{Icon, Link, Why, icon, relative_time, switch};

/// The search box of the dialog: the page below it has one of its own.
const DIALOG_SEARCH: &str = "case-access-search";

/// The users with their switches.
#[derive(Clone, Copy)]
struct Toggles {
    app: App,
    search: RwSignal<String>,
    users: Paged<CaseAccess>,
    /// What was switched and is not answered yet.
    wanted: RwSignal<BTreeMap<UserId, bool>>,
    /// Why a switch went back.
    failed: RwSignal<BTreeMap<UserId, String>>,
}

/// The page.
pub(super) fn page(app: App) -> AnyView {
    let search = match app.nav.route_untracked() {
        Route::Organization(OrganizationRoute::CaseAccess { search }) => search,
        _ => String::new(),
    };
    let keep = move |search: &str| {
        app.nav.replace(Route::Organization(OrganizationRoute::CaseAccess { search: search.to_owned() }));
    };
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Route::HOME class="back-link">{icon(Icon::Back)}{messages::support_title()}</Link>
        </p>
        <h1 id=HEADING tabindex="-1">{messages::extend_case_view()}</h1>
        {guarded(app, None, policy::see_case_access, move || {
            Toggles::new(app, search.clone()).view(crate::pages::SEARCH, keep)
        })}
    }
    .into_any()
}

/// What the dialog shows.
pub(super) fn toggles(app: App) -> AnyView {
    // The dialog may have been closed while this was on its way.
    guarded(app, None, policy::see_case_access, move || {
        Toggles::new(app, String::new()).view(DIALOG_SEARCH, |_| {})
    })
    .into_any()
}

impl Toggles {
    fn new(app: App, search: String) -> Self {
        let toggles = Self {
            app,
            search: RwSignal::new(search),
            users: Paged::default(),
            wanted: RwSignal::new(BTreeMap::new()),
            failed: RwSignal::new(BTreeMap::new()),
        };
        toggles.load(true);
        app.access.on_renewed(policy::see_case_access, move || toggles.load(false));
        // What others switch is told to those whom it concerns alone.
        platform::on_window(leptos::ev::visibilitychange, move |_| {
            if platform::is_seen() {
                toggles.load(false);
            }
        });
        toggles
    }

    fn load(self, afresh: bool) {
        self.users.load(afresh, move |cursor| self.read(cursor));
    }

    async fn read(self, cursor: Option<String>) -> Result<Page<CaseAccess>, ApiError> {
        let (place, search) = (self.app.session.place_untracked(), self.search.try_get_untracked());
        api::case_access(self.app.api, &place, &search.unwrap_or_default(), cursor.as_deref()).await
    }

    fn view(self, search_id: &'static str, keep: impl Fn(&str) + Copy + 'static) -> AnyView {
        let search = move |text: String| {
            if self.search.get_untracked() != text {
                keep(&text);
                self.search.set(text);
                self.load(true);
            }
        };
        let locked = self.locked();
        let why = move || locked.with(Option::is_some).then(|| self.why());
        let empty = move || view! { <div class="empty"><p>{messages::nobody_fits()}</p></div> }.into_any();
        view! {
            <p class="lead">{messages::extend_case_view_text()}</p>
            {why}
            {search_box(search_id, messages::search_users(), self.search.get_untracked(), search)}
            <div class="people-panel">
                {self.users.view(move |cursor| self.read(cursor), empty, move || self.table(locked))}
            </div>
        }
        .into_any()
    }

    /// Why nothing can be switched; none where it can. Reactive.
    fn locked(self) -> Signal<Option<String>> {
        let decision = Memo::new(move |_| self.app.access.get().map(|it| policy::change_case_access(&it)));
        Signal::derive(move || decision.with(|it| it.as_ref().and_then(|it| it.reason()).map(said::reason)))
    }

    fn why(self) -> impl IntoView {
        let reason = untrack(|| self.app.access.get())
            .and_then(|access| policy::change_case_access(&access).reason().cloned());
        reason.map(|reason| {
            view! {
                <div class="notice notice-calm">
                    {icon(Icon::Lock)}
                    <span>{said::reason(&reason)}</span>
                    <Why reason />
                </div>
            }
        })
    }

    fn table(self, locked: Signal<Option<String>>) -> AnyView {
        let ids = Memo::new(move |_| {
            let ids = |rows: &[CaseAccess]| rows.iter().map(|row| row.user.id.clone()).collect::<Vec<_>>();
            self.users.list.with(|list| list.value().map(|shown| ids(&shown.rows))).unwrap_or_default()
        });
        view! {
            <table class="people">
                <thead>
                    <tr>
                        <th scope="col">{messages::column_user()}</th>
                        <th scope="col">{messages::role()}</th>
                        <th scope="col">{messages::column_opens()}</th>
                        <th scope="col">{messages::column_last_changed()}</th>
                        <th scope="col" class="people-end">{messages::extend_case_view()}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=Clone::clone children=move |id| self.row(id, locked) />
                </tbody>
            </table>
        }
        .into_any()
    }

    fn row(self, id: UserId, locked: Signal<Option<String>>) -> impl IntoView {
        let this = id.clone();
        let user = Memo::new(move |_| {
            let find = |rows: &[CaseAccess]| rows.iter().find(|row| row.user.id == this).cloned();
            self.users.list.with(|list| list.value().and_then(|shown| find(&shown.rows)))
        });
        let this = id.clone();
        let on = Signal::derive(move || {
            let wanted = self.wanted.with(|wanted| wanted.get(&this).copied());
            wanted.unwrap_or_else(|| user.with(|user| user.as_ref().is_some_and(|it| it.enabled)))
        });
        let this = id.clone();
        let trouble = move || self.failed.with(|failed| failed.get(&this).cloned());
        let name = untrack(|| user.get()).map(|it| it.user.name).unwrap_or_default();
        let flip = move |on| self.flip(&id, on);
        view! {
            <tr>
                <td class="people-who">
                    <bdi class="people-name">{move || user.get().map(|it| it.user.name)}</bdi>
                    <bdi class="people-mail">{move || user.get().map(|it| it.user.email)}</bdi>
                    <p class="field-error" role="alert">{trouble}</p>
                </td>
                <td data-label=messages::role()>{move || user.get().map(|it| it.role.label)}</td>
                <td>{move || user.get().map(|it| opens(it.opens_cases, on.get()))}</td>
                <td class="people-quiet" data-label=messages::column_last_changed()>{move || user.get().map(changed)}</td>
                <td class="people-end">
                    {switch(messages::extend_case_view_of(&name), on, locked, flip)}
                </td>
            </tr>
        }
    }

    /// Switches, and shows it at once. Whoever flips twice gets what they wanted last.
    fn flip(self, user: &UserId, on: bool) {
        let user = user.clone();
        let is_under_way = self.wanted.try_update(|wanted| wanted.insert(user.clone(), on).is_some());
        self.failed.update(|failed| {
            failed.remove(&user);
        });
        if is_under_way != Some(false) {
            return;
        }
        let (api, place) = (self.app.api, self.app.session.place_untracked());
        spawn_local(async move {
            let wanted = || self.wanted.try_with_untracked(|wanted| wanted.get(&user).copied()).flatten();
            while let Some(on) = wanted() {
                let answer = api::set_case_access(api, &place, &user, on).await;
                let is_refused = answer.is_err();
                match answer {
                    Ok(now) => self.users.list.change(|shown| {
                        if let Some(row) = shown.rows.iter_mut().find(|row| row.user.id == now.user.id) {
                            *row = now;
                        }
                    }),
                    Err(error) => {
                        let text = messages::not_switched(&error.message());
                        self.failed.try_update(|failed| failed.insert(user.clone(), text));
                    }
                }
                if is_refused || wanted() == Some(on) {
                    self.wanted.try_update(|wanted| wanted.remove(&user));
                }
                if is_refused {
                    self.load(false);
                }
            }
        });
    }
}

/// How many cases a switch opens, or has opened.
fn opens(cases: u64, on: bool) -> String {
    if on { messages::opened_cases(cases) } else { messages::opens_cases(cases) }
}

/// Who switched last, and when.
fn changed(user: CaseAccess) -> AnyView {
    match (user.changed_by, user.changed_at) {
        (Some(by), Some(at)) => view! {
            <bdi>{by.name}</bdi>
            ", "
            {relative_time(at)}
        }
        .into_any(),
        (None, Some(at)) => relative_time(at).into_any(),
        _ => messages::never_changed().into_any(),
    }
}
