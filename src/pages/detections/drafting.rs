//! Which draft the form writes: the one that belongs here, another one that was opened or brought back, or a new one.

use caseport_domain::validate::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::{Form, Phase};
use crate::i18n::messages;
use crate::platform;
use crate::reactive::effect;
use crate::stores::{Content, OpenDraft, Slot};

impl Form {
    /// Takes up the draft that belongs here, again whenever another one was opened or brought back, and keeps what
    /// becomes of it.
    pub fn follow_drafts(self) {
        let drafts = self.app.drafts;
        let slot = Slot::report(&self.place.get_value());
        effect(move || {
            drafts.reopened();
            let slot = slot.clone();
            spawn_local(async move { self.take_up(drafts.claim(slot).await) });
        });
        effect(move || {
            if let Some(open) = self.open.get() {
                drafts.change(open, Content::Report(Box::new(self.draft.get())));
            }
        });
    }

    fn take_up(self, open: OpenDraft) {
        if self.is_at(open) {
            return;
        }
        let draft = match self.app.drafts.content(open) {
            Some(Content::Report(draft)) => *draft,
            _ => return,
        };
        // In this order, so that no draft is kept in the place of another.
        self.open.try_set(None);
        self.draft.try_set(draft);
        self.open.try_set(Some(open));
        self.errors.try_set(FieldErrors::default());
        self.failure.try_set(None);
        // Whatever is on its way is another draft.
        self.phase.try_set(Phase::Writing);
    }

    /// Whether this is still the draft that the page shows: what was begun for it may end when the page shows another
    /// one, or is gone.
    pub fn is_at(self, open: OpenDraft) -> bool {
        self.open.try_get_untracked().flatten() == Some(open)
    }

    /// Whether something was entered that would be missed; reactive.
    pub fn has_something(self) -> bool {
        self.draft.with(|draft| !draft.is_empty())
    }

    /// Names the draft's upload before it is begun, so that both are found together again; that is kept at once.
    pub fn begin_file(self, name: &str) -> String {
        let batch = platform::new_key();
        let draft = self.draft.try_update(|draft| {
            draft.batch.clone_from(&batch);
            name.clone_into(&mut draft.file_name);
            draft.clone()
        });
        let drafts = self.app.drafts;
        if let (Some(open), Some(draft)) = (self.open.try_get_untracked().flatten(), draft) {
            drafts.change(open, Content::Report(Box::new(draft)));
            spawn_local(drafts.flush());
        }
        batch
    }

    /// Throws the draft away with its file, and begins anew; what was entered can be brought back for a while.
    pub fn discard(self) {
        let drafts = self.app.drafts;
        let Some(record) = self.open.get_untracked().and_then(|open| drafts.discard(open)) else { return };
        self.file.cancel();
        self.app.toasts.offer(messages::draft_discarded(), messages::undo(), move || {
            spawn_local(drafts.restore(record.clone()));
        });
        self.take_up(drafts.begin(Slot::report(&self.place.get_value())));
        crate::nav::focus_heading();
    }
}
