//! POST /organizations/{org}/invitations, and what is done to one afterwards: sending it again, taking it back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{InvitationRequest, Member};
use caseport_domain::policy;
use caseport_domain::validate::{EmailAddress, FieldErrorCode, FieldErrors, Mistake, NewInvitation};

use super::acting::{self, ActorPost};
use super::path::IdPart;
use super::role::assignable;
use super::secret::InvitationSecret;
use crate::auth::OrgAccess;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::random::new_id;
use crate::state::AppState;
use crate::store::Write;
use crate::store::administration::invitations::{self, Secret};
use crate::store::administration::{Actor, Invite, Permit, members};

/// Invite somebody by e-mail. A second invitation to an address takes the place of the first.
#[utoipa::path(
    post, path = "/organizations/{org}/invitations", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        IdempotencyKey,
    ),
    request_body = InvitationRequest,
    responses(
        (status = 201, body = Member, description = "The invitation as the list of users has it."),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn invite(
    State(state): State<AppState>,
    ActorPost { request, actor, mut once }: ActorPost<Json<InvitationRequest>>,
) -> ApiResult<Response> {
    policy::change_users(actor.access()).require()?;
    let invitation = NewInvitation::try_from(&request)?;
    let role = assignable(&mut once.write, &actor, "role", invitation.role.as_str()).await?;
    let event = invitations::invited_event(invitation.email.as_str(), &role.named().label);
    if invitations::is_member(&mut once.write, &actor.organization().id, invitation.email.as_str()).await? {
        return Err(is_a_member().attempting(event));
    }
    let permit = actor.invite(invitation.email, &role);
    let permit = permit.map_err(|reason| ApiError::from(reason).attempting(event))?;
    let id = new_id(&*state.random)?;
    let invited = send(&state, &mut once.write, &actor, &permit, &id).await?;
    once.finish((StatusCode::CREATED, None, answer::encode(&invited)?)).await
}

/// Send an invitation again: with a new link, which takes the place of the old one, and as many days as at first.
#[utoipa::path(
    post, path = "/organizations/{org}/invitations/{id}/resend", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("id" = String, Path, description = "The invitation's id, from the list of users."),
    ),
    responses(
        (status = 200, body = Member, description = "The invitation as the list of users has it."),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Fields,
    ),
)]
pub async fn resend_invitation(
    State(state): State<AppState>,
    caller: OrgAccess,
    IdPart(id): IdPart,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    policy::change_users(actor.access()).require()?;
    let found = invitations::find(&mut write, &actor.organization().id, &id).await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    let role = assignable(&mut write, &actor, "role", found.role.id.as_str()).await?;
    let event = invitations::invited_event(&found.email, &role.named().label);
    let email = EmailAddress::new(&found.email).map_err(|mistake| FieldErrors::one("email", mistake))?;
    let permit = actor.invite(email, &role);
    let permit = permit.map_err(|reason| ApiError::from(reason).attempting(event))?;
    let invited = send(&state, &mut write, &actor, &permit, &id).await?;
    write.commit().await?;
    answer::ok(&invited)
}

/// Take an invitation back. Its link leads nowhere then.
#[utoipa::path(
    delete, path = "/organizations/{org}/invitations/{id}", tag = "administration",
    params(
        ("org" = String, Path, description = "An organization's id."),
        ("id" = String, Path, description = "The invitation's id, from the list of users."),
    ),
    responses(
        (status = 204, description = "Taken back."),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound,
    ),
)]
pub async fn revoke_invitation(
    State(state): State<AppState>,
    caller: OrgAccess,
    IdPart(id): IdPart,
) -> ApiResult<Response> {
    let (actor, mut write) = acting::begin(caller, &state).await?;
    policy::change_users(actor.access()).require()?;
    let found = invitations::find(&mut write, &actor.organization().id, &id).await?;
    let permit = actor.revoke_invitation(found.ok_or_else(ApiError::not_found)?)?;
    invitations::revoke(&mut write, &permit, state.clock.now()).await?;
    write.commit().await?;
    Ok(answer::no_content())
}

/// Writes the invitation under a new secret, which nobody sees but who opens the e-mail.
async fn send(
    state: &AppState,
    write: &mut Write,
    actor: &Actor,
    permit: &Permit<Invite>,
    id: &str,
) -> ApiResult<Member> {
    let secret = InvitationSecret::new(&*state.random)?;
    let (hash, path) = (secret.hash(), secret.path());
    let secret = Secret { hash: &hash, path: &path };
    invitations::invite(write, permit, id, secret, state.clock.now()).await?;
    let invited = members::invited(write, permit.organization(), id, actor.access()).await?;
    invited.ok_or_else(ApiError::internal)
}

fn is_a_member() -> ApiError {
    let mistake = Mistake::new(FieldErrorCode::Taken, "Whoever has this address is a member already.");
    FieldErrors::one("email", mistake).into()
}
