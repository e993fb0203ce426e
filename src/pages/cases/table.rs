//! The table of a whole list, however many rows it has.

use caseport_domain::{Code as _, Column, Sort};
use leptos::prelude::*;

use super::rows::{Extent, Rows};
use super::window::Window;
use crate::pages::lists::{Cells, Listing, Rating, heading, opens_case};
use crate::reactive::effect;
use crate::route::Route;

pub(super) fn table(listing: Listing, rows: Rows, rating: Rating, window: Window) -> impl IntoView {
    let cells = Cells { app: listing.app, rating, tab: listing.tab };
    let columns = Memo::new(move |_| listing.columns());
    let search = Memo::new(move |_| listing.view.with(|view| view.search.clone()));
    let extent = Memo::new(move |_| rows.extent());
    let drawn = Memo::new(move |_| window.drawn(extent.get().rows));
    effect(move || {
        rows.want(drawn.get().end.saturating_sub(1));
        // What has just been drawn can be measured.
        request_animation_frame(move || {
            window.look();
            window.hold_focus();
        });
    });
    let space = move |count: usize| {
        (count > 0).then(|| {
            view! {
                <tr class="list-space" aria-hidden="true"><td style:height=move || window.height_of(count)></td></tr>
            }
        })
    };
    view! {
        <table
            class="cases cases-whole"
            class:cases-many-columns=move || { columns.with(|shown| shown.contains(&Column::Submitter)) }
            node_ref=window.table
            tabindex="-1"
            aria-rowcount=move || row_count(extent.get())
            on:keydown=move |event| window.on_key(&event, extent.get_untracked().rows)
        >
            <thead>
                <tr aria-rowindex="1">
                    {move || columns.get().into_iter().map(|column| head(listing, column)).collect_view()}
                </tr>
            </thead>
            <tbody
                on:focusin=move |event| window.on_focus(&event)
                on:focusout=move |event| window.on_blur(&event)
            >
                {move || space(drawn.get().start)}
                <For
                    each=move || drawn.get()
                    key=|index| *index
                    children=move |index| row(cells, rows, index, columns, search)
                />
                {move || space(extent.get().rows - drawn.get().end)}
            </tbody>
        </table>
    }
}

/// The heading is a row, too; -1 says that nobody has counted them.
fn row_count(extent: Extent) -> String {
    match extent.more_than {
        Some(_) => "-1".to_owned(),
        None => (extent.rows + 1).to_string(),
    }
}

/// A column's heading, which sorts by it: first upwards, but times and ratings first downwards.
fn head(listing: Listing, column: Column) -> impl IntoView {
    let sorted = move || Some(listing.view.get().sort).filter(|sort| sort.by == column);
    let sort = move |_| {
        let first_down = matches!(column, Column::Created | Column::Updated | Column::Rating);
        let descending = untrack(sorted).map_or(first_down, |sort| !sort.descending);
        listing.change(|view| view.sort = Sort { by: column, descending });
    };
    let direction = move || match sorted() {
        Some(Sort { descending: true, .. }) => "descending",
        Some(_) => "ascending",
        None => "none",
    };
    let arrow = move || match sorted() {
        Some(Sort { descending: true, .. }) => " ↓",
        Some(_) => " ↑",
        None => "",
    };
    view! {
        <th scope="col" class=format!("column-{}", column.code()) aria-sort=direction>
            <button type="button" class="sort" on:click=sort>
                {heading(column)}
                <span aria-hidden="true">{arrow}</span>
            </button>
        </th>
    }
}

fn row(
    cells: Cells,
    rows: Rows,
    index: usize,
    columns: Memo<Vec<Column>>,
    search: Memo<String>,
) -> impl IntoView {
    let case = Memo::new(move |_| rows.row(index));
    let open = move |event| {
        if let Some(case) = case.get_untracked().filter(|_| opens_case(&event)) {
            cells.app.nav.go(Route::Case(case.number));
        }
    };
    let number = move || case.with(|case| case.as_ref().map(|case| case.number.to_string()));
    let cells = move || match case.get() {
        Some(case) => cells.of(&columns.get(), &case, &search.get()),
        None => vec![view! { <td colspan="10"><div class="skeleton"></div></td> }.into_any()],
    };
    view! {
        <tr
            class="row-link"
            aria-rowindex=(index + 2).to_string()
            data-index=index.to_string()
            data-case=number
            on:click=open
        >
            {cells}
        </tr>
    }
}
