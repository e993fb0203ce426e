//! Whoever acts in an organization, with their standing as it is now that nobody else can write.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse as _, Response};

use crate::auth::OrgAccess;
use crate::http::idempotency::{Once, Post};
use crate::http::json::JsonBody;
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::administration::Actor;
use crate::store::{Conn, Write};

/// A POST to an organization, begun.
pub struct ActorPost<B: JsonBody> {
    /// What is asked.
    pub request: B::Value,
    /// By whom.
    pub actor: Actor,
    /// What is done.
    pub once: Once,
}

impl<B: JsonBody> FromRequest<AppState> for ActorPost<B> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let Post { caller, request, mut once } = Post::<OrgAccess, B>::from_request(request, state).await?;
        let actor = again(caller, &mut once.write).await.map_err(ApiError::into_response)?;
        Ok(Self { request, actor, once })
    }
}

/// Begins a change by the caller.
///
/// # Errors
/// They do not belong to the organization any more, or nothing is done in the personal scope.
pub async fn begin(caller: OrgAccess, state: &AppState) -> ApiResult<(Actor, Write)> {
    let mut write = state.store.write().await?;
    let actor = again(caller, &mut write).await?;
    Ok((actor, write))
}

async fn again(caller: OrgAccess, conn: &mut Conn) -> ApiResult<Actor> {
    let actor = Actor::new(caller.user, caller.access)?.again(conn).await?;
    actor.ok_or_else(ApiError::not_found)
}
