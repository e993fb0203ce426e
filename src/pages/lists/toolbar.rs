//! Search, filters and what they stand at: everything that a person does here goes into the address, and the list
//! follows the address.

use std::time::Duration;

use caseport_domain::api::Named;
use caseport_domain::{Code as _, Severity, StatusFilter, Tab};
use leptos::prelude::*;

use super::filters::{Choices, several};
use crate::api;
use crate::context::App;
use crate::i18n::{messages, severity_text};
use crate::platform;
use crate::route::{Column, ListView};
use crate::stores::Loader;
use crate::ui::{Icon, TextField, icon};

/// The id of the search box, which `/` leads to.
pub const SEARCH: &str = "case-search";
/// A search follows the last keystroke by so much.
const TYPING: Duration = Duration::from_millis(200);

/// A list that is shown: what of it, and how to show something else.
#[derive(Clone, Copy)]
pub struct Listing {
    /// The app.
    pub app: App,
    /// What is shown.
    pub view: Memo<ListView>,
    /// Shows another view, in place of this one in the history.
    pub show: fn(App, ListView),
    /// Whether it is the whole list, which has more filters.
    pub whole: bool,
}

impl Listing {
    fn change(self, change: impl FnOnce(&mut ListView)) {
        let mut view = self.view.get_untracked();
        view.dropped.clear();
        change(&mut view);
        (self.show)(self.app, view);
    }
}

/// The toolbar of a list.
pub fn toolbar(listing: Listing) -> impl IntoView {
    let Listing { app, view, whole, .. } = listing;
    let products = choices_of_products(app);
    let severities = Choices::Fixed(StoredValue::new(
        Severity::ALL
            .iter()
            .map(|it| Named { id: it.code().to_owned(), name: severity_text(*it).to_owned() })
            .collect(),
    ));
    let customers = choices_of_customers(app);
    // The chips name what is chosen.
    Effect::new(move |_| {
        let view = view.get();
        if !view.products.is_empty() {
            products.ask();
        }
        if !view.customers.is_empty() {
            customers.ask();
        }
    });
    let status = move |event| {
        let status = StatusFilter::parse(&event_target_value(&event));
        listing.change(|view| view.status = status);
    };
    let options = StatusFilter::ALL.iter().map(|filter| {
        let filter = *filter;
        view! {
            <option value=filter.code() prop:selected=move || view.get().status == Some(filter)>
                {status_text(app, filter)}
            </option>
        }
    });
    let more = whole.then(|| {
        view! {
            {several(
                messages::column_severity(),
                severities,
                Signal::derive(move || view.get().severities.iter().map(|it| it.code().to_owned()).collect()),
                move |ids| listing.change(|view| view.severities = ids.iter().filter_map(|id| Severity::parse(id)).collect()),
            )}
            {move || (view.get().tab == Tab::Customer).then(|| several(
                messages::customer(),
                customers,
                Signal::derive(move || view.get().customers),
                move |ids| listing.change(|view| view.customers = ids),
            ))}
            {day(listing, messages::created_from(), |view| &mut view.from)}
            {day(listing, messages::created_to(), |view| &mut view.to)}
            {columns(listing)}
        }
    });
    view! {
        <div class="toolbar" role="search">
            {search_box(listing)}
            {several(
                messages::column_product(),
                products,
                Signal::derive(move || view.get().products),
                move |ids| listing.change(|view| view.products = ids),
            )}
            <label class="filter-one">
                <span class="visually-hidden">{messages::column_status()}</span>
                <select on:change=status>
                    <option value="" prop:selected=move || view.get().status.is_none()>{messages::any_status()}</option>
                    {options.collect_view()}
                </select>
            </label>
            {more}
            <div class="toolbar-end">
                {whole.then(|| copy_link(app))}
                <a
                    class="button button-small"
                    href=move || api::csv_address(&app.session.place(), &view.get())
                    download
                >
                    {messages::export_csv()}
                </a>
            </div>
        </div>
        {move || chips(listing, products, customers)}
        {move || dropped(&view.get())}
    }
}

fn choices_of_products(app: App) -> Choices {
    let loader = Loader::<Vec<Named>>::default();
    let ask = move || {
        let place = app.session.place_untracked();
        loader.load(async move {
            let catalog = api::catalog(app.api, &place, None).await?;
            Ok(catalog.products.into_iter().map(|it| Named { id: it.id.0, name: it.name }).collect())
        });
    };
    Choices::Asked(loader, StoredValue::new(Box::new(ask)))
}

fn choices_of_customers(app: App) -> Choices {
    let loader = Loader::<Vec<Named>>::default();
    let ask = move || {
        let place = app.session.place_untracked();
        loader.load(async move {
            let customers = api::case_customers(app.api, &place).await?;
            Ok(customers.into_iter().map(|it| Named { id: it.id.0, name: it.name }).collect())
        });
    };
    Choices::Asked(loader, StoredValue::new(Box::new(ask)))
}

