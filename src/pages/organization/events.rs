//! Event History: what was changed, by whom, for whom, from what to what. Nobody can change it.

use caseport_domain::api::{EventChange, EventPerson, OrganizationEvent, OrganizationEventKind, Page};
use caseport_domain::id::UserId;
use caseport_domain::{Code as _, Level, RoleObject, policy};
use chrono::NaiveDate;
use leptos::prelude::*;

use super::guard::guarded;
use super::paged::Paged;
use super::search::search_box;
use super::sections::section;
use crate::api::{self, ApiError};
use crate::context::App;
use crate::i18n::{event_text, messages};
use crate::pages::download::{Look, download_link};
use crate::route::{EventsView, OrganizationRoute, Route};
use crate::ui::{Icon, icon, moment};

/// The page.
#[derive(Clone, Copy)]
struct Events {
    app: App,
    view: Memo<EventsView>,
    events: Paged<OrganizationEvent>,
}

/// Whom an entry names.
#[derive(Clone, Copy)]
enum Who {
    Actor,
    Subject,
}

/// "Event History".
pub(super) fn page(app: App) -> AnyView {
    let body = guarded(app, None, policy::see_event_history, move || Events::new(app).show());
    section(app, messages::event_history(), (), body)
}

impl Events {
    fn new(app: App) -> Self {
        let view = Memo::new(move |before: Option<&EventsView>| match app.nav.route() {
            Route::Organization(OrganizationRoute::EventHistory(view)) => view,
            _ => before.cloned().unwrap_or_default(),
        });
        let events = Self { app, view, events: Paged::default() };
        Effect::new(move |before: Option<EventsView>| {
            let view = view.get();
            if before.as_ref() != Some(&view) {
                events.load(true);
            }
            view
        });
        app.access.on_renewed(policy::see_event_history, move || events.load(false));
        events
    }

    fn load(self, afresh: bool) {
        self.events.load(afresh, move |cursor| self.read(cursor));
    }

    async fn read(self, cursor: Option<String>) -> Result<Page<OrganizationEvent>, ApiError> {
        let (place, view) = (self.app.session.place_untracked(), self.view.try_get_untracked());
        api::event_history(self.app.api, &place, &view.unwrap_or_default(), cursor.as_deref()).await
    }

    fn narrow(self, change: impl FnOnce(&mut EventsView)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        if view != self.view.get_untracked() {
            self.app.nav.replace(Route::Organization(OrganizationRoute::EventHistory(view)));
        }
    }

    fn show(self) -> AnyView {
        let search = move |text: String| self.narrow(|view| view.search = text);
        let empty = move || {
            let text = match untrack(|| self.view.with(EventsView::is_narrowed)) {
                true => messages::no_event_fits(),
                false => messages::no_events(),
            };
            view! { <div class="empty"><p>{text}</p></div> }.into_any()
        };
        let clear = move || {
            self.view.with(EventsView::is_narrowed).then(|| {
                view! {
                    <button
                        type="button"
                        class="button button-quiet button-small"
                        on:click=move |_| self.app.nav.replace(
                            Route::Organization(OrganizationRoute::EventHistory(EventsView::default())),
                        )
                    >
                        {messages::clear_filters()}
                    </button>
                }
            })
        };
        view! {
            <div class="toolbar">
                {search_box(
                    crate::pages::SEARCH,
                    messages::search_events(),
                    self.view.get_untracked().search,
                    search,
                )}
                {self.kind_filter()}
                {self.person_filter(Who::Actor)}
                {self.person_filter(Who::Subject)}
                {self.day(messages::from(), |view| &mut view.from)}
                {self.day(messages::until(), |view| &mut view.to)}
                {clear}
                <div class="toolbar-end">{self.export()}</div>
            </div>
            <p class="list-count" role="status">
                {move || self.events.list.with(|list| {
                    list.value().map(|shown| messages::events_count(shown.total))
                })}
            </p>
            <div class="people-panel">
                {self.events.view(move |cursor| self.read(cursor), empty, move || self.table())}
            </div>
        }
        .into_any()
    }

    fn kind_filter(self) -> impl IntoView {
        let chosen = move || self.view.with(|view| view.kinds.first().copied());
        let options = OrganizationEventKind::ALL.iter().copied().map(|kind| {
            view! {
                <option value=kind.code() prop:selected=move || chosen() == Some(kind)>{event_text(kind)}</option>
            }
        });
        let choose = move |event| {
            let kind = OrganizationEventKind::parse(&event_target_value(&event));
            self.narrow(|view| view.kinds = kind.into_iter().collect());
        };
        view! {
            <label class="filter-one">
                <span>{messages::event_kind()}</span>
                <select on:change=choose>
                    <option value="" prop:selected=move || chosen().is_none()>{messages::any_event()}</option>
                    {options.collect_view()}
                </select>
            </label>
        }
    }

