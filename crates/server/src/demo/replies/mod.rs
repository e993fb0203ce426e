//! A small play: while somebody tries the demo, one of the vendor's people answers what they write, some seconds later,
//! so that a newcomer sees replies come in. What is said is in `demo/replies.toml`.
//!
//! What waits for an answer is read off the cases themselves (see [`turns`]), and the answer is written by the functions
//! that the vendor's endpoints use, in one transaction: a restart neither forgets nor repeats one.

mod script;
mod turns;

use std::time::Duration;

use caseport_domain::validate::CommentText;
use chrono::{DateTime, TimeDelta, Utc};

pub use script::Script;
pub use turns::begin;

use self::turns::{Escalated, escalated, turns};
use crate::state::AppState;
use crate::store::cases::{Importer, VendorDesk, acknowledge, vendor_comment};
use crate::store::{Error, Result, Store};

/// How long the vendor's people think.
pub const DELAY: TimeDelta = TimeDelta::seconds(8);
/// How long to wait after something failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// What comes together is looked at once.
const GATHER: Duration = Duration::from_millis(200);

/// Answers until the server stops.
pub async fn run(state: AppState, script: Script) {
    let mut grown = state.store.journal().follow();
    loop {
        grown.borrow_and_update();
        let next = match answer(&state.store, &script, DELAY, state.clock.now()).await {
            Ok(next) => next.map(|left| left.to_std().unwrap_or_default()),
            Err(error) => {
                tracing::error!(error = %error, "the demo's replies failed");
                Some(AFTER_FAILURE)
            }
        };
        let due = async {
            match next {
                Some(left) => tokio::time::sleep(left).await,
                None => std::future::pending().await,
            }
        };
        let news = async {
            // The sender is the store, which `state` holds.
            let _ = grown.changed().await;
            tokio::time::sleep(GATHER).await;
        };
        tokio::select! {
            () = state.stopping.begun() => return,
            () = due => {}
            () = news => {}
        }
    }
}

/// Answers whatever has waited for `delay`; how long until the next is due, where something waits.
///
/// # Errors
/// As any query. Nothing was answered then.
pub async fn answer(
    store: &Store,
    script: &Script,
    delay: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Option<TimeDelta>> {
    let is_due = |since: DateTime<Utc>| since + delay <= now;
    let waiting = {
        let mut read = store.read().await?;
        let said = turns(&mut read).await?.into_iter().map(|it| it.at);
        let asked = escalated(&mut read).await?.into_iter().map(|it| it.at);
        said.chain(asked).collect::<Vec<_>>()
    };
    if waiting.iter().any(|since| is_due(*since)) {
        let mut write = store.write().await?;
        // Anew, now that nobody else can write.
        for turn in turns(&mut write).await?.iter().filter(|it| is_due(it.at)) {
            let (by, text) = script.reply(turn);
            let text =
                CommentText::new(&text).map_err(|_| Error::Corrupt("a reply of the demo".to_owned()))?;
            let desk = VendorDesk::played(Importer::new(), by);
            vendor_comment(&mut write, &desk, turn.case, &text, now).await?;
        }
        for Escalated { case, .. } in escalated(&mut write).await?.iter().filter(|it| is_due(it.at)) {
            let (by, note) = script.acknowledgement();
            acknowledge(&mut write, &VendorDesk::played(Importer::new(), by), *case, note, now).await?;
        }
        write.commit().await?;
    }
    Ok(waiting.into_iter().filter(|since| !is_due(*since)).map(|since| since + delay - now).min())
}
