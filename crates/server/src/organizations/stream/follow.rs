//! Following the journal for one reader: waits until it grows, and asks anew what of it they may see.

use axum::body::Bytes;
use caseport_domain::Access;
use caseport_domain::id::{OrganizationId, UserId};
use tokio::sync::watch;
use tokio::time::{Duration, Instant, sleep_until};

use super::mark::{Mark, rights};
use super::tell::{self, Told};
use crate::auth::{OrgAccess, is_over};
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::reader::Reader;
use crate::store::{Conn, Result, journal, sessions};

/// How long after telling something the next is gathered: a case that changes hundreds of times in a second is told a
/// few times.
const GATHER: Duration = Duration::from_millis(250);

/// A reader's way through the journal.
pub struct Follower {
    state: AppState,
    session: String,
    user: UserId,
    organization: Option<OrganizationId>,
    grown: watch::Receiver<i64>,
    mark: Mark,
    /// Whether there may be more to tell that could be read already.
    is_behind: bool,
    is_over: bool,
    read_at: Instant,
    sent_at: Instant,
}

impl Follower {
    /// Begins where the reader was, as `last` has it, or now; with what is sent first.
    ///
    /// # Errors
    /// The reader has just left the organization, or the store failed.
    pub async fn open(
        state: AppState,
        session: String,
        caller: OrgAccess,
        last: Option<&str>,
    ) -> ApiResult<(Bytes, Self)> {
        let grown = state.store.journal().follow();
        let OrgAccess { user, access } = caller;
        let organization = access.organization.map(|it| it.id);
        let (now, before) = {
            let mut read = state.store.read().await?;
            let access = access_of(&mut read, &user, organization.as_ref()).await?;
            let access = access.ok_or_else(ApiError::not_found)?;
            let (before, _) = journal::range(&mut read).await?;
            (Mark::now(&mut read, &access).await?, before)
        };
        let known = last
            .and_then(Mark::parse)
            .filter(|mark| mark.journal == now.journal && (before..=now.seq).contains(&mark.seq));
        let mut begin = String::from(": caseport\nretry: 1000\n\n");
        match (&known, last) {
            (Some(_), _) => {}
            // What was missed cannot be told any more.
            (None, Some(_)) => begin.push_str(&tell::written(&[Told::access_changed(now.seq)], &now)),
            (None, None) => begin.push_str(&place(&now)),
        }
        let (is_behind, mark) = known.map_or((false, now), |known| (true, known));
        let at = Instant::now();
        let follower = Self {
            state,
            session,
            user,
            organization,
            grown,
            mark,
            is_behind,
            is_over: false,
            read_at: at,
            sent_at: at,
        };
        Ok((begin.into(), follower))
    }

    /// What is to be sent next; none at the end.
    pub async fn next(&mut self) -> Option<Bytes> {
        while !self.is_over {
            let stopping = self.state.stopping.clone();
            let is_due = tokio::select! {
                biased;
                () = stopping.begun() => return None,
                is_due = self.wait() => is_due,
            };
            self.read_at = Instant::now();
            let told = self.read().await.unwrap_or_else(|error| {
                tracing::error!(error = %error, "a stream broke");
                self.is_over = true;
                String::new()
            });
            if !told.is_empty() || (is_due && !self.is_over) {
                self.sent_at = self.read_at;
                return Some(
                    if told.is_empty() { format!(": \n{}", place(&self.mark)) } else { told }.into(),
                );
            }
        }
        None
    }

    /// Waits until there may be something to tell, or a heartbeat is due.
    async fn wait(&mut self) -> bool {
        let due = self.sent_at + self.state.streams.heartbeat;
        if self.is_behind {
            return false;
        }
        if *self.grown.borrow_and_update() <= self.mark.seq {
            tokio::select! {
                // The sender is the store, which `self` holds.
                _ = self.grown.changed() => {}
                () = sleep_until(due) => return true,
            }
        }
        sleep_until(self.read_at + GATHER).await;
        false
    }

    /// What has happened since, and comes that far.
    async fn read(&mut self) -> Result<String> {
        let now = self.state.clock.now();
        let mut read = self.state.store.read().await?;
        let session = sessions::find(&mut read, &self.session).await?;
        if session.is_none_or(|session| is_over(&session, now)) {
            self.is_over = true;
            return Ok(String::new());
        }
        let news = journal::since(&mut read, self.mark.seq, &self.user, self.organization.as_ref()).await?;
        let Some(access) = access_of(&mut read, &self.user, self.organization.as_ref()).await? else {
            // They are told, and find out by asking.
            self.is_over = true;
            return Ok(tell::written(&[Told::access_changed(news.upto)], &self.mark));
        };
        let mut told = tell::told(&mut read, &news.changes, &self.user, &access, now).await?;
        let rights = rights(&access)?;
        if rights != self.mark.rights {
            // Before everything else, and at the old place: whoever is cut off behind it goes on from there.
            told.retain(|it| !it.is_access_changed());
            told.insert(0, Told::access_changed(self.mark.seq));
        }
        self.mark = Mark { seq: news.upto, rights, ..self.mark.clone() };
        self.is_behind = news.is_cut;
        Ok(tell::written(&told, &self.mark))
    }
}

/// The person's standing at this moment; none where they do not belong to the organization.
async fn access_of(
    conn: &mut Conn,
    user: &UserId,
    organization: Option<&OrganizationId>,
) -> Result<Option<Access>> {
    let Some(organization) = organization else { return Ok(Some(Access::personal())) };
    Ok(Reader::load(conn, user).await?.access(organization).cloned())
}

/// An id without an event: how far the reader has come.
fn place(mark: &Mark) -> String {
    format!("id: {mark}\n\n")
}
