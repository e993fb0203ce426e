//! What is known of each upload, for everybody who shows it.

use std::collections::BTreeMap;

use caseport_domain::api::CaseFile;
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::validate::UploadBudget;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::arrived::SUBMISSION;
use super::record::{self, Target};
use super::work::Work;
use crate::api::Api;
use crate::platform;
use crate::stores::SessionStore;

/// What cut an upload off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// The line, or the server.
    Lost,
    /// A piece came with other bytes than it was sent with.
    Damaged,
}

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for others to be done.
    Waiting,
    /// Is being sent.
    Sending,
    /// Stopped by the person.
    Paused,
    /// Cut off; goes on by itself.
    Interrupted(Interruption),
    /// The browser has forgotten the file: it must be chosen again.
    NeedsFile,
    /// The browser knows the file, and asks before it reads it again.
    NeedsConsent,
    /// The file is another one than at the beginning; the new one is at hand.
    Changed,
    /// The file was changed, moved or removed on the disk, and the browser reads it no more.
    Unreadable,
    /// Another tab sends it.
    Elsewhere,
    /// The server will not have it, or not now.
    Failed(String),
    /// It has arrived whole.
    Arrived,
}

impl State {
    /// Whether closing the page would stop it.
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Waiting | Self::Sending | Self::Interrupted(_))
    }

    /// Whether the upload is this tab's as long as it stands so: other tabs leave it alone.
    pub(super) fn is_held(&self) -> bool {
        self.is_active() || *self == Self::Paused
    }

    /// Whether it has lost its file, so that it goes on with the same one when it is given again.
    pub fn lacks_file(&self) -> bool {
        matches!(self, Self::NeedsFile | Self::NeedsConsent | Self::Changed | Self::Unreadable)
    }

    /// Whether it goes on only once the person does something.
    pub fn needs_person(&self) -> bool {
        self.lacks_file() || matches!(self, Self::Paused | Self::Failed(_))
    }
}

/// What changes of an upload.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Where it stands.
    pub state: State,
    /// Bytes that have been sent.
    pub sent: u64,
    /// Bytes in a second, once that can be told.
    pub speed: Option<f64>,
}

/// An upload.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id on this device.
    pub id: String,
    /// What the file is for.
    pub target: Target,
    /// Which files it shares its limits with.
    pub batch: String,
    /// The file's name.
    pub name: String,
    /// Bytes in all.
    pub size: u64,
    /// What changes of it.
    pub view: ArcRwSignal<View>,
}

impl Item {
    /// Where it stands; reactive.
    pub fn state(&self) -> State {
        self.view.with(|view| view.state.clone())
    }
}

/// Every upload of the person who is signed in.
#[derive(Clone, Copy)]
pub struct Uploads {
    pub(super) api: Api,
    pub(super) session: SessionStore,
    pub(super) items: RwSignal<Vec<Item>>,
    /// What is needed to send them, by id.
    pub(super) work: StoredValue<BTreeMap<String, Work>, LocalStorage>,
    pub(super) arrivals: RwSignal<u32>,
    /// What uploads that were given up were for, until the server has heard of it: their room is still taken there.
    pub(super) leaving: StoredValue<Vec<Target>>,
    pub(super) taken_up: StoredValue<TakenUp>,
}

/// Whether what the device remembers has been taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TakenUp {
    Not,
    Now,
    /// Of this person.
    Of(UserId),
}

impl Uploads {
    /// Uploads of whoever is signed in. Nothing is sent before [`Uploads::take_up`].
    pub fn start(api: Api, session: SessionStore) -> Self {
        let uploads = Self {
            api,
            session,
            items: RwSignal::new(Vec::new()),
            work: StoredValue::new_local(BTreeMap::new()),
            arrivals: RwSignal::new(0),
            leaving: StoredValue::new(Vec::new()),
            taken_up: StoredValue::new(TakenUp::Not),
        };
        // The browser asks before it closes a page that would lose something.
        platform::on_window(leptos::ev::beforeunload, move |event| {
            let active = uploads.items.with_untracked(|items| {
                items.iter().any(|item| item.view.with_untracked(|view| view.state.is_active()))
            });
            if active {
                event.prevent_default();
            }
        });
        platform::on_window(leptos::ev::online, move |_| uploads.wake_all());
        on_cleanup(move || {
            uploads.work.try_with_value(|all| all.values().for_each(|work| work.line.cut()));
        });
        uploads
    }

    /// Every upload, in the order in which they were chosen; reactive.
    pub fn items(self) -> Vec<Item> {
        self.items.get()
    }

    /// Those to a case; reactive.
    pub fn of_case(self, case: CaseNumber) -> Vec<Item> {
        self.items
            .with(|items| items.iter().filter(|item| item.target == Target::Case(case)).cloned().collect())
    }

    /// Counts the files that have arrived, for whoever shows a case's files; reactive.
    pub fn arrivals(self) -> u32 {
        self.arrivals.get()
    }

    /// What the uploads of a batch hold, arrived ones among them; not reactive.
    pub fn budget(self, case: CaseNumber, batch: &str) -> UploadBudget {
        self.items.with_untracked(|items| {
            let of_batch =
                items.iter().filter(|item| item.target == Target::Case(case) && item.batch == batch);
            of_batch.map(|item| item.size).collect()
        })
    }

    /// The batch of what is on its way to a case that exists already; none where nothing is. Reactive.
    pub(super) fn open_batch(self, case: CaseNumber) -> Option<String> {
        let is_open = |item: &&Item| item.batch != SUBMISSION && item.state() != State::Arrived;
        self.of_case(case).iter().rev().find(is_open).map(|item| item.batch.clone())
    }

    /// Forgets uploads whose files the server has named: they have arrived, in whichever tab.
    pub fn settle(self, case: CaseNumber, files: &[CaseFile]) {
        let is_known = |item: &Item| {
            let active = item.view.with_untracked(|view| view.state.is_active());
            let id = self.work.with_value(|work| work.get(&item.id).and_then(Work::file));
            !active
                && item.target == Target::Case(case)
                && id.is_some_and(|id| files.iter().any(|file| file.id == id))
        };
        let known: Vec<String> = self.items.with_untracked(|items| {
            items.iter().filter(|item| is_known(item)).map(|item| item.id.clone()).collect()
        });
        for work in known.iter().filter_map(|id| self.take_out(id)) {
            spawn_local(async move { record::forget(&work.record).await });
        }
    }

    /// Takes an upload out of the list; its lock goes with what is returned.
    pub(super) fn take_out(self, id: &str) -> Option<Work> {
        self.items.update(|items| items.retain(|item| item.id != id));
        self.work.try_update_value(|work| work.remove(id)).flatten()
    }

    pub(super) fn item(self, id: &str) -> Option<Item> {
        self.items.with_untracked(|items| items.iter().find(|item| item.id == id).cloned())
    }

    pub(super) fn state_of(self, id: &str) -> Option<State> {
        self.item(id).map(|item| item.view.with_untracked(|view| view.state.clone()))
    }
}