    /// The people of the entries that have been read, and the one that the address names.
    fn person_filter(self, who: Who) -> impl IntoView {
        let chosen = move || {
            self.view.with(|view| match who {
                Who::Actor => view.actor.clone(),
                Who::Subject => view.user.clone(),
            })
        };
        // Whoever was read once stays a choice while the list is narrowed.
        let people = Memo::new(move |before: Option<&Vec<(UserId, String)>>| {
            let mut people = before.cloned().unwrap_or_default();
            self.events.list.with(|list| {
                for event in list.value().map(|shown| shown.rows.as_slice()).unwrap_or_default() {
                    for person in [Some(&event.by), event.subject.as_ref()].into_iter().flatten() {
                        if let Some(id) = &person.id
                            && !people.iter().any(|(known, _)| known == id)
                        {
                            people.push((id.clone(), person_name(person)));
                        }
                    }
                }
            });
            if let Some(id) = chosen()
                && !people.iter().any(|(known, _)| *known == id)
            {
                let name = id.to_string();
                people.push((id, name));
            }
            people.sort_by(|one, other| one.1.cmp(&other.1));
            people
        });
        let option = move |(id, name): (UserId, String)| {
            let value = id.to_string();
            view! { <option value=value prop:selected=move || chosen().as_ref() == Some(&id)>{name}</option> }
        };
        let choose = move |event| {
            let id = event_target_value(&event);
            let id = (!id.is_empty()).then(|| UserId::from(id));
            self.narrow(|view| match who {
                Who::Actor => view.actor = id,
                Who::Subject => view.user = id,
            });
        };
        let label = match who {
            Who::Actor => messages::event_by(),
            Who::Subject => messages::event_for(),
        };
        view! {
            <label class="filter-one">
                <span>{label}</span>
                <select on:change=choose>
                    <option value="" prop:selected=move || chosen().is_none()>{messages::anybody()}</option>
                    {move || people.get().into_iter().map(option).collect_view()}
                </select>
            </label>
        }
    }

    fn day(self, label: &'static str, field: fn(&mut EventsView) -> &mut Option<NaiveDate>) -> impl IntoView {
        let value =
            move || field(&mut self.view.get()).as_ref().map(NaiveDate::to_string).unwrap_or_default();
        let change = move |event| {
            let day = event_target_value(&event).parse().ok();
            self.narrow(|view| *field(view) = day);
        };
        view! {
            <label class="filter-one">
                <span>{label}</span>
                <input type="date" prop:value=value on:change=change />
            </label>
        }
    }

    /// Downloads the entries.
    fn export(self) -> impl IntoView {
        let app = self.app;
        let rows = move || self.view.with(|view| api::event_history_csv(&app.session.place(), view));
        download_link(app, rows, Look::AtSession, None, messages::export_csv())
    }

    fn table(self) -> AnyView {
        let ids = Memo::new(move |_| {
            let ids = |rows: &[OrganizationEvent]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
            self.events.list.with(|list| list.value().map(|shown| ids(&shown.rows))).unwrap_or_default()
        });
        let find = move |id: &str| {
            let find = |rows: &[OrganizationEvent]| rows.iter().find(|row| row.id == id).cloned();
            untrack(|| self.events.list.with(|list| list.value().and_then(|shown| find(&shown.rows))))
        };
        view! {
            <table class="people events">
                <thead>
                    <tr>
                        <th scope="col">{messages::column_when()}</th>
                        <th scope="col">{messages::column_what()}</th>
                        <th scope="col">{messages::column_change()}</th>
                        <th scope="col">{messages::event_by()}</th>
                    </tr>
                </thead>
                <tbody>
                    // An entry never changes.
                    <For each=move || ids.get() key=Clone::clone children=move |id| find(&id).map(row) />
                </tbody>
            </table>
        }
        .into_any()
    }
}

fn row(event: OrganizationEvent) -> impl IntoView {
    let text = event.kind.value().map_or(event.kind.code().to_owned(), |kind| event_text(kind).to_owned());
    let refused = event.kind.value() == Some(OrganizationEventKind::Refused);
    let attempted = event.attempted.as_ref().and_then(|kind| kind.value()).map(event_text);
    let text = attempted.map_or(text.clone(), |attempted| messages::event_refused(&text, attempted));
    let about = [event.role.clone(), event.subject.as_ref().map(person_name)];
    let about: Vec<String> = about.into_iter().flatten().collect();
    view! {
        <tr>
            <td class="people-quiet events-when">{moment(event.at)}</td>
            <td>
                <span class="events-what">{refused.then(|| icon(Icon::Lock))} {text}</span>
                <bdi class="people-mail">{about.join(" · ")}</bdi>
            </td>
            <td>
                {event.changes.iter().map(change).collect_view()}
                {event.reason.map(|reason| view! { <p class="people-mail">{reason}</p> })}
            </td>
            <td class="events-by">
                <span class="visually-hidden">{messages::event_by()} " "</span>
                <bdi>{person_name(&event.by)}</bdi>
            </td>
        </tr>
    }
}

fn person_name(person: &EventPerson) -> String {
    if person.is_sign_on() {
        return messages::by_sign_on(&person.name);
    }
    if person.name.is_empty() { person.email.clone() } else { person.name.clone() }
}

/// What changed, from what to what.
fn change(change: &EventChange) -> impl IntoView + use<> {
    let what = match change.what.as_str() {
        "extended_case_view" => messages::extend_case_view().to_owned(),
        "role" => messages::role().to_owned(),
        "label" => messages::role_name().to_owned(),
        "description" => messages::role_description().to_owned(),
        key => RoleObject::parse(key).map_or_else(|| key.to_owned(), |object| object.label().to_owned()),
    };
    let value = |value: &Option<String>| match value.as_deref() {
        None | Some("") => messages::nothing().to_owned(),
        Some("on") => messages::on().to_owned(),
        Some("off") => messages::off().to_owned(),
        Some(code) => Level::parse(code).map_or_else(|| code.to_owned(), |level| level.label().to_owned()),
    };
    // What begins has nothing before it.
    let old = change.old.is_some().then(|| {
        view! {
            <bdi class="events-old">{value(&change.old)}</bdi>
            <span aria-hidden="true">" → "</span>
            <span class="visually-hidden">" "{messages::becomes()}" "</span>
        }
    });
    view! {
        <p class="events-change">
            <span class="people-mail">{what}</span>
            " "
            {old}
            <bdi class="events-new">{value(&change.new)}</bdi>
        </p>
    }
}
