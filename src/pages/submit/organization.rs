//! "Choose organization": the own one and the linked customers, searchable.

use caseport_domain::id::OrganizationId;
use leptos::prelude::*;

use super::choice::{Choice, choice, step_foot};
use super::flow;
use super::wizard::Wizard;
use crate::api::Place;
use crate::i18n::messages;
use crate::route::Step;
use crate::ui::TextField;

/// With so many customers, a search box stands above them.
const SEARCH_FROM: usize = 3;

pub(super) fn step(wizard: Wizard) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let choices = untrack(|| wizard.choices()).unwrap_or_default();
    let draft = wizard.draft.get_untracked();
    let chosen = draft.organization_chosen.then_some(draft.request.customer);
    let is_long = choices.customers.len() >= SEARCH_FROM;
    let own_name = untrack(|| own_name(wizard));
    let answered = chosen.is_some();
    let list = move || {
        let wanted = search.get().to_lowercase();
        let fits = |name: &str| wanted.is_empty() || name.to_lowercase().contains(&wanted);
        let own = choices.own.then(|| {
            let is_chosen = chosen == Some(None);
            let own = Choice {
                title: own_name.clone(),
                text: Some(messages::own_organization().to_owned()),
                aside: None,
                chosen: is_chosen,
            };
            choice(own, move || take(wizard, None)).into_any()
        });
        let customers = choices.customers.iter().filter(|customer| fits(&customer.name)).map(|customer| {
            let id = customer.id.clone();
            let entry = Choice {
                title: customer.name.clone(),
                text: Some(messages::customer().to_owned()),
                aside: None,
                chosen: chosen == Some(Some(id.clone())),
            };
            choice(entry, move || take(wizard, Some(id.clone()))).into_any()
        });
        own.into_iter().filter(|_| fits(&own_name)).chain(customers).collect::<Vec<_>>()
    };
    view! {
        {is_long.then(|| view! {
            <TextField
                id="organization-search"
                label=messages::search_organizations()
                kind="search"
                value=search
                on_input=move |text| search.set(text)
            />
        })}
        <ul class="choices">{list}</ul>
        {step_foot(wizard, Step::Organization, answered)}
    }
}

fn take(wizard: Wizard, customer: Option<OrganizationId>) {
    wizard.notices.clear();
    wizard.answer(Step::Organization, move |draft| {
        wizard.notices.other_organization(flow::choose_organization(draft, customer, true));
    });
}

fn own_name(wizard: Wizard) -> String {
    let session = wizard.app.session;
    let Place::Organization(id) = session.place() else { return messages::personal_scope().to_owned() };
    session.organizations().into_iter().find(|it| it.id == id).map(|it| it.name).unwrap_or_default()
}
