//! Work on an upload: in its turn, and in a task of its own. What a request has begun is brought to its end, whether or
//! not the client waits for the answer; otherwise the bytes and what is known of them would part.

use std::sync::Arc;

use caseport_domain::id::UserId;

use super::turns::Turn;
use super::{living, problem};
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::uploads::Upload;
use crate::telemetry::continued;

/// Does `work` with the person's upload, which nobody else touches until it is done.
///
/// # Errors
/// 423 where another request does not give way; 404 and 410 as [`living::find`]; what the work says.
pub async fn in_turn<T, F>(
    state: AppState,
    user: UserId,
    id: String,
    work: impl FnOnce(AppState, Upload, Arc<Turn>) -> F + Send + 'static,
) -> ApiResult<T>
where
    T: Send + 'static,
    F: Future<Output = ApiResult<T>> + Send + 'static,
{
    to_its_end(async move {
        let turn = Arc::new(state.upload_turns.take(&state.store, &id).await?.ok_or_else(problem::busy)?);
        let upload = {
            let mut read = state.store.read().await?;
            living::find(&mut read, &id, &user, state.clock.now()).await?
        };
        let done = work(state, upload, turn.clone()).await;
        drop(turn);
        done
    })
    .await
}

/// Does the work in a task of its own.
///
/// # Errors
/// What the work says.
pub async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = ApiResult<T>> + Send + 'static,
) -> ApiResult<T> {
    tokio::spawn(continued(work)).await.unwrap_or_else(|error| {
        tracing::error!(error = %error, "work on an upload broke");
        Err(ApiError::internal())
    })
}
