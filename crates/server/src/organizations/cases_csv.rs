//! GET /organizations/{org}/cases.csv: a tab, searched, narrowed and sorted like its list, as a table to take away.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::{Code as _, Tab};

use super::case_table::Table;
use super::list_params::{self, ListParams};
use crate::auth::OrgAccess;
use crate::http::export::{self, BATCH};
use crate::http::params::Params;
use crate::http::problem::{self, ApiResult};
use crate::state::AppState;
use crate::store::Read;
use crate::store::cases::{ListQuery, WholeList};

/// The cases of a tab, all of them, as CSV.
#[utoipa::path(
    get, path = "/organizations/{org}/cases.csv", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ListParams,
        ("columns" = Option<Vec<String>>, Query, description = "What to show, in that order, with commas or the \
            parameter repeated: number, subject, product, severity, status, organization, submitter, created, \
            updated, rating. What differs from row to row in that tab if absent."),
    ),
    responses(
        (status = 200, body = String, content_type = "text/csv", description = "RFC 4180, UTF-8 with a byte-order \
            mark, a line with the columns' names first. `X-Total-Count` has the number of rows."),
        problem::docs::Busy, problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn cases_csv(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let scope = list_params::scope(&params, &caller)?;
    let tab = scope.tab();
    let query = list_params::query(&params, &scope, &caller)?;
    let query = ListQuery { after: None, limit: BATCH, ..query };
    let table = Table::new(params.codes("columns")?, tab);
    let mut export = export::begin(&state, &caller.user).await?;
    let now = state.clock.now();
    let list = WholeList::open(&mut export.read, scope, caller.user, query, now).await?;
    let total = list.total(&mut export.read).await?;
    Ok(export::send(&state, export, Rows { list, table }, &file_name(tab), total))
}

fn file_name(tab: Tab) -> String {
    format!("{}-cases", tab.code().replace('_', "-"))
}

struct Rows {
    list: WholeList,
    table: Table,
}

impl export::Rows for Rows {
    fn head(&self) -> std::io::Result<Vec<u8>> {
        self.table.head()
    }

    async fn next(&mut self, read: &mut Read) -> std::io::Result<Option<Vec<u8>>> {
        let rows = self.list.next(read).await.map_err(std::io::Error::other)?;
        if rows.is_empty() { Ok(None) } else { self.table.lines(&rows).map(Some) }
    }
}
