//! Which articles fit what was typed: asked for while the person types, so that the answer is there when they are done.
//! Whatever goes wrong here never keeps a case from being submitted.

use std::time::Duration;

use caseport_domain::api::SuggestedArticle;
use caseport_domain::validate::{Description, NewCaseRequest, Subject};
use leptos::prelude::*;

use crate::api::{self, Api, Place};
use crate::platform;
use crate::stores::{Loader, Remote};

/// How long after the last keystroke it is asked.
const PAUSE: Duration = Duration::from_millis(700);
/// How long the answer may take; the server gives an assistant two seconds.
const PATIENCE: Duration = Duration::from_secs(3);

/// The articles for the present words.
#[derive(Clone, Copy, Default)]
pub(super) struct Suggested {
    /// What was asked for.
    words: RwSignal<Option<NewCaseRequest>>,
    found: Loader<Vec<SuggestedArticle>>,
    keystrokes: StoredValue<u32>,
}

impl Suggested {
    /// Asks for the articles that fit a case, unless that was asked already.
    pub fn ask(self, api: Api, place: Place, case: &NewCaseRequest) {
        let case = words_of(case);
        if self.words.with_untracked(|words| words.as_ref() == Some(&case)) {
            return;
        }
        self.words.set(Some(case.clone()));
        self.found.load(async move {
            let answer =
                platform::within(PATIENCE, async move { api::suggestions(api, &place, &case).await });
            // No answer is no article.
            Ok(answer.await.and_then(Result::ok).unwrap_or_default())
        });
    }

    /// Asks once the person has stopped typing.
    pub async fn ask_after_pause(self, api: Api, place: Place, case: NewCaseRequest) {
        let keystroke = self.keystrokes.get_value().wrapping_add(1);
        self.keystrokes.set_value(keystroke);
        platform::sleep(PAUSE).await;
        if self.keystrokes.try_get_value() == Some(keystroke) {
            self.ask(api, place, &case);
        }
    }

    /// The articles, whatever words they were asked for with; reactive.
    pub fn articles(self) -> Vec<SuggestedArticle> {
        self.found.ready().unwrap_or_default()
    }

    /// Whether there is an article for these very words; none while nobody knows. Reactive.
    pub fn fit(self, case: &NewCaseRequest) -> Option<bool> {
        let asked = self.words.with(|words| words.as_ref() == Some(&words_of(case)));
        match self.found.get() {
            Remote::Ready(articles) | Remote::Stale(articles, _) if asked => Some(!articles.is_empty()),
            Remote::Failed(_) if asked => Some(false),
            _ => None,
        }
    }

    /// Where asking stands; reactive.
    pub fn state(self) -> Remote<()> {
        self.found.with(|found| match found {
            Remote::LoadingSlowly => Remote::LoadingSlowly,
            _ => Remote::Loading,
        })
    }

    /// The same, once it is known.
    pub async fn known(self, case: &NewCaseRequest) -> bool {
        loop {
            match untrack(|| self.words.try_get_untracked().map(|_| self.fit(case))) {
                Some(Some(fit)) => return fit,
                Some(None) => platform::sleep(Duration::from_millis(20)).await,
                // The page is gone.
                None => return false,
            }
        }
    }
}

/// Whether there are enough words to look for articles.
pub(super) fn has_words(case: &NewCaseRequest) -> bool {
    Subject::new(&case.subject).is_ok() && Description::new(&case.description).is_ok()
}

/// What the articles depend on.
fn words_of(case: &NewCaseRequest) -> NewCaseRequest {
    NewCaseRequest { ccs: Vec::new(), license: None, ..case.clone() }
}
