//! A text that is kept on the device as it is typed, and sent once however often it is sent.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::stores::{Content, Drafts, OpenDraft, Saved, Slot, TextDraft};

/// A text being written.
#[derive(Clone, Copy)]
pub(super) struct Drafted {
    drafts: Drafts,
    slot: StoredValue<Slot>,
    pub text: RwSignal<String>,
    open: RwSignal<Option<OpenDraft>>,
    /// Sent without an answer: it may be there already, as one of these.
    unanswered: StoredValue<Vec<String>>,
}

impl Drafted {
    /// Takes up the draft of a slot, again whenever another one was opened or brought back.
    pub fn new(drafts: Drafts, slot: Slot) -> Self {
        let drafted = Self {
            drafts,
            slot: StoredValue::new(slot),
            text: RwSignal::new(String::new()),
            open: RwSignal::new(None),
            unanswered: StoredValue::new(Vec::new()),
        };
        Effect::new(move |_| {
            drafts.reopened();
            let slot = drafted.slot.get_value();
            spawn_local(async move { drafted.take_up(drafts.claim(slot).await) });
        });
        drafted
    }

    /// How it stands on the device; reactive.
    pub fn saved(self) -> Saved {
        self.open.get().map_or(Saved::NotYet, |open| self.drafts.saved(open))
    }

    /// Takes what was typed.
    pub fn typed(self, text: String) {
        self.text.set(text);
        self.keep();
    }

    /// What is to be sent now, and the key under which it arrives once; none while the device has not been asked yet.
    pub async fn send(self) -> Option<(String, String)> {
        let open = self.open.get_untracked()?;
        let typed = self.text.get_untracked();
        self.unanswered.update_value(|sent| {
            if !sent.contains(&typed) {
                sent.push(typed.clone());
            }
        });
        self.keep();
        self.drafts.flush().await;
        Some((typed, self.drafts.id(open)))
    }

    /// It has arrived: the next text is another draft, with a key of its own, and begins with `next`.
    pub fn arrived(self, next: &str) {
        if let Some(open) = self.open.try_get_untracked().flatten() {
            self.drafts.finish(open);
        }
        self.unanswered.try_set_value(Vec::new());
        self.text.try_set(next.to_owned());
        if let Some(slot) = self.slot.try_get_value() {
            self.open.try_set(Some(self.drafts.begin(slot)));
            self.keep();
        }
    }

    fn keep(self) {
        if let Some(open) = self.open.try_get_untracked().flatten() {
            let text = TextDraft { text: self.text.get_untracked(), sent: self.unanswered.get_value() };
            self.drafts.change(open, self.slot.with_value(|slot| slot.content(text)));
        }
    }

    fn take_up(self, draft: OpenDraft) {
        if self.open.try_get_untracked().flatten() == Some(draft) {
            return;
        }
        if let Some(Content::Comment(kept) | Content::Escalation(kept)) = self.drafts.content(draft) {
            self.unanswered.try_set_value(kept.sent);
            // Whoever was quicker than the device goes on with what they typed.
            self.text.try_maybe_update(|text| {
                let take = text.is_empty();
                if take {
                    *text = kept.text;
                }
                (take, ())
            });
        }
        if self.open.try_set(Some(draft)).is_none() {
            self.keep();
        }
    }
}
