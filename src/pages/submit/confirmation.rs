//! "Confirmation": the case's number, how soon the first response is due, what became of each file, and ways on.

use caseport_domain::api::CaseDetail;
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;

use super::after::{After, side};
use crate::api;
use crate::context::App;
use crate::i18n::{format, messages, target_text};
use crate::platform;
use crate::route::Route;
use crate::stores::Loader;
use crate::ui::{Icon, Link, icon, remote_view, skeleton_lines};
use crate::upload::panel::results;
use crate::upload::{Arrived, SUBMISSION};

pub(super) fn confirmation(app: App, number: CaseNumber) -> impl IntoView {
    let case = Loader::<CaseDetail>::default();
    let load = move || case.load(async move { api::case(app.api, number).await });
    load();
    let files = Arrived::follow(app.uploads, number, SUBMISSION);
    platform::focus_soon("question-title");
    view! {
        <div class="wizard">
            {side(case, After::Confirmation)}
            <div class="wizard-main question confirmation">
                <h2 id="question-title" tabindex="-1" class="confirmation-title">
                    <span class="confirmation-mark" aria-hidden="true">{icon(Icon::Check)}</span>
                    {messages::confirmation()}
                </h2>
                <p class="confirmation-number">
                    {messages::case_submitted()}
                    " "
                    <Link nav=app.nav to=Route::Case(number)>{number.to_string()}</Link>
                </p>
                {remote_view(case, load, || skeleton_lines(3), summary)}
                <h3>{messages::files()}</h3>
                {results(files)}
                <div class="form-actions">
                    <Link nav=app.nav to=Route::Case(number) class="button button-primary">{messages::open_case()}</Link>
                    <Link nav=app.nav to=Route::Files(number) class="button">{messages::add_files()}</Link>
                    <Link nav=app.nav to=Route::Prefilled(Box::default()) class="button">{messages::submit_another()}</Link>
                    <Link nav=app.nav to=Route::HOME class="button">{messages::to_support()}</Link>
                </div>
            </div>
        </div>
    }
}

fn summary(case: CaseDetail) -> impl IntoView {
    let due = format::moment(case.first_response_due);
    let target = target_text(case.response_target);
    let organization = case.summary.organization.map(|organization| organization.name);
    view! {
        <div class="confirmation-facts">
            <p><bdi>{case.summary.subject}</bdi></p>
            {organization.map(|name| view! { <p>{messages::for_own(&name)}</p> })}
            <p>{messages::first_response_by(&due, &target)}</p>
        </div>
    }
}
