//! What sending an upload needs besides what is shown of it, and the few ways to touch it.

use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::choose::{self, Consent};
use super::item::{Item, State, Uploads, View};
use super::record::{self, Record, Source, Target};
use super::tus::Line;
use crate::platform::{self, locks::Held};

/// What sending an upload needs.
pub struct Work {
    pub(super) record: Record,
    pub(super) source: Option<Source>,
    /// Another file that was offered for this upload, until the person has decided.
    pub(super) offered: Option<Source>,
    pub(super) line: Line,
    /// Whether somebody is at it.
    pub(super) running: bool,
    /// Whether the server may know of it already.
    pub(super) asked: bool,
    /// Whether the last answer was that nobody is signed in.
    pub(super) doubted: bool,
    /// Counts what is to be kept, so that the last of it is what stays.
    pub(super) version: u32,
    /// How many are writing it to the device.
    pub(super) keepers: u32,
    /// Ends a pause between two attempts.
    pub(super) wake: Option<oneshot::Sender<()>>,
    pub(super) lock: Option<Held>,
    /// Whether somebody asks for the lock at this moment.
    pub(super) taking_hold: bool,
}

impl Work {
    /// The file's id on our server, which is the upload's: the last part of its address.
    pub(super) fn file(&self) -> Option<String> {
        self.record.url.as_ref().and_then(|url| url.rsplit('/').next()).map(str::to_owned)
    }

    pub(super) fn new(record: Record, source: Option<Source>) -> Self {
        let asked = record.url.is_some();
        Self {
            record,
            source,
            offered: None,
            line: Line::default(),
            running: false,
            asked,
            doubted: false,
            version: 0,
            keepers: 0,
            wake: None,
            lock: None,
            taking_hold: false,
        }
    }
}

impl Uploads {
    /// Keeps an upload on the device as it is now, unless it was given up meanwhile.
    pub(super) async fn keep(self, id: &str) {
        self.begin_to_keep(id);
        self.go_on_keeping(id).await;
    }

    /// The same, beside whatever goes on.
    pub(super) fn keep_aside(self, id: &str) {
        // Now and not when it comes to it: who ends the upload meanwhile must know.
        self.begin_to_keep(id);
        let id = id.to_owned();
        spawn_local(async move { self.go_on_keeping(&id).await });
    }

    fn begin_to_keep(self, id: &str) {
        self.with(id, |work| {
            work.version += 1;
            work.keepers += 1;
        });
    }

    async fn go_on_keeping(self, id: &str) {
        self.keep_last(id).await;
        self.with(id, |work| work.keepers -= 1);
    }

    async fn keep_last(self, id: &str) {
        loop {
            let now = self.with(id, |work| (work.record.clone(), work.source.clone(), work.version));
            let Some((record, source, version)) = now else { return };
            record::keep(&record, source.as_ref()).await;
            match self.state_of(id) {
                Some(State::Arrived) if !record.is_to_be_reported() => return record::forget(&record).await,
                // Given up meanwhile, and what was just written may stand over the last word on it.
                None if record.url.is_some() => return self.give_up(record).await,
                None => return record::forget(&record).await,
                Some(_) if self.with(id, |work| work.version == version) != Some(false) => return,
                // Two writers do not wait for each other: whoever wrote what is no longer so, writes again.
                Some(_) => {}
            }
        }
    }

    pub(super) fn new_record(self, target: Target, batch: &str, file: &File) -> Record {
        Record {
            id: platform::new_key(),
            user: untrack(|| self.session.user()).map_or_else(|| "".into(), |user| user.id),
            target,
            batch: batch.to_owned(),
            name: file.name(),
            size: file.size() as u64,
            content_type: file.type_(),
            modified: file.last_modified(),
            key: platform::new_key(),
            url: None,
            paused: false,
            given_up: false,
            received: 0,
            begun: js_sys::Date::now(),
        }
    }

    pub(super) fn insert(self, record: Record, source: Option<Source>, state: State) {
        let view = View { state, sent: record.received, speed: None };
        let item = Item {
            id: record.id.clone(),
            target: record.target,
            batch: record.batch.clone(),
            name: record.name.clone(),
            size: record.size,
            view: ArcRwSignal::new(view),
        };
        let work = Work::new(record, source);
        self.work.update_value(|all| {
            all.insert(item.id.clone(), work);
        });
        self.items.update(|items| items.push(item));
    }

    pub(super) fn lost_upload_of(self, target: Target, file: &File) -> Option<String> {
        self.items.with_untracked(|items| {
            let found = items.iter().find(|item| {
                let state = item.view.with_untracked(|view| view.state.clone());
                item.target == target
                    && state.lacks_file()
                    && self.with(&item.id, |work| work.record.is_of(file)) == Some(true)
            });
            found.map(|item| item.id.clone())
        })
    }

    pub(super) fn is_there(self, target: Target, file: &File) -> bool {
        self.items.with_untracked(|items| {
            items.iter().any(|item| {
                item.target == target && self.with(&item.id, |work| work.record.is_of(file)) == Some(true)
            })
        })
    }

    pub(super) fn with<T>(self, id: &str, act: impl FnOnce(&mut Work) -> T) -> Option<T> {
        self.work.try_update_value(|all| all.get_mut(id).map(act)).flatten()
    }

    pub(super) fn set_state(self, id: &str, state: State) {
        if let Some(item) = self.item(id) {
            item.view.update(|view| {
                view.state = state;
                view.speed = None;
            });
        }
    }

    pub(super) fn is_sending(self, id: &str) -> bool {
        self.state_of(id) == Some(State::Sending)
    }

    pub(super) fn wake(self, id: &str) {
        if let Some(wake) = self.with(id, |work| work.wake.take()).flatten() {
            let _ = wake.send(());
        }
    }

    pub(super) fn wake_all(self) {
        let ids: Vec<String> = self.work.with_value(|all| all.keys().cloned().collect());
        ids.iter().for_each(|id| self.wake(id));
    }
}

/// The file of a source; none where the browser has lost it.
pub(super) async fn open(source: &Source) -> Option<File> {
    match source {
        Source::File(file) => Some(file.clone()),
        Source::Handle(handle) => choose::file_of(handle).await,
    }
}

/// How an upload stands whose page was left: with its file it goes on, without it waits for the person.
pub(super) async fn stand_of(record: &Record, source: Option<&Source>) -> State {
    match source {
        _ if record.is_to_be_reported() => State::Arrived,
        Some(_) if record.paused => State::Paused,
        None => State::NeedsFile,
        Some(Source::File(_)) => State::Waiting,
        Some(Source::Handle(handle)) => match choose::consent(handle, false).await {
            Consent::Given => State::Waiting,
            Consent::ToBeAsked => State::NeedsConsent,
        },
    }
}
