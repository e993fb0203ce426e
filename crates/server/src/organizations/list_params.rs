//! The parameters that choose, narrow and order a list of cases, for whatever is made of it: a page, or a table to take away.

use caseport_domain::id::{OrganizationId, ProductId};
use caseport_domain::policy::Scope;
use caseport_domain::validate::SearchText;
use caseport_domain::{Code as _, Column, Sort, StatusFilter, Tab, limits};

use crate::auth::OrgAccess;
use crate::http::params::{Params, one_of};
use crate::http::problem::{ApiError, ApiResult};
use crate::store::cases::{Cursor, Filter, ListQuery};
use crate::store::scope::place;

/// Those that lists and exports share, for the API's description; what is read of them is below.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub struct ListParams {
    /// Which list.
    tab: Tab,
    /// Searched for in number, product and subject.
    q: Option<String>,
    /// Product ids, the parameter repeated.
    product: Option<Vec<String>>,
    /// Where cases stand; `open` is every case not closed.
    status: Option<StatusFilter>,
    /// `s1` to `s4`, with commas or the parameter repeated.
    severity: Option<Vec<String>>,
    /// Organization ids, the parameter repeated.
    customer: Option<Vec<String>>,
    /// RFC 3339 time or a date; inclusive.
    created_from: Option<String>,
    /// RFC 3339 time or a date; inclusive.
    created_to: Option<String>,
    /// A field, or `-field` for greatest first: number, subject, product, severity, status, organization, submitter,
    /// created, updated, rating. `-created` if absent.
    sort: Option<String>,
}

/// Which rows the caller's list holds.
///
/// # Errors
/// There is no such tab; the caller does not have it.
pub fn scope(params: &Params, caller: &OrgAccess) -> ApiResult<Scope> {
    let tab = params.code("tab")?.ok_or_else(|| ApiError::bad_parameter("tab", &one_of::<Tab>()))?;
    Ok(Scope::of_tab(tab, &caller.access, &caller.user)?)
}

/// Which page of it.
///
/// # Errors
/// A value cannot be; it is named with those that can.
pub fn query(params: &Params, scope: &Scope, caller: &OrgAccess) -> ApiResult<ListQuery> {
    let sort = match params.one("sort")? {
        None => Sort::NEWEST,
        Some(text) => Sort::parse(text).ok_or_else(|| {
            ApiError::bad_parameter("sort", &format!("{}, or one with `-` before it", one_of::<Column>()))
        })?,
    };
    let filter = filter(params)?;
    let list = list_digest(params, scope, caller);
    let after = params.one("cursor")?.map(|text| {
        Cursor::decode(text, &list)
            .filter(|cursor| cursor.fits(sort, scope))
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
    Ok(Filter {
        search: search.transpose()?,
        products: params.all("product").into_iter().map(ProductId::from).collect(),
        status: params.code("status")?,
        severities: params.codes("severity")?,
        customers: params.all("customer").into_iter().map(OrganizationId::from).collect(),
        created_from: params.from_time("created_from")?,
        created_to: params.to_time("created_to")?,
    })
}

/// A digest of everything that decides a list's rows and order, so that a cursor cannot be used with another.
fn list_digest(params: &Params, scope: &Scope, caller: &OrgAccess) -> String {
    let organization = caller.access.organization.as_ref().map_or("personal", |it| it.id.as_str());
    // A right that has changed meanwhile makes it another list: it may have other rows, and another order of ties.
    params.digest(
        &[scope.tab().code(), &place(scope), caller.user.as_str(), organization],
        &["q", "product", "status", "severity", "customer", "created_from", "created_to", "sort"],
    )
}
