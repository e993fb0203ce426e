//! GET /organizations/{org}/stream: what happens to the cases that the caller may see there, as it happens.
//!
//! Nothing is kept for a reader but a place in the journal: what they have not taken is read from there when they take
//! it, so that a slow one costs nothing, and one that comes back goes on where it was, also with another server.

mod follow;
mod mark;
mod tell;

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::Access;
use futures_util::{StreamExt as _, stream};

use self::follow::Follower;
use self::mark::Mark;
use crate::auth::{OrgAccess, SessionToken};
use crate::http::problem::{self, ApiError, ApiResult};
use crate::slots::AtMost;
use crate::state::AppState;
use crate::store::{Conn, Result};

/// Where a stream begins that tells what happens from now on: an event's id.
///
/// # Errors
/// As any query.
pub async fn place(read: &mut Conn, access: &Access) -> Result<String> {
    Ok(Mark::now(read, access).await?.to_string())
}

/// Streams of one person at once.
const MOST: usize = 10;
/// How often something is sent, at least.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon to try again.
const AGAIN_SECONDS: u64 = 30;

/// What all streams share.
#[derive(Debug)]
pub struct Streams {
    open: AtMost,
    heartbeat: Duration,
}

impl Default for Streams {
    fn default() -> Self {
        Self::with_heartbeat(HEARTBEAT)
    }
}

impl Streams {
    /// With a heartbeat of one's own; tests have no time.
    pub fn with_heartbeat(heartbeat: Duration) -> Self {
        Self { open: AtMost::new(MOST), heartbeat }
    }
}

/// Follow what happens. Server-sent events: `case_created` and `case_changed` with a `LiveCase`, `upload_finished` with a
/// `LiveUpload`, `access_changed` with `{}`. Each has an id; `Last-Event-ID` goes on behind it.
#[utoipa::path(
    get, path = "/organizations/{org}/stream", tag = "cases",
    params(
        ("org" = String, Path, description = "An organization's id, or `personal`."),
        ("Last-Event-ID" = Option<String>, Header, description = "The id that came last. Where the server cannot tell \
            what was missed since then, `access_changed` comes first: everything is to be read anew."),
    ),
    responses(
        (status = 200, body = String, content_type = "text/event-stream", description = "Never ends by itself, but for \
            the session's end and the server's. A comment comes every 15 seconds at least."),
        problem::docs::TooManyOpen, problem::docs::SignedIn, problem::docs::NotFound,
    ),
)]
pub async fn stream(
    State(state): State<AppState>,
    caller: OrgAccess,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let session = SessionToken::of_request(&headers).ok_or_else(ApiError::unauthenticated)?.hash();
    let slot = state.streams.open.take(caller.user.as_str()).ok_or_else(|| {
        ApiError::too_many(
            "You follow from as many windows as one may. Close one, and try again.",
            AGAIN_SECONDS,
        )
    })?;
    let held = state.metrics.follows();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    let (begin, follower) = Follower::open(state, session, caller, last).await?;
    let follow = stream::unfold((follower, (slot, held)), async |(mut follower, held)| {
        follower.next().await.map(|told| (told, (follower, held)))
    });
    let told = stream::once(async { begin }).chain(follow).map(Ok::<_, std::convert::Infallible>).fuse();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A proxy that gathers answers would hold back what should be seen at once.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(told)).into_response())
}
