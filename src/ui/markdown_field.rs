//! A field for Markdown: to write in, and to see how it will look.

use leptos::prelude::*;

use super::field::TextArea;
use crate::i18n::{format, messages};
use crate::markdown::markdown;
use crate::reactive::effect;

/// A field of many lines of Markdown with a preview.
#[component]
pub fn MarkdownField(
    /// The field's id, unique on the page.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What it takes.
    #[prop(into)]
    hint: String,
    /// Its height in lines.
    rows: u32,
    /// How many characters it takes. How many there are is said when it is nearly full.
    max: usize,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Called with what was typed.
    on_input: impl Fn(String) + 'static,
) -> impl IntoView {
    let previews = RwSignal::new(false);
    let mode = move |preview: bool, label: &'static str| {
        view! {
            <button
                type="button"
                class="mode"
                aria-pressed=move || if previews.get() == preview { "true" } else { "false" }
                on:click=move |_| previews.set(preview)
            >
                {label}
            </button>
        }
    };
    // A mistake is said at the field.
    effect(move || {
        if error.with(Option::is_some) {
            previews.set(false);
        }
    });
    let count = Memo::new(move |_| value.with(|text| text.chars().count()));
    view! {
        <div class="markdown-field" class:previewing=previews>
            <div class="modes">{mode(false, messages::write())}{mode(true, messages::preview())}</div>
            <div hidden=move || previews.get()>
                <TextArea id=id label=label hint=hint rows=rows value=value error=error on_input=on_input />
            </div>
            {move || previews.get().then(|| view! {
                <div class="preview" role="region" aria-label=messages::preview()>
                    {move || value.with(|text| match text.trim() {
                        "" => view! { <p class="field-hint">{messages::nothing_to_preview()}</p> }.into_any(),
                        _ => markdown(text),
                    })}
                </div>
            })}
            {move || is_nearly_full(count.get(), max).then(|| {
                let class = if count.get() > max { "field-count field-over" } else { "field-count" };
                let (count, max) = (format::number(count.get() as u64), format::number(max as u64));
                view! { <p class=class>{messages::characters_of(&count, &max)}</p> }
            })}
        </div>
    }
}

fn is_nearly_full(count: usize, max: usize) -> bool {
    count >= max / 10 * 9
}
