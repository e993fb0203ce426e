//! Decides what is sent when: some uploads at a time, each again and again until the file has arrived or the person
//! says no, and none in two tabs.

use std::time::Duration;

use caseport_domain::id::UserId;
use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::item::{Interruption, Item, State, TakenUp, Uploads};
use super::lock;
use super::meter::Meter;
use super::record;
use super::send::Halt;
use super::work::stand_of;
use crate::i18n::messages;
use crate::platform;

/// Files that are sent at the same time.
const AT_ONCE: usize = 3;
/// Seconds to wait after each attempt that brought nothing; then always the last.
pub(super) const PAUSES: [u64; 6] = [1, 2, 4, 8, 15, 30];
/// How often an upload that the server has lost is begun anew.
const RENEWALS: u32 = 3;
/// How often one looks whether somebody else in this tab is done.
const LOOK_EVERY: Duration = Duration::from_millis(10);

impl Uploads {
    /// Takes up what the device remembers of the person who is signed in, once: whoever comes meanwhile waits for it.
    pub async fn take_up(self) {
        let Some(user) = untrack(|| self.session.user()).map(|user| user.id) else { return };
        while self.taken_up.with_value(|taken_up| *taken_up == TakenUp::Now) {
            platform::sleep(LOOK_EVERY).await;
        }
        let done = TakenUp::Of(user.clone());
        if self.taken_up.with_value(|taken_up| *taken_up == done) {
            return;
        }
        self.taken_up.set_value(TakenUp::Now);
        self.take_up_of(&user).await;
        self.taken_up.set_value(done);
        self.schedule();
    }

    async fn take_up_of(self, user: &UserId) {
        for (record, source) in record::all(user).await {
            if record.given_up {
                self.give_up_again(record);
                continue;
            }
            if self.item(&record.id).is_some() {
                continue;
            }
            let id = record.id.clone();
            // Whoever has the lock is another tab, which is at it.
            let held = lock::hold(&id, false).await;
            let state = match &held {
                Some(_) => stand_of(&record, source.as_ref()).await,
                None => State::Elsewhere,
            };
            if self.item(&id).is_some() {
                continue;
            }
            self.insert(record, source, state.clone());
            match held {
                Some(held) if state.is_held() => {
                    self.with(&id, |work| work.lock = Some(held));
                }
                Some(_) => {}
                None => self.wait_for_other_tab(&id),
            }
        }
    }

    /// Begins with the next uploads that wait, while there is room for them.
    pub(super) fn schedule(self) {
        let items = self.items.get_untracked();
        let state = |item: &Item| item.view.with_untracked(|view| view.state.clone());
        let busy = items.iter().filter(|item| matches!(state(item), State::Sending | State::Interrupted(_)));
        let room = AT_ONCE.saturating_sub(busy.count());
        let free = |item: &&Item| {
            state(item) == State::Waiting && self.with(&item.id, |work| work.running) == Some(false)
        };
        let next: Vec<String> = items.iter().filter(free).take(room).map(|item| item.id.clone()).collect();
        for id in next {
            self.set_state(&id, State::Sending);
            self.with(&id, |work| work.running = true);
            spawn_local(async move {
                self.run(&id).await;
                self.with(&id, |work| work.running = false);
                self.schedule();
            });
        }
    }

    /// Sends an upload until it has arrived, or until only the person can help.
    async fn run(self, id: &str) {
        if !self.take_hold(id).await {
            return;
        }
        let mut attempts = 0;
        let (mut mismatches, mut renewals) = (0, 0);
        while self.is_sending(id) {
            let before = self.with(id, |work| work.record.received);
            match self.go_on(id, &mut mismatches).await {
                Ok(()) => return self.has_arrived(id).await,
                Err(Halt::Stopped | Halt::SignedIn) => {}
                Err(Halt::Gone) if renewals < RENEWALS => {
                    renewals += 1;
                    self.forget_url(id).await;
                }
                Err(Halt::Gone) => self.set_state(id, State::Failed(messages::error_failed().to_owned())),
                Err(Halt::Waits(state)) => self.set_state(id, state),
                Err(Halt::Again(why)) => {
                    if self.with(id, |work| work.record.received) != before {
                        attempts = 0;
                    }
                    self.pause_between(id, why, attempts).await;
                    attempts += 1;
                }
            }
        }
    }

    /// Takes an upload over when the tab that has it ends, or lets it go when it is done there.
    pub(super) fn wait_for_other_tab(self, id: &str) {
        self.set_state(id, State::Elsewhere);
        let id = id.to_owned();
        spawn_local(async move {
            let Some(held) = lock::hold(&id, true).await else { return };
            let Some(record) = self.with(&id, |work| work.record.clone()) else { return };
            let mut kept = record::all(&record.user).await.into_iter();
            match kept.find(|(kept, _)| kept.id == id && !kept.given_up) {
                // The other tab has ended in the middle of it.
                Some((record, source)) => {
                    let source = source.or_else(|| self.with(&id, |work| work.source.take()).flatten());
                    let state = stand_of(&record, source.as_ref()).await;
                    if let Some(item) = self.item(&id) {
                        item.view.update(|view| view.sent = record.received);
                    }
                    self.with(&id, |work| {
                        work.record = record;
                        work.source = source;
                        work.lock = state.is_held().then_some(held);
                    });
                    self.set_state(&id, state);
                    self.schedule();
                }
                None => {
                    self.take_out(&id);
                    self.arrivals.update(|count| *count += 1);
                }
            }
        });
    }

    async fn pause_between(self, id: &str, why: Interruption, attempts: usize) {
        if !self.is_sending(id) {
            return;
        }
        self.set_state(id, State::Interrupted(why));
        let seconds = PAUSES.get(attempts).or(PAUSES.last()).copied().unwrap_or(1);
        let (wake, woken) = oneshot::channel();
        self.with(id, |work| work.wake = Some(wake));
        let key = id.to_owned();
        let timer = platform::after(Duration::from_secs(seconds), move || self.wake(&key));
        let _ = woken.await;
        // Whoever was woken early is not to be woken out of the next pause.
        timer.clear();
        if matches!(self.state_of(id), Some(State::Interrupted(_))) {
            self.set_state(id, State::Sending);
        }
    }

    /// The server knows the upload no more: the next attempt begins a new one, under a new key.
    async fn forget_url(self, id: &str) {
        self.with(id, |work| {
            work.record.url = None;
            work.record.received = 0;
            work.record.key = platform::new_key();
        });
        self.keep(id).await;
        self.sent(id, 0, &mut Meter::default());
    }

    async fn has_arrived(self, id: &str) {
        let record = self.with(id, |work| {
            work.source = None;
            work.record.received = work.record.size;
            work.record.clone()
        });
        self.set_state(id, State::Arrived);
        // Whoever still writes it would bring it back.
        while self.with(id, |work| work.keepers > 0) == Some(true) {
            platform::sleep(LOOK_EVERY).await;
        }
        match record {
            // Nobody else knows of it.
            Some(record) if record.is_to_be_reported() => record::keep(&record, None).await,
            Some(record) => record::forget(&record).await,
            None => {}
        }
        // Only now, or another tab would find the record and take over what is done.
        self.with(id, |work| work.lock = None);
        self.arrivals.update(|count| *count += 1);
    }
}
