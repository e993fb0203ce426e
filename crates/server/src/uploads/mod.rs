//! Files on their way: tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with creation, creation-with-upload,
//! termination, expiration and checksum, so that any tus client can resume where it was cut off.
//!
//! Each upload belongs to a person, a case and a batch; rights and limits are asked for at its beginning, at every
//! piece, and once more when it becomes a file of its case. One that is to be reported has no case until it is: see
//! [`crate::detections`].

mod append;
mod checksum;
mod create;
pub(crate) mod finish;
mod head;
mod living;
mod metadata;
mod options;
mod overridden;
pub(crate) mod problem;
pub(crate) mod receive;
mod remove;
mod sweep;
mod turns;
mod tus;
pub(crate) mod work;

pub use receive::coming;
pub use sweep::{SWEEP_EVERY, sweep};
pub use turns::UploadTurns;

use axum::middleware::from_fn;
use chrono::TimeDelta;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// How long an upload can be gone on with after its last piece.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(options::about_uploads, create::create_upload))
        .routes(routes!(
            head::upload_state,
            append::append_to_upload,
            remove::remove_upload,
            overridden::overridden_upload
        ))
        .layer(from_fn(tus::versioned))
}
