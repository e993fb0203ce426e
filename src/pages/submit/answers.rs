//! The steps at the side, each with the answer given so far; an answered one can be opened again.

use caseport_domain::api::Catalog;
use leptos::prelude::*;

use super::after::After;
use super::wizard::Wizard;
use super::{flow, suggested};
use crate::i18n::{messages, said, severity_text};
use crate::reactive::effect;
use crate::route::{Route, Step};
use crate::stores::Draft;
use crate::ui::{Icon, Link, icon, saved_text};

pub(super) fn answers(wizard: Wizard) -> impl IntoView {
    let rows = move || {
        let (Some(choices), catalog) = (wizard.choices(), wizard.catalog()) else { return Vec::new() };
        let ground = wizard.ground(&choices, catalog.as_ref());
        let current = wizard.step();
        let mut rows: Vec<_> = wizard.draft.with(|draft| {
            flow::steps(draft, ground)
                .into_iter()
                .map(|step| {
                    let progress = match flow::is_answered(step, draft, catalog.as_ref()) {
                        _ if current == Some(step) => Progress::Current,
                        true => Progress::Done,
                        false => Progress::ToCome,
                    };
                    let can_be_opened =
                        progress != Progress::Current && flow::reachable(step, draft, ground) == Some(step);
                    let heading = step.heading();
                    let name = if can_be_opened {
                        view! { <Link nav=wizard.app.nav to=Route::Submit(step)>{heading}</Link> }.into_any()
                    } else {
                        view! { <span>{heading}</span> }.into_any()
                    };
                    let answer = catalog.as_ref().and_then(|catalog| answer(step, draft, catalog));
                    step_row(name, progress, answer)
                })
                .collect()
        });
        // They follow once the case is there.
        rows.extend(After::ALL.map(|step| step_row(step.heading().into_any(), Progress::ToCome, None)));
        rows
    };
    // On a phone the steps are wider than the screen.
    effect(move || {
        wizard.step();
        crate::platform::show_soon(".step-current");
    });
    let is_begun = Memo::new(move |_| wizard.draft.with(|draft| !draft.is_empty()));
    view! {
        <nav aria-label=messages::steps()>
            <ol class="steps">{rows}</ol>
        </nav>
        {move || is_begun.get().then(|| view! {
            <div class="draft-state">
                {saved_text(Signal::derive(move || wizard.saved()))}
                <div class="draft-actions">
                    <button type="button" class="button button-quiet" on:click=move |_| wizard.begin_another()>
                        {messages::start_another()}
                    </button>
                    <button type="button" class="button button-quiet" on:click=move |_| wizard.discard()>
                        {messages::discard_draft()}
                    </button>
                </div>
            </div>
        })}
    }
}

/// How far a step is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Done,
    Current,
    ToCome,
}

/// A step at the side, with its answer.
pub(super) fn step_row(name: AnyView, progress: Progress, answer: Option<String>) -> AnyView {
    let (done, current) = (progress == Progress::Done, progress == Progress::Current);
    view! {
        <li class="step" class:step-done=done class:step-current=current aria-current=current.then_some("step")>
            <span class="step-mark" aria-hidden="true">{done.then(|| icon(Icon::Check))}</span>
            <span class="step-name">{name}</span>
            {answer.map(|answer| view! { <bdi class="step-answer">{answer}</bdi> })}
        </li>
    }
    .into_any()
}

/// The answer of a step, in words.
fn answer(step: Step, draft: &Draft, catalog: &Catalog) -> Option<String> {
    let request = &draft.request;
    match step {
        Step::Organization => catalog.organization.as_ref().map(|organization| organization.name.clone()),
        Step::Product => flow::product(draft, catalog).map(|product| product.name.clone()),
        Step::Platform => {
            let product = flow::product(draft, catalog)?;
            let chosen = request.platform.as_ref()?;
            product.platforms.iter().find(|it| it.id == *chosen).map(|platform| platform.name.clone())
        }
        Step::IssueType => catalog
            .issue_types
            .iter()
            .find(|it| it.id == request.issue_type)
            .map(|it| said::issue_type(&it.id, &it.name)),
        Step::Severity => {
            let severity = catalog.severities.iter().find(|it| {
                use caseport_domain::Code as _;
                it.id.code() == request.severity
            })?;
            Some(severity_text(severity.id).to_owned())
        }
        Step::License if draft.license_answered => {
            let license = request.license.as_ref().map(|chosen| {
                let listed = catalog.licenses.iter().find(|license| license.id == *chosen);
                listed.map_or_else(|| chosen.clone(), |license| license.name.clone())
            });
            let parts: Vec<String> = [license, request.version.clone()].into_iter().flatten().collect();
            Some(if parts.is_empty() { messages::dont_know().to_owned() } else { parts.join(" · ") })
        }
        Step::Description if suggested::has_words(request) => Some(request.subject.clone()),
        Step::License | Step::Description | Step::Articles => None,
    }
}
