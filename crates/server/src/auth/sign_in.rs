//! Checking a password and beginning a session: what signing in and accepting an invitation have in common.

use caseport_domain::id::UserId;
use caseport_domain::limits;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::guard::WINDOW;
use super::signed_in::{ABSOLUTE, IDLE};
use super::token::SessionToken;
use crate::http::problem::{ApiError, ApiResult};
use crate::random::hex;
use crate::state::AppState;
use crate::store::sessions::Begun;
use crate::store::{Write, attempts, sessions, users};

use super::guard::SignInTurn;
pub use super::guard::locked_until;

/// Somebody who knows the password of an account; with the address's turn, until the session has begun.
pub struct Verified {
    user: UserId,
    address: String,
    _turn: SignInTurn,
}

impl Verified {
    /// Who.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Begins their session.
    ///
    /// # Errors
    /// As any query.
    pub async fn begin(self, state: &AppState, write: &mut Write) -> ApiResult<SessionToken> {
        attempts::forget(write, &self.address).await?;
        begin(state, write, &self.user).await
    }

    /// Begins a session of theirs that ends at a time of its own.
    ///
    /// # Errors
    /// As any query.
    pub async fn begin_until(
        self,
        state: &AppState,
        write: &mut Write,
        expires_at: DateTime<Utc>,
    ) -> ApiResult<SessionToken> {
        attempts::forget(write, &self.address).await?;
        let begun = Begun { expires_at: Some(expires_at), opens: None };
        begin_as(state, write, &self.user, begun).await
    }
}

/// Checks a password, within the limits on guessing; none where it is wrong or the address unknown, which has been noted.
///
/// # Errors
/// 429 where there were too many failures; 403 where people do not sign in with passwords.
pub async fn verify(
    state: &AppState,
    client: &str,
    email: &str,
    password: String,
) -> ApiResult<Option<Verified>> {
    state.sign_on.needs_passwords()?;
    let email = email.trim().to_lowercase();
    let address = hex(&Sha256::digest(&email));
    let turn = state.sign_ins.turn(&state.store, &address).await?.ok_or_else(ApiError::unavailable)?;

    let (locked, credentials) = {
        let mut read = state.store.read().await?;
        let locked = locked_until(&mut read, &address, client, state.clock.now()).await?;
        (locked, users::credentials(&mut read, &email).await?)
    };
    if let Some(until) = locked {
        return Err(locked_out(until, state.clock.now()));
    }
    let (user, hash) = credentials.map_or((None, None), |it| (Some(it.user), it.password_hash));
    let usable =
        email.chars().count() <= limits::EMAIL_MAX && password.chars().count() <= limits::PASSWORD_MAX;
    let fits = usable && state.passwords.verify(password, hash).await?;
    match user.filter(|_| fits) {
        Some(user) => Ok(Some(Verified { user, address, _turn: turn })),
        None => {
            note_failure(state, &address, client).await?;
            Ok(None)
        }
    }
}

/// Notes that somebody guessed wrong: at an address or a link, by its hash.
///
/// # Errors
/// As any query.
pub async fn note_failure(state: &AppState, address: &str, client: &str) -> ApiResult<()> {
    let now = state.clock.now();
    let mut write = state.store.write().await?;
    attempts::failed(&mut write, address, client, now).await?;
    attempts::sweep(&mut write, now - WINDOW).await?;
    Ok(write.commit().await?)
}

/// Begins a session. Whoever was signed in in this browser is not any more.
///
/// # Errors
/// As any query.
pub async fn begin(state: &AppState, write: &mut Write, user: &UserId) -> ApiResult<SessionToken> {
    begin_as(state, write, user, Begun::default()).await
}

/// Begins a session that is known by a token of somebody else's making, until a time of its own.
///
/// # Errors
/// As any query.
pub async fn begin_known(
    state: &AppState,
    write: &mut Write,
    token: &SessionToken,
    user: &UserId,
    expires_at: DateTime<Utc>,
) -> ApiResult<()> {
    begin_with(state, write, token, user, Begun { expires_at: Some(expires_at), opens: None }).await
}

async fn begin_as(
    state: &AppState,
    write: &mut Write,
    user: &UserId,
    begun: Begun<'_>,
) -> ApiResult<SessionToken> {
    let token = SessionToken::new(&*state.random)?;
    begin_with(state, write, &token, user, begun).await?;
    Ok(token)
}

async fn begin_with(
    state: &AppState,
    write: &mut Write,
    token: &SessionToken,
    user: &UserId,
    begun: Begun<'_>,
) -> ApiResult<()> {
    let now = state.clock.now();
    sessions::sweep(write, now - ABSOLUTE, now - IDLE, now).await?;
    sessions::begin(write, &token.hash(), user, now, begun).await?;
    Ok(users::signed_in(write, user, now).await?)
}

/// 429, with when to try again.
pub fn locked_out(until: DateTime<Utc>, now: DateTime<Utc>) -> ApiError {
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
