//! GET /organizations/{org}/event-history.csv: Event History, narrowed like its list, as a table to take away.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{EventChange, EventPerson, OrganizationEvent};

use super::event_history::{EventParams, query};
use crate::auth::OrgAccess;
use crate::http::csv::{self, harmless};
use crate::http::export::{self, BATCH};
use crate::http::params::Params;
use crate::http::problem::{self, ApiResult};
use crate::state::AppState;
use crate::store::Read;
use crate::store::administration::Actor;
use crate::store::administration::event_list::WholeHistory;

/// All entries that the filters leave, the latest first, as CSV.
#[utoipa::path(
    get, path = "/organizations/{org}/event-history.csv", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        EventParams,
    ),
    responses(
        (status = 200, body = String, content_type = "text/csv", description = "RFC 4180, UTF-8 with a byte-order \
            mark, a line with the columns' names first. `X-Total-Count` has the number of rows."),
        problem::docs::Busy, problem::docs::Parameter, problem::docs::SignedIn, problem::docs::Denied,
        problem::docs::NotFound,
    ),
)]
pub async fn event_history_csv(
    State(state): State<AppState>,
    caller: OrgAccess,
    params: Params,
) -> ApiResult<Response> {
    let actor = Actor::new(caller.user, caller.access)?;
    let permit = actor.see_events()?;
    let filter = query(&params, permit.organization())?.filter;
    let mut export = export::begin(&state, actor.user()).await?;
    let history = WholeHistory::of(&permit, filter);
    let total = history.total(&mut export.read).await?;
    Ok(export::send(&state, export, Rows(history), "event-history", total))
}

const TITLES: [&str; 10] = [
    "Time (UTC)",
    "Event",
    "Attempted",
    "By",
    "By (e-mail)",
    "For",
    "For (e-mail)",
    "Role",
    "Changes",
    "Reason",
];

struct Rows(WholeHistory);

impl export::Rows for Rows {
    fn head(&self) -> std::io::Result<Vec<u8>> {
        csv::head(TITLES)
    }

    async fn next(&mut self, read: &mut Read) -> std::io::Result<Option<Vec<u8>>> {
        let events = self.0.next(read, BATCH).await.map_err(std::io::Error::other)?;
        if events.is_empty() {
            return Ok(None);
        }
        csv::lines(|writer| events.iter().try_for_each(|event| writer.write_record(record(event)))).map(Some)
    }
}

fn record(event: &OrganizationEvent) -> [String; 10] {
    let name = |person: Option<&EventPerson>| person.map(|it| harmless(&it.name)).unwrap_or_default();
    let email = |person: Option<&EventPerson>| person.map(|it| harmless(&it.email)).unwrap_or_default();
    let by = match event.by.is_sign_on() {
        true => harmless(&format!("{} (single sign-on)", event.by.name)),
        false => name(Some(&event.by)),
    };
    let changes: Vec<String> = event.changes.iter().map(change).collect();
    [
        csv::time(event.at),
        event.kind.code().to_owned(),
        event.attempted.as_ref().map(|it| it.code().to_owned()).unwrap_or_default(),
        by,
        email(Some(&event.by)),
        name(event.subject.as_ref()),
        email(event.subject.as_ref()),
        harmless(event.role.as_deref().unwrap_or_default()),
        harmless(&changes.join("; ")),
        harmless(event.reason.as_deref().unwrap_or_default()),
    ]
}

/// `role: User -> Admin`
fn change(change: &EventChange) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_default();
    format!("{}: {} -> {}", change.what, shown(&change.old), shown(&change.new))
}
