//! What the wizard says about answers that were taken away, and why: never silently.

use leptos::prelude::*;

use super::flow::{self, Unoffered};
use super::wizard::Wizard;
use crate::i18n::messages;
use crate::route::Step;
use crate::ui::{Icon, icon};

/// What is to be said.
#[derive(Clone, Copy, Default)]
pub(super) struct Notices {
    by_product: RwSignal<Vec<Step>>,
    by_organization: RwSignal<Vec<Step>>,
    lost_customer: RwSignal<Option<Option<String>>>,
    unoffered: RwSignal<Unoffered>,
}

impl Notices {
    /// Another product was chosen, which took the answers of these steps away.
    pub fn other_product(self, steps: Vec<Step>) {
        self.by_product.set(steps);
    }

    /// Another organization was chosen, which took the answers of these steps away.
    pub fn other_organization(self, steps: Vec<Step>) {
        self.by_organization.set(steps);
    }

    /// The case can no longer be for this customer, whose name may not be known.
    pub fn lost_customer(self, name: Option<String>) {
        self.lost_customer.set(Some(name));
    }

    /// Answers that came with the address are not offered.
    pub fn unoffered(self, unoffered: Unoffered) {
        self.unoffered.set(unoffered);
    }

    /// Everything is settled.
    pub fn clear(self) {
        self.by_product.try_set(Vec::new());
        self.by_organization.try_set(Vec::new());
        self.lost_customer.try_set(None);
        self.unoffered.try_set(Unoffered::default());
    }
}

/// The notices above the question.
pub(super) fn notices(wizard: Wizard) -> impl IntoView {
    let Notices { by_product, by_organization, lost_customer, unoffered } = wizard.notices;
    // Answered again, an answer is no longer missed.
    let open = move |steps: Vec<Step>| {
        let (choices, catalog) = (wizard.choices().unwrap_or_default(), wizard.catalog());
        let ground = wizard.ground(&choices, catalog.as_ref());
        let names: Vec<&str> = wizard.draft.with(|draft| {
            let asked = flow::steps(draft, ground);
            let open = asked
                .into_iter()
                .filter(|step| steps.contains(step) && !flow::is_answered(*step, draft, catalog.as_ref()));
            open.map(Step::heading).collect()
        });
        (!names.is_empty()).then(|| names.join(", "))
    };
    let lines = move || {
        let withdrawn = wizard.catalog().and_then(|catalog| {
            wizard.draft.with(|draft| {
                let is_gone = !draft.request.product.is_empty() && flow::product(draft, &catalog).is_none();
                // A draft that came with an address has no name for what is not there.
                let name = Some(&draft.product_name).filter(|name| !name.is_empty());
                is_gone.then(|| messages::product_withdrawn(name.unwrap_or(&draft.request.product)))
            })
        });
        let cleared = open(by_product.get()).map(|names| messages::cleared_by_product(&names));
        let other = open(by_organization.get()).map(|names| messages::cleared_by_organization(&names));
        let lost = lost_customer.get().map(|name| {
            name.map_or_else(|| messages::customer_not_linked().to_owned(), |it| messages::customer_lost(&it))
        });
        let Unoffered { gone, typed } = unoffered.get();
        let gone = named(&gone).map(|answers| messages::prefill_gone(&answers));
        let typed = named(&typed).map(|answers| messages::prefill_typed(&answers));
        [lost, withdrawn, gone, typed, cleared, other].into_iter().flatten().collect::<Vec<_>>()
    };
    let lines = Memo::new(move |_| lines());
    view! {
        <div role="status">
            {move || lines.get().into_iter().map(|line| view! {
                <p class="notice">{icon(Icon::Warning)}<span>{line}</span></p>
            }).collect_view()}
        </div>
    }
}

/// What answers are called, with what was given; none where there are none.
fn named(answers: &[(&'static str, String)]) -> Option<String> {
    let each: Vec<String> =
        answers.iter().map(|(name, given)| messages::prefill_answer(name, given)).collect();
    (!each.is_empty()).then(|| each.join(", "))
}
