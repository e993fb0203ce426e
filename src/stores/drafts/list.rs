//! The drafts that a person has on this device, as a list: to go on with one, to throw it away, to bring it back.

use leptos::prelude::*;

use super::{Drafts, OpenDraft, Record, tabs};

/// A draft on the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The draft.
    pub record: Record,
    /// Whether another tab is writing it at this moment.
    pub elsewhere: bool,
}

impl Drafts {
    /// The drafts on this device, the newest first; reactive.
    pub fn list(self) -> Vec<Listed> {
        self.list.get()
    }

    /// Looks which drafts are on this device.
    pub async fn refresh(self) {
        self.write_all().await;
        let (records, alive) = (self.stored().await, tabs::alive().await);
        let me = self.page.get_value();
        let list: Vec<Listed> = records
            .into_iter()
            .map(|record| Listed { elsewhere: record.writer != me && alive.contains(&record.writer), record })
            .collect();
        self.list.try_maybe_update(|before| {
            let changes = *before != list;
            *before = list;
            (changes, ())
        });
    }

    /// Goes on with a draft from the list, wherever it was written; false where it is gone meanwhile.
    pub async fn resume(self, id: &str) -> bool {
        self.write_all().await;
        let record = self.stored().await.into_iter().find(|record| record.id == id);
        let Some(record) = record else { return false };
        let taken = self.take_over(record).await.is_some();
        self.ask_again();
        taken
    }

    /// Throws a draft of the list away.
    pub async fn discard_listed(self, record: &Record) {
        let open = self.states.with_value(|states| {
            states.iter().position(|state| state.record.id == record.id && !state.gone).map(OpenDraft)
        });
        match open {
            Some(open) => self.finish(open),
            None => {
                // Taken over at this moment: then it is somebody's again, and stays.
                let _ = self.storage().await.delete(record, &record.writer).await;
                self.unlist(&record.id);
            }
        }
    }

    /// Brings a discarded draft back.
    pub async fn restore(self, record: Record) {
        self.write_all().await;
        let record = Record { writer: self.page.get_value(), ..record };
        let slot = record.slot.clone();
        // An empty draft that was begun meanwhile gives way.
        if let Some(open) = self.current(&slot) {
            self.leave(&slot, open);
        }
        let open = self.open(record, false);
        self.with(open, |state| state.dirty = true);
        self.write_all().await;
        self.ask_again();
        self.refresh().await;
    }

    pub(super) fn unlist(self, id: &str) {
        self.list.try_maybe_update(|list| {
            let before = list.len();
            list.retain(|listed| listed.record.id != id);
            (list.len() != before, ())
        });
    }
}
