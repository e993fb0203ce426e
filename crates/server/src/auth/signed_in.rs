//! The extractors that handlers state their needs with: somebody signed in, and their standing in an organization.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use caseport_domain::Access;
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, TimeDelta, Utc};

use super::token::SessionToken;
use crate::http::path::path_part;
use crate::http::problem::ApiError;
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
        let token = SessionToken::of_request(&parts.headers).ok_or_else(ApiError::unauthenticated)?;
        let hash = token.hash();
        let session = {
            let mut read = state.store.read().await?;
            sessions::find(&mut read, &hash).await?.ok_or_else(ApiError::unauthenticated)?
        };
        let now = state.clock.now();
        let over = is_over(&session, now);
        if over || now >= session.last_seen_at + SEEN_EVERY {
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
    now >= session.created_at + ABSOLUTE || now >= session.last_seen_at + IDLE
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
