//! GET /organizations/{org}/event-history: what was changed, by whom, for whom, and when.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{OrganizationEvent, OrganizationEventKind, Page};
use caseport_domain::id::OrganizationId;

use crate::auth::OrgAccess;
use crate::http::params::Params;
use crate::http::problem::ApiResult;
use crate::http::{answer, problem};
use crate::state::AppState;
use crate::store::administration::Actor;
use crate::store::administration::event_list::{self, EventFilter, EventsQuery};

/// Those that lists and exports share, for the API's description; what is read of them is below.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub struct EventParams {
    /// What happened, with commas or the parameter repeated.
    kind: Option<Vec<OrganizationEventKind>>,
    /// The id of who did it.
    actor: Option<String>,
    /// The id of whom it was done to.
    user: Option<String>,
    /// Words of names, addresses, roles, values and reasons, at most 200 characters.
    q: Option<String>,
    /// RFC 3339 time or a date; inclusive.
    from: Option<String>,
    /// RFC 3339 time or a date; inclusive.
    to: Option<String>,
}

/// The organization's Event History, the latest first.
#[utoipa::path(
    get, path = "/organizations/{org}/event-history", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        EventParams,
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("limit" = Option<u32>, Query, description = "Entries, 1 to 200; 50 if absent."),
    ),
    responses(
        (status = 200, body = Page<OrganizationEvent>),
        problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn event_history(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let permit = Actor::new(caller.user, caller.access)?.see_events()?;
    let query = query(&params, permit.organization())?;
    let mut read = state.store.read().await?;
    answer::ok(&event_list::page(&mut read, &permit, &query).await?)
}

/// Which page of the organization's Event History.
///
/// # Errors
/// A value cannot be; it is named with those that can.
pub fn query(params: &Params, organization: &OrganizationId) -> ApiResult<EventsQuery> {
    let list = params
        .digest(&["event-history", organization.as_str()], &["kind", "actor", "user", "q", "from", "to"]);
    let filter = EventFilter {
        kinds: params.codes("kind")?,
        actor: params.one("actor")?.map(Into::into),
        user: params.one("user")?.map(Into::into),
        search: params.search()?,
        from: params.from_time("from")?,
        to: params.to_time("to")?,
    };
    Ok(EventsQuery { filter, after: params.behind(&list)?, limit: params.limit()?, list })
}
