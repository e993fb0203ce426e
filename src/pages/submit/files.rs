//! "Upload files": after the case exists and has its number.

use caseport_domain::Decision;
use caseport_domain::api::CaseDetail;
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;

use super::after::{After, side};
use crate::api;
use crate::context::App;
use crate::i18n::messages;
use crate::platform;
use crate::reactive::effect;
use crate::route::Route;
use crate::stores::Loader;
use crate::ui::{Link, denied_page, remote_view, skeleton_lines};
use crate::upload::panel::panel;
use crate::upload::{Arrived, SUBMISSION};

pub(super) fn step(app: App, number: CaseNumber) -> impl IntoView {
    let case = Loader::<CaseDetail>::default();
    let load = move || case.load(async move { api::case(app.api, number).await });
    load();
    let files = Arrived::follow(app.uploads, number, SUBMISSION);
    // What may be done is decided once: the case's own changes must not take the list away.
    let decision = Memo::new(move |before: Option<&Option<_>>| {
        let now = case.ready().map(|case| case.actions.add_files);
        before.cloned().flatten().or(now)
    });
    effect(move || {
        if decision.get().is_some() {
            platform::focus_soon("question-title");
        }
    });
    view! {
        <div class="wizard">
            {side(case, After::Files)}
            <div class="wizard-main">
                {move || match decision.get() {
                    None => remote_view(case, load, || skeleton_lines(6), |_| ()).into_any(),
                    Some(decision) => question(app, number, files, &decision).into_any(),
                }}
            </div>
        </div>
    }
}

fn question(app: App, number: CaseNumber, files: Arrived, decision: &Decision) -> impl IntoView + use<> {
    let is_empty = Memo::new(move |_| files.is_empty());
    let content = match decision.reason() {
        Some(reason) => denied_page(reason).into_any(),
        None => view! {
            <p>{messages::files_intro()}</p>
            {panel(files)}
        }
        .into_any(),
    };
    view! {
        <div class="question">
            <p class="wizard-banner" role="status">
                {messages::case_submitted()}
                " "
                <Link nav=app.nav to=Route::Case(number)>{number.to_string()}</Link>
            </p>
            <h2 id="question-title" tabindex="-1">{messages::step_files()}</h2>
            {content}
            <div class="form-actions">
                <Link nav=app.nav to=Route::Submitted(number) class="button button-primary">
                    {move || if is_empty.get() == Some(true) { messages::skip() } else { messages::continue_on() }}
                </Link>
            </div>
            {move || (is_empty.get() == Some(false)).then(|| view! { <p class="saved">{messages::files_go_on()}</p> })}
        </div>
    }
}
