//! "Product", "Platform" and "Issue type": one choice each.

use leptos::prelude::*;

use super::choice::{Choice, choice, step_foot};
use super::flow;
use super::wizard::Wizard;
use crate::i18n::{messages, said};
use crate::route::Step;
use crate::ui::TextField;

/// The most used products as cards; "More" shows the full list, searchable.
pub(super) fn product_step(wizard: Wizard) -> impl IntoView {
    let catalog = untrack(|| wizard.catalog()).unwrap_or_default();
    let draft = wizard.draft.get_untracked();
    let chosen = flow::product(&draft, &catalog).map(|product| product.id.clone());
    let chosen_is_hidden = flow::product(&draft, &catalog).is_some_and(|product| !product.featured);
    let has_more = catalog.products.iter().any(|product| !product.featured);
    let all = RwSignal::new(chosen_is_hidden || !catalog.products.iter().any(|product| product.featured));
    let search = RwSignal::new(String::new());
    let answered = chosen.is_some();
    let list = move || {
        let wanted = search.get().to_lowercase();
        let show_all = all.get();
        catalog
            .products
            .iter()
            .filter(|product| show_all || product.featured)
            .filter(|product| wanted.is_empty() || product.name.to_lowercase().contains(&wanted))
            .map(|product| {
                let entry = Choice {
                    title: product.name.clone(),
                    text: None,
                    aside: None,
                    chosen: chosen.as_ref() == Some(&product.id),
                };
                let product = product.clone();
                choice(entry, move || {
                    let product = product.clone();
                    wizard.answer(Step::Product, move |draft| {
                        wizard.notices.other_product(flow::choose_product(draft, &product));
                    });
                })
            })
            .collect::<Vec<_>>()
    };
    let open_all = move |_| {
        all.set(true);
        crate::platform::focus_soon("product-search");
    };
    view! {
        {move || all.get().then(|| view! {
            <TextField
                id="product-search"
                label=messages::search_products()
                kind="search"
                value=search
                on_input=move |text| search.set(text)
            />
        })}
        <ul class="choices choices-cards">{list}</ul>
        {move || (has_more && !all.get()).then(|| view! {
            <button type="button" class="button more" on:click=open_all>{messages::more_products()}</button>
        })}
        {step_foot(wizard, Step::Product, answered)}
    }
}

/// The platforms of the product.
pub(super) fn platform_step(wizard: Wizard) -> impl IntoView {
    let catalog = untrack(|| wizard.catalog()).unwrap_or_default();
    let draft = wizard.draft.get_untracked();
    let platforms =
        flow::product(&draft, &catalog).map(|product| product.platforms.clone()).unwrap_or_default();
    let answered = flow::is_answered(Step::Platform, &draft, Some(&catalog));
    let list: Vec<_> = platforms
        .into_iter()
        .map(|platform| {
            let chosen = draft.request.platform.as_ref() == Some(&platform.id);
            let entry = Choice { title: platform.name, text: None, aside: None, chosen };
            let id = platform.id;
            choice(entry, move || {
                let id = id.clone();
                wizard.answer(Step::Platform, move |draft| draft.request.platform = Some(id));
            })
        })
        .collect();
    view! {
        <ul class="choices choices-cards">{list}</ul>
        {step_foot(wizard, Step::Platform, answered)}
    }
}

/// The vendor's kinds of issues.
pub(super) fn issue_type_step(wizard: Wizard) -> impl IntoView {
    let catalog = untrack(|| wizard.catalog()).unwrap_or_default();
    let draft = wizard.draft.get_untracked();
    let answered = flow::is_answered(Step::IssueType, &draft, Some(&catalog));
    let list: Vec<_> = catalog
        .issue_types
        .into_iter()
        .map(|issue_type| {
            let chosen = draft.request.issue_type == issue_type.id;
            let title = said::issue_type(&issue_type.id, &issue_type.name);
            let text = said::issue_type_text(&issue_type.id, &issue_type.description);
            let entry = Choice { title, text: Some(text), aside: None, chosen };
            let id = issue_type.id;
            choice(entry, move || {
                let id = id.clone();
                wizard.answer(Step::IssueType, move |draft| draft.request.issue_type = id);
            })
        })
        .collect();
    view! {
        <ul class="choices">{list}</ul>
        {step_foot(wizard, Step::IssueType, answered)}
    }
}
