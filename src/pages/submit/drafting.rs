//! Which draft the wizard writes: the one that belongs here, another one that was opened or brought back, or a new one.

use caseport_domain::validate::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::wizard::Wizard;
use crate::i18n::messages;
use crate::reactive::effect;
use crate::route::{Route, Step};
use crate::stores::{Content, Draft, OpenDraft, Saved, Slot};

impl Wizard {
    /// Takes up the draft that belongs here, again whenever another one was opened or brought back, and keeps what
    /// becomes of it.
    pub(super) fn follow_drafts(self) {
        let drafts = self.app.drafts;
        let slot = Slot::case(&self.place.get_value());
        Effect::new({
            let slot = slot.clone();
            move |_| {
                let Route::Prefilled(request) = self.app.nav.route() else { return };
                let mut draft = Draft::prefilled(*request);
                // An address may name one's own organization, too.
                draft
                    .request
                    .customer
                    .take_if(|customer| customer.as_str() == self.place.get_value().as_str());
                self.prefilled.set_value(true);
                self.take_up(drafts.begin(slot.clone()), Some(draft));
                // Leads on to the first question that is open.
                self.app.nav.replace(Route::Submit(Step::Description));
            }
        });
        effect(move || {
            drafts.reopened();
            if matches!(self.app.nav.route_untracked(), Route::Prefilled(_)) {
                return;
            }
            let slot = slot.clone();
            spawn_local(async move {
                let open = drafts.claim(slot).await;
                self.take_up(open, None);
            });
        });
        effect(move || {
            if let Some(open) = self.open.get() {
                drafts.change(open, Content::Case(Box::new(self.draft.get())));
            }
        });
    }

    /// Goes on with a draft: with the one that is kept, or with these answers.
    fn take_up(self, open: OpenDraft, draft: Option<Draft>) {
        if self.is_at(open) && draft.is_none() {
            return;
        }
        let draft = draft.or_else(|| match self.app.drafts.content(open) {
            Some(Content::Case(draft)) => Some(*draft),
            _ => None,
        });
        // In this order, so that no draft is kept in the place of another.
        self.open.try_set(None);
        self.draft.try_set(draft.unwrap_or_default());
        self.open.try_set(Some(open));
        self.errors.try_set(FieldErrors::default());
        self.failure.try_set(None);
        // Whatever is on its way is another draft.
        self.sending.try_set(false);
        self.solved.try_set(None);
        self.notices.clear();
    }

    /// Whether this is still the draft that the page shows: what was begun for it may end when the page shows another
    /// one, or is gone.
    pub(super) fn is_at(self, open: OpenDraft) -> bool {
        self.open.try_get_untracked().flatten() == Some(open)
    }

    /// Whether something was written that would be missed.
    pub fn has_text(self) -> bool {
        self.draft.with_untracked(|draft| !draft.is_empty())
    }

    /// How the draft stands on the device; reactive.
    pub fn saved(self) -> Saved {
        self.open.get().map_or(Saved::NotYet, |open| self.app.drafts.saved(open))
    }

    /// Throws the draft away and begins anew; it can be brought back for a while.
    pub fn discard(self) {
        let drafts = self.app.drafts;
        if let Some(record) = self.open.get_untracked().and_then(|open| drafts.discard(open)) {
            self.app.toasts.offer(messages::draft_discarded(), messages::undo(), move || {
                spawn_local(drafts.restore(record.clone()));
            });
        }
        self.begin_another();
    }

    /// Begins another case; the present draft stays among the others.
    pub fn begin_another(self) {
        self.app.nav.go(Route::Prefilled(Box::default()));
    }
}
