//! Removes what was left alone for too long.

use std::time::Duration;

use super::finish::discard;
use crate::http::problem::ApiResult;
use crate::state::AppState;
use crate::store::uploads::{self, Upload};

/// How often the server looks.
pub const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

/// Removes every expired upload, with its bytes where they belong to no case.
///
/// # Errors
/// The store failed. What cannot be removed now is logged, and waits for the next time.
pub async fn sweep(state: &AppState) -> ApiResult<()> {
    let expired = {
        let mut read = state.store.read().await?;
        uploads::expired(&mut read, state.clock.now()).await?
    };
    for upload in expired {
        // An error has been logged where it came from.
        let _ = remove_expired(state, &upload).await;
    }
    Ok(())
}

async fn remove_expired(state: &AppState, expired: &Upload) -> ApiResult<()> {
    // Whoever works on it at this moment is alive.
    let Some(_turn) = state.upload_turns.try_take(&expired.id) else { return Ok(()) };
    let upload = {
        let mut read = state.store.read().await?;
        uploads::find(&mut read, &expired.id, &expired.user).await?
    };
    // And it may have gone on, or arrived, before its turn came.
    let Some(upload) = upload.filter(|it| it.expires_at <= state.clock.now()) else { return Ok(()) };
    if !upload.belongs_to_a_case() {
        return discard(state, &upload).await;
    }
    let mut write = state.store.write().await?;
    uploads::forget(&mut write, &upload.id).await?;
    Ok(write.commit().await?)
}
