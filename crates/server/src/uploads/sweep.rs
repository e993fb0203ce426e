//! Removes what was left alone for too long.

use std::time::Duration;

use super::finish::discard;
use crate::http::problem::ApiResult;
use crate::state::AppState;
use crate::store::uploads;

/// How often the server looks.
pub const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

/// Removes every expired upload, with its bytes where it has not arrived.
///
/// # Errors
/// The store or the disk failed; what is left is removed the next time.
pub async fn sweep(state: &AppState) -> ApiResult<()> {
    let expired = {
        let mut read = state.store.read().await?;
        uploads::expired(&mut read, state.clock.now()).await?
    };
    for upload in expired {
        if upload.finished_at.is_none() {
            discard(state, &upload).await?;
            continue;
        }
        let mut write = state.store.write().await?;
        uploads::forget(&mut write, &upload.id).await?;
        write.commit().await?;
    }
    Ok(())
}
