//! What people do with uploads.

use std::time::Duration;

use caseport_domain::api::CaseFile;
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::arrived::{Arrived, budget_of, is_of};
use super::choose::{self, Consent, Given};
use super::engine::PAUSES;
use super::item::{State, Uploads};
use super::record::{self, Record, Source, Target};
use super::tus::{self, Answer};
use super::work::open;
use crate::api::Api;
use crate::i18n::{messages, said};
use crate::platform;

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub name: String,
    /// Why, in words that say what to do.
    pub why: String,
}

impl Uploads {
    /// Adds files to a batch; returns those that cannot be taken.
    pub(super) async fn add(self, batch: Arrived, given: Vec<Given>) -> Vec<Refused> {
        // What was begun before goes on, rather than beginning again beside itself.
        self.take_up().await;
        let (joined, arrived) = (batch.batch_to_join(), batch.known());
        let (mut refused, mut found, mut begun) = (Vec::new(), Vec::new(), Vec::new());
        for given in given {
            let (file, handle) = match given {
                Given::File(file, handle) => (file, handle),
                Given::Folder(name) => {
                    refused.push(Refused { name, why: messages::file_is_folder().to_owned() });
                    continue;
                }
            };
            let source = Source::of(file.clone(), handle);
            // The file of an upload that has lost it: it goes on.
            if let Some(id) = self.lost_upload_of(Target::Case(batch.case), &file) {
                found.push((id, source));
            } else if let Some(why) = self.refusal_of(batch.case, &arrived, &joined, &file) {
                refused.push(Refused { name: file.name(), why });
            } else {
                let record = self.new_record(Target::Case(batch.case), &joined, &file);
                begun.push(record.id.clone());
                self.insert(record, Some(source), State::Waiting);
            }
        }
        for (id, source) in found {
            self.give(&id, source).await;
        }
        for id in begun {
            self.keep(&id).await;
        }
        self.schedule();
        refused
    }

    /// Why a file is not taken, in words that say what to do.
    fn refusal_of(self, case: CaseNumber, arrived: &[CaseFile], batch: &str, file: &File) -> Option<String> {
        if self.is_there(Target::Case(case), file) {
            return Some(messages::file_twice().to_owned());
        }
        let (name, size) = (file.name(), file.size() as u64);
        if arrived.iter().any(|known| is_of(known, batch) && known.name == name && known.size == size) {
            return Some(messages::file_has_arrived().to_owned());
        }
        let budget = budget_of(arrived, batch) + self.budget(case, batch);
        budget.with(size).err().map(|mistake| said::mistake(mistake, "file"))
    }

    /// Stops an upload until it is resumed.
    pub fn pause(self, id: &str) {
        if !self.state_of(id).is_some_and(|state| state.is_active()) {
            return;
        }
        self.set_state(id, State::Paused);
        self.with(id, |work| work.line.cut());
        self.keep_paused(id, true);
        self.wake(id);
        self.schedule();
    }

    /// Goes on with an upload that was paused, failed or waits for its next attempt.
    pub fn resume(self, id: &str) {
        if self.is_sending(id) || self.state_of(id).is_none_or(|state| state == State::Arrived) {
            return;
        }
        if self.with(id, |work| work.source.is_none()) == Some(true) {
            self.set_state(id, State::NeedsFile);
            return;
        }
        if self.state_of(id).is_some_and(|state| matches!(state, State::Interrupted(_))) {
            self.wake(id);
            return;
        }
        self.keep_paused(id, false);
        self.set_state(id, State::Waiting);
        self.schedule();
    }

    fn keep_paused(self, id: &str, paused: bool) {
        self.with(id, |work| work.record.paused = paused);
        self.keep_aside(id);
    }

    /// Asks to read the file of an upload again; to be called by a press of the person's.
    pub async fn ask_consent(self, id: &str) {
        let source = self.with(id, |work| work.source.clone()).flatten();
        let Some(Source::Handle(handle)) = source else { return };
        if choose::consent(&handle, true).await == Consent::Given {
            self.resume(id);
        }
    }

