//! What happens within an organization, or in the personal scope.

mod access;
mod case_customers;
mod case_table;
mod cases_csv;
mod cases_list;
mod catalog;
mod counts;
mod create;
mod customers;
mod list_params;
mod role_objects;
mod stream;
mod suggestions;

pub use stream::Streams;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The endpoints.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(access::access))
        .routes(routes!(cases_list::list_cases, create::create_case))
        .routes(routes!(cases_csv::cases_csv))
        .routes(routes!(case_customers::case_customers))
        .routes(routes!(counts::count_cases))
        .routes(routes!(catalog::catalog))
        .routes(routes!(customers::customers))
        .routes(routes!(role_objects::role_objects))
        .routes(routes!(stream::stream))
        .routes(routes!(suggestions::suggestions))
}
