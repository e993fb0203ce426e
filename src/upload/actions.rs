//! What people do with uploads.

use std::time::Duration;

use caseport_domain::id::CaseNumber;
use caseport_domain::validate::UploadBudget;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choose::{self, Consent, Given};
use super::engine::PAUSES;
use super::item::{State, Uploads};
use super::record::{self, Record, Source};
use super::tus::{self, Answer};
use super::work::open;
use crate::i18n::messages;
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
    /// Adds files to a case's batch, of which `arrived` is there already; returns those that cannot be taken.
    pub async fn add(
        self,
        case: CaseNumber,
        batch: &str,
        arrived: impl Fn() -> UploadBudget,
        given: Vec<Given>,
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        for given in given {
            let (file, handle) = match given {
                Given::File(file, handle) => (file, handle),
                Given::Folder(name) => {
                    refused.push(Refused { name, why: messages::file_is_folder().to_owned() });
                    continue;
                }
            };
            let name = file.name();
            let source = Source::of(file.clone(), handle);
            // The file of an upload that has lost it: it goes on.
            if let Some(id) = self.lost_upload_of(case, &file) {
                self.give(&id, source).await;
                continue;
            }
            if self.is_there(case, &file) {
                refused.push(Refused { name, why: messages::file_twice().to_owned() });
                continue;
            }
            let size = file.size() as u64;
            let (arrived, so_far) = (arrived(), self.budget(case, batch));
            let so_far =
                UploadBudget { files: arrived.files + so_far.files, bytes: arrived.bytes + so_far.bytes };
            if let Err(mistake) = so_far.with(size) {
                refused.push(Refused { name, why: mistake.in_field("file").message });
                continue;
            }
            let record = self.new_record(case, batch, &file);
            let id = record.id.clone();
            self.insert(record, Some(source), State::Waiting);
            self.keep(&id).await;
        }
        self.schedule();
        refused
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
        let id = id.to_owned();
        spawn_local(async move { self.keep(&id).await });
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
        let taken = self.with(id, |work| {
            let source = work.offered.take().or(work.source.take());
            (work.record.clone(), source)
        });
        let Some((old, Some(source))) = taken else { return self.set_state(id, State::NeedsFile) };
        let Some(file) = open(&source).await else { return self.set_state(id, State::NeedsFile) };
        let record = self.new_record(old.case, &old.batch, &file);
        self.remove(id).await;
        let id = record.id.clone();
        self.insert(record, Some(source), State::Waiting);
        self.keep(&id).await;
        self.schedule();
    }

    /// Gives an upload up; one that has arrived only leaves the list.
    pub async fn cancel(self, id: &str) {
        self.remove(id).await;
        self.schedule();
    }

    async fn remove(self, id: &str) {
        let arrived = self.state_of(id) == Some(State::Arrived);
        self.items.update(|items| items.retain(|item| item.id != id));
        let work = self.work.try_update_value(|work| work.remove(id)).flatten();
        let Some(mut work) = work else { return };
        work.line.cut();
        if let Some(wake) = work.wake.take() {
            let _ = wake.send(());
        }
        // The lock goes with `work`, at the end: whoever takes it then finds what has become of the upload.
        if work.asked && !arrived {
            self.give_up(work.record.clone()).await;
        } else {
            record::forget(&work.record).await;
        }
    }

    /// Notes that an upload is given up, and tells the server. What it does not hear now it hears at the next start.
    pub(super) async fn give_up(self, mut record: Record) {
        record.given_up = true;
        // From now on, not from when it is kept: what is begun meanwhile needs the room.
        self.leaving.update_value(|cases| cases.push(record.case));
        record::keep(&record, None).await;
        spawn_local(self.tell_the_server(record));
    }

    /// Takes up what the server has not heard before the page was left.
    pub(super) fn give_up_again(self, record: Record) {
        self.leaving.update_value(|cases| cases.push(record.case));
        spawn_local(self.tell_the_server(record));
    }

    async fn tell_the_server(self, record: Record) {
        for seconds in PAUSES {
            if let Some(left) = taken_back(&record).await {
                record::forget(&record).await;
                if left == Left::File {
                    self.arrivals.update(|count| *count += 1);
                }
                break;
            }
            platform::sleep(Duration::from_secs(seconds)).await;
        }
        self.leaving.update_value(|cases| {
            if let Some(at) = cases.iter().position(|case| *case == record.case) {
                cases.swap_remove(at);
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
async fn taken_back(record: &Record) -> Option<Left> {
    let url = match &record.url {
        Some(url) => url.clone(),
        // Its beginning may have reached the server without the answer reaching us: the same key brings that answer.
        None => match tus::begin(record).await.ok()? {
            Answer { status: 201, location: Some(url), .. } => url,
            Answer { status: 401 | 408 | 423 | 429 | 500.., .. } => return None,
            _ => return Some(Left::Nothing),
        },
    };
    match tus::remove(&url).await.ok()?.status {
        200..=299 | 403 | 404 | 410 => Some(Left::Nothing),
        409 => Some(Left::File),
        _ => None,
    }
}

/// A source from what was given again.
pub fn source_of(given: Given) -> Option<Source> {
    match given {
        Given::File(file, handle) => Some(Source::of(file, handle)),
        Given::Folder(_) => None,
    }
}
