//! Submitting a case: a wizard, one question at a time, every earlier answer in view and within reach.

mod after;
mod answers;
mod articles;
mod choice;
mod confirmation;
mod description;
mod drafting;
mod files;
pub mod flow;
mod license;
mod notices;
mod organization;
mod product;
mod sending;
mod severity;
mod solved;
mod suggested;
mod wizard;

use caseport_domain::id::CaseNumber;
use leptos::prelude::*;

use crate::api::Place;
use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::route::{Route, Step};
use crate::stores::Remote;
use crate::ui::{Link, denied_page, failure, skeleton_lines};
use wizard::Wizard;

/// The wizard, or the page after it.
pub fn page(app: App) -> AnyView {
    let part = Memo::new(move |_| match app.nav.route() {
        Route::Files(number) => Part::Files(number),
        Route::Submitted(number) => Part::Confirmation(number),
        _ => Part::Questions,
    });
    let place = Memo::new(move |_| app.session.place());
    (move || match part.get() {
        Part::Files(number) => files::step(app, number).into_any(),
        Part::Confirmation(number) => confirmation::confirmation(app, number).into_any(),
        Part::Questions => in_place(app, place.get()).into_any(),
    })
    .into_any()
}

/// Before and after the case's creation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Questions,
    Files(CaseNumber),
    Confirmation(CaseNumber),
}

/// The wizard in an organization, once it is known that the person may submit there.
fn in_place(app: App, place: Place) -> impl IntoView {
    let wizard = Wizard::new(app, place);
    let phase = Memo::new(move |_| match app.access.remote() {
        Remote::Idle | Remote::Loading => Phase::Quiet,
        Remote::LoadingSlowly => Phase::Slow,
        Remote::Failed(error) => Phase::Failed(error),
        Remote::Ready(_) | Remote::Stale(..) => {
            match app.access.may_submit().as_ref().and_then(|it| it.reason()) {
                Some(reason) => Phase::Denied(reason.clone()),
                None => Phase::Allowed,
            }
        }
    });
    move || match phase.get() {
        Phase::Quiet => ().into_any(),
        Phase::Slow => skeleton_lines(6),
        Phase::Failed(error) => failure(&error, move || app.access.reload()),
        Phase::Denied(reason) => view! {
            <h1 id=HEADING tabindex="-1">{messages::submit_title()}</h1>
            {denied_page(&reason)}
            {wizard.has_text().then(|| view! { <p>{messages::draft_stays()}</p> })}
            <p class="way-on">
                <Link nav=app.nav to=Route::HOME class="button">{messages::to_support()}</Link>
            </p>
        }
        .into_any(),
        Phase::Allowed => {
            wizard.start();
            steps(wizard).into_any()
        }
    }
}

#[derive(Clone, PartialEq)]
enum Phase {
    Quiet,
    Slow,
    Failed(crate::api::ApiError),
    Denied(caseport_domain::Reason),
    Allowed,
}

fn steps(wizard: Wizard) -> impl IntoView {
    move || match wizard.solved.get() {
        Some(count) => solved::solved(wizard, count).into_any(),
        None => questions(wizard).into_any(),
    }
}

fn questions(wizard: Wizard) -> impl IntoView {
    let step = Memo::new(move |_| wizard.step());
    view! {
        <div class="wizard">
            <div class="wizard-side">
                <h1 id=HEADING tabindex="-1">{messages::submit_title()}</h1>
                {answers::answers(wizard)}
            </div>
            <div class="wizard-main">
                {move || wizard.banner()}
                {notices::notices(wizard)}
                {move || match step.get() {
                    None => waiting(wizard).into_any(),
                    Some(step) => question(wizard, step).into_any(),
                }}
            </div>
        </div>
    }
}

/// Until the choices have come.
fn waiting(wizard: Wizard) -> impl IntoView {
    move || match wizard.waiting_for() {
        Remote::Failed(error) => failure(&error, move || wizard.retry()),
        Remote::LoadingSlowly => skeleton_lines(6),
        _ => ().into_any(),
    }
}

fn question(wizard: Wizard, step: Step) -> impl IntoView {
    let body = match step {
        Step::Organization => organization::step(wizard).into_any(),
        Step::Product => product::product_step(wizard).into_any(),
        Step::Platform => product::platform_step(wizard).into_any(),
        Step::IssueType => product::issue_type_step(wizard).into_any(),
        Step::Severity => severity::step(wizard).into_any(),
        Step::License => license::step(wizard).into_any(),
        Step::Description => description::step(wizard).into_any(),
        Step::Articles => articles::step(wizard).into_any(),
    };
    view! {
        <div class="question">
            <h2 id="question-title" tabindex="-1">{step.heading()}</h2>
            {body}
        </div>
    }
}
