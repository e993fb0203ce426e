//! What is refused in this area is written to Event History: here, around all of its endpoints, so that none can forget.

use axum::RequestExt as _;
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use caseport_domain::api::{EventPerson, OrganizationEventKind as Kind};

use super::path::{IdPart, UserPart};
use crate::app::API;
use crate::auth::OrgAccess;
use crate::http::problem::ApiError;
use crate::state::AppState;
use crate::store::Result;
use crate::store::administration::StoredMember;
use crate::store::administration::events::{self, NewEvent};
use crate::store::administration::invitations;
use crate::store::administration::roles::AnyRole;

/// What each change would have been. Looking at lists is no attempt at anything; looking through a member's eyes is.
const ATTEMPTS: [(Method, &str, Kind); 11] = [
    (Method::PUT, "/organizations/{org}/case-access/{user}", Kind::CaseAccessChanged),
    (Method::PUT, "/organizations/{org}/users/{user}/role", Kind::UserRoleChanged),
    (Method::DELETE, "/organizations/{org}/users/{user}", Kind::UserRemoved),
    (Method::GET, "/organizations/{org}/users/{user}/view", Kind::ViewedAs),
    (Method::POST, "/organizations/{org}/invitations", Kind::UserInvited),
    (Method::POST, "/organizations/{org}/invitations/{id}/resend", Kind::UserInvited),
    (Method::DELETE, "/organizations/{org}/invitations/{id}", Kind::InvitationRevoked),
    (Method::POST, "/organizations/{org}/super-admin", Kind::SuperAdminTransferred),
    (Method::POST, "/organizations/{org}/roles", Kind::RoleAdded),
    (Method::PUT, "/organizations/{org}/roles/{id}", Kind::RoleChanged),
    (Method::DELETE, "/organizations/{org}/roles/{id}", Kind::RoleDeleted),
];

/// Notes a refusal.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.extract_parts::<MatchedPath>().await.ok();
    let attempt = path.as_ref().and_then(|path| kind(request.method(), path.as_str()));
    let Some(attempt) = attempt else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(refusal) = response.extensions().get::<ApiError>().and_then(ApiError::refusal) {
        let event = NewEvent { attempted: Some(attempt), ..refusal };
        if let Err(error) = write(&state, asked, event).await {
            tracing::error!(error = %error, "a refusal could not be noted");
        }
    }
    response
}

fn kind(method: &Method, path: &str) -> Option<Kind> {
    let path = path.strip_prefix(API)?;
    ATTEMPTS.iter().find(|(of, at, _)| of == method && *at == path).map(|(_, _, kind)| *kind)
}

async fn write(state: &AppState, mut asked: Parts, mut event: NewEvent) -> Result<()> {
    let Ok(caller) = OrgAccess::from_request_parts(&mut asked, state).await else { return Ok(()) };
    let Some(organization) = caller.access.organization else { return Ok(()) };
    let mut write = state.store.write().await?;
    if let (None, Ok(UserPart(user))) =
        (&event.subject, UserPart::from_request_parts(&mut asked, state).await)
    {
        let member = StoredMember::find(&mut write, &organization.id, &user).await?;
        event.subject = member.as_ref().map(StoredMember::named);
    }
    if let (None, Some(Kind::UserInvited | Kind::InvitationRevoked)) = (&event.subject, event.attempted)
        && let Ok(IdPart(id)) = IdPart::from_request_parts(&mut asked, state).await
    {
        let invitation = invitations::find(&mut write, &organization.id, &id).await?;
        event.subject = invitation.map(|invitation| invitation.named());
    }
    if let (None, Some(Kind::RoleChanged | Kind::RoleDeleted)) = (&event.role, event.attempted)
        && let Ok(IdPart(id)) = IdPart::from_request_parts(&mut asked, state).await
    {
        let role = AnyRole::find(&mut write, &organization.id, &id.into()).await?;
        event.role = role.map(|role| role.named().label);
    }
    let by: EventPerson = events::person(&mut write, &caller.user).await?;
    events::append(&mut write, &organization.id, &by, &event, state.clock.now()).await?;
    write.commit().await
}
