//! `token`: the command that makes, lists and revokes service tokens.

use std::fmt;
use std::io::{self, Write as _};

use caseport_domain::validate::VendorName;
use chrono::{DateTime, SecondsFormat, Utc};

use crate::auth::ServiceToken;
use crate::cli::{CreateToken, Place, Token};
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
pub fn run(command: &Token) -> Result<(), TokenError> {
    let (Token::Create(CreateToken { place, .. })
    | Token::List(place)
    | Token::Revoke(super::cli::RevokeToken { place, .. })) = command;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = open(place).await?;
        let done = match command {
            Token::Create(options) => create(&store, options).await,
            Token::List(_) => list(&store).await,
            Token::Revoke(options) => revoke(&store, &options.id).await,
        };
        store.close().await;
        done
    })
}

async fn open(place: &Place) -> Result<Store, TokenError> {
    let store = serve::open(place).await.map_err(|error| TokenError(error.to_string()))?;
    Ok(store)
}

async fn create(store: &Store, options: &CreateToken) -> Result<(), TokenError> {
    let name =
        VendorName::new(options.name()).map_err(|mistake| TokenError(mistake.in_field("name").message))?;
    let (token, id) = (ServiceToken::new(&SystemRandom)?, new_id(&SystemRandom)?);
    let mut write = store.write().await?;
    services::add(&mut write, &id, name.as_str(), &options.scopes(), &token.hash(), SystemClock.now())
        .await?;
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
        let opens: Vec<_> = token.scopes.iter().map(|scope| scope.code()).collect();
        let (made, opens) = (time(token.created_at), opens.join(", "));
        writeln!(out, "{}  {}  made {made}  {used}  opens {opens}{revoked}", token.id, token.name)?;
    }
    Ok(())
}

async fn revoke(store: &Store, id: &str) -> Result<(), TokenError> {
    let mut write = store.write().await?;
    if !services::revoke(&mut write, id, SystemClock.now()).await? {
        return Err(TokenError(format!("there is no token {id:?} in force; `token list` shows them")));
    }
    Ok(write.commit().await?)
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
