//! What the two steps after the case's creation share: the answers at the side, which can no longer be changed.

use std::cmp::Ordering;

use caseport_domain::api::CaseDetail;
use leptos::prelude::*;

use super::answers::{Progress, step_row};
use crate::i18n::{messages, said, severity_text};
use crate::nav::HEADING;
use crate::reactive::effect;
use crate::stores::Loader;

/// The steps after the case's creation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum After {
    Files,
    Confirmation,
}

impl After {
    pub const ALL: [Self; 2] = [Self::Files, Self::Confirmation];

    /// The step's heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Files => messages::step_files(),
            Self::Confirmation => messages::confirmation(),
        }
    }
}

/// The answers that the case was made of, and the step that is current.
pub(super) fn side(case: Loader<CaseDetail>, current: After) -> impl IntoView {
    let rows = move || {
        let answers = case.ready().as_ref().map(answers).unwrap_or_default();
        let done =
            answers.into_iter().map(|(name, answer)| step_row(name.into_any(), Progress::Done, Some(answer)));
        let last = After::ALL.map(|step| {
            let progress = match step.cmp(&current) {
                Ordering::Less => Progress::Done,
                Ordering::Equal => Progress::Current,
                Ordering::Greater => Progress::ToCome,
            };
            step_row(step.heading().into_any(), progress, None)
        });
        done.chain(last).collect::<Vec<_>>()
    };
    // On a phone the steps are wider than the screen.
    effect(move || {
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
        (messages::step_issue_type(), case.issue_type.as_ref().map(|it| said::issue_type(&it.id, &it.name))),
        (messages::step_severity(), severity),
        (messages::step_license(), Some(license)),
        (messages::step_description(), Some(summary.subject.clone())),
    ];
    rows.into_iter().filter_map(|(name, answer)| Some((name, answer?))).collect()
}
