//! POST /auth/login: a password for a session cookie. Unknown addresses get the same answer after the same work.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use caseport_domain::api::LoginRequest;
use caseport_domain::limits;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::guard::{WINDOW, locked_until};
use super::signed_in::{ABSOLUTE, IDLE};
use super::token::SessionToken;
use crate::http::answer;
use crate::http::client::Client;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, problem};
use crate::random::hex;
use crate::state::AppState;
use crate::store::{attempts, sessions, users};

/// Sign in.
#[utoipa::path(
    post, path = "/auth/login", tag = "session",
    request_body = LoginRequest,
    responses(
        (status = 204, description = "Signed in: `Set-Cookie` carries the session."),
        problem::docs::SignIn,
        problem::docs::Body,
    ),
    security(()),
)]
pub async fn login(
    State(state): State<AppState>,
    Client(client): Client,
    Json { value: LoginRequest { email, password }, .. }: Json<LoginRequest>,
) -> ApiResult<Response> {
    let email = email.trim().to_lowercase();
    let address = hex(&Sha256::digest(&email));
    let _turn = state.sign_ins.turn(&address).await;

    let (locked, credentials) = {
        let mut read = state.store.read().await?;
        let locked = locked_until(&mut read, &address, &client, state.clock.now()).await?;
        (locked, users::credentials(&mut read, &email).await?)
    };
    if let Some(until) = locked {
        return Err(locked_out(until, state.clock.now()));
    }
    let (user, hash) = credentials.map_or((None, None), |it| (Some(it.user), it.password_hash));
    let usable =
        email.chars().count() <= limits::EMAIL_MAX && password.chars().count() <= limits::PASSWORD_MAX;
    let fits = usable && state.passwords.verify(password, hash).await?;

    let now = state.clock.now();
    let mut write = state.store.write().await?;
    let Some(user) = user.filter(|_| fits) else {
        attempts::failed(&mut write, &address, &client, now).await?;
        attempts::sweep(&mut write, now - WINDOW).await?;
        write.commit().await?;
        return Err(refused());
    };
    attempts::forget(&mut write, &address).await?;
    sessions::sweep(&mut write, now - ABSOLUTE, now - IDLE).await?;
    // Whoever was signed in in this browser is not any more.
    let token = SessionToken::new(&*state.random)?;
    sessions::begin(&mut write, &token.hash(), &user, now).await?;
    users::signed_in(&mut write, &user, now).await?;
    write.commit().await?;

    let mut response = answer::no_content();
    token.give(response.headers_mut(), state.secure_cookies);
    Ok(response.into_response())
}

fn refused() -> ApiError {
    ApiError::new(
        axum::http::StatusCode::UNAUTHORIZED,
        "sign-in-failed",
        "Sign-in failed",
        "The e-mail address or the password is wrong. Check both and try again.",
    )
    .with_header(header::WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Bearer realm=\"caseport\""))
}

fn locked_out(until: DateTime<Utc>, now: DateTime<Utc>) -> ApiError {
    let left = (until - now).max(TimeDelta::seconds(1));
    let seconds = u64::try_from((left + TimeDelta::milliseconds(999)).num_seconds()).unwrap_or(1).max(1);
    let wait = match seconds.div_ceil(60) {
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    let at = until.format("%H:%M:%S");
    ApiError::too_many(
        format!("There were too many failed sign-ins. Try again in {wait}, at {at} UTC."),
        seconds,
    )
}
