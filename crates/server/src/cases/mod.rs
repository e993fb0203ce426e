//! One case: its page, its history, and what is done to it. Every handler begins by finding the case within what the
//! caller may see.

mod close;
mod comment;
mod detail;
mod escalate;
mod files;
mod history;
mod number;
mod rate;

pub use number::Number;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(detail::case))
        .routes(routes!(history::case_history))
        .routes(routes!(files::case_files))
        .routes(routes!(comment::add_comment))
        .routes(routes!(escalate::escalate_case))
        .routes(routes!(close::close_case))
        .routes(routes!(rate::rate_case))
}
