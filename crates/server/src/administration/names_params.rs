//! The parameters of lists of people by name.

use caseport_domain::id::OrganizationId;

use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::store::administration::NamesQuery;

/// For the API's description; what is read of them is below.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub struct NamesParams {
    /// Words that must be in the name or the address, at most 200 characters.
    q: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

/// Which page of the organization's list of that name.
///
/// # Errors
/// A value cannot be; it is named with those that can.
pub fn query(params: &Params, list: &str, organization: &OrganizationId) -> ApiResult<NamesQuery> {
    let list = params.digest(&[list, organization.as_str()], &["q", "role"]);
    Ok(NamesQuery {
        search: params.search()?,
        roles: params.all("role").into_iter().map(str::to_owned).collect(),
        after: params.behind(&list)?,
        limit: params.limit()?,
        list,
    })
}
