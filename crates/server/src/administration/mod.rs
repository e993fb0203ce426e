//! My Organization and Extend Case View over HTTP.

mod accept;
mod acting;
mod case_access;
mod event_history;
mod event_history_csv;
mod invite;
mod names_params;
mod path;
pub mod refused;
mod role;
mod role_add;
mod role_change;
mod role_delete;
mod roles_list;
mod secret;
mod super_admin;
mod switch_case_access;
mod user_remove;
mod user_role;
mod user_view;
mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(case_access::list_case_access))
        .routes(routes!(switch_case_access::switch_case_access))
        .routes(routes!(users::list_users))
        .routes(routes!(user_role::change_user_role))
        .routes(routes!(user_remove::remove_user))
        .routes(routes!(super_admin::transfer_super_admin))
        .routes(routes!(user_view::view_as_user))
        .routes(routes!(invite::invite))
        .routes(routes!(invite::resend_invitation))
        .routes(routes!(invite::revoke_invitation))
        .routes(routes!(accept::read_invitation))
        .routes(routes!(accept::accept_invitation))
        .routes(routes!(event_history::event_history))
        .routes(routes!(event_history_csv::event_history_csv))
        .routes(routes!(roles_list::list_roles, role_add::add_role))
        .routes(routes!(role::read_role, role_change::change_role, role_delete::delete_role))
}
