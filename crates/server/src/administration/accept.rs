//! GET /invitations/{secret} and POST /invitations/{secret}/accept: for whoever has the link. One that was used, was taken back,
//! is over, or never was, answers in one way.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use caseport_domain::api::{AcceptRequest, Invitation};
use caseport_domain::id::UserId;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake, NewAccount};

use super::secret::InvitationSecret;
use crate::auth::SignedIn;
use crate::auth::sign_in::{self, Verified};
use crate::http::client::Client;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, answer, problem};
use crate::random::new_id;
use crate::state::AppState;
use crate::store::administration::invitations::{self, StoredInvitation};
use crate::store::sign_on;
use crate::store::users::{self, NewUser};

/// What an invitation is for.
#[utoipa::path(
    get, path = "/invitations/{secret}", tag = "session",
    params(("secret" = String, Path, description = "The last part of the link in the e-mail.")),
    responses((status = 200, body = Invitation), problem::docs::Link),
    security(()),
)]
pub async fn read_invitation(
    State(state): State<AppState>,
    Client(client): Client,
    secret: InvitationSecret,
) -> ApiResult<Response> {
    let invitation = open(&state, &client, &secret).await?;
    let has_account = in_use(&state, &invitation.email).await?.is_some();
    answer::ok(&invitation.shown(has_account))
}

/// Who accepts.
enum Who {
    /// Whoever is signed in.
    SignedIn(UserId),
    /// Somebody who knows the account's password.
    Known(Verified),
    /// Somebody who had no account, or none with a password.
    New { account: NewAccount, hash: String },
}

/// Accept an invitation, once. Who has an account says its password, unless signed in with it; who has none chooses a name and a
/// password. They are signed in then.
#[utoipa::path(
    post, path = "/invitations/{secret}/accept", tag = "session",
    params(("secret" = String, Path, description = "The last part of the link in the e-mail.")),
    request_body = AcceptRequest,
    responses(
        (status = 204, description = "Accepted; `Set-Cookie` carries a session, unless there is one already."),
        problem::docs::Link, problem::docs::Body,
    ),
    security(()),
)]
pub async fn accept_invitation(
    State(state): State<AppState>,
    Client(client): Client,
    secret: InvitationSecret,
    signed_in: Result<SignedIn, ApiError>,
    Json { value: request, .. }: Json<AcceptRequest>,
) -> ApiResult<Response> {
    let invitation = open(&state, &client, &secret).await?;
    let email = invitation.email.as_str();
    let who = match (in_use(&state, email).await?, signed_in) {
        (Some(user), Ok(signed_in)) if signed_in.user == user => Who::SignedIn(user),
        (Some(_), _) => {
            let verified = sign_in::verify(&state, &client, email, request.password).await?;
            Who::Known(verified.ok_or_else(wrong_password)?)
        }
        (None, _) => {
            state.sign_on.needs_passwords()?;
            let account = NewAccount::try_from(&request)?;
            let hash = state.passwords.choose(&account.password, state.random.clone()).await?;
            Who::New { account, hash }
        }
    };
    let mut write = state.store.write().await?;
    let now = state.clock.now();
    // As it is now that nobody else can write: it is accepted once.
    let invitation = invitations::open(&mut write, &secret.hash(), now).await?.ok_or_else(over)?;
    let (user, is_new) = match &who {
        Who::SignedIn(user) => (user.clone(), false),
        Who::Known(verified) => (verified.user().clone(), false),
        Who::New { account, hash } => {
            let new = NewUser { name: account.name.as_str(), email: &invitation.email, password_hash: hash };
            let id = new_id(&*state.random)?;
            // Somebody may have made the account meanwhile, by another invitation.
            (users::add(&mut write, &id.into(), &new, now).await?.ok_or_else(over)?, true)
        }
    };
    invitations::accept(&mut write, &invitation, &user, is_new, now).await?;
    let token = match who {
        Who::SignedIn(_) => None,
        Who::Known(verified) => Some(verified.begin(&state, &mut write).await?),
        Who::New { .. } => Some(sign_in::begin(&state, &mut write, &user).await?),
    };
    write.commit().await?;
    let mut response = answer::no_content();
    if let Some(token) = token {
        token.give(response.headers_mut(), state.cookie_reach);
    }
    tracing::info!(organization = %invitation.organization.id, "an invitation was accepted");
    Ok(response)
}

/// Whose the account of an address is; none where nobody can sign in to it, be it with a password or at a provider.
async fn in_use(state: &AppState, email: &str) -> ApiResult<Option<UserId>> {
    let mut read = state.store.read().await?;
    let Some(account) = users::credentials(&mut read, email).await? else { return Ok(None) };
    let is_in_use =
        account.password_hash.is_some() || sign_on::has_identity(&mut read, &account.user).await?;
    Ok(is_in_use.then_some(account.user))
}

/// The invitation, where it can be accepted. Who tries many links is told to wait.
async fn open(state: &AppState, client: &str, secret: &InvitationSecret) -> ApiResult<StoredInvitation> {
    let hash = secret.hash();
    let now = state.clock.now();
    let (found, locked) = {
        let mut read = state.store.read().await?;
        let locked = sign_in::locked_until(&mut read, &hash, client, now).await?;
        (invitations::open(&mut read, &hash, now).await?, locked)
    };
    if let Some(until) = locked {
        return Err(sign_in::locked_out(until, now));
    }
    match found {
        Some(found) => Ok(found),
        None => {
            sign_in::note_failure(state, &hash, client).await?;
            Err(over())
        }
    }
}

/// 404: used, taken back, over, or never there.
fn over() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "invitation-over",
        "This invitation cannot be accepted",
        "It was accepted already, was taken back or replaced by another, or is older than 7 days. If you have accepted it, \
         sign in; if not, ask whoever invited you for another one.",
    )
}

fn wrong_password() -> ApiError {
    let mistake = Mistake::new(
        FieldErrorCode::Invalid,
        "This is not the password of the account with this address. Check it and try again.",
    );
    FieldErrors::one("password", mistake).into()
}
