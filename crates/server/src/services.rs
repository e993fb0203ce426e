//! `tokens`: the command that makes, lists and revokes service tokens.

use std::fmt;
use std::io::{self, Write as _};

use caseport_domain::validate::VendorName;
use chrono::{DateTime, SecondsFormat, Utc};

use crate::auth::ServiceToken;
use crate::cli::{TokenData, Tokens};
use crate::clock::{Clock as _, SystemClock};
use crate::random::{SystemRandom, new_id};
use crate::serve;
use crate::store::{self, Store, services};

/// Why it was not done, in one line.
#[derive(Debug)]
pub struct TokenError(String);

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<store::Error> for TokenError {
    fn from(error: store::Error) -> Self {
        Self(format!("the store failed: {error}"))
    }
}

impl From<io::Error> for TokenError {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Does what was asked for; what it brings is on stdout, alone, for scripts.
///
/// # Errors
/// Nothing was done.
pub fn run(command: &Tokens) -> Result<(), TokenError> {
    let (Tokens::Create(super::cli::CreateToken { data, .. })
    | Tokens::List(data)
    | Tokens::Revoke(super::cli::RevokeToken { data, .. })) = command;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = open(data).await?;
        let done = match command {
            Tokens::Create(options) => create(&store, &options.name).await,
            Tokens::List(_) => list(&store).await,
            Tokens::Revoke(options) => revoke(&store, &options.id).await,
        };
        store.close().await;
        done
    })
}

async fn open(data: &TokenData) -> Result<Store, TokenError> {
    let (store, _) = serve::open(&data.data).await.map_err(|error| TokenError(error.to_string()))?;
    Ok(store)
}

async fn create(store: &Store, name: &str) -> Result<(), TokenError> {
    let name = VendorName::new(name).map_err(|mistake| TokenError(mistake.in_field("name").message))?;
    let (token, id) = (ServiceToken::new(&SystemRandom)?, new_id(&SystemRandom)?);
    let mut write = store.write().await?;
    services::add(&mut write, &id, name.as_str(), &token.hash(), SystemClock.now()).await?;
    // Told before it is kept: one that nobody could read is none.
    token.tell(&mut io::stdout().lock())?;
    Ok(write.commit().await?)
}

async fn list(store: &Store) -> Result<(), TokenError> {
    let tokens = services::list(&mut *store.read().await?).await?;
    let mut out = io::stdout().lock();
    for token in tokens {
        let used =
            token.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {}", time(at)));
        let revoked = token.revoked_at.map(|at| format!("  revoked {}", time(at))).unwrap_or_default();
        writeln!(out, "{}  {}  made {}  {used}{revoked}", token.id, token.name, time(token.created_at))?;
    }
    Ok(())
}

async fn revoke(store: &Store, id: &str) -> Result<(), TokenError> {
    let mut write = store.write().await?;
    if !services::revoke(&mut write, id, SystemClock.now()).await? {
        return Err(TokenError(format!("there is no token {id:?} in force; `tokens list` shows them")));
    }
    Ok(write.commit().await?)
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
