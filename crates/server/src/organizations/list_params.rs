//! The parameters that choose, narrow and order a list of cases, for whatever is made of it: a page, or a table to take away.

use caseport_domain::validate::SearchText;
use caseport_domain::{Code as _, Column, Sort, Tab, limits};
use sha2::{Digest as _, Sha256};

use crate::auth::OrgAccess;
use crate::http::params::{Params, one_of};
use crate::http::problem::{ApiError, ApiResult};
use crate::random::hex;
use crate::store::cases::{Cursor, Filter, ListQuery};

/// Which list: the one parameter that there is no list without.
///
/// # Errors
/// It is missing, or none of them.
pub fn tab(params: &Params) -> ApiResult<Tab> {
    params.code("tab")?.ok_or_else(|| ApiError::bad_parameter("tab", &one_of::<Tab>()))
}

/// Which page of it.
///
/// # Errors
/// A value cannot be; it is named with those that can.
pub fn query(params: &Params, tab: Tab, caller: &OrgAccess) -> ApiResult<ListQuery> {
    let sort = match params.one("sort")? {
        None => Sort::NEWEST,
        Some(text) => Sort::parse(text).ok_or_else(|| {
            ApiError::bad_parameter("sort", &format!("{}, or one with `-` before it", one_of::<Column>()))
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
