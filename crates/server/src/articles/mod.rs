//! Articles of the knowledge base: reading one, and saying that it made a case unnecessary. Finding those that fit a
//! case belongs to the organization that the case is for.

mod article;
mod id;
mod solved;

pub use id::ArticleId;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(article::article)).routes(routes!(solved::solved))
}
