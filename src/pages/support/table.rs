//! The newest cases of a tab: a table, which a phone shows as cards.

use caseport_domain::Tab;
use caseport_domain::api::{CaseSummary, Page};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::context::App;
use crate::i18n::messages;
use crate::route::Route;
use crate::ui::{Link, relative_time, severity_badge, status_badge};

/// The cases of one page of the list.
pub(super) fn table(app: App, tab: Tab, page: Page<CaseSummary>) -> impl IntoView {
    let columns = Columns::of(tab, &page.items);
    let shown = page.items.len() as u64;
    let more = (page.total > shown).then(|| messages::newest_of(&shown.to_string(), &page.total.to_string()));
    let rows: Vec<_> = page.items.into_iter().map(|case| row(app, columns, case)).collect();
    view! {
        <table class="cases">
            <thead>
                <tr>
                    <th scope="col">{messages::column_number()}</th>
                    <th scope="col">{messages::column_subject()}</th>
                    <th scope="col">{messages::column_product()}</th>
                    <th scope="col">{messages::column_severity()}</th>
                    <th scope="col">{messages::column_status()}</th>
                    {columns.organization.then(|| view! { <th scope="col">{messages::column_organization()}</th> })}
                    {columns.submitter.then(|| view! { <th scope="col">{messages::column_submitter()}</th> })}
                    <th scope="col">{messages::column_updated()}</th>
                    <th scope="col">{messages::column_created()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {more.map(|more| view! { <p class="table-foot">{more}</p> })}
    }
}

/// The columns that are there only where they tell rows apart.
#[derive(Clone, Copy)]
struct Columns {
    organization: bool,
    submitter: bool,
}

impl Columns {
    fn of(tab: Tab, cases: &[CaseSummary]) -> Self {
        let first = cases.first().map(|case| &case.organization);
        let differs = cases.iter().any(|case| Some(&case.organization) != first);
        Self { organization: tab == Tab::Customer || differs, submitter: tab.follows_organization() }
    }
}

fn row(app: App, columns: Columns, case: CaseSummary) -> impl IntoView {
    let route = Route::Case(case.number);
    let organization = case.organization.map(|organization| organization.name).unwrap_or_default();
    let vendor = app.config.vendor();
    let open = {
        let route = route.clone();
        move |event: MouseEvent| {
            // A link in the row has its own meaning, and so has a text that is being selected.
            if crate::ui::is_plain_click(&event) && !is_on_control(&event) && !is_selecting() {
                app.nav.go(route.clone());
            }
        }
    };
    view! {
        <tr class="row-link" on:click=open>
            <td data-label=messages::column_number() class="cell-number">
                <Link nav=app.nav to=route>{case.number.to_string()}</Link>
            </td>
            <td data-label=messages::column_subject() class="cell-subject">
                <bdi title=case.subject.clone()>{case.subject.clone()}</bdi>
            </td>
            <td data-label=messages::column_product() class="cell-name" title=case.product.name.clone()>
                {case.product.name.clone()}
            </td>
            <td data-label=messages::column_severity()>{severity_badge(&case.severity)}</td>
            <td data-label=messages::column_status()>{status_badge(&case.status, &vendor)}</td>
            {columns.organization.then(|| view! {
                <td data-label=messages::column_organization() class="cell-name">{organization}</td>
            })}
            {columns.submitter.then(|| view! {
                <td data-label=messages::column_submitter() class="cell-name">{case.submitter.name}</td>
            })}
            <td data-label=messages::column_updated() class="cell-time">{relative_time(case.updated_at)}</td>
            <td data-label=messages::column_created() class="cell-time">{relative_time(case.created_at)}</td>
        </tr>
    }
}

fn is_on_control(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.closest("a, button, input").ok().flatten().is_some())
}

fn is_selecting() -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}
