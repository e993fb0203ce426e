//! A table that is sent while it is read.
//!
//! Read in one snapshot, a few hundred rows at a time, while it is sent: no more of it is ever in memory. A reader who
//! goes away, or takes nothing for a while, ends it: a snapshot that stays open keeps the log from being cleared.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::id::UserId;
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;

use super::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::{Export, Read};
use crate::telemetry::continued;

/// Rows that are read at once.
pub const BATCH: u32 = 500;
/// How long a reader may take nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long they may take for all of it.
const WHOLE_EXPORT: Duration = Duration::from_secs(30 * 60);
/// How soon to try again while others export.
const AGAIN_SECONDS: u64 = 10;
/// How many rows there will be.
pub static TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// The rows of a table, a batch after the other.
pub trait Rows: Send + 'static {
    /// What comes before the rows.
    ///
    /// # Errors
    /// It cannot be written.
    fn head(&self) -> std::io::Result<Vec<u8>>;

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// They cannot be read or written.
    fn next(&mut self, read: &mut Read) -> impl Future<Output = std::io::Result<Option<Vec<u8>>>> + Send;
}

/// A snapshot for a person's export.
///
/// # Errors
/// 429 where they, or all together, have as many as there may be.
pub async fn begin(state: &AppState, user: &UserId) -> ApiResult<Export> {
    state.store.export(user).await?.ok_or_else(|| {
        ApiError::too_many(
            "Other exports are running at the moment, yours or other people's. Try again in a few seconds.",
            AGAIN_SECONDS,
        )
    })
}

/// The answer that sends so many rows, as a file of that name and today's date.
pub fn send(state: &AppState, export: Export, rows: impl Rows, name: &str, total: u64) -> Response {
    let (send, receive) = mpsc::channel(1);
    let store = state.store.clone();
    let work = async move {
        let sent = tokio::time::timeout(WHOLE_EXPORT, send_all(export, rows, send));
        if !matches!(store.until_closed(sent).await, Some(Ok(()))) {
            tracing::warn!("an export was not finished in time");
        }
    };
    tokio::spawn(continued(work));
    // What compresses it asks once more after the end.
    let body = stream::unfold(Some(receive), next_piece).fuse();
    let name = format!("{name}-{}.csv", state.clock.now().format("%Y-%m-%d"));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
        (TOTAL_COUNT.clone(), HeaderValue::from(total)),
    ];
    (headers, Body::from_stream(body)).into_response()
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

/// Sends all of it, unless the reader goes away or something breaks.
async fn send_all(mut export: Export, mut rows: impl Rows, to: mpsc::Sender<Piece>) {
    let mut piece = rows.head().map(Some);
    loop {
        let lines = match piece {
            Ok(Some(lines)) => Piece::Lines(lines.into()),
            Ok(None) => {
                took(&to, Piece::End).await;
                return;
            }
            Err(error) => return tracing::error!(error = %error, "an export was cut off"),
        };
        if !took(&to, lines).await {
            return;
        }
        piece = rows.next(&mut export.read).await;
    }
}

/// Whether the reader took it.
async fn took(to: &mpsc::Sender<Piece>, piece: Piece) -> bool {
    matches!(tokio::time::timeout(PATIENCE, to.send(piece)).await, Ok(Ok(())))
}