    /// Gives an upload its file again. Another file waits for the person's decision.
    pub async fn give(self, id: &str, source: Source) {
        let Some(file) = open(&source).await else { return };
        let fits = self.with(id, |work| {
            let fits = work.record.is_of(&file);
            if fits {
                work.source = Some(source.clone());
                work.offered = None;
                work.record.paused = false;
            } else {
                work.offered = Some(source.clone());
            }
            fits
        });
        if fits == Some(true) {
            self.keep(id).await;
            self.set_state(id, State::Waiting);
            self.schedule();
        } else {
            self.set_state(id, State::Changed);
        }
    }

    /// Begins anew with the file as it is now.
    pub async fn begin_anew(self, id: &str) {
        if !self.take_hold(id).await {
            return;
        }
        let taken = self.with(id, |work| {
            let source = work.offered.take().or(work.source.take());
            (work.record.clone(), source)
        });
        let file = match &taken {
            Some((_, Some(source))) => open(source).await,
            _ => None,
        };
        let (Some((old, source)), Some(file)) = (taken, file) else {
            self.with(id, |work| work.lock = None);
            return self.set_state(id, State::NeedsFile);
        };
        let record = self.new_record(old.target, &old.batch, &file);
        self.remove(id).await;
        let id = record.id.clone();
        self.insert(record, source, State::Waiting);
        self.keep(&id).await;
        self.schedule();
    }

    /// Gives an upload up; one that has arrived in its case only leaves the list, and one that another tab sends by now goes on.
    pub async fn cancel(self, id: &str) {
        if !self.take_hold(id).await {
            return;
        }
        self.remove(id).await;
        self.schedule();
    }

    async fn remove(self, id: &str) {
        let arrived = self.state_of(id) == Some(State::Arrived);
        let Some(mut work) = self.take_out(id) else { return };
        work.line.cut();
        if let Some(wake) = work.wake.take() {
            let _ = wake.send(());
        }
        // The lock goes with `work`, at the end: whoever takes it then finds what has become of the upload.
        if work.asked && (!arrived || work.record.target == Target::Report) {
            self.give_up(work.record.clone()).await;
        } else {
            record::forget(&work.record).await;
        }
    }

    /// Notes that an upload is given up, and tells the server. What it does not hear now it hears at the next start.
    pub(super) async fn give_up(self, mut record: Record) {
        record.given_up = true;
        // From now on, not from when it is kept: what is begun meanwhile needs the room.
        self.leaving.update_value(|targets| targets.push(record.target));
        record::keep(&record, None).await;
        spawn_local(self.tell_the_server(record));
    }

    /// Takes up what the server has not heard before the page was left.
    pub(super) fn give_up_again(self, record: Record) {
        self.leaving.update_value(|targets| targets.push(record.target));
        spawn_local(self.tell_the_server(record));
    }

    async fn tell_the_server(self, record: Record) {
        for seconds in PAUSES {
            if let Some(left) = taken_back(self.api, &record).await {
                record::forget(&record).await;
                if left == Left::File {
                    self.arrivals.update(|count| *count += 1);
                }
                break;
            }
            platform::sleep(Duration::from_secs(seconds)).await;
        }
        self.leaving.update_value(|targets| {
            if let Some(at) = targets.iter().position(|target| *target == record.target) {
                targets.swap_remove(at);
            }
        });
    }
}

/// What is left on the server of an upload that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nothing,
    /// It had arrived already.
    File,
}

/// Takes an upload back; none where the server has not heard of it.
async fn taken_back(api: Api, record: &Record) -> Option<Left> {
    let url = match &record.url {
        Some(url) => url.clone(),
        // Its beginning may have reached the server without the answer reaching us: the same key brings that answer.
        None => match tus::begin(api, record).await.ok()? {
            Answer { status: 201, location: Some(url), .. } => url,
            Answer { status, .. } if may_change(status) => return None,
            _ => return Some(Left::Nothing),
        },
    };
    match tus::remove(api, &url).await.ok()?.status {
        409 => Some(Left::File),
        status if may_change(status) => None,
        _ => Some(Left::Nothing),
    }
}

/// Whether the same question may be answered otherwise later.
fn may_change(status: u16) -> bool {
    matches!(status, 401 | 408 | 423 | 429 | 500 | 502..)
}

/// A source from what was given again.
pub fn source_of(given: Given) -> Option<Source> {
    match given {
        Given::File(file, handle) => Some(Source::of(file, handle)),
        Given::Folder(_) => None,
    }
}
