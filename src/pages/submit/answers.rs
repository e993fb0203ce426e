//! The steps at the side, each with the answer given so far; an answered one can be opened again.

use caseport_domain::api::Catalog;
use leptos::prelude::*;

use super::wizard::Wizard;
use super::{flow, suggested};
use crate::i18n::{messages, severity_text};
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
                    let answered = flow::is_answered(step, draft, catalog.as_ref());
                    let reachable = flow::reachable(step, draft, ground) == Some(step);
                    let answer = catalog.as_ref().and_then(|catalog| answer(step, draft, catalog));
                    row(wizard, step, Row { answered, reachable, current: current == Some(step), answer })
                })
                .collect()
        });
        rows.extend([later(messages::step_files()), later(messages::confirmation())]);
        rows
    };
    // On a phone the steps are wider than the screen.
    Effect::new(move |_| {
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

/// A step that follows once the case is there.
fn later(heading: &'static str) -> AnyView {
    view! {
        <li class="step">
            <span class="step-mark" aria-hidden="true"></span>
            <span class="step-name"><span>{heading}</span></span>
        </li>
    }
    .into_any()
}

struct Row {
    answered: bool,
    reachable: bool,
    current: bool,
    answer: Option<String>,
}

fn row(wizard: Wizard, step: Step, row: Row) -> AnyView {
    let Row { answered, reachable, current, answer } = row;
    let done = answered && !current;
    let heading = if reachable && !current {
        view! { <Link nav=wizard.app.nav to=Route::Submit(step)>{step.heading()}</Link> }.into_any()
    } else {
        view! { <span>{step.heading()}</span> }.into_any()
    };
    view! {
        <li class="step" class:step-done=done class:step-current=current aria-current=current.then_some("step")>
            <span class="step-mark" aria-hidden="true">{done.then(|| icon(Icon::Check))}</span>
            <span class="step-name">{heading}</span>
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
        Step::IssueType => {
            catalog.issue_types.iter().find(|it| it.id == request.issue_type).map(|it| it.name.clone())
        }
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
