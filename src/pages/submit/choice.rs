//! A list of big buttons, one press each: choosing is answering.

use leptos::prelude::*;

use super::wizard::Wizard;
use crate::i18n::messages;
use crate::route::{Route, Step};
use crate::ui::{Icon, Link, icon};

/// One answer to choose.
pub(super) struct Choice {
    pub title: String,
    pub text: Option<String>,
    pub aside: Option<String>,
    pub chosen: bool,
}

/// A big button.
pub(super) fn choice(choice: Choice, on_choose: impl Fn() + 'static) -> impl IntoView {
    let Choice { title, text, aside, chosen } = choice;
    view! {
        <li>
            <button
                type="button"
                class="choice"
                class:choice-chosen=chosen
                aria-pressed=if chosen { "true" } else { "false" }
                on:click=move |_| on_choose()
            >
                <span class="choice-title">{title}{chosen.then(|| icon(Icon::Check))}</span>
                {text.map(|text| view! { <span class="choice-text">{text}</span> })}
                {aside.map(|aside| view! { <span class="choice-aside">{aside}</span> })}
            </button>
        </li>
    }
}

/// The way back, and on where the step is answered already.
pub(super) fn step_foot(wizard: Wizard, step: Step, answered: bool) -> impl IntoView {
    let error = wizard.error_of(field_of(step));
    view! {
        <p class="form-error" role="alert">{move || error.get()}</p>
        <div class="form-actions">
            {back_link(wizard, step)}
            {answered.then(|| view! {
                <button type="button" class="button button-primary" on:click=move |_| wizard.answer(step, |_| {})>
                    {messages::continue_on()}
                </button>
            })}
        </div>
    }
}

/// The way back, where there is one.
pub(super) fn back_link(wizard: Wizard, step: Step) -> impl IntoView {
    move || {
        wizard.back(step).map(|back| {
            view! { <Link nav=wizard.app.nav to=Route::Submit(back) class="button">{messages::back()}</Link> }
        })
    }
}

/// The request's field that a step of choices asks for.
fn field_of(step: Step) -> &'static str {
    match step {
        Step::Organization => "customer",
        Step::Product => "product",
        Step::Platform => "platform",
        Step::IssueType => "issue_type",
        Step::Severity => "severity",
        Step::License => "license",
        Step::Description | Step::Articles => "subject",
    }
}
