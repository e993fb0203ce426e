//! Sending the case, once, however often it is tried; or ending without one, where an article has solved it.

use caseport_domain::api::CaseDetail;
use caseport_domain::validate::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow;
use super::wizard::Wizard;
use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::i18n::messages;
use crate::platform;
use crate::route::{Route, Step};
use crate::stores::{CommentDraft, Content, Draft, OpenDraft, Slot};

impl Wizard {
    /// Sends the case: one case, however often it is pressed.
    pub fn submit(self) {
        if self.sending.get_untracked() {
            return;
        }
        let Some(catalog) = untrack(|| self.catalog()) else { return };
        if let Err(errors) = self.draft.with_untracked(|draft| draft.request.check(&catalog)) {
            self.show_errors(errors);
            return;
        }
        let Some(open) = self.open.get_untracked() else { return };
        self.sending.set(true);
        self.failure.set(None);
        if catalog.ai_assistance && self.app.nav.route_untracked() == Route::Submit(Step::Description) {
            spawn_local(async move {
                if self.look_for_articles().await {
                    self.sending.try_set(false);
                    self.app.nav.go(Route::Submit(Step::Articles));
                } else {
                    self.send(open);
                }
            });
        } else {
            self.send(open);
        }
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
        if self.draft.is_disposed() {
            return;
        }
        let request = self.draft.with_untracked(|draft| draft.request.clone());
        self.draft.update(|draft| {
            if !draft.sent.contains(&request) {
                draft.sent.push(request.clone());
            }
        });
        let (app, place) = (self.app, self.place.get_value());
        let draft = self.draft.get_untracked();
        spawn_local(async move {
            let outcome = send(app, &place, open, draft).await;
            self.sending.try_set(false);
            match outcome {
                Ok(case) => {
                    app.drafts.finish(open);
                    // The page may show another draft by now, or be gone.
                    if self.open.try_get_untracked().flatten() == Some(open) {
                        self.open.try_set(None);
                        app.nav.replace(Route::Files(case.summary.number));
                    }
                    app.access.reload();
                }
                Err(error) => self.refused(error),
            }
        });
    }

    /// The case was not made, or nobody knows.
    fn refused(self, error: ApiError) {
        if !error.is_worth_retrying() {
            // The server said no, so there is no case as any of these.
            self.draft.try_update(|draft| draft.sent.clear());
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
                self.failure.try_set(Some(messages::case_not_sent(&error.message())));
                self.app.access.reload();
                self.load_customers();
            }
            error => {
                self.failure.try_set(Some(messages::case_not_sent(&error.message())));
            }
        }
    }

    /// Shows what is wrong where it was typed, beginning with the earliest step.
    fn show_errors(self, errors: FieldErrors) {
        let first = errors.0.iter().map(|error| flow::step_of_field(&error.field)).min();
        let field = errors.0.first().map(|error| error.field.clone());
        self.errors.try_set(errors);
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
        let (app, drafts) = (self.app, self.app.drafts);
        spawn_local(async move {
            let outcome = api::article_solved(app.api, &article, &drafts.id(open)).await;
            self.sending.try_set(false);
            match outcome {
                Ok(solved) => {
                    self.open.try_set(None);
                    if let Some(record) = drafts.discard(open) {
                        app.toasts.offer(messages::draft_solved(), messages::undo(), move || {
                            spawn_local(drafts.restore(record.clone()));
                        });
                    }
                    self.solved.try_set(Some(solved.solved));
                    crate::nav::focus_heading();
                }
                Err(error) => {
                    self.failure.try_set(Some(messages::solved_not_sent(&error.message())));
                }
            }
        });
    }
}

/// Sends the case under the draft's own key. Where the server has seen the key with other content, an earlier attempt
/// has arrived after all: that one is the case, and what was changed since becomes the draft of a comment.
async fn send(app: App, place: &Place, open: OpenDraft, draft: Draft) -> Result<CaseDetail, ApiError> {
    let key = app.drafts.id(open);
    app.drafts.change(open, Content::Case(Box::new(draft.clone())));
    app.drafts.flush().await;
    match api::submit_case(app.api, place, &draft.request, &key).await {
        Err(ApiError::KeyReused) => {}
        outcome => return outcome,
    }
    for earlier in draft.sent.iter().filter(|earlier| **earlier != draft.request) {
        match api::submit_case(app.api, place, earlier, &key).await {
            Err(ApiError::KeyReused) => {}
            Err(error) => return Err(error),
            Ok(case) => {
                if earlier.description != draft.request.description {
                    let comment = app.drafts.begin(Slot::Comment(case.summary.number));
                    let text = draft.request.description;
                    app.drafts.change(comment, Content::Comment(CommentDraft { text, sent: Vec::new() }));
                }
                app.toasts.say(messages::case_had_arrived());
                return Ok(case);
            }
        }
    }
    Err(ApiError::KeyReused)
}
