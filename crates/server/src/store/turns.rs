//! Turns among servers: who works on something that two must not work on at once, such as an upload, and for longer than
//! a transaction should last.
//!
//! A turn is a row that its holder keeps young; one that has become old was left by a server that is gone, and anybody may
//! take it. Times are the database's, so that servers' clocks do not matter. With the embedded database there is one
//! server, whose own turns (`slots`) are enough: taking one is always successful there.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinHandle;

use super::{Result, Store};
use crate::random::{SystemRandom, new_id};

/// How old a row may become that nobody keeps young.
const LASTS: &str = "interval '10 seconds'";
/// How often its holder does so.
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// How often somebody who waits tries again.
const TRY_EVERY: Duration = Duration::from_millis(200);
/// On which those who wait ask the holder, by the turn's name.
pub(super) const CHANNEL: &str = "caseport_turns";

/// A turn, until it is dropped.
#[derive(Debug)]
pub struct ServersTurn(Option<Held>);

#[derive(Debug)]
struct Held {
    pool: PgPool,
    name: String,
    holder: String,
    asked: broadcast::Receiver<String>,
    lost: Arc<Notify>,
    renewing: JoinHandle<()>,
}

impl Store {
    /// The turn of that name, where no server has it.
    ///
    /// # Errors
    /// As any query.
    pub async fn try_turn(&self, name: &str) -> Result<Option<ServersTurn>> {
        let Some((pool, asked)) = self.among_servers() else { return Ok(Some(ServersTurn(None))) };
        let holder = new_id(&SystemRandom)?;
        let sql = format!(
            "INSERT INTO turns (name, holder, until) VALUES ($1, $2, clock_timestamp() + {LASTS})
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
             WHERE turns.until < clock_timestamp()"
        );
        let taken = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(name).bind(&holder).execute(&pool).await?;
        if taken.rows_affected() == 0 {
            return Ok(None);
        }
        let lost = Arc::new(Notify::new());
        let renewing = tokio::spawn(renew(pool.clone(), name.to_owned(), holder.clone(), lost.clone()));
        Ok(Some(ServersTurn(Some(Held { pool, name: name.to_owned(), holder, asked, lost, renewing }))))
    }

    /// Waits for the turn of that name, and asks whoever has it to give way; none where they do not in time.
    ///
    /// # Errors
    /// As any query.
    pub async fn turn(&self, name: &str, patience: Duration) -> Result<Option<ServersTurn>> {
        let until = tokio::time::Instant::now() + patience;
        loop {
            if let Some(turn) = self.try_turn(name).await? {
                return Ok(Some(turn));
            }
            if tokio::time::Instant::now() >= until {
                return Ok(None);
            }
            if let Some((pool, _)) = self.among_servers() {
                sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(name).execute(&pool).await?;
            }
            tokio::time::sleep(TRY_EVERY).await;
        }
    }
}

impl ServersTurn {
    /// Returns once another server asks for it, or has taken it because this one was not heard of for too long.
    pub async fn wanted(&self) {
        let Some(held) = &self.0 else { return std::future::pending().await };
        let mut asked = held.asked.resubscribe();
        loop {
            tokio::select! {
                () = held.lost.notified() => return,
                name = asked.recv() => match name {
                    Ok(name) if name == held.name => return,
                    // Too many at once to have heard them all: rather once too often.
                    Err(broadcast::error::RecvError::Lagged(_)) => return,
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
                }
            }
        }
    }
}

async fn renew(pool: PgPool, name: String, holder: String, lost: Arc<Notify>) {
    let sql = format!("UPDATE turns SET until = clock_timestamp() + {LASTS} WHERE name = $1 AND holder = $2");
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        let query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(&name).bind(&holder);
        if query.execute(&pool).await.is_ok_and(|done| done.rows_affected() == 0) {
            return lost.notify_one();
        }
    }
}

impl Drop for ServersTurn {
    fn drop(&mut self) {
        let Some(held) = self.0.take() else { return };
        held.renewing.abort();
        let give_back = async move {
            let query = sqlx::query("DELETE FROM turns WHERE name = $1 AND holder = $2");
            // Where it fails the row becomes old.
            let _ = query.bind(&held.name).bind(&held.holder).execute(&held.pool).await;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(give_back);
        }
    }
}
