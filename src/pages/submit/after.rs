//! What the two steps after the case's creation share: the answers at the side, which can no longer be changed, and the
//! files that have arrived.

use caseport_domain::api::{CaseDetail, CaseFile};
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;

use crate::api;
use crate::context::App;
use crate::i18n::{messages, severity_text};
use crate::nav::HEADING;
use crate::stores::Loader;
use crate::ui::{Icon, icon};

/// What the files that are sent with the submission share their limits under; the same after a reload.
pub(super) const BATCH: &str = "submission";

/// The case's files, asked for again whenever one has arrived.
#[derive(Clone, Copy)]
pub(super) struct CaseFiles(Loader<Vec<CaseFile>>);

impl CaseFiles {
    pub fn follow(app: App, number: CaseNumber) -> Self {
        let files = Loader::<Vec<CaseFile>>::default();
        Effect::new(move |_| {
            app.uploads.arrivals();
            files.load(async move { api::case_files(app.api, number).await });
        });
        Self(files)
    }

    /// Those that came with the submission; reactive.
    pub fn of_submission(self) -> Vec<CaseFile> {
        let files = self.0.ready().unwrap_or_default();
        files.into_iter().filter(|file| file.batch.as_deref() == Some(BATCH)).collect()
    }
}

/// The answers that the case was made of, and the step that is current.
pub(super) fn side(case: Loader<CaseDetail>, current: &'static str) -> impl IntoView {
    let rows = move || {
        let case = case.ready();
        let answers: Vec<(&'static str, String)> = case.as_ref().map(answers).unwrap_or_default();
        let done = answers.into_iter().map(|(name, answer)| row(name, Some(answer), true, false));
        let last = [messages::step_files(), messages::confirmation()];
        let reached = last.iter().position(|name| *name == current).unwrap_or_default();
        let last = last
            .into_iter()
            .enumerate()
            .map(move |(index, name)| row(name, None, index < reached, index == reached));
        done.chain(last).collect::<Vec<_>>()
    };
    // On a phone the steps are wider than the screen.
    Effect::new(move |_| {
        if case.with(|case| case.value().is_some()) {
            crate::platform::show_soon(".step-current");
        }
    });
    view! {
        <div class="wizard-side">
            <h1 id=HEADING tabindex="-1">{messages::submit_title()}</h1>
            <nav aria-label=messages::steps()>
                <ol class="steps">{rows}</ol>
            </nav>
        </div>
    }
}

fn answers(case: &CaseDetail) -> Vec<(&'static str, String)> {
    let summary = &case.summary;
    let license = [case.license.as_ref().map(|it| it.name.clone()), case.version.clone()];
    let license: Vec<String> = license.into_iter().flatten().collect();
    let license = if license.is_empty() { messages::dont_know().to_owned() } else { license.join(" · ") };
    let severity = summary.severity.value().map(|it| severity_text(it).to_owned());
    let rows = [
        (
            messages::step_organization(),
            case.filed_by.as_ref().and(summary.organization.as_ref()).map(|it| it.name.clone()),
        ),
        (messages::step_product(), Some(summary.product.name.clone())),
        (messages::step_platform(), case.platform.as_ref().map(|it| it.name.clone())),
        (messages::step_issue_type(), case.issue_type.as_ref().map(|it| it.name.clone())),
        (messages::step_severity(), severity),
        (messages::step_license(), Some(license)),
        (messages::step_description(), Some(summary.subject.clone())),
    ];
    rows.into_iter().filter_map(|(name, answer)| Some((name, answer?))).collect()
}

fn row(name: &'static str, answer: Option<String>, done: bool, current: bool) -> AnyView {
    view! {
        <li class="step" class:step-done=done class:step-current=current aria-current=current.then_some("step")>
            <span class="step-mark" aria-hidden="true">{done.then(|| icon(Icon::Check))}</span>
            <span class="step-name"><span>{name}</span></span>
            {answer.map(|answer| view! { <bdi class="step-answer">{answer}</bdi> })}
        </li>
    }
    .into_any()
}
