//! The newest cases of a tab: a table, which a phone shows as cards.

use caseport_domain::api::{CaseSummary, Page};
use caseport_domain::{Column, Tab};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::i18n::{format, messages};
use crate::pages::lists::{Cells, Listing, heading, opens_case};
use crate::platform;
use crate::route::Route;
use crate::ui::Link;

/// What of a row has the focus: the link to its case.
const LINKS: &str = ".cases [data-case] .cell-number > a:first-child";

/// The cases of one page of the list.
pub(super) fn table(cells: Cells, listing: Listing, page: Page<CaseSummary>) -> impl IntoView + use<> {
    let app = cells.app;
    let view = listing.view.get_untracked();
    let columns = columns(view.tab, &page.items);
    let shown = page.items.len() as u64;
    let count = match (shown == page.total, page.total_at_least) {
        (true, _) => messages::list_count(shown),
        (false, false) => messages::newest_of(&format::number(shown), &format::number(page.total)),
        (false, true) => messages::newest_of_more(&format::number(shown), &format::number(page.total)),
    };
    let headings: Vec<_> = columns.iter().map(|it| view! { <th scope="col">{heading(*it)}</th> }).collect();
    let rows: Vec<_> = page.items.iter().map(|case| row(cells, &columns, case, &view.search)).collect();
    let all = Signal::derive(move || Route::Cases(listing.view.get()));
    view! {
        <table class="cases">
            <thead><tr>{headings}</tr></thead>
            <tbody on:keydown=on_key>{rows}</tbody>
        </table>
        <p class="table-foot">
            <span>{count}</span>
            <Link nav=app.nav to=all class="button button-small">{messages::view_all()}</Link>
        </p>
    }
}

/// Arrows move between the rows' links.
fn on_key(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    event.prevent_default();
    platform::focus_sibling(LINKS, forward);
}

/// The organization is there only where it tells rows apart.
fn columns(tab: Tab, cases: &[CaseSummary]) -> Vec<Column> {
    let first = cases.first().map(|case| &case.organization);
    let differs = tab == Tab::Customer || cases.iter().any(|case| Some(&case.organization) != first);
    let usual = Column::usual(tab).into_iter();
    usual.filter(|column| *column != Column::Organization || differs).collect()
}

fn row(cells: Cells, columns: &[Column], case: &CaseSummary, search: &str) -> impl IntoView + use<> {
    let route = Route::Case(case.number);
    let app = cells.app;
    let cells = cells.of(columns, case, search);
    let open = move |event| {
        if opens_case(&event) {
            app.nav.go(route.clone());
        }
    };
    let number = case.number.to_string();
    view! { <tr class="row-link" data-case=number on:click=open>{cells}</tr> }
}
