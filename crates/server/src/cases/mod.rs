//! One case: its page, its history, and what is done to it. Every handler begins by finding the case within what the
//! caller may see.

mod ccs;
mod change;
mod change_comment;
mod close;
mod comment;
mod detail;
mod escalate;
mod files;
mod history;
mod number;
mod rate;
mod reopen;
mod withdraw;

pub use change::{allow, refused};
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
        .routes(routes!(change_comment::edit_comment, change_comment::withdraw_comment))
        .routes(routes!(ccs::change_ccs))
        .routes(routes!(escalate::escalate_case, withdraw::withdraw_escalation))
        .routes(routes!(close::close_case))
        .routes(routes!(reopen::reopen_case))
        .routes(routes!(rate::rate_case))
}
