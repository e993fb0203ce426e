//! Comments on their way. Each is kept on the device until the server has it, and arrives once however often it is tried;
//! those of a case go one after the other, in the order in which they were written.

use std::collections::BTreeSet;
use std::time::Duration;

use caseport_domain::id::CaseNumber;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Change, Content, Drafts, Live, OpenDraft, Record, SessionState, SessionStore};
use crate::api::{self, Api, ApiError};
use crate::platform;

/// How often, and in what distance, it is looked for what a former page has left.
const LOOKS: u32 = 5;
const LOOK_AGAIN: Duration = Duration::from_millis(300);
/// After so many seconds it is tried again where nothing says that the connection is back.
const PAUSES: [u64; 5] = [2, 4, 8, 15, 30];

/// A comment that the server does not have yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The key under which it arrives once.
    pub key: String,
    /// The case.
    pub case: CaseNumber,
    /// Markdown.
    pub text: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Why it has not arrived; none while it is sent or waits for its turn.
    pub failure: Option<ApiError>,
    draft: OpenDraft,
}

impl Outgoing {
    fn of(draft: OpenDraft, record: Record) -> Option<Self> {
        let case = record.slot.unsent_of()?;
        let Content::Comment(words) = record.content else { return None };
        Some(Self { key: record.id, case, text: words.text, at: record.changed_at, failure: None, draft })
    }

    /// Whether it is tried again without anybody's doing.
    pub fn goes_by_itself(&self) -> bool {
        matches!(
            self.failure,
            None | Some(ApiError::Unreachable | ApiError::Failed(_) | ApiError::TooMany(_))
        )
    }
}

/// Every comment of the person who is signed in that is on its way from this page.
#[derive(Clone, Copy)]
pub struct Outbox {
    api: Api,
    session: SessionStore,
    drafts: Drafts,
    live: Live,
    list: RwSignal<Vec<Outgoing>>,
    /// The cases whose comments are being sent.
    busy: StoredValue<BTreeSet<CaseNumber>>,
    failures: StoredValue<usize>,
    /// Whether it is going to be tried again.
    scheduled: StoredValue<bool>,
    /// Whether it is followed when the connection comes back.
    attended: StoredValue<bool>,
}

impl Outbox {
    /// Nothing is on its way before [`Outbox::attend`], or [`Outbox::send`].
    pub fn start(api: Api, session: SessionStore, drafts: Drafts, live: Live) -> Self {
        Self {
            api,
            session,
            drafts,
            live,
            list: RwSignal::new(Vec::new()),
            busy: StoredValue::new(BTreeSet::new()),
            failures: StoredValue::new(0),
            scheduled: StoredValue::new(false),
            attended: StoredValue::new(false),
        }
    }

    /// Goes on with what was left unsent, now that somebody is signed in, and whenever the connection may be back. Nobody
    /// has to wait for this code, so it is not in the app's first file.
    pub fn attend(self) {
        spawn_local(self.take_up());
        if self.attended.try_update_value(|it| std::mem::replace(it, true)) != Some(false) {
            return;
        }
        platform::for_good(|| self.follow());
    }

    fn follow(self) {
        platform::on_window(leptos::ev::visibilitychange, move |_| {
            let signed_in = untrack(|| matches!(self.session.state(), SessionState::SignedIn(_)));
            if platform::is_seen() && signed_in {
                spawn_local(self.take_up());
            }
        });
        platform::on_window(leptos::ev::online, move |_| self.go_on());
        // Whoever is told something is connected.
        self.live.on(move |change| {
            if !matches!(change, Change::Commented { .. }) {
                self.go_on();
            }
        });
    }

    /// The comments on their way to a case, in order; reactive.
    pub fn of(self, case: CaseNumber) -> Vec<Outgoing> {
        self.list.with(|list| list.iter().filter(|it| it.case == case).cloned().collect())
    }

    /// Sends the words of a draft, which is no draft any more.
    pub fn send(self, draft: OpenDraft, case: CaseNumber) {
        if let Some(outgoing) =
            self.drafts.put_aside(draft, case).and_then(|record| Outgoing::of(draft, record))
        {
            self.list.update(|list| list.push(outgoing));
            self.work(case);
        }
    }

