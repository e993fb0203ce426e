//! The limits on guessing: so many failures for an address, so many from a client, in a window of time.
//!
//! Sign-ins for one address take turns, so that a burst of guesses cannot pass between counting and noting; right
//! passwords are never counted, so that many people behind one address, or a test suite, never run into the limit.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::slots::Slots;
use crate::store::attempts::{Counted, limit_reached};
use crate::store::turns::ServersTurn;
use crate::store::{Conn, Result, Store};

/// The window in which failures count.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures for one address within the window.
pub const PER_ADDRESS: u32 = 5;
/// Failures from one client within the window.
pub const PER_CLIENT: u32 = 50;

/// How long a sign-in waits for those before it on other servers.
const PATIENCE: Duration = Duration::from_secs(15);

/// Lets one sign-in at a time through for each address.
#[derive(Debug, Default)]
pub struct SignInGuard {
    turns: Slots<Turn<()>>,
}

impl SignInGuard {
    /// Waits for the address's turn on any server; it ends when it is dropped. None where it does not come in time.
    ///
    /// # Errors
    /// As any query.
    pub async fn turn(&self, store: &Store, address: &str) -> Result<Option<SignInTurn>> {
        let held = self.turns.get(address).lock_owned().await;
        let among_servers = store.turn(&format!("sign-in {address}"), PATIENCE).await?;
        Ok(among_servers.map(|among_servers| SignInTurn { _among_servers: among_servers, _held: held }))
    }
}

/// An address's turn.
#[derive(Debug)]
pub struct SignInTurn {
    _among_servers: ServersTurn,
    _held: OwnedMutexGuard<()>,
}

/// Until when there are too many failures for the address or from the client; none while there are not.
///
/// # Errors
/// As any query.
pub async fn locked_until(
    conn: &mut Conn,
    address: &str,
    client: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let since = now - WINDOW;
    let by_address = limit_reached(conn, Counted::Address(address), since, PER_ADDRESS).await?;
    let by_client = limit_reached(conn, Counted::Client(client), since, PER_CLIENT).await?;
    Ok(by_address.max(by_client).map(|failure| failure + WINDOW))
}
