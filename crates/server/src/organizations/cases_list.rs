//! GET /organizations/{org}/cases: one page of a tab, searched, narrowed and sorted.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{CaseSummary, Page};
use caseport_domain::policy::Scope;
use caseport_domain::validate::SearchText;
use caseport_domain::{Code as _, StatusFilter, Tab, limits};
use sha2::{Digest as _, Sha256};

use crate::auth::OrgAccess;
use crate::http::params::{Params, one_of};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{answer, problem};
use crate::random::hex;
use crate::state::AppState;
use crate::store::cases::{Cursor, Filter, ListQuery, Sort, SortField, list};

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
    let tab = params.code::<Tab>("tab")?.ok_or_else(|| ApiError::bad_parameter("tab", &one_of::<Tab>()))?;
    let query = list_query(&params, tab, &caller)?;
    let scope = Scope::of_tab(tab, &caller.access, &caller.user)?;
    let mut read = state.store.read().await?;
    let page = list::page(&mut read, &scope, &caller.user, &query, state.clock.now()).await?;
    answer::ok(&page)
}

fn list_query(params: &Params, tab: Tab, caller: &OrgAccess) -> ApiResult<ListQuery> {
    let sort = match params.one("sort")? {
        None => Sort::NEWEST,
        Some(text) => Sort::parse(text).ok_or_else(|| {
            ApiError::bad_parameter("sort", &format!("{}, or one with `-` before it", one_of::<SortField>()))
        })?,
    };
    let filter = filter(params)?;
    let list = list_digest(params, tab, caller);
    let after = params.one("cursor")?.map(|text| {
        Cursor::decode(text, &list)
            .ok_or_else(|| ApiError::bad_parameter("cursor", "the `next_cursor` of a page of this very list"))
    });
    Ok(ListQuery { filter, sort, after: after.transpose()?, limit: params.limit()?, list })
}

/// What the parameters narrow a list to.
fn filter(params: &Params) -> ApiResult<Filter> {
    let search = params.one("q")?.map(|text| {
        SearchText::new(text).map_err(|_| {
            ApiError::bad_parameter("q", &format!("at most {} characters long", limits::SEARCH_MAX))
        })
    });
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    Ok(Filter {
        search: search.transpose()?,
        products: owned(params.all("product")),
        status: params.code("status")?,
        severities: params.codes("severity")?,
        customers: owned(params.all("customer")),
        created_from: params.from_time("created_from")?,
        created_to: params.to_time("created_to")?,
    })
}

/// A digest of everything that decides a list's rows and order, so that a cursor cannot be used with another.
fn list_digest(params: &Params, tab: Tab, caller: &OrgAccess) -> String {
    let mut hasher = Sha256::new();
    let mut part = |text: &str| {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    };
    part(tab.code());
    part(caller.user.as_str());
    part(caller.access.organization.as_ref().map_or("personal", |it| it.id.as_str()));
    for name in ["q", "product", "status", "severity", "customer", "created_from", "created_to", "sort"] {
        part(name);
        for value in params.all(name) {
            part(value);
        }
    }
    hex(&hasher.finalize()[..8])
}
