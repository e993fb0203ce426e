//! The demo data: the files under `demo/` brought into an empty store, as if it had all happened.
//!
//! Every event goes through the same functions as real operations, at its own time in the past; only who may is not
//! asked, because the rights were others then (one person filed a customer case that they may not file today).

mod accounts;
mod administration;
mod articles;
mod cases;
mod events;
mod files;
mod generate;
mod invent;
pub mod replies;
mod words;

use caseport_domain::api::{Config, DemoAccount};
use caseport_domain::id::CaseNumber;
use chrono::{DateTime, Utc};

pub use generate::generate;

use crate::auth::password::Passwords;
use crate::files::Files;
use crate::random::Random;
use crate::store::cases::{Importer, start_at};
use crate::store::{Result, Store, settings};

/// The password of every demo account.
pub const PASSWORD: &str = "caseport-demo";
/// The first case's number in a demo store.
const FIRST_NUMBER: u32 = 10_204_117;
/// The setting that says that the store holds the demo data.
const FILLED: &str = "demo";

/// Why the demo data could not be brought in.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file under `demo/` is not as it should be.
    #[error("{file}: {what}")]
    Data {
        /// Which.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// The store failed.
    #[error("{0}")]
    Store(#[from] crate::store::Error),
    /// A file cannot be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl DemoError {
    fn data(file: &str, what: impl Into<String>) -> Self {
        Self::Data { file: file.to_owned(), what: what.into() }
    }
}

/// Starts the sequence of case numbers of a new store: somewhere in the lower third, so that numbers tell nothing.
///
/// # Errors
/// As any query.
pub async fn start_numbers(store: &Store, random: &dyn Random, demo: bool) -> Result<()> {
    let mut bytes = [0_u8; 4];
    random.fill(&mut bytes)?;
    let first = if demo { FIRST_NUMBER } else { CaseNumber::FIRST + u32::from_le_bytes(bytes) % 20_000_000 };
    let mut write = store.write().await?;
    if let Some(first) = CaseNumber::new(first) {
        start_at(&mut write, first).await?;
    }
    write.commit().await
}

/// Fills an empty store; one that holds the demo data already is left alone.
///
/// # Errors
/// The data is not as it should be, or the store failed. Nothing was written then.
pub async fn fill(
    store: &Store,
    passwords: &Passwords,
    random: &dyn Random,
    files: &Files,
    now: DateTime<Utc>,
) -> std::result::Result<(), DemoError> {
    let mut write = store.write().await?;
    if settings::value(&mut write, FILLED).await?.is_some() {
        return Ok(());
    }
    if accounts::any(&mut write).await? {
        let what = "the store holds other data already; use another --data folder for the demo";
        return Err(DemoError::data("demo", what));
    }
    let hash = passwords.hash(PASSWORD, random)?;
    accounts::fill(&mut write, &hash, now).await?;
    write.set_in_the_past();
    administration::fill(&mut write, now).await?;
    let importer = Importer::new();
    cases::fill(&mut write, importer, files, now).await?;
    articles::fill(&mut write).await?;
    settings::set(&mut write, FILLED, &now.to_rfc3339()).await?;
    write.commit().await?;
    Ok(())
}

/// Tells the sign-in page about the accounts.
///
/// # Errors
/// The data is not as it should be.
pub fn describe(config: &mut Config) -> std::result::Result<(), DemoError> {
    let organizations = files::organizations()?;
    let can_sign_in = organizations.account.into_iter().filter(|account| account.sign_in);
    config.demo_accounts = can_sign_in
        .map(|account| DemoAccount { email: account.email, name: account.name, note: account.note })
        .collect();
    config.demo_password = Some(PASSWORD.to_owned());
    Ok(())
}
