//! A text that is kept on the device as it is typed, and sent once however often it is sent.

use caseport_domain::validate::Mistake;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::said;
use crate::reactive::effect;
use crate::stores::{Content, Drafts, OpenDraft, Saved, Slot, TextDraft};

/// What kind of text it is.
pub(super) struct Kind {
    /// Its field in the request.
    pub field: &'static str,
    /// Whether it can be sent.
    pub check: fn(&str) -> Result<(), Mistake>,
    /// How it is said that it was not sent, and why.
    pub not_sent: fn(&str) -> String,
}

/// A text being written.
#[derive(Clone, Copy)]
pub(super) struct Drafted {
    drafts: Drafts,
    kind: &'static Kind,
    slot: StoredValue<Slot>,
    pub text: RwSignal<String>,
    /// What is wrong with it, or why it was not sent.
    pub error: RwSignal<Option<String>>,
    pub sending: RwSignal<bool>,
    open: RwSignal<Option<OpenDraft>>,
    /// Sent without an answer: it may be there already, as one of these.
    unanswered: StoredValue<Vec<String>>,
}

/// What became of a text that was sent.
pub(super) enum Delivered<T> {
    /// The server has it, and answered this.
    Taken(T),
    /// An earlier attempt had arrived, with other words.
    Earlier,
    /// It was not taken, or nobody knows; the draft stays, and says why.
    Failed(ApiError),
}

/// What is being sent: the answer may come when the page shows another draft, or is gone.
struct Sent {
    open: OpenDraft,
    text: String,
    /// The key under which it arrives once.
    key: String,
}

impl Drafted {
    /// Takes up the draft of a slot, again whenever another one was opened or brought back.
    pub fn new(drafts: Drafts, slot: Slot, kind: &'static Kind) -> Self {
        let drafted = Self {
            drafts,
            kind,
            slot: StoredValue::new(slot),
            text: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            sending: RwSignal::new(false),
            open: RwSignal::new(None),
            unanswered: StoredValue::new(Vec::new()),
        };
        effect(move || {
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

    /// Whether the page that shows it is still there.
    pub fn is_here(self) -> bool {
        !self.text.is_disposed()
    }

    /// Takes what was typed.
    pub fn typed(self, text: String) {
        self.error.set(None);
        self.text.set(text);
        self.keep();
    }

    /// Adds words to those that are there.
    pub fn add(self, words: &str) {
        let before = self.text.get_untracked();
        let between = if before.trim().is_empty() { "" } else { "\n\n" };
        self.typed(format!("{}{between}{words}", before.trim_end()));
    }

    /// Gives the draft away, to be sent elsewhere, and begins the next one. None where something is wrong with it, which
    /// is said at the field.
    pub fn hand_over(self) -> Option<OpenDraft> {
        let text = self.text.get_untracked();
        if let Err(mistake) = (self.kind.check)(&text) {
            self.error.set(Some(said::mistake(mistake, self.kind.field)));
            return None;
        }
        let slot = self.slot.get_value();
        // Whoever is quicker than the device begins a draft of their own.
        let open = self.open.get_untracked().unwrap_or_else(|| self.drafts.begin(slot.clone()));
        self.drafts.change(open, slot.content(TextDraft { text, sent: Vec::new() }));
        self.text.set(String::new());
        self.error.set(None);
        self.open.set(Some(self.drafts.begin(slot)));
        Some(open)
    }

    /// Sends the text by `send` (text, key), once however often it is pressed. None where it was not sent, or is to be
    /// mended first; what is wrong is said at the field.
    pub async fn deliver<T>(
        self,
        send: impl AsyncFnOnce(String, String) -> Result<T, ApiError>,
    ) -> Option<Delivered<T>> {
        let sent = self.begin().await?;
        let outcome = send(sent.text.clone(), sent.key.clone()).await;
        self.sending.try_set(false);
        match outcome {
            Ok(value) => {
                self.arrived(&sent, rest_of);
                Some(Delivered::Taken(value))
            }
            Err(ApiError::KeyReused) => {
                self.arrived(&sent, |_, _| String::new());
                Some(Delivered::Earlier)
            }
            Err(ApiError::Invalid(errors)) => {
                let message = said::field(&errors, self.kind.field);
                self.error.try_set(message.or_else(|| Some(ApiError::Invalid(errors).message())));
                None
            }
            Err(error) => {
                self.error.try_set(Some((self.kind.not_sent)(&error.message())));
                Some(Delivered::Failed(error))
            }
        }
    }

    async fn begin(self) -> Option<Sent> {
        if self.sending.get_untracked() {
            return None;
        }
        let text = self.text.get_untracked();
        if let Err(mistake) = (self.kind.check)(&text) {
            self.error.set(Some(said::mistake(mistake, self.kind.field)));
            return None;
        }
        // Until the device has been asked there is no key.
        let open = self.open.get_untracked()?;
        self.sending.set(true);
        self.error.set(None);
        self.unanswered.update_value(|sent| {
            if !sent.contains(&text) {
                sent.push(text.clone());
            }
        });
        self.keep();
        self.drafts.flush().await;
        Some(Sent { open, text, key: self.drafts.id(open) })
    }

    /// The server has it. What is left of the words (`rest` of those that are there now and those that were sent) is the
    /// next draft, here or, where the page is gone, on the device.
    fn arrived(self, sent: &Sent, rest: fn(&str, &str) -> String) {
        let now = match self.drafts.content(sent.open) {
            Some(Content::Comment(now) | Content::Escalation(now) | Content::Reopening(now)) => now.text,
            _ => String::new(),
        };
        let rest = rest(&now, &sent.text);
        if self.open.try_get_untracked().flatten() == Some(sent.open) {
            let next = self.drafts.follow(sent.open, rest.clone());
            self.unanswered.set_value(Vec::new());
            self.text.set(rest);
            self.open.set(next);
            return;
        }
        if rest.is_empty() {
            self.drafts.finish(sent.open);
        } else {
            self.drafts.follow(sent.open, rest);
        }
        self.drafts.ask_again();
    }

    fn keep(self) {
        if let Some(open) = self.open.try_get_untracked().flatten() {
            let text = TextDraft { text: self.text.get_untracked(), sent: self.unanswered.get_value() };
            self.drafts.change(open, self.slot.with_value(|slot| slot.content(text)));
        }
    }

    fn take_up(self, draft: OpenDraft) {
        let before = self.open.try_get_untracked().flatten();
        if before == Some(draft) {
            return;
        }
        if let Some(Content::Comment(kept) | Content::Escalation(kept) | Content::Reopening(kept)) =
            self.drafts.content(draft)
        {
            self.unanswered.try_set_value(kept.sent);
            self.text.try_maybe_update(|text| {
                // Whoever was quicker than the device goes on with what they typed; what another draft held is kept there.
                let take = text.is_empty() || before.is_some();
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

/// What was typed on while the text was sent; all of it where the words that were sent have changed.
fn rest_of(now: &str, sent: &str) -> String {
    now.strip_prefix(sent).map_or(now, str::trim_start).to_owned()
}
