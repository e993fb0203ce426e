//! Writes what has changed to the device: a moment after the last keystroke, and one writing after the other.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::storage::{Outcome, Refused};
use super::{Drafts, OpenDraft, Saved, memory_key};
use crate::platform;

/// How long after a keystroke it is kept; all that come meanwhile go with it.
const DELAY: Duration = Duration::from_millis(300);

impl Drafts {
    /// Writes in a moment.
    pub(super) fn schedule(self) {
        if self.scheduled.get_value() {
            return;
        }
        self.scheduled.set_value(true);
        platform::after(DELAY, move || {
            self.scheduled.set_value(false);
            spawn_local(self.write_all());
        });
    }

    /// Writes whatever has changed; whoever comes while somebody writes waits until that is done.
    pub(super) async fn write_all(self) {
        while self.writing.get_value() {
            platform::sleep(Duration::from_millis(5)).await;
        }
        self.writing.set_value(true);
        while let Some(open) = self.next_dirty() {
            if self.write(open).await.is_err() {
                break;
            }
        }
        self.writing.set_value(false);
    }

    fn next_dirty(self) -> Option<OpenDraft> {
        self.states.with_value(|states| states.iter().position(|state| state.dirty).map(OpenDraft))
    }

    async fn write(self, open: OpenDraft) -> Result<(), Refused> {
        let me = self.page.get_value();
        let taken = self.with(open, |state| {
            state.dirty = false;
            let keep = !state.gone && !state.record.content.is_empty();
            (state.record.clone(), state.stored, keep, state.saved.clone())
        });
        let Some((record, stored, keep, saved)) = taken else { return Ok(()) };
        let storage = self.storage().await;
        let outcome = match (keep, stored) {
            (true, _) => storage.put(&record, stored.then_some(me.as_str())).await,
            (false, true) => storage.delete(&record, &me).await,
            (false, false) => Ok(Outcome::Kept),
        };
        match outcome {
            Ok(Outcome::Kept) => {
                let typed_on = self.with(open, |state| {
                    state.stored = keep;
                    state.dirty
                });
                saved.set(match (keep, storage.is_lasting()) {
                    (true, false) => Saved::Refused,
                    // What is kept is not what is there to be seen.
                    _ if typed_on == Some(true) => Saved::Soon,
                    (true, true) => Saved::At(platform::now()),
                    (false, _) => Saved::NotYet,
                });
            }
            // Another page goes on with it; here it goes on as a copy.
            Ok(Outcome::Lost) if keep && record.slot.unsent_of().is_none() => {
                let id = platform::new_key();
                platform::remember(&memory_key(&record.slot), &id);
                self.with(open, |state| {
                    state.record.id = id;
                    state.stored = false;
                    state.dirty = true;
                });
            }
            // What is on its way must not arrive as two.
            Ok(Outcome::Lost) => saved.set(Saved::NotYet),
            Err(Refused) => {
                self.with(open, |state| state.dirty = !state.gone);
                saved.set(Saved::Refused);
                return Err(Refused);
            }
        }
        Ok(())
    }
}
