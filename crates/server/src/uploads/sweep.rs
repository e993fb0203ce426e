//! Removes what was left alone for too long.

use std::time::Duration;

use chrono::TimeDelta;

use super::finish::discard;
use super::problem;
use crate::http::problem::ApiResult;
use crate::state::AppState;
use crate::store::uploads::{self, Upload};

/// How often the server looks.
pub const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

/// How old something must be that nobody knows of.
const LEFT_FOR: TimeDelta = TimeDelta::days(1);

/// Removes every expired upload, with its bytes where they belong to no case, and what uploads have left in the bucket.
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
    // As above.
    let _ = sweep_leftovers(state).await;
    Ok(())
}

/// Removes what lies in the bucket and no upload needs: see [`crate::files::bucket`].
async fn sweep_leftovers(state: &AppState) -> ApiResult<()> {
    // What is younger may be about to be noted.
    let old = state.files.leftovers(state.clock.now() - LEFT_FOR).await.map_err(problem::of_disk)?;
    let mut removed = 0;
    for leftover in &old {
        let standing = {
            let mut read = state.store.read().await?;
            uploads::standing(&mut read, &leftover.upload).await?
        };
        if !leftover.is_of(&standing) {
            state.files.clear(leftover).await.map_err(problem::of_disk)?;
            removed += 1;
        }
    }
    if removed > 0 {
        tracing::info!(removed, "objects in the bucket that no upload needed were removed");
    }
    Ok(())
}

async fn remove_expired(state: &AppState, expired: &Upload) -> ApiResult<()> {
    // Whoever works on it at this moment is alive.
    let Some(_turn) = state.upload_turns.try_take(&state.store, &expired.id).await? else { return Ok(()) };
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