fn search_box(listing: Listing) -> impl IntoView {
    let typed = RwSignal::new(listing.view.get_untracked().search);
    // Back and the chips change the search, too.
    Effect::new(move |_| {
        let search = listing.view.get().search;
        if search != typed.get_untracked().trim() {
            typed.set(search);
        }
    });
    let keystrokes = StoredValue::new(0_u32);
    let on_input = move |text: String| {
        typed.set(text);
        let keystroke = keystrokes.get_value().wrapping_add(1);
        keystrokes.set_value(keystroke);
        leptos::task::spawn_local(async move {
            platform::sleep(TYPING).await;
            if keystrokes.try_get_value() == Some(keystroke) {
                let search = typed.get_untracked().trim().to_owned();
                if search != listing.view.get_untracked().search {
                    listing.change(|view| view.search = search);
                }
            }
        });
    };
    view! {
        <div class="toolbar-search">
            <TextField
                id=SEARCH
                label=messages::search_cases()
                placeholder=messages::search_cases()
                kind="search"
                value=typed
                on_input=on_input
            />
        </div>
    }
}

fn day(listing: Listing, label: &'static str, field: fn(&mut ListView) -> &mut String) -> impl IntoView {
    let value = move || field(&mut listing.view.get()).clone();
    let change = move |event| {
        let day = event_target_value(&event);
        listing.change(|view| *field(view) = day);
    };
    view! {
        <label class="filter-one">
            <span>{label}</span>
            <input type="date" prop:value=value on:change=change />
        </label>
    }
}

fn columns(listing: Listing) -> impl IntoView {
    let all = Column::ALL.iter().filter(|column| **column != Column::Number);
    let all =
        all.map(|column| Named { id: column.code().to_owned(), name: super::heading(*column).to_owned() });
    let chosen = move || listing.view.get().shown().iter().map(|column| column.code().to_owned()).collect();
    let choose = move |ids: Vec<String>| {
        listing.change(|view| {
            // The number is the way to the case.
            let shown = Column::ALL.into_iter();
            let shown: Vec<Column> =
                shown.filter(|it| *it == Column::Number || ids.iter().any(|id| id == it.code())).collect();
            view.columns = Some(shown).filter(|shown| *shown != Column::usual(view.tab));
        });
    };
    several(
        messages::columns(),
        Choices::Fixed(StoredValue::new(all.collect())),
        Signal::derive(chosen),
        choose,
    )
}

fn copy_link(app: App) -> impl IntoView {
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            match platform::copy_address().await {
                true => app.toasts.say(messages::link_copied()),
                false => app.toasts.say(messages::link_not_copied()),
            }
        });
    };
    view! { <button type="button" class="button button-small" on:click=copy>{messages::copy_link()}</button> }
}

fn status_text(app: App, filter: StatusFilter) -> String {
    match filter {
        StatusFilter::Open => messages::status_open().to_owned(),
        StatusFilter::WaitingOnMe => messages::status_waiting_on_me().to_owned(),
        StatusFilter::WaitingOnVendor => messages::status_waiting_on_vendor(&app.config.vendor()),
        StatusFilter::Closed => messages::status_closed().to_owned(),
    }
}

/// What narrows the list, each with a way to take it away.
fn chips(listing: Listing, products: Choices, customers: Choices) -> Option<impl IntoView> {
    let view = listing.view.get();
    if !view.is_narrowed() {
        return None;
    }
    let mut all: Vec<AnyView> = Vec::new();
    let mut add = |text: String, without: ListView| {
        let remove = messages::remove_filter(&text);
        let take_away = move |_| (listing.show)(listing.app, without.clone());
        all.push(
            view! {
                <li>
                    <button type="button" class="chip" aria-label=remove on:click=take_away>
                        <bdi>{text}</bdi>
                        {icon(Icon::Close)}
                    </button>
                </li>
            }
            .into_any(),
        );
    };
    let but = |change: &dyn Fn(&mut ListView)| {
        let mut other = view.clone();
        change(&mut other);
        other
    };
    if !view.search.is_empty() {
        add(messages::searched_for(&view.search), but(&|it| it.search.clear()));
    }
    for id in &view.products {
        add(
            products.name(id).unwrap_or_else(|| id.clone()),
            but(&|it| it.products.retain(|other| other != id)),
        );
    }
    if let Some(status) = view.status {
        add(status_text(listing.app, status), but(&|it| it.status = None));
    }
    for severity in &view.severities {
        add(severity_text(*severity).to_owned(), but(&|it| it.severities.retain(|other| other != severity)));
    }
    for id in &view.customers {
        add(
            customers.name(id).unwrap_or_else(|| id.clone()),
            but(&|it| it.customers.retain(|other| other != id)),
        );
    }
    if !view.from.is_empty() {
        add(messages::from_day(&view.from), but(&|it| it.from.clear()));
    }
    if !view.to.is_empty() {
        add(messages::to_day(&view.to), but(&|it| it.to.clear()));
    }
    let whole = view.without_filters();
    Some(view! {
        <ul class="chips" aria-label=messages::filters()>
            {all}
            <li>
                <button
                    type="button"
                    class="button button-quiet button-small"
                    on:click=move |_| (listing.show)(listing.app, whole.clone())
                >
                    {messages::clear_filters()}
                </button>
            </li>
        </ul>
    })
}

/// What the address asked for that cannot be.
fn dropped(view: &ListView) -> Option<impl IntoView + use<>> {
    let list = view.dropped.join(", ");
    (!list.is_empty()).then(|| {
        view! {
            <p class="notice" role="status">{icon(Icon::Warning)}<span>{messages::dropped(&list)}</span></p>
        }
    })
}
