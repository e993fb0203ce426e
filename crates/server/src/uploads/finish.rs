//! An upload that is complete becomes a file, of its case or to be reported: read back from where it lies, compared, and only
//! then told.

use std::io;

use super::receive::{begin_anew, coming, standing};
use super::{living, problem};
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::cases::{NewFile, add_file};
use crate::store::uploads::{self, Upload};

/// Makes the upload a file, where it is complete and not one already. Whatever stops it in between, doing it again
/// goes on from there. Where its bytes are missing it stands at its beginning again.
///
/// # Errors
/// The uploader may no longer add files to the case, or the bytes are not those that were announced.
pub async fn finish(state: &AppState, upload: &mut Upload) -> ApiResult<()> {
    if upload.finished_at.is_some() || upload.received < upload.size {
        return Ok(());
    }
    {
        let mut read = state.store.read().await?;
        living::allowed(&mut read, upload, state.clock.now()).await?;
    }
    let standing = standing(state, upload).await?;
    let (size, sha256) = match state.files.arrive(&coming(upload), &standing).await {
        Ok(seen) => seen,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return begin_anew(state, upload).await,
        Err(error) => return Err(problem::of_disk(error)),
    };
    let announced = upload.sha256.as_ref().is_none_or(|announced| *announced == sha256);
    if size != upload.size || !announced {
        tracing::warn!(upload = %upload.id, size, "an upload is not what was announced");
        discard(state, upload).await?;
        return Err(problem::checksum_mismatch());
    }
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    let allowed = living::allowed(&mut write, upload, now).await?;
    if let Some(allowed) = allowed {
        let file = NewFile {
            id: upload.id.clone(),
            name: upload.name.clone(),
            size,
            content_type: upload.content_type.clone(),
            sha256: Some(sha256.clone()),
            batch: Some(upload.batch.clone()),
        };
        add_file(&mut write, &allowed, &file, now).await?;
    }
    uploads::finish(&mut write, &upload.id, &sha256, now).await?;
    write.commit().await?;
    state.files.tidy(&upload.id, &standing).await;
    upload.finished_at = Some(now);
    upload.sha256 = Some(sha256);
    tracing::info!(target = ?upload.target, size, "file arrived");
    Ok(())
}

/// Removes an upload with its bytes: first these, so that nothing is left that nobody knows of.
pub async fn discard(state: &AppState, upload: &Upload) -> ApiResult<()> {
    if upload.belongs_to_a_case() {
        return Err(ApiError::internal());
    }
    let standing = standing(state, upload).await?;
    state.files.remove(&upload.id, &standing).await.map_err(problem::of_disk)?;
    let mut write = state.store.write().await?;
    uploads::forget(&mut write, &upload.id).await?;
    Ok(write.commit().await?)
}
