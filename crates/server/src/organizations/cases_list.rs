//! GET /organizations/{org}/cases: one page of a tab, searched, narrowed and sorted.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseSummary, Page};
use caseport_domain::policy::Scope;
use caseport_domain::{StatusFilter, Tab};

use super::{list_params, stream};
use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::cases::list;

/// The cases of a tab.
#[utoipa::path(
    get, path = "/organizations/{org}/cases", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ("tab" = Tab, Query, description = "Which list."),
        ("q" = Option<String>, Query, description = "Searched for in number, product and subject."),
        ("product" = Option<Vec<String>>, Query, description = "Product ids, the parameter repeated."),
        ("status" = Option<StatusFilter>, Query, description = "Where cases stand; `open` is every case not closed."),
        ("severity" = Option<Vec<String>>, Query, description = "`s1` to `s4`, the parameter repeated."),
        ("customer" = Option<Vec<String>>, Query, description = "Organization ids, the parameter repeated."),
        ("created_from" = Option<String>, Query, description = "RFC 3339 time or a date; inclusive."),
        ("created_to" = Option<String>, Query, description = "RFC 3339 time or a date; inclusive."),
        ("sort" = Option<String>, Query, description = "A field, or `-field` for greatest first: number, subject, \
            product, severity, status, organization, submitter, created, updated, rating. `-created` if absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("limit" = Option<u32>, Query, description = "Rows, 1 to 200; 50 if absent."),
    ),
    responses(
        (status = 200, body = Page<CaseSummary>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn list_cases(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let tab = list_params::tab(&params)?;
    let query = list_params::query(&params, tab, &caller)?;
    let scope = Scope::of_tab(tab, &caller.access, &caller.user)?;
    let mut read = state.store.read().await?;
    // Before the rows are read: what happens between is told twice rather than not at all.
    let as_of = stream::place(&mut read, &caller.access).await?;
    let page = list::page(&mut read, &scope, &caller.user, &query, state.clock.now()).await?;
    answer::ok(&Page { as_of: Some(as_of), ..page })
}
