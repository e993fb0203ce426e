//! What is asked about the file: what was wrong with the verdict, whose it was, and what there is to say.

use caseport_domain::Code as _;
use caseport_domain::api::ProductEntry;
use caseport_domain::case::SubmissionType;
use leptos::prelude::*;

use super::form::Form;
use crate::i18n::{messages, submission_text};
use crate::platform;
use crate::ui::{TextArea, TextField};

/// What is wrong with a group.
fn error_line(id: &'static str, error: Signal<Option<String>>) -> impl IntoView {
    view! { <p class="field-error" id=id role="alert">{move || error.get()}</p> }
}

pub(super) fn submission_type(form: Form) -> impl IntoView {
    let error = form.error_of("submission_type");
    let choices: Vec<_> = SubmissionType::ALL
        .iter()
        .map(|kind| {
            let (kind, code) = (*kind, kind.code());
            let text = match kind {
                SubmissionType::FalsePositive => messages::false_positive_text(),
                SubmissionType::FalseNegative => messages::false_negative_text(),
            };
            let chosen = Memo::new(move |_| form.draft.with(|draft| draft.request.submission_type == code));
            let id = format!("type-{code}");
            view! {
                <label class="option" class:option-chosen=move || chosen.get()>
                    <input
                        type="radio"
                        name="submission_type"
                        id=id.clone()
                        prop:checked=move || chosen.get()
                        aria-labelledby=format!("{id}-title")
                        aria-describedby=format!("{id}-text type-error")
                        on:change=move |_| {
                            form.change("submission_type", |draft| code.clone_into(&mut draft.request.submission_type));
                        }
                    />
                    <span class="option-title" id=format!("{id}-title")>{submission_text(&kind.into())}</span>
                    <span class="option-text" id=format!("{id}-text")>{text}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field options">
            <legend>{messages::detection_type()}</legend>
            <div class="options-cards">{choices}</div>
            {error_line("type-error", error)}
        </fieldset>
    }
}

/// The products: the most used ones, or all of them with a search; those that are chosen in any case.
pub(super) fn products(form: Form, products: Vec<ProductEntry>) -> impl IntoView {
    let error = form.error_of("products");
    let all = RwSignal::new(!products.iter().any(|product| product.featured));
    let search = RwSignal::new(String::new());
    let fitting: Vec<_> = products
        .iter()
        .map(|product| {
            let (name, featured) = (product.name.to_lowercase(), product.featured);
            let fits = move || search.with(|wanted| name.contains(&wanted.trim().to_lowercase()));
            Memo::new(move |_| if all.get() { fits() } else { featured })
        })
        .collect();
    let none_fits = {
        let fitting = fitting.clone();
        Memo::new(move |_| !fitting.iter().any(|fits| fits.get()))
    };
    let boxes: Vec<_> = products
        .into_iter()
        .zip(fitting)
        .enumerate()
        .map(|(index, (product, fits))| product_box(form, index, product, fits))
        .collect();
    let open_all = move |_| {
        all.set(true);
        platform::focus_soon("product-search");
    };
    view! {
        <fieldset class="field options" id="products">
            <legend>{messages::detection_products()}</legend>
            <p class="field-hint" id="products-hint">{messages::report_products_hint()}</p>
            {move || all.get().then(|| view! {
                <TextField
                    id="product-search"
                    label=messages::search_products()
                    kind="search"
                    value=search
                    on_input=move |text| search.set(text)
                />
            })}
            <div class="options-cards">{boxes}</div>
            <p class="field-hint" role="status">{move || none_fits.get().then(messages::report_products_none)}</p>
            {move || (!all.get()).then(|| view! {
                <button type="button" class="button button-small more" on:click=open_all>
                    {messages::more_products()}
                </button>
            })}
            {error_line("products-error", error)}
        </fieldset>
    }
}

fn product_box(form: Form, index: usize, product: ProductEntry, fits: Memo<bool>) -> impl IntoView {
    let id = StoredValue::new(product.id.0);
    let chosen =
        Memo::new(move |_| id.with_value(|id| form.draft.with(|draft| draft.request.products.contains(id))));
    let tick = move |event: leptos::ev::Event| {
        let (id, on) = (id.get_value(), event_target_checked(&event));
        form.change("products", |draft| {
            draft.request.products.retain(|known| *known != id);
            if on {
                draft.request.products.push(id);
            }
        });
    };
    view! {
        <label
            class="option option-small"
            class:option-chosen=move || chosen.get()
            hidden=move || !(fits.get() || chosen.get())
        >
            <input
                type="checkbox"
                name="products"
                id=format!("product-{index}")
                prop:checked=move || chosen.get()
                aria-describedby="products-hint products-error"
                on:change=tick
            />
            <span class="option-title">{product.name}</span>
        </label>
    }
}

pub(super) fn description(form: Form) -> impl IntoView {
    let text = Memo::new(move |_| form.draft.with(|draft| draft.request.description.clone()));
    view! {
        <TextArea
            id="description"
            label=messages::report_description()
            hint=messages::report_description_hint()
            rows=6
            value=text
            error=form.error_of("description")
            on_input=move |text| form.change("description", |draft| draft.request.description = text)
        />
    }
}
