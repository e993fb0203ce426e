//! Single sign-on: sign-ins under way, whom providers mean, and with what somebody signs out there.

use crate::store::sql;
use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use super::fold::fold;
use super::row::{get, unsigned};
use super::{Conn, Result, Write};

/// A sign-in under way.
#[derive(Clone, Copy, Debug)]
pub struct UnderWay<'a> {
    /// SHA-256 of its state, hex.
    pub state_hash: &'a str,
    /// The same of the browser's cookie.
    pub browser_hash: &'a str,
    /// From where it was begun.
    pub client: &'a str,
    /// The provider's id.
    pub provider: &'a str,
    /// What its ID token will hold.
    pub nonce: &'a str,
    /// What its code is given for.
    pub pkce_verifier: &'a str,
    /// The address of the app to go on to.
    pub next: &'a str,
    /// Until when it can be finished.
    pub expires_at: DateTime<Utc>,
}

/// What is known of a sign-in that is being finished.
#[derive(Debug)]
pub struct Finished {
    /// See [`UnderWay::nonce`].
    pub nonce: String,
    /// See [`UnderWay::pkce_verifier`].
    pub pkce_verifier: String,
    /// See [`UnderWay::next`].
    pub next: String,
}

/// Notes a sign-in that begins; false where there are `at_most` from there already. Those that are over are forgotten.
///
/// # Errors
/// As any query.
pub async fn begin(write: &mut Write, new: &UnderWay<'_>, at_most: u32, now: DateTime<Utc>) -> Result<bool> {
    sql::query("DELETE FROM sign_ons WHERE expires_at <= $1")
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    let row = sql::query("SELECT COUNT(*) AS n FROM sign_ons WHERE client = $1")
        .bind(new.client)
        .fetch_one(write)
        .await?;
    if unsigned::<u32>(&row, "n")? >= at_most {
        return Ok(false);
    }
    sql::query(
        "INSERT INTO sign_ons (state_hash, browser_hash, client, provider, nonce, pkce_verifier, next, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.state_hash)
    .bind(new.browser_hash)
    .bind(new.client)
    .bind(new.provider)
    .bind(new.nonce)
    .bind(new.pkce_verifier)
    .bind(new.next)
    .bind(new.expires_at.timestamp_micros())
    .execute(write)
    .await?;
    Ok(true)
}

/// Takes a sign-in out, once: begun by this browser, at this provider, and not too long ago.
///
/// # Errors
/// As any query.
pub async fn finish(
    write: &mut Write,
    provider: &str,
    state_hash: &str,
    browser_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Finished>> {
    let row = sql::query(
        "DELETE FROM sign_ons WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > $4
         RETURNING nonce, pkce_verifier, next",
    )
    .bind(state_hash)
    .bind(browser_hash)
    .bind(provider)
    .bind(now.timestamp_micros())
    .fetch_optional(write)
    .await?;
    row.map(|row| {
        Ok(Finished {
            nonce: get(&row, "nonce")?,
            pkce_verifier: get(&row, "pkce_verifier")?,
            next: get(&row, "next")?,
        })
    })
    .transpose()
}

/// Whom an issuer means by a subject, where that is known.
///
/// # Errors
/// As any query.
pub async fn known(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<UserId>> {
    let row = sql::query("SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2")
        .bind(issuer)
        .bind(subject)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(UserId(get(&row, "user_id")?))).transpose()
}

/// Whether somebody signs in at a provider.
///
/// # Errors
/// As any query.
pub async fn has_identity(conn: &mut Conn, user: &UserId) -> Result<bool> {
    let row = sql::query("SELECT 1 FROM identities WHERE user_id = $1")
        .bind(user.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Notes whom an issuer means by a subject; false where it means somebody else by another one, or that person by another.
///
/// # Errors
/// As any query.
pub async fn link(
    write: &mut Write,
    issuer: &str,
    subject: &str,
    user: &UserId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sql::query(
        "INSERT INTO identities (issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(issuer)
    .bind(subject)
    .bind(user.as_str())
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The account of an address (in lower case).
///
/// # Errors
/// As any query.
pub async fn by_email(conn: &mut Conn, email: &str) -> Result<Option<UserId>> {
    let row = sql::query("SELECT id FROM users WHERE email = $1").bind(email).fetch_optional(conn).await?;
    row.map(|row| Ok(UserId(get(&row, "id")?))).transpose()
}

/// Makes an account without a password, for an address (in lower case) that has none.
///
/// # Errors
/// As any query.
pub async fn add_user(
    write: &mut Write,
    id: &UserId,
    name: &str,
    email: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    // Whose zone is not known reads times in the browser's.
    sql::query("INSERT INTO users (id, name, email, created_at, name_key, time_zone) VALUES ($1, $2, $3, $4, $5, '')")
        .bind(id.as_str())
        .bind(name)
        .bind(email)
        .bind(now.timestamp_micros())
        .bind(fold(name))
        .execute(write)
        .await?;
    Ok(())
}

/// Remembers with what a session was begun.
///
/// # Errors
/// As any query.
pub async fn remember_session(
    write: &mut Write,
    token_hash: &str,
    provider: &str,
    id_token: &str,
) -> Result<()> {
    sql::query("INSERT INTO sign_on_sessions (token_hash, provider, id_token) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(provider)
        .bind(id_token)
        .execute(write)
        .await?;
    Ok(())
}

/// At which provider a session was begun, and with what ID token; none where it was begun with a password.
///
/// # Errors
/// As any query.
pub async fn of_session(conn: &mut Conn, token_hash: &str) -> Result<Option<(String, String)>> {
    let row = sql::query("SELECT provider, id_token FROM sign_on_sessions WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok((get(&row, "provider")?, get(&row, "id_token")?))).transpose()
}
