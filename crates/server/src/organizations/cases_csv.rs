//! GET /organizations/{org}/cases.csv: a tab, searched, narrowed and sorted like its list, as a table to take away.
//!
//! Read in one snapshot, a few hundred rows at a time, while it is sent: no more of it is ever in memory. A reader who
//! goes away, or takes nothing for a while, ends it: a snapshot that stays open keeps the log from being cleared.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::id::UserId;
use caseport_domain::policy::Scope;
use caseport_domain::{Code as _, Tab};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tracing::Instrument as _;

use super::csv::Table;
use super::list_params;
use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::{self, ApiError, ApiResult};
use crate::state::AppState;
use crate::store::Export;
use crate::store::cases::{ListQuery, WholeList};

/// Rows that are read at once.
const BATCH: u32 = 500;
/// How long a reader may take nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// How soon to try again while others export.
const AGAIN_SECONDS: u64 = 10;
/// How many rows there will be.
pub static TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// The cases of a tab, all of them, as CSV.
#[utoipa::path(
    get, path = "/organizations/{org}/cases.csv", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ("tab" = Tab, Query, description = "Which list."),
        ("columns" = Option<Vec<String>>, Query, description = "What to show, in that order, with commas or the \
            parameter repeated: number, subject, product, severity, status, organization, submitter, created, \
            updated, rating. What differs from row to row in that tab if absent."),
        ("q" = Option<String>, Query, description = "As in the list; so are the others."),
        ("product" = Option<Vec<String>>, Query, description = "Product ids, the parameter repeated."),
        ("status" = Option<String>, Query, description = "Where cases stand."),
        ("severity" = Option<Vec<String>>, Query, description = "`s1` to `s4`, the parameter repeated."),
        ("customer" = Option<Vec<String>>, Query, description = "Organization ids, the parameter repeated."),
        ("created_from" = Option<String>, Query, description = "RFC 3339 time or a date; inclusive."),
        ("created_to" = Option<String>, Query, description = "RFC 3339 time or a date; inclusive."),
        ("sort" = Option<String>, Query, description = "A field, or `-field` for greatest first."),
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
    let tab = list_params::tab(&params)?;
    let query = list_params::query(&params, tab, &caller)?;
    let query = ListQuery { after: None, limit: BATCH, ..query };
    let table = Table::new(params.listed_codes("columns")?, tab);
    let scope = Scope::of_tab(tab, &caller.access, &caller.user)?;
    let Some(mut export) = state.store.export().await? else {
        return Err(ApiError::too_many(
            "Others export at the moment. Try again in a few seconds.",
            AGAIN_SECONDS,
        ));
    };
    let list = WholeList::open(&mut export.read, &scope, query).await?;
    let total = list.total(&mut export.read, &scope).await?;
    let now = state.clock.now();
    let (send, receive) = mpsc::channel(1);
    let work = Work { export, list, scope, reader: caller.user, table, now };
    tokio::spawn(work.send_all(send).in_current_span());
    let body = stream::unfold(receive, async |mut receive: mpsc::Receiver<Piece>| {
        receive.recv().await.map(|piece| (piece, receive))
    });
    // What compresses it asks once more after the end.
    let body = body.fuse();
    let name = format!("{}-{}.csv", file_name(tab), now.format("%Y-%m-%d"));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
        (TOTAL_COUNT.clone(), HeaderValue::from(total)),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// A piece of the answer; after an error there is nothing more, and the connection ends before the answer does.
type Piece = Result<Bytes, std::io::Error>;

fn file_name(tab: Tab) -> String {
    format!("{}-cases", tab.code().replace('_', "-"))
}

/// An export on its way.
struct Work {
    export: Export,
    list: WholeList,
    scope: Scope,
    reader: UserId,
    table: Table,
    now: DateTime<Utc>,
}

impl Work {
    async fn send_all(mut self, to: mpsc::Sender<Piece>) {
        let mut piece = self.table.head();
        loop {
            let is_last = piece.is_err();
            let sent = tokio::time::timeout(PATIENCE, to.send(piece.map(Bytes::from))).await;
            if is_last || !matches!(sent, Ok(Ok(()))) {
                return;
            }
            let rows = self.list.next(&mut self.export.read, &self.scope, &self.reader, self.now).await;
            piece = match rows {
                Ok(rows) if rows.is_empty() => return,
                Ok(rows) => self.table.lines(&rows),
                Err(error) => {
                    tracing::error!(error = %error, "an export was cut off");
                    Err(std::io::Error::other("the export was cut off"))
                }
            };
        }
    }
}
