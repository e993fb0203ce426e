//! What the vendor's own systems tell the portal, each known by a service token.

mod comment;
mod escalation;
mod report;
mod status;
mod verdict;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(comment::reply))
        .routes(routes!(status::set_status))
        .routes(routes!(escalation::acknowledge))
        .routes(routes!(report::report_for_somebody))
        .routes(routes!(verdict::give_verdict))
}
