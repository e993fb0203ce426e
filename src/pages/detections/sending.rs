//! Sends the report, once, however often it is tried; where its file is still on the way, as soon as that has arrived.

use caseport_domain::id::CaseNumber;
use caseport_domain::validate::{FalseDetectionRequest, FieldErrorCode, FieldErrors, Mistake};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::{Form, Phase};
use crate::api::{self, ApiError};
use crate::context::App;
use crate::embed;
use crate::i18n::{messages, said};
use crate::platform;
use crate::reactive::effect;
use crate::route::Route;
use crate::stores::{Content, OpenDraft, ReportDraft, Slot, TextDraft};
use crate::upload::reported::Stand;

impl Form {
    /// Sends the report, or says what is to be mended first.
    pub fn submit(self) {
        spawn_local(async move {
            // Before that nobody knows of the file that a reload has left behind.
            self.app.uploads.take_up().await;
            self.check_and_send();
        });
    }

    fn check_and_send(self) {
        // The page may be gone.
        if self.phase.try_get_untracked() != Some(Phase::Writing) {
            return;
        }
        let Some(catalog) = self.catalog.ready_untracked() else { return };
        let stand = untrack(|| self.file.stand());
        let mut errors = FieldErrors::default();
        let missing = || Mistake::new(FieldErrorCode::Required, messages::report_choose_file());
        let stopped = || Mistake::new(FieldErrorCode::Invalid, messages::report_file_stopped());
        match stand {
            Stand::Missing => errors.0.push(missing().in_field("upload")),
            Stand::Stopped => errors.0.push(stopped().in_field("upload")),
            Stand::Coming | Stand::Here(_) => {}
        }
        if let Err(wrong) = self.draft.with_untracked(|draft| draft.request.check(&catalog)) {
            errors.0.extend(wrong.0);
        }
        self.failure.set(None);
        if !errors.0.is_empty() {
            return self.show_errors(errors);
        }
        self.errors.set(errors);
        match stand {
            Stand::Here(upload) => self.send(upload),
            _ => {
                self.phase.set(Phase::Waiting);
                platform::focus_soon("dont-wait");
            }
        }
    }

    /// Sends what waits for its file when that has arrived, and lets it be where the file does not come.
    pub fn follow_file(self) {
        effect(move || {
            if self.phase.get() != Phase::Waiting {
                return;
            }
            match self.file.stand() {
                Stand::Coming => {}
                Stand::Here(_) => {
                    self.phase.set(Phase::Writing);
                    self.submit();
                }
                Stand::Missing | Stand::Stopped => {
                    self.phase.set(Phase::Writing);
                    let stopped = Mistake::new(FieldErrorCode::Invalid, messages::report_file_stopped());
                    self.errors.set(FieldErrors::one("upload", stopped));
                }
            }
        });
    }

    /// A file that was there and is there no more was taken back: the draft is without it.
    pub fn follow_removal(self) {
        Effect::new(move |before: Option<(String, bool)>| {
            let batch = self.draft.with(|draft| draft.batch.clone());
            let is_there = self.file.stand() != Stand::Missing;
            if before == Some((batch.clone(), true)) && !is_there && !batch.is_empty() {
                self.draft.update(|draft| {
                    draft.batch.clear();
                    draft.file_name.clear();
                });
            }
            (batch, is_there)
        });
    }

    /// The report is not to go by itself.
    pub fn dont_wait(self) {
        self.phase.set(Phase::Writing);
        platform::focus_soon("send-report");
    }

    fn send(self, upload: String) {
        let Some(open) = self.open.get_untracked() else { return };
        let report =
            self.place.with_value(|place| self.draft.with_untracked(|it| it.with_file(place, upload)));
        self.draft.update(|draft| {
            draft.sent.retain(|earlier| *earlier != report);
            draft.sent.push(report);
        });
        self.phase.set(Phase::Sending);
        let (app, draft) = (self.app, self.draft.get_untracked());
        spawn_local(async move {
            match send(app, open, draft).await {
                Ok((number, sent)) => self.arrived(open, number, &sent),
                Err(error) if self.is_at(open) => self.refused(error),
                Err(error) => app.toasts.say(messages::report_not_sent(&error.message())),
            }
        });
    }

    /// The case is there, as it was sent; words that were changed since wait in its comment box.
    fn arrived(self, open: OpenDraft, number: CaseNumber, sent: &FalseDetectionRequest) {
        let App { nav, drafts, toasts, uploads, .. } = self.app;
        let mut text = messages::report_sent_toast(&number.to_string());
        if let Some(Content::Report(draft)) = drafts.content(open) {
            let now = &draft.request;
            if now.description != sent.description && !now.description.trim().is_empty() {
                let comment = drafts.begin(Slot::Comment(number));
                let words = TextDraft { text: now.description.clone(), sent: Vec::new() };
                drafts.change(comment, Content::Comment(words));
                text = messages::case_had_arrived().to_owned();
            } else if now.submission_type != sent.submission_type || now.products != sent.products {
                text = messages::case_answers_stayed().to_owned();
            }
            spawn_local(uploads.forget_reported(draft.batch));
        }
        toasts.say(text);
        let is_here = self.is_at(open);
        drafts.finish(open);
        embed::tell_submitted(&number.to_string(), "false-detection");
        if is_here {
            self.open.set(None);
            nav.replace(Route::Detection(number));
        } else {
            drafts.ask_again();
        }
    }

    /// There is no case, or nobody knows.
    fn refused(self, error: ApiError) {
        self.phase.set(Phase::Writing);
        if !error.is_worth_retrying() {
            // The server said no, so there is no case as any of these.
            self.draft.update(|draft| draft.sent.clear());
        }
        match error {
            ApiError::Invalid(errors) => {
                if errors.of("upload").is_some() {
                    // What the server does not have is to be chosen anew.
                    self.file.cancel();
                }
                if errors.of("products").is_some() {
                    self.load_catalog();
                }
                if let Some(why) = said::field(&errors, "organization") {
                    self.failure.set(Some(messages::report_not_sent(&why)));
                }
                self.show_errors(errors);
            }
            error => {
                if matches!(error, ApiError::TooMany(_)) {
                    self.load_allowance();
                }
                self.failure.set(Some(messages::report_not_sent(&error.message())));
                platform::focus_soon("send-report");
            }
        }
    }

    /// Shows what is wrong, and goes to the first of it.
    fn show_errors(self, errors: FieldErrors) {
        let places = [
            // The file, or where it is chosen.
            ("upload", "#files, .upload-actions :is(button, input)"),
            ("submission_type", "#type-false_positive"),
            ("products", "#product-0"),
            ("description", "#description"),
        ];
        let first = places.into_iter().find(|(field, _)| errors.of(field).is_some());
        self.errors.set(errors);
        if let Some((_, place)) = first {
            platform::focus_when_there(place.to_owned());
        }
    }
}

/// Sends the report under the draft's own key, and tells as what it has arrived. Where the server has seen the key with
/// other content, an earlier attempt has arrived after all.
async fn send(
    app: App,
    open: OpenDraft,
    draft: ReportDraft,
) -> Result<(CaseNumber, FalseDetectionRequest), ApiError> {
    let key = app.drafts.id(open);
    app.drafts.change(open, Content::Report(Box::new(draft.clone())));
    app.drafts.flush().await;
    for attempt in draft.sent.into_iter().rev() {
        match api::report_false_detection(app.api, &attempt, &key).await {
            Err(ApiError::KeyReused) => {}
            outcome => return outcome.map(|case| (case.summary.number, attempt)),
        }
    }
    Err(ApiError::KeyReused)
}
