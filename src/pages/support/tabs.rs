//! The tabs of the Support page, with the number of cases in each; arrows move between them.

use std::collections::BTreeMap;

use caseport_domain::api::TabCounts;
use caseport_domain::{Code, Tab};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::i18n::language::reading_key;
use crate::i18n::{format, messages, tab_text};
use crate::pages::lists::Listing;
use crate::platform;
use crate::reactive::effect;
use crate::route::{ListView, Route};
use crate::stores::Loader;

/// The tabs that the person has.
pub(super) fn tab_list(
    listing: Listing,
    tabs: Vec<Tab>,
    counts: Loader<BTreeMap<String, TabCounts>>,
) -> impl IntoView {
    let Listing { app, tab: current, .. } = listing;
    // On a phone the tabs are wider than the screen.
    effect(move || {
        current.track();
        // The numbers make the tabs wider when they come.
        counts.with(|_| ());
        platform::show_soon("[role=tab][aria-selected=true]");
    });
    let order = tabs.clone();
    let on_key = move |event: KeyboardEvent| {
        let position = order.iter().position(|tab| *tab == current.get_untracked()).unwrap_or_default();
        let last = order.len().saturating_sub(1);
        let next = match reading_key(&event).as_str() {
            "ArrowRight" if position == last => 0,
            "ArrowRight" => position + 1,
            "ArrowLeft" if position == 0 => last,
            "ArrowLeft" => position - 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = order.get(next) {
            app.nav.replace(of_tab(listing, *tab));
            platform::focus_soon(tab_id(*tab));
        }
    };
    let buttons: Vec<_> = tabs
        .into_iter()
        .map(|tab| {
            let selected = move || current.get() == tab;
            let count = move || {
                counts.with(|counts| counts.value().and_then(|counts| counts.get(tab.code()).copied()))
            };
            view! {
                <button
                    type="button"
                    id=tab_id(tab)
                    class="tab"
                    role="tab"
                    aria-controls="cases-panel"
                    aria-selected=move || if selected() { "true" } else { "false" }
                    tabindex=move || if selected() { "0" } else { "-1" }
                    on:click=move |_| app.nav.go(of_tab(listing, tab))
                >
                    <span>{tab_text(tab)}</span>
                    " "
                    {move || count().map(|counts| view! {
                        <span class="tab-count">{format::number(counts.total)}</span>
                    })}
                </button>
            }
        })
        .collect();
    view! {
        <div class="tabs" role="tablist" aria-label=messages::case_lists() on:keydown=on_key>{buttons}</div>
    }
}

/// Another tab's list: the search stays, filters belong to a list.
fn of_tab(listing: Listing, tab: Tab) -> Route {
    let view = listing.view.get_untracked();
    Route::Support(if view.tab == tab { view } else { ListView { search: view.search, ..ListView::of(tab) } })
}

/// The id of a tab's button.
pub(super) fn tab_id(tab: Tab) -> &'static str {
    match tab {
        Tab::My => "tab-my",
        Tab::Organization => "tab-organization",
        Tab::Partner => "tab-partner",
        Tab::Customer => "tab-customer",
        Tab::FalseDetection => "tab-false-detection",
    }
}
