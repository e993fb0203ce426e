//! POST /auth/ticket: leave to download one thing, as a parameter of its address.
//!
//! Whoever has a session by a token cannot have the browser download: it sends no header. A page could fetch the file and
//! hand it on, but then it holds gigabytes, nobody sees how far it is, and what was cut off begins anew. A ticket opens one
//! path for a few minutes, as the person's rights are then, and is a session in the database like any other.

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::response::Response;
use caseport_domain::api::{Ticket, TicketRequest};
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};
use chrono::TimeDelta;

use super::signed_in::SignedIn;
use super::token::SessionToken;
use crate::app::API;
use crate::http::problem::ApiResult;
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::sessions::{self, Begun};

/// How long a ticket lasts: long enough for a download that was cut off to go on.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);
/// The parameter's name.
const PARAMETER: &str = "ticket";

/// Get leave to download one thing by its address: append `?ticket=`.
#[utoipa::path(
    post, path = "/auth/ticket", tag = "session",
    request_body = TicketRequest,
    responses(
        (status = 200, body = Ticket),
        problem::docs::SignedIn,
        problem::docs::Body,
    ),
)]
pub async fn ticket(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Json { value: TicketRequest { path }, .. }: Json<TicketRequest>,
) -> ApiResult<Response> {
    if !is_download(&path) {
        let mistake = Mistake::new(
            FieldErrorCode::Unknown,
            "Name the path of a file (`/files/...`) or of a list as CSV (`/....csv`), without a query.",
        );
        return Err(FieldErrors::one("path", mistake).into());
    }
    let now = state.clock.now();
    let expires_at = now + LASTS;
    let token = SessionToken::new(&*state.random)?;
    let begun = Begun { expires_at: Some(expires_at), opens: Some(&path) };
    let mut write = state.store.write().await?;
    sessions::begin(&mut write, &token.hash(), &signed_in.user, now, begun).await?;
    write.commit().await?;
    answer::ok(&Ticket { ticket: token.tell(), expires_at })
}

/// Whether a path is one of those that browsers download from.
fn is_download(path: &str) -> bool {
    let is_path = path.starts_with('/') && !path.contains(['?', '#']) && path.len() <= 500;
    is_path && (path.starts_with("/files/") || path.ends_with(".csv"))
}

/// The ticket of a request: of one that only reads.
pub(super) fn of_request(parts: &Parts) -> Option<SessionToken> {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return None;
    }
    let pairs = parts.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let ticket = pairs.into_iter().find(|(name, _)| *name == PARAMETER)?.1;
    Some(SessionToken::of_address(ticket))
}

/// The path that a request is for, within the API.
pub(super) fn path(parts: &Parts) -> &str {
    within_api(&parts.uri)
}

fn within_api(uri: &Uri) -> &str {
    uri.path().strip_prefix(API).unwrap_or_else(|| uri.path())
}

#[cfg(test)]
mod tests {
    use super::is_download;

    #[test]
    fn a_ticket_is_for_what_browsers_download() {
        for path in ["/files/abc", "/organizations/northwind/cases.csv", "/organizations/o/event-history.csv"]
        {
            assert!(is_download(path), "{path}");
        }
        for path in
            ["/session", "files/abc", "/cases/10000000", "/files/abc?x=1", "/session?a=.csv", "/x#.csv", ""]
        {
            assert!(!is_download(path), "{path}");
        }
        assert!(!is_download(&format!("/files/{}", "x".repeat(500))));
    }
}
