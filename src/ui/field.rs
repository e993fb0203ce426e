//! Text fields with their label, hint and mistake tied together for screen readers.

use leptos::html;
use leptos::prelude::*;

/// What stands below a field: its mistake, or its hint.
fn below(id: &'static str, hint: Option<String>, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
        <p class="field-error" id=format!("{id}-error") role="alert">{move || error.get()}</p>
    }
}

fn described_by(id: &str, has_hint: bool) -> String {
    if has_hint { format!("{id}-hint {id}-error") } else { format!("{id}-error") }
}

fn is_invalid(error: Signal<Option<String>>) -> Option<&'static str> {
    error.with(Option::is_some).then_some("true")
}

/// A field of one line.
#[component]
pub fn TextField(
    /// The field's id, unique on the page.
    id: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what was typed.
    on_input: impl Fn(String) + 'static,
    /// What is wrong with it.
    #[prop(into, default = Signal::derive(|| None))]
    error: Signal<Option<String>>,
    /// What it takes.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What stands in it while it is empty, where its label is not seen.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// The id of a datalist with suggestions.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Whether only screen readers are told the label.
    #[prop(optional)]
    label_hidden: bool,
    /// How many characters it takes.
    #[prop(optional)]
    max_length: Option<usize>,
) -> impl IntoView {
    let described = described_by(id, hint.is_some());
    view! {
        <div class="field">
            <label for=id class:visually-hidden=label_hidden>{label}</label>
            <input
                id=id
                name=id
                type=kind
                maxlength=max_length.map(|max| max.to_string())
                autocomplete=autocomplete
                list=list
                placeholder=placeholder
                prop:value=move || value.get()
                aria-invalid=move || is_invalid(error)
                aria-describedby=described
                on:input=move |event| on_input(event_target_value(&event))
            />
            {below(id, hint, error)}
        </div>
    }
}

/// A field of many lines.
#[component]
pub fn TextArea(
    /// The field's id, unique on the page.
    id: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what was typed.
    on_input: impl Fn(String) + 'static,
    /// What is wrong with it.
    #[prop(into, default = Signal::derive(|| None))]
    error: Signal<Option<String>>,
    /// What it takes.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Its height in lines.
    #[prop(default = 8)]
    rows: u32,
    /// The element, for whoever must reach it.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let described = described_by(id, hint.is_some());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                id=id
                name=id
                rows=rows
                node_ref=node_ref
                prop:value=move || value.get()
                aria-invalid=move || is_invalid(error)
                aria-describedby=described
                on:input=move |event| on_input(event_target_value(&event))
            ></textarea>
            {below(id, hint, error)}
        </div>
    }
}
