//! Search and filters: everything that a person does here goes into the address, and the list follows the address.

use caseport_domain::api::Named;
use caseport_domain::{Code as _, Column, Severity, StatusFilter, Tab, limits};
use chrono::NaiveDate;
use leptos::prelude::*;

use super::chips::{chips, dropped, status_text};
use super::export::{copy_link, export};
use super::filters::{Choices, Source, several};
use super::listing::Listing;
use crate::i18n::{messages, severity_text};
use crate::reactive::effect;
use crate::route::ListView;
use crate::ui::{Icon, TextField, icon};

/// The id of the search box, which `/` leads to.
pub const SEARCH: &str = "case-search";

/// The toolbar of a list.
pub fn toolbar(listing: Listing) -> impl IntoView {
    let Listing { app, view, whole, .. } = listing;
    let products = Choices::asked(app, Source::Products);
    let customers = Choices::asked(app, Source::Customers);
    // The chips name what is chosen.
    effect(move || {
        if view.with(|view| !view.products.is_empty()) {
            products.ask();
        }
        if view.with(|view| !view.customers.is_empty()) {
            customers.ask();
        }
    });
    let open = RwSignal::new(false);
    view! {
        <div class="toolbar" role="search">
            <div class="toolbar-search">
                <TextField
                    id=SEARCH
                    label=messages::search_cases()
                    label_hidden=true
                    placeholder=messages::search_cases()
                    kind="search"
                    max_length=limits::SEARCH_MAX
                    value=listing.typed
                    on_input=move |text| listing.type_search(text)
                />
            </div>
            {filters_button(listing, open)}
            <div class="toolbar-filters" id="filters" class:open=move || open.get()>
                {several(
                    messages::column_product(),
                    products,
                    Signal::derive(move || view.with(|view| ids(&view.products))),
                    move |ids| listing.change(|view| view.products = typed(&ids)),
                )}
                {status(listing)}
                {whole.then(|| more(listing, customers))}
                <div class="toolbar-end">
                    {whole.then(|| columns(listing))}
                    {whole.then(|| copy_link(listing))}
                    {export(listing)}
                </div>
            </div>
        </div>
        {move || chips(listing, products, customers)}
        {move || view.with(dropped)}
    }
}

/// On a phone the filters would fill the screen, so they wait behind a button.
fn filters_button(listing: Listing, open: RwSignal<bool>) -> impl IntoView {
    let count = move || listing.view.with(ListView::filters);
    view! {
        <button
            type="button"
            class="button button-small filters-button"
            aria-controls="filters"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {icon(Icon::Filter)}
            {messages::filters()}
            {move || Some(count()).filter(|count| *count > 0).map(|count| view! {
                " " <span class="tab-count">{count.to_string()}</span>
            })}
        </button>
    }
}

fn status(listing: Listing) -> impl IntoView {
    let view = listing.view;
    let choose = move |event| {
        let status = StatusFilter::parse(&event_target_value(&event));
        listing.change(|view| view.status = status);
    };
    let options = StatusFilter::ALL.iter().copied().map(|filter| {
        view! {
            <option value=filter.code() prop:selected=move || view.with(|view| view.status == Some(filter))>
                {status_text(listing.app, filter)}
            </option>
        }
    });
    view! {
        <label class="filter-one">
            <span class="visually-hidden">{messages::column_status()}</span>
            <select on:change=choose>
                <option value="" prop:selected=move || view.with(|view| view.status.is_none())>
                    {messages::any_status()}
                </option>
                {options.collect_view()}
            </select>
        </label>
    }
}

/// The filters that only whole lists have.
fn more(listing: Listing, customers: Choices) -> impl IntoView {
    let view = listing.view;
    let severities = Severity::ALL.iter();
    let severities =
        severities.map(|it| Named { id: it.code().to_owned(), name: severity_text(*it).to_owned() });
    let by_customer = move || {
        (listing.tab.get() == Tab::Customer).then(|| {
            several(
                messages::customer(),
                customers,
                Signal::derive(move || view.with(|view| ids(&view.customers))),
                move |ids| listing.change(|view| view.customers = typed(&ids)),
            )
        })
    };
    view! {
        {several(
            messages::column_severity(),
            Choices::known(listing.app, severities.collect()),
            Signal::derive(move || view.with(|view| codes(&view.severities))),
            move |ids| listing.change(|view| view.severities = parsed(&ids)),
        )}
        {by_customer}
        {day(listing, messages::created_from(), |view| &mut view.from)}
        {day(listing, messages::created_to(), |view| &mut view.to)}
    }
}

fn day(
    listing: Listing,
    label: &'static str,
    field: fn(&mut ListView) -> &mut Option<NaiveDate>,
) -> impl IntoView {
    let value = move || field(&mut listing.view.get()).as_ref().map(NaiveDate::to_string).unwrap_or_default();
    let change = move |event| {
        let day = event_target_value(&event).parse().ok();
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
    let all = all.map(|it| Named { id: it.code().to_owned(), name: super::heading(*it).to_owned() });
    let choose = move |ids: Vec<String>| {
        // The number is the way to the case.
        let is_shown = |it: &Column| *it == Column::Number || ids.iter().any(|id| id == it.code());
        listing.choose_columns(Column::ALL.iter().copied().filter(is_shown).collect());
    };
    several(
        messages::columns(),
        Choices::known(listing.app, all.collect()),
        Signal::derive(move || codes(&listing.columns())),
        choose,
    )
}

fn ids(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn typed<T: for<'a> From<&'a str>>(ids: &[String]) -> Vec<T> {
    ids.iter().map(|id| id.as_str().into()).collect()
}

fn codes<T: caseport_domain::Code>(codes: &[T]) -> Vec<String> {
    codes.iter().map(|it| it.code().to_owned()).collect()
}

fn parsed<T: caseport_domain::Code>(codes: &[String]) -> Vec<T> {
    codes.iter().filter_map(|code| T::parse(code)).collect()
}
