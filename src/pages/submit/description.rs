//! "Subject & description": the words, a preview of them, and who else is to be kept informed.

use caseport_domain::validate::addresses_in;
use leptos::prelude::*;

use super::choice::back_link;
use super::wizard::Wizard;
use crate::i18n::messages;
use crate::markdown::markdown;
use crate::route::Step;
use crate::ui::{TextArea, TextField};

pub(super) fn step(wizard: Wizard) -> impl IntoView {
    let preview = RwSignal::new(false);
    let subject = Memo::new(move |_| wizard.draft.with(|draft| draft.request.subject.clone()));
    let description = Memo::new(move |_| wizard.draft.with(|draft| draft.request.description.clone()));
    // Kept as typed: a trailing comma must not vanish under the fingers.
    let ccs = RwSignal::new(wizard.draft.with_untracked(|draft| draft.request.ccs.join(", ")));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wizard.submit();
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <TextField
                id="subject"
                label=messages::field_subject()
                hint=messages::field_subject_hint()
                value=subject
                error=wizard.error_of("subject")
                on_input=move |text| {
                    wizard.clear_error("subject");
                    wizard.draft.update(|draft| draft.request.subject = text);
                }
            />
            <TextArea
                id="description"
                label=messages::field_description()
                hint=messages::field_description_hint()
                rows=10
                value=description
                error=wizard.error_of("description")
                on_input=move |text| {
                    wizard.clear_error("description");
                    wizard.draft.update(|draft| draft.request.description = text);
                }
            />
            <div>
                <button
                    type="button"
                    class="button button-small"
                    aria-expanded=move || if preview.get() { "true" } else { "false" }
                    on:click=move |_| preview.update(|open| *open = !*open)
                >
                    {move || if preview.get() { messages::hide_preview() } else { messages::show_preview() }}
                </button>
                {move || preview.get().then(|| view! {
                    <div class="preview" role="region" aria-label=messages::preview()>
                        {move || markdown(&description.get())}
                    </div>
                })}
            </div>
            <TextField
                id="ccs"
                label=messages::field_ccs()
                hint=messages::field_ccs_hint()
                value=ccs
                error=wizard.error_of("ccs")
                on_input=move |text| {
                    wizard.clear_error("ccs");
                    let addresses = addresses_in(&text);
                    ccs.set(text);
                    wizard.draft.update(|draft| draft.request.ccs = addresses);
                }
            />
            {wizard.failure_notice()}
            <div class="form-actions">
                {back_link(wizard, Step::Description)}
                <button type="submit" class="button button-primary" disabled=move || wizard.sending.get()>
                    {move || match (wizard.sending.get(), wizard.has_articles()) {
                        (true, _) => messages::sending(),
                        (false, true) => messages::continue_on(),
                        (false, false) => messages::submit_case_now(),
                    }}
                </button>
            </div>
        </form>
    }
}