    /// Tries a comment again that failed.
    pub fn retry(self, key: &str) {
        let mut case = None;
        self.list.update(|list| {
            if let Some(outgoing) = list.iter_mut().find(|it| it.key == key) {
                outgoing.failure = None;
                case = Some(outgoing.case);
            }
        });
        if let Some(case) = case {
            self.work(case);
        }
    }

    /// Throws a comment away; what is returned can be brought back.
    pub fn discard(self, key: &str) -> Option<Record> {
        let draft = self.take(key)?.draft;
        self.drafts.discard(draft)
    }

    /// Brings a comment back, to be sent.
    pub async fn restore(self, record: Record) {
        let case = record.slot.unsent_of();
        self.drafts.restore(record).await;
        self.take_up().await;
        if let Some(case) = case {
            self.work(case);
        }
    }

    /// Goes on with the comments that a page has left which is no more.
    pub async fn take_up(self) {
        for _ in 0..LOOKS {
            let (found, is_busy) = self.drafts.unsent().await;
            for (draft, record) in found {
                let Some(outgoing) = Outgoing::of(draft, record) else { continue };
                let case = outgoing.case;
                let is_new = self.list.try_update(|list| {
                    let is_new = list.iter().all(|it| it.key != outgoing.key);
                    if is_new {
                        list.push(outgoing);
                    }
                    is_new
                });
                if is_new == Some(true) {
                    self.work(case);
                }
            }
            // The page that a reload ends may outlive its end by a moment.
            if !is_busy {
                return;
            }
            platform::sleep(LOOK_AGAIN).await;
        }
    }

    /// The connection may be back: tries whatever waits for it.
    fn go_on(self) {
        let waiting: BTreeSet<CaseNumber> = self.list.with_untracked(|list| {
            list.iter().filter(|it| it.failure.is_some() && it.goes_by_itself()).map(|it| it.case).collect()
        });
        for case in waiting {
            self.work(case);
        }
    }

    /// Sends the comments of a case, one after the other, up to the first that must wait.
    fn work(self, case: CaseNumber) {
        let begins = self.busy.try_update_value(|busy| busy.insert(case));
        if begins != Some(true) {
            return;
        }
        spawn_local(async move {
            // Kept first: from here on nothing can lose it.
            self.drafts.flush().await;
            while let Some(next) = self.next_of(case) {
                match api::comment(self.api, case, &next.text, &next.key).await {
                    Ok(entry) => {
                        self.failures.set_value(0);
                        if self.take(&next.key).is_some() {
                            self.drafts.finish(next.draft);
                        }
                        self.live.tell(&Change::Commented { case, entry: Box::new(entry) });
                    }
                    Err(error) => {
                        let waits = self.failed(&next.key, error);
                        if waits {
                            break;
                        }
                    }
                }
            }
            self.busy.update_value(|busy| {
                busy.remove(&case);
            });
        });
    }

    /// The first comment of a case that may be sent.
    fn next_of(self, case: CaseNumber) -> Option<Outgoing> {
        self.list
            .with_untracked(|list| list.iter().find(|it| it.case == case && it.goes_by_itself()).cloned())
    }

    /// Notes why a comment was not taken; whether it, and those behind it, wait for the connection.
    fn failed(self, key: &str, error: ApiError) -> bool {
        let waits = self.list.try_update(|list| {
            let outgoing = list.iter_mut().find(|it| it.key == key)?;
            outgoing.failure = Some(error);
            Some(outgoing.goes_by_itself())
        });
        let waits = waits.flatten().unwrap_or_default();
        if waits && !self.scheduled.get_value() {
            let failures = self.failures.get_value();
            self.failures.set_value(failures + 1);
            self.scheduled.set_value(true);
            let pause = PAUSES.get(failures).or(PAUSES.last()).copied().unwrap_or_default();
            let again = move || {
                self.scheduled.set_value(false);
                self.go_on();
            };
            platform::after(Duration::from_secs(pause), again);
        }
        waits
    }

    fn take(self, key: &str) -> Option<Outgoing> {
        let taken = self.list.try_update(|list| {
            let place = list.iter().position(|it| it.key == key)?;
            Some(list.remove(place))
        });
        taken.flatten()
    }
}
