//! Sending the case, once, however often it is tried; or ending without one, where an article has solved it.

use caseport_domain::api::{CaseDetail, Catalog};
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::{FieldErrors, NewCase, NewCaseRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow;
use super::wizard::Wizard;
use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::embed;
use crate::i18n::messages;
use crate::platform;
use crate::route::{Route, Step};
use crate::stores::{Content, Draft, OpenDraft, Slot, TextDraft};

impl Wizard {
    /// Sends the case: one case, however often it is pressed.
    pub fn submit(self) {
        if self.sending.get_untracked() {
            return;
        }
        let Some(catalog) = untrack(|| self.catalog()) else { return };
        if let Err(errors) = self.draft.with_untracked(|draft| self.check(&draft.request, &catalog)) {
            self.show_errors(errors);
            return;
        }
        let Some(open) = self.open.get_untracked() else { return };
        self.sending.set(true);
        self.failure.set(None);
        if catalog.ai_assistance && self.app.nav.route_untracked() == Route::Submit(Step::Description) {
            spawn_local(async move {
                let fit = self.look_for_articles().await;
                if fit && self.is_at(open) {
                    self.sending.set(false);
                    self.app.nav.go(Route::Submit(Step::Articles));
                } else {
                    self.send(open);
                }
            });
        } else {
            self.send(open);
        }
    }

    /// Checks a case as the server will.
    pub(super) fn check(self, case: &NewCaseRequest, catalog: &Catalog) -> Result<NewCase, FieldErrors> {
        let submitter = untrack(|| self.app.session.user()).map(|user| user.email);
        case.check(catalog, submitter.as_deref().unwrap_or_default())
    }

    /// Whether there is an article that the person should see before they send the case.
    async fn look_for_articles(self) -> bool {
        let Some(case) = self.draft.try_with_untracked(|draft| draft.request.clone()) else { return false };
        self.suggested.ask(self.app.api, self.place.get_value(), &case);
        let fit = self.suggested.known(&case).await;
        // The page may be left by now.
        fit && self.draft.try_with_untracked(|draft| draft.request == case) == Some(true)
    }

    fn send(self, open: OpenDraft) {
        // Another case may have been begun meanwhile; then this one waits among the drafts.
        if !self.is_at(open) {
            return;
        }
        let request = self.draft.with_untracked(|draft| draft.request.clone());
        self.draft.update(|draft| {
            if !draft.sent.contains(&request) {
                draft.sent.push(request);
            }
        });
        let (app, place) = (self.app, self.place.get_value());
        let draft = self.draft.get_untracked();
        spawn_local(async move {
            match send(app, &place, open, draft).await {
                Ok((case, sent)) => self.arrived(open, case.summary.number, &sent),
                Err(error) if self.is_at(open) => self.refused(error),
                Err(error) => refused_elsewhere(app, open, &error),
            }
        });
    }

    /// The case is there, as it was sent; words that were changed since wait in its comment box.
    fn arrived(self, open: OpenDraft, number: CaseNumber, sent: &NewCaseRequest) {
        let App { nav, drafts, toasts, access, .. } = self.app;
        if let Some(Content::Case(now)) = drafts.content(open) {
            if let Some(text) = changed_words(sent, &now.request) {
                let comment = drafts.begin(Slot::Comment(number));
                drafts.change(comment, Content::Comment(TextDraft { text, sent: Vec::new() }));
                toasts.say(messages::case_had_arrived());
            } else if *sent != now.request {
                toasts.say(messages::case_answers_stayed());
            }
        }
        drafts.finish(open);
        embed::tell_submitted(&number.to_string(), "case");
        if self.is_at(open) {
            self.sending.set(false);
            self.open.set(None);
            nav.replace(Route::Files(number));
        } else {
            drafts.ask_again();
            toasts.say(messages::case_submitted_toast(&number.to_string()));
        }
        access.reload();
    }

    /// The case was not made, or nobody knows.
    fn refused(self, error: ApiError) {
        self.sending.set(false);
        if !error.is_worth_retrying() {
            // The server said no, so there is no case as any of these.
            self.draft.update(|draft| draft.sent.clear());
        }
        match error {
            ApiError::Invalid(errors) => {
                // What can be chosen has changed since it was asked for.
                if errors.0.iter().any(|error| flow::step_of_field(&error.field) != Step::Description) {
                    self.load_catalog();
                }
                self.show_errors(errors);
            }
            ApiError::Forbidden(_) | ApiError::NotFound => {
                self.failure.set(Some(messages::case_not_sent(&error.message())));
                self.app.access.reload();
                self.load_customers();
            }
            error => self.failure.set(Some(messages::case_not_sent(&error.message()))),
        }
    }

    /// Shows what is wrong where it was typed, beginning with the earliest step.
    fn show_errors(self, errors: FieldErrors) {
        let first = errors.0.iter().map(|error| flow::step_of_field(&error.field)).min();
        let field = errors.0.first().map(|error| error.field.clone());
        self.errors.set(errors);
        let here = self.app.nav.route_untracked();
        if let Some(step) = first.filter(|step| Route::Submit(*step) != here) {
            self.app.nav.go(Route::Submit(step));
        } else if let Some(field) = field {
            platform::focus_soon(match field.as_str() {
                "description" => "description",
                "ccs" => "ccs",
                _ => "subject",
            });
        }
    }

    /// An article has solved it: that is noted, and the draft put away, from where it can be brought back.
    pub fn solved_by(self, article: String) {
        let Some(open) = self.open.get_untracked().filter(|_| !self.sending.get_untracked()) else { return };
        self.sending.set(true);
        self.failure.set(None);
        let App { api, drafts, toasts, .. } = self.app;
        spawn_local(async move {
            let outcome = api::article_solved(api, &article, &drafts.id(open)).await;
            let is_here = self.is_at(open);
            if is_here {
                self.sending.set(false);
            }
            match outcome {
                Ok(solved) => {
                    if is_here {
                        self.open.set(None);
                        self.solved.set(Some(solved.solved));
                        crate::nav::focus_heading();
                    }
                    if let Some(record) = drafts.discard(open) {
                        toasts.offer(messages::draft_solved(), messages::undo(), move || {
                            spawn_local(drafts.restore(record.clone()));
                        });
                    }
                    if !is_here {
                        drafts.ask_again();
                    }
                }
                Err(error) if is_here => self.failure.set(Some(messages::solved_not_sent(&error.message()))),
                Err(error) => toasts.say(messages::solved_not_sent(&error.message())),
            }
        });
    }
}

/// The server said no to a case whose page shows another one by now, or is gone; it waits among the drafts.
fn refused_elsewhere(app: App, open: OpenDraft, error: &ApiError) {
    if !error.is_worth_retrying()
        && let Some(Content::Case(mut draft)) = app.drafts.content(open)
    {
        draft.sent.clear();
        app.drafts.change(open, Content::Case(draft));
    }
    app.toasts.say(messages::case_not_sent(&error.message()));
}

/// The words that were changed since the case was sent, as a comment says them.
fn changed_words(sent: &NewCaseRequest, now: &NewCaseRequest) -> Option<String> {
    let words = [(&sent.subject, &now.subject), (&sent.description, &now.description)];
    let changed: Vec<&str> =
        words.into_iter().filter(|(sent, now)| sent != now).map(|(_, now)| now.as_str()).collect();
    (!changed.is_empty()).then(|| changed.join("\n\n"))
}

/// Sends the case under the draft's own key, and tells as what it has arrived. Where the server has seen the key with
/// other content, an earlier attempt has arrived after all.
async fn send(
    app: App,
    place: &Place,
    open: OpenDraft,
    draft: Draft,
) -> Result<(CaseDetail, NewCaseRequest), ApiError> {
    let key = app.drafts.id(open);
    app.drafts.change(open, Content::Case(Box::new(draft.clone())));
    app.drafts.flush().await;
    let Draft { request, sent, .. } = draft;
    let earlier = sent.into_iter().filter(|earlier| *earlier != request).collect::<Vec<_>>();
    for attempt in std::iter::once(request).chain(earlier) {
        match api::submit_case(app.api, place, &attempt, &key).await {
            Err(ApiError::KeyReused) => {}
            outcome => return outcome.map(|case| (case, attempt)),
        }
    }
    Err(ApiError::KeyReused)
}
