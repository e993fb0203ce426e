//! Which articles fit what was typed: asked for while the person types, so that the answer is there when they are done.
//! Whatever goes wrong here never keeps a case from being submitted.

use std::time::Duration;

use caseport_domain::api::SuggestedArticle;
use caseport_domain::validate::{Description, NewCaseRequest, Subject};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::wizard::Wizard;
use crate::api::{self, Api, Place};
use crate::platform;
use crate::reactive::effect;
use crate::route::{Route, Step};
use crate::stores::{Loader, Remote};

/// How long after the last keystroke it is asked.
const PAUSE: Duration = Duration::from_millis(700);
/// How long the answer may take; the server gives an assistant two seconds.
const PATIENCE: Duration = Duration::from_secs(3);

/// Articles, with the words that they were found for: they answer for no others.
#[derive(Clone)]
struct Found {
    words: NewCaseRequest,
    articles: Vec<SuggestedArticle>,
}

/// The articles for the words that were asked about last.
#[derive(Clone, Copy, Default)]
pub(super) struct Suggested {
    asked: StoredValue<Option<NewCaseRequest>>,
    found: Loader<Found>,
    keystrokes: StoredValue<u32>,
}

impl Suggested {
    /// Asks for the articles that fit a case, unless that was asked already.
    pub fn ask(self, api: Api, place: Place, case: &NewCaseRequest) {
        let words = words_of(case);
        if self.has_asked(&words) != Some(false) {
            return;
        }
        self.asked.set_value(Some(words.clone()));
        // What was found for other words is of no use any more.
        self.found.clear();
        self.found.load(async move {
            let asking = words.clone();
            let answer =
                platform::within(PATIENCE, async move { api::suggestions(api, &place, &asking).await });
            // No answer is no article.
            Ok(Found { articles: answer.await.and_then(Result::ok).unwrap_or_default(), words })
        });
    }

    /// Asks once the person has stopped typing.
    async fn ask_after_pause(self, api: Api, place: Place, case: NewCaseRequest) {
        let keystroke = self.keystrokes.try_update_value(|count| {
            *count = count.wrapping_add(1);
            *count
        });
        platform::sleep(PAUSE).await;
        if keystroke.is_some() && self.keystrokes.try_get_value() == keystroke {
            self.ask(api, place, &case);
        }
    }

    /// The articles for these very words; none while nobody knows. Reactive.
    pub fn articles(self, case: &NewCaseRequest) -> Option<Vec<SuggestedArticle>> {
        self.read(case, Clone::clone)
    }

    /// Whether there is an article for these very words; none while nobody knows. Reactive.
    pub fn fit(self, case: &NewCaseRequest) -> Option<bool> {
        self.read(case, |articles| !articles.is_empty())
    }

    fn read<R>(self, case: &NewCaseRequest, read: fn(&Vec<SuggestedArticle>) -> R) -> Option<R> {
        let words = words_of(case);
        self.found.with(|found| {
            found.value().filter(|found| found.words == words).map(|found| read(&found.articles))
        })
    }

    /// Where asking stands; reactive.
    pub fn state(self) -> Remote<()> {
        self.found.with(|found| match found {
            Remote::LoadingSlowly => Remote::LoadingSlowly,
            _ => Remote::Loading,
        })
    }

    /// Whether an article fits, once it is known; none of which anybody will know where other words were asked about
    /// meanwhile, or the page is gone.
    pub async fn known(self, case: &NewCaseRequest) -> bool {
        let words = words_of(case);
        while self.has_asked(&words) == Some(true) {
            if let Some(fit) = untrack(|| self.fit(case)) {
                return fit;
            }
            platform::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    /// Whether these are the words that were asked about last; none once the page is gone.
    fn has_asked(self, words: &NewCaseRequest) -> Option<bool> {
        self.asked.try_with_value(|asked| asked.as_ref() == Some(words))
    }
}

impl Wizard {
    /// Whether articles were found for what is typed; reactive.
    pub fn has_articles(self) -> bool {
        self.draft.with(|draft| self.suggested.fit(&draft.request)) == Some(true)
    }

    /// Whether nobody knows yet if there are articles; reactive.
    pub(super) fn waits_for_articles(self) -> bool {
        let assisted = self.catalog().is_none_or(|catalog| catalog.ai_assistance);
        assisted
            && self
                .draft
                .with(|draft| has_words(&draft.request) && self.suggested.fit(&draft.request).is_none())
    }

    /// Looks for articles while the person types, and at once where a reload leads to them.
    pub(super) fn keep_suggested(self) {
        effect(move || {
            let Some(catalog) = self.catalog().filter(|catalog| catalog.ai_assistance) else { return };
            let case = self.draft.with(|draft| draft.request.clone());
            if self.open.get().is_none() || !has_words(&case) || self.check(&case, &catalog).is_err() {
                return;
            }
            let (api, place) = (self.app.api, self.place.get_value());
            match self.app.nav.route() {
                Route::Submit(Step::Articles) => self.suggested.ask(api, place, &case),
                _ => spawn_local(self.suggested.ask_after_pause(api, place, case)),
            }
        });
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
