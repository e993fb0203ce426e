//! A case in a row of a list.

use caseport_domain::api::CaseSummary;
use caseport_domain::{Column, Tab};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::mark::marked;
use super::rate::{Rating, rating_cell};
use crate::context::App;
use crate::i18n::messages;
use crate::route::Route;
use crate::ui::{Link, relative_time, severity_badge, status_badge};

/// What stands above a column.
pub fn heading(column: Column) -> &'static str {
    match column {
        Column::Number => messages::column_number(),
        Column::Subject => messages::column_subject(),
        Column::Product => messages::column_product(),
        Column::Severity => messages::column_severity(),
        Column::Status => messages::column_status(),
        Column::Organization => messages::column_organization(),
        Column::Submitter => messages::column_submitter(),
        Column::Created => messages::column_created(),
        Column::Updated => messages::column_updated(),
        Column::Rating => messages::column_rating(),
    }
}

/// What cells need besides their case.
#[derive(Clone, Copy)]
pub struct Cells {
    /// The app.
    pub app: App,
    /// Where a case is rated.
    pub rating: Rating,
    /// The list that the rows are of.
    pub tab: Memo<Tab>,
}

impl Cells {
    /// The cells of a case's row, with what was searched for marked.
    pub fn of(self, columns: &[Column], case: &CaseSummary, search: &str) -> Vec<AnyView> {
        columns.iter().map(|column| cell(self, *column, case, search)).collect()
    }
}

fn cell(cells: Cells, column: Column, case: &CaseSummary, search: &str) -> AnyView {
    let app = cells.app;
    let label = heading(column);
    let name = |text: String| {
        let title = text.clone();
        view! { <td data-label=label class="cell-name" title=title><bdi>{text}</bdi></td> }.into_any()
    };
    match column {
        Column::Number => {
            let number = case.number.to_string();
            let text = marked(&number, search);
            let detection = (cells.tab.get_untracked() == Tab::FalseDetection).then(|| {
                view! {
                    <Link nav=app.nav to=Route::Detection(case.number) class="cell-detection">
                        {messages::view_detection()}
                        <span class="visually-hidden">" "{messages::of_case(&number)}</span>
                    </Link>
                }
            });
            view! {
                <td data-label=label class="cell-number">
                    <Link nav=app.nav to=Route::Case(case.number)>{text}</Link>
                    {detection}
                </td>
            }
            .into_any()
        }
        Column::Subject => {
            let text = marked(&case.subject, search);
            view! {
                <td data-label=label class="cell-subject">
                    <bdi title=case.subject.clone()>{text}</bdi>
                </td>
            }
            .into_any()
        }
        Column::Product => {
            let text = case.product.name.clone();
            let parts = marked(&text, search);
            view! { <td data-label=label class="cell-name" title=text><bdi>{parts}</bdi></td> }.into_any()
        }
        Column::Severity => view! { <td data-label=label>{severity_badge(&case.severity)}</td> }.into_any(),
        Column::Status => {
            view! { <td data-label=label>{status_badge(&case.status, &app.config.vendor())}</td> }.into_any()
        }
        Column::Organization => {
            name(case.organization.as_ref().map(|it| it.name.clone()).unwrap_or_default())
        }
        Column::Submitter => name(case.submitter.name.clone()),
        Column::Created => {
            view! { <td data-label=label class="cell-time">{relative_time(case.created_at)}</td> }.into_any()
        }
        Column::Updated => {
            view! { <td data-label=label class="cell-time">{relative_time(case.updated_at)}</td> }.into_any()
        }
        Column::Rating => {
            let given = rating_cell(cells.rating, case);
            view! { <td data-label=label class="cell-time">{given}</td> }.into_any()
        }
    }
}

/// A click anywhere in a row opens its case, unless it means something else.
pub fn opens_case(event: &MouseEvent) -> bool {
    crate::ui::is_plain_click(event) && !is_on_control(event) && !is_selecting()
}

/// A link in the row has its own meaning.
fn is_on_control(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.closest("a, button, input").ok().flatten().is_some())
}

/// And so has a text that is being selected.
fn is_selecting() -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}
