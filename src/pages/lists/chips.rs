//! What narrows a list, each as a chip with a way to take it away; and what an address asked for in vain.

use caseport_domain::StatusFilter;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::filters::Choices;
use super::listing::Listing;
use crate::context::App;
use crate::i18n::{format, messages, severity_text};
use crate::platform;
use crate::route::ListView;
use crate::ui::{Icon, icon};

/// Names a status to narrow by.
pub(super) fn status_text(app: App, filter: StatusFilter) -> String {
    match filter {
        StatusFilter::Open => messages::status_open().to_owned(),
        StatusFilter::WaitingOnMe => messages::status_waiting_on_me().to_owned(),
        StatusFilter::WaitingOnVendor => messages::status_waiting_on_vendor(&app.config.vendor()),
        StatusFilter::Closed => messages::status_closed().to_owned(),
    }
}

/// What a chip takes away.
#[derive(Clone)]
enum Part {
    Search,
    Product(usize),
    Status,
    Severity(usize),
    Customer(usize),
    From,
    To,
    All,
}

impl Part {
    fn take_from(&self, view: &mut ListView) {
        match *self {
            Self::Search => view.search.clear(),
            Self::Product(at) => drop_at(&mut view.products, at),
            Self::Status => view.status = None,
            Self::Severity(at) => drop_at(&mut view.severities, at),
            Self::Customer(at) => drop_at(&mut view.customers, at),
            Self::From => view.from = None,
            Self::To => view.to = None,
            Self::All => *view = view.without_filters(),
        }
    }
}

fn drop_at<T>(items: &mut Vec<T>, at: usize) {
    if at < items.len() {
        items.remove(at);
    }
}

/// The chips; nothing where nothing narrows the list. Reactive.
pub(super) fn chips(listing: Listing, products: Choices, customers: Choices) -> Option<impl IntoView> {
    let view = listing.view.get();
    if !view.is_narrowed() {
        return None;
    }
    let mut all: Vec<(Part, String)> = Vec::new();
    if !view.search.is_empty() {
        all.push((Part::Search, messages::searched_for(&view.search)));
    }
    for (at, id) in view.products.iter().enumerate() {
        all.push((Part::Product(at), products.name(id.as_str())));
    }
    if let Some(status) = view.status {
        all.push((Part::Status, status_text(listing.app, status)));
    }
    for (at, severity) in view.severities.iter().enumerate() {
        all.push((Part::Severity(at), severity_text(*severity).to_owned()));
    }
    for (at, id) in view.customers.iter().enumerate() {
        all.push((Part::Customer(at), customers.name(id.as_str())));
    }
    if let Some(day) = view.from {
        all.push((Part::From, messages::from_day(&format::day(format::midnight(day)))));
    }
    if let Some(day) = view.to {
        all.push((Part::To, messages::to_day(&format::day(format::midnight(day)))));
    }
    let chips: Vec<_> = all.into_iter().map(|(part, text)| chip(listing, part, text)).collect();
    let clear = move |event| take_away(listing, &Part::All, &event);
    Some(view! {
        <ul class="chips" aria-label=messages::filters()>
            {chips}
            <li>
                <button type="button" class="button button-quiet button-small" on:click=clear>
                    {messages::clear_filters()}
                </button>
            </li>
        </ul>
    })
}

fn chip(listing: Listing, part: Part, text: String) -> impl IntoView {
    let remove = messages::remove_filter(&text);
    view! {
        <li>
            <button
                type="button"
                class="chip"
                aria-label=remove
                on:click=move |event| take_away(listing, &part, &event)
            >
                <bdi>{text}</bdi>
                {icon(Icon::Close)}
            </button>
        </li>
    }
}

fn take_away(listing: Listing, part: &Part, event: &MouseEvent) {
    listing.change(|view| part.take_from(view));
    // Pressed by a key: the focus would be gone with the last chip, and goes to where another search begins.
    let by_key = event.detail() == 0;
    if by_key && !listing.view.with_untracked(ListView::is_narrowed) {
        platform::focus_soon(super::SEARCH);
    }
}

/// What the address asked for that cannot be.
pub(super) fn dropped(view: &ListView) -> Option<impl IntoView + use<>> {
    let list = view.dropped.join(", ");
    (!list.is_empty()).then(|| {
        view! {
            <p class="notice" role="status">{icon(Icon::Warning)}<span>{messages::dropped(&list)}</span></p>
        }
    })
}
