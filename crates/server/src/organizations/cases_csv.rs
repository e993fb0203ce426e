//! GET /organizations/{org}/cases.csv: a tab, searched, narrowed and sorted like its list, as a table to take away.
//!
//! Read in one snapshot, a few hundred rows at a time, while it is sent: no more of it is ever in memory. A reader who
//! goes away, or takes nothing for a while, ends it: a snapshot that stays open keeps the log from being cleared.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::{Code as _, Tab};
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tracing::Instrument as _;

use super::csv::Table;
use super::list_params::{self, ListParams};
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
/// How long they may take for all of it.
const WHOLE_EXPORT: Duration = Duration::from_secs(30 * 60);
/// How soon to try again while others export.
const AGAIN_SECONDS: u64 = 10;
/// How many rows there will be.
pub static TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

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
    let Some(mut export) = state.store.export(&caller.user).await? else {
        return Err(ApiError::too_many(
            "Other exports are running at the moment, yours or other people's. Try again in a few seconds.",
            AGAIN_SECONDS,
        ));
    };
    let now = state.clock.now();
    let list = WholeList::open(&mut export.read, scope, caller.user, query, now).await?;
    let total = list.total(&mut export.read).await?;
    let (send, receive) = mpsc::channel(1);
    let work = Work { export, list, table };
    let store = state.store.clone();
    let work = async move {
        let sent = tokio::time::timeout(WHOLE_EXPORT, work.send_all(send));
        if !matches!(store.until_closed(sent).await, Some(Ok(()))) {
            tracing::warn!("an export was not finished in time");
        }
    };
    tokio::spawn(work.in_current_span());
    // What compresses it asks once more after the end.
    let body = stream::unfold(Some(receive), next_piece).fuse();
    let name = format!("{}-{}.csv", file_name(tab), now.format("%Y-%m-%d"));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
        (TOTAL_COUNT.clone(), HeaderValue::from(total)),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// What is sent to the answer.
enum Piece {
    Lines(Bytes),
    /// There is no more. Whatever ends without it was cut off.
    End,
}

/// The next bytes of the answer. After an error there is nothing more, and the connection ends before the answer does.
async fn next_piece(
    from: Option<mpsc::Receiver<Piece>>,
) -> Option<(std::io::Result<Bytes>, Option<mpsc::Receiver<Piece>>)> {
    let mut from = from?;
    match from.recv().await {
        Some(Piece::Lines(lines)) => Some((Ok(lines), Some(from))),
        Some(Piece::End) => None,
        None => Some((Err(std::io::Error::other("the export was cut off")), None)),
    }
}

fn file_name(tab: Tab) -> String {
    format!("{}-cases", tab.code().replace('_', "-"))
}

/// An export on its way.
struct Work {
    export: Export,
    list: WholeList,
    table: Table,
}

impl Work {
    /// Sends all of it, unless the reader goes away or something breaks.
    async fn send_all(mut self, to: mpsc::Sender<Piece>) {
        let mut piece = self.table.head();
        loop {
            let lines = match piece {
                Ok(lines) => Piece::Lines(lines.into()),
                Err(error) => return tracing::error!(error = %error, "an export was cut off"),
            };
            if !send(&to, lines).await {
                return;
            }
            piece = match self.list.next(&mut self.export.read).await {
                Ok(rows) if rows.is_empty() => {
                    send(&to, Piece::End).await;
                    return;
                }
                Ok(rows) => self.table.lines(&rows),
                Err(error) => Err(std::io::Error::other(error)),
            };
        }
    }
}

/// Whether the reader took it.
async fn send(to: &mpsc::Sender<Piece>, piece: Piece) -> bool {
    matches!(tokio::time::timeout(PATIENCE, to.send(piece)).await, Ok(Ok(())))
}
