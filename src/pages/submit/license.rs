//! "License & version": the organization's licenses of the product and the product's versions, or typed by hand, or
//! "I don't know".

use caseport_domain::validate::NewCaseRequest;
use leptos::prelude::*;

use super::choice::back_link;
use super::flow;
use super::wizard::Wizard;
use crate::i18n::messages;
use crate::route::Step;
use crate::ui::TextField;

/// The choice "typed by hand"; no id or version looks like it.
const BY_HAND: &str = "\u{1}by-hand";

pub(super) fn step(wizard: Wizard) -> impl IntoView {
    let catalog = untrack(|| wizard.catalog()).unwrap_or_default();
    let draft = wizard.draft.get_untracked();
    let product = flow::product(&draft, &catalog).cloned();
    let licenses: Vec<(String, String)> = catalog
        .licenses
        .iter()
        .filter(|license| product.as_ref().is_some_and(|product| product.id == license.product))
        .map(|license| (license.id.clone(), messages::license_choice(&license.name, &license.key)))
        .collect();
    let versions: Vec<(String, String)> = product
        .map(|product| product.versions.into_iter().map(|version| (version.clone(), version)).collect())
        .unwrap_or_default();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wizard.answer(Step::License, |draft| draft.license_answered = true);
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            {choose_or_type(wizard, &LICENSE, licenses)}
            {choose_or_type(wizard, &VERSION, versions)}
            <div class="form-actions">
                {back_link(wizard, Step::License)}
                <button type="submit" class="button button-primary">{messages::continue_on()}</button>
            </div>
        </form>
    }
}

/// One of the two fields.
struct Field {
    id: &'static str,
    typed_id: &'static str,
    label: fn() -> &'static str,
    typed_label: fn() -> &'static str,
    read: fn(&NewCaseRequest) -> Option<&String>,
    write: fn(&mut NewCaseRequest, Option<String>),
}

const LICENSE: Field = Field {
    id: "license",
    typed_id: "license-typed",
    label: messages::field_license,
    typed_label: messages::field_license_typed,
    read: |request| request.license.as_ref(),
    write: |request, value| request.license = value,
};

const VERSION: Field = Field {
    id: "version",
    typed_id: "version-typed",
    label: messages::field_version,
    typed_label: messages::field_version_typed,
    read: |request| request.version.as_ref(),
    write: |request, value| request.version = value,
};

/// A dropdown of what is known, with a text field for what is not.
fn choose_or_type(wizard: Wizard, field: &'static Field, known: Vec<(String, String)>) -> impl IntoView {
    let value = Memo::new(move |_| wizard.draft.with(|draft| (field.read)(&draft.request).cloned()));
    let is_known = {
        let known = known.clone();
        move |value: &str| known.iter().any(|(id, _)| id == value)
    };
    let by_hand = RwSignal::new(value.get_untracked().is_some_and(|value| !is_known(&value)));
    let set =
        move |value: Option<String>| wizard.draft.update(|draft| (field.write)(&mut draft.request, value));
    let choose = move |event| {
        let chosen = event_target_value(&event);
        by_hand.set(chosen == BY_HAND);
        set(Some(chosen).filter(|chosen| !chosen.is_empty() && chosen != BY_HAND));
    };
    let options: Vec<_> = known
        .into_iter()
        .map(|(id, label)| {
            let this = id.clone();
            view! { <option value=id prop:selected=move || value.get().as_ref() == Some(&this)>{label}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=field.id>{(field.label)()}</label>
            <select id=field.id name=field.id on:change=choose>
                <option value="">{messages::dont_know()}</option>
                {options}
                <option value=BY_HAND prop:selected=move || by_hand.get()>{messages::type_by_hand()}</option>
            </select>
        </div>
        {move || by_hand.get().then(|| view! {
            <TextField
                id=field.typed_id
                label=(field.typed_label)()
                value=Signal::derive(move || value.get().unwrap_or_default())
                error=wizard.error_of(field.id)
                on_input=move |typed| set(Some(typed).filter(|typed| !typed.is_empty()))
            />
        })}
    }
}
