//! The table of a whole list: only the rows that are in view are elements, however many the list has.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::rows::Rows;
use crate::i18n::messages;
use crate::pages::lists::{Cells, Listing, Rating, heading, opens_case, rating_dialog};
use crate::platform;
use crate::route::{Column, ListView, Order, Route};
use crate::ui::failure;

/// Rows that are drawn above and below the view, so that scrolling shows no gap.
const MARGIN: usize = 12;
/// A row's height until one has been measured.
const ROW: f64 = 40.0;

/// Which rows are in view.
#[derive(Clone, Copy)]
struct Window {
    table: NodeRef<html::Table>,
    height: RwSignal<f64>,
    /// The first row in view, and how many fit.
    seen: RwSignal<(usize, usize)>,
}

impl Window {
    /// Follows scrolling and resizing.
    fn follow() -> Self {
        let window = Self { table: NodeRef::new(), height: RwSignal::new(ROW), seen: RwSignal::new((0, 30)) };
        for event in ["scroll", "resize"] {
            let event = leptos::ev::Custom::<web_sys::Event>::new(event);
            let listener = window_event_listener(event, move |_| window.look());
            on_cleanup(move || listener.remove());
        }
        window
    }

    fn look(self) {
        let (Some(table), Some(window)) = (self.table.get_untracked(), web_sys::window()) else { return };
        if let Some(row) = table.query_selector("tbody .row-link").ok().flatten() {
            let height = row.get_bounding_client_rect().height();
            if height > 1.0 && (height - self.height.get_untracked()).abs() > 0.5 {
                self.height.set(height);
            }
        }
        let body = table.query_selector("tbody").ok().flatten();
        let top = body.map_or(0.0, |body| -body.get_bounding_client_rect().top()).max(0.0);
        let view = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(900.0);
        let height = self.height.get_untracked();
        let seen = ((top / height) as usize, (view / height).ceil() as usize + 1);
        if seen != self.seen.get_untracked() {
            self.seen.set(seen);
        }
    }

    /// The rows to draw, of `total`.
    fn drawn(self, total: usize) -> (usize, usize) {
        let (first, count) = self.seen.get();
        (first.saturating_sub(MARGIN).min(total), (first + count + MARGIN).min(total))
    }
}

pub(super) fn table(listing: Listing, rows: Rows) -> impl IntoView {
    let Listing { app, view, .. } = listing;
    let window = Window::follow();
    let cells = Cells { app, rating: Rating::new() };
    let columns = Memo::new(move |_| view.get().shown());
    let total =
        Memo::new(move |_| rows.total().and_then(|total| usize::try_from(total).ok()).unwrap_or_default());
    let drawn = Memo::new(move |_| window.drawn(total.get()));
    Effect::new(move |_| {
        let (_, end) = drawn.get();
        rows.want(end.saturating_sub(1));
        // What has just been drawn can be measured.
        request_animation_frame(move || window.look());
    });
    let indexes = move || {
        let (first, end) = drawn.get();
        (first..end).collect::<Vec<_>>()
    };
    let space = move |count: usize| {
        let height = move || format!("{}px", count as f64 * window.height.get());
        (count > 0).then(|| {
            view! {
                <tr class="list-space" aria-hidden="true"><td style:height=height></td></tr>
            }
        })
    };
    let search = Memo::new(move |_| view.get().search);
    let on_key = move |event: KeyboardEvent| move_focus(&event, rows, total.get_untracked(), window);
    let is_empty = move || rows.total() == Some(0);
    view! {
        <div class="panel list-panel">
            <table class="cases cases-whole" node_ref=window.table aria-rowcount=move || (total.get() + 1).to_string()>
                <thead>
                    <tr aria-rowindex="1">
                        {move || columns.get().into_iter().map(|column| head(listing, column)).collect_view()}
                    </tr>
                </thead>
                <tbody on:keydown=on_key>
                    {move || space(drawn.get().0)}
                    <For each=indexes key=|index| *index children=move |index| row(cells, rows, index, columns, search) />
                    {move || space(total.get() - drawn.get().1)}
                </tbody>
            </table>
            {rating_dialog(app, cells.rating, move |case| rows.put(case))}
            {move || rows.error().map(|error| failure(&error, move || rows.retry()))}
            {move || is_empty().then(|| view! {
                <div class="empty">
                    <p>{if view.get().is_narrowed() { messages::empty_narrowed() } else { messages::empty_list() }}</p>
                </div>
            })}
        </div>
    }
}

/// A column's heading, which sorts by it: first upwards, but times and ratings first downwards.
fn head(listing: Listing, column: Column) -> impl IntoView {
    let view = listing.view;
    let order = move || Some(view.get().order).filter(|order| order.by == column);
    let sort = move |_| {
        let now = view.get_untracked();
        let first_down = matches!(column, Column::Created | Column::Updated | Column::Rating);
        let descending = if now.order.by == column { !now.order.descending } else { first_down };
        let order = Order { by: column, descending };
        (listing.show)(listing.app, ListView { order, dropped: Vec::new(), ..now });
    };
    let direction = move || match order() {
        Some(Order { descending: true, .. }) => "descending",
        Some(_) => "ascending",
        None => "none",
    };
    let arrow = move || match order() {
        Some(Order { descending: true, .. }) => " ↓",
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
    let cells = move || match case.get() {
        Some(case) => cells.of(&columns.get(), &case, &search.get()),
        None => vec![view! { <td colspan="10"><div class="skeleton"></div></td> }.into_any()],
    };
    view! {
        <tr class="row-link" aria-rowindex=(index + 2).to_string() data-index=index.to_string() on:click=open>{cells}</tr>
    }
}

/// Arrows, Home, End and Page keys move between the rows' links.
fn move_focus(event: &KeyboardEvent, rows: Rows, total: usize, window: Window) {
    use wasm_bindgen::JsCast as _;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let row = target.and_then(|target| target.closest("[data-index]").ok().flatten());
    let index = row.and_then(|row| row.get_attribute("data-index")?.parse::<usize>().ok());
    let Some(index) = index.filter(|_| total > 0) else { return };
    let page = window.seen.get_untracked().1.saturating_sub(3).max(1);
    let to = match event.key().as_str() {
        "ArrowDown" => index + 1,
        "ArrowUp" => index.saturating_sub(1),
        "PageDown" => index + page,
        "PageUp" => index.saturating_sub(page),
        "Home" => 0,
        "End" => total - 1,
        _ => return,
    };
    event.prevent_default();
    let to = to.min(total - 1);
    rows.want(to);
    let offset = to as f64 * window.height.get_untracked();
    let table = window.table.get_untracked();
    platform::show_row(table.as_deref().map(AsRef::as_ref), offset, window.height.get_untracked());
    platform::focus_when_there(format!("[data-index=\"{to}\"] a"));
}
