//! "Severity": the four, each with when to choose it and how soon the first response is due.

use caseport_domain::Code as _;
use leptos::prelude::*;

use super::choice::{Choice, choice, step_foot};
use super::flow;
use super::wizard::Wizard;
use crate::i18n::{messages, said, severity_text, target_text};
use crate::route::Step;

pub(super) fn step(wizard: Wizard) -> impl IntoView {
    let catalog = untrack(|| wizard.catalog()).unwrap_or_default();
    let draft = wizard.draft.get_untracked();
    let answered = flow::is_answered(Step::Severity, &draft, Some(&catalog));
    let list: Vec<_> = catalog
        .severities
        .into_iter()
        .map(|severity| {
            let code = severity.id.code();
            let entry = Choice {
                title: severity_text(severity.id).to_owned(),
                text: Some(said::guidance(severity.id, &severity.guidance)),
                aside: Some(messages::estimated_response(&target_text(severity.target))),
                chosen: draft.request.severity == code,
            };
            choice(entry, move || {
                wizard.answer(Step::Severity, move |draft| code.clone_into(&mut draft.request.severity));
            })
        })
        .collect();
    view! {
        <ul class="choices">{list}</ul>
        {step_foot(wizard, Step::Severity, answered)}
    }
}
