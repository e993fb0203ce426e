//! The extractors that handlers state their needs with: somebody signed in, and their standing in an organization.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use caseport_domain::Access;
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, TimeDelta, Utc};

use super::ticket;
use super::token::{SessionToken, bearer};
use crate::http::path::path_part;
use crate::http::problem::ApiError;
use crate::sign_on::bearer as host_token;
use crate::state::AppState;
use crate::store::reader::Reader;
use crate::store::sessions::{self, StoredSession};

/// A session ends when it was not used for so long.
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// A session ends so long after signing in, whatever happens.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// How exactly "last used" is kept; a write for every request would cost more than it tells.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);
/// The organization of those who act for themselves.
pub const PERSONAL: &str = "personal";

/// Somebody is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let ticket = ticket::of_request(parts);
        let is_ticket = ticket.is_some();
        let token = ticket
            .or_else(|| SessionToken::of_request(&parts.headers))
            .ok_or_else(ApiError::unauthenticated)?;
        let hash = token.hash();
        let now = state.clock.now();
        let known = {
            let mut read = state.store.read().await?;
            sessions::find(&mut read, &hash).await?
        };
        // A host's token is checked where it is new, and again from time to time.
        let session = match (known, bearer(&parts.headers)) {
            (Some(session), None) => session,
            (Some(session), _) if !is_over(&session, now) => session,
            (known, Some(text)) if !is_ticket => {
                let host = host_token::session(state, text, &token).await?;
                host.or(known).ok_or_else(ApiError::unauthenticated)?
            }
            (known, _) => known.ok_or_else(ApiError::unauthenticated)?,
        };
        // A ticket opens its path and nothing else; a session does not open by what stands in addresses and histories.
        let fits = match &session.opens {
            Some(path) => is_ticket && ticket::path(parts) == path,
            None => !is_ticket,
        };
        if !fits {
            return Err(ApiError::unauthenticated());
        }
        let over = is_over(&session, now);
        if over || (!is_ticket && now >= session.last_seen_at + SEEN_EVERY) {
            let mut write = state.store.write().await?;
            if over {
                sessions::end(&mut write, &hash).await?;
            } else {
                sessions::touch(&mut write, &hash, now).await?;
            }
            write.commit().await?;
        }
        if over { Err(ApiError::unauthenticated()) } else { Ok(Self { user: session.user }) }
    }
}

/// Whether the session has ended by itself.
pub fn is_over(session: &StoredSession, now: DateTime<Utc>) -> bool {
    now >= session.created_at + ABSOLUTE
        || now >= session.last_seen_at + IDLE
        || session.expires_at.is_some_and(|at| now >= at)
}

/// Somebody who belongs to the address's organization, with their standing there; `personal` belongs to everyone.
/// Other organizations look like those that do not exist.
#[derive(Clone, Debug)]
pub struct OrgAccess {
    /// Who.
    pub user: UserId,
    /// Their standing.
    pub access: Access,
}

impl FromRequestParts<AppState> for OrgAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let SignedIn { user } = SignedIn::from_request_parts(parts, state).await?;
        let organization = path_part(parts, state, "org", |id| Some(OrganizationId::from(id))).await?;
        if organization.as_str() == PERSONAL {
            return Ok(Self { user, access: Access::personal() });
        }
        let mut read = state.store.read().await?;
        let reader = Reader::load(&mut read, &user).await?;
        let access = reader.access(&organization).ok_or_else(ApiError::not_found)?.clone();
        Ok(Self { user, access })
    }
}
