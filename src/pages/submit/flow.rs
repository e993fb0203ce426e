//! Which steps a case needs, and which of them are answered: pure, so that every path through the wizard can be
//! tested without one.

use caseport_domain::Code as _;
use caseport_domain::Severity;
use caseport_domain::api::{Catalog, OrganizationRef, ProductEntry};
use caseport_domain::id::OrganizationId;

use super::suggested;
use crate::route::Step;
use crate::stores::Draft;

/// For whom the person may submit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// Whether for themselves: their own organization, or the personal scope.
    pub own: bool,
    /// The linked customers.
    pub customers: Vec<OrganizationRef>,
}

impl Choices {
    /// Whether there is anything to choose.
    pub fn is_open(&self) -> bool {
        usize::from(self.own) + self.customers.len() > 1
    }
}

/// What the steps depend on besides the draft.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// For whom the person may submit.
    pub choices: &'a Choices,
    /// What the case can be about, where it has come.
    pub catalog: Option<&'a Catalog>,
    /// Whether articles fit what was typed.
    pub articles: bool,
}

/// The product of a draft, where the catalog has it.
pub fn product<'a>(draft: &Draft, catalog: &'a Catalog) -> Option<&'a ProductEntry> {
    catalog.products.iter().find(|product| product.id.as_str() == draft.request.product)
}

/// The steps of a case, in order: those that do not apply are not there.
pub fn steps(draft: &Draft, ground: Ground<'_>) -> Vec<Step> {
    let has_platforms = ground
        .catalog
        .and_then(|catalog| product(draft, catalog))
        .is_some_and(|product| !product.platforms.is_empty());
    Step::ALL
        .into_iter()
        .filter(|step| match step {
            Step::Organization => ground.choices.is_open(),
            Step::Platform => has_platforms,
            Step::Articles => ground.articles,
            _ => true,
        })
        .collect()
}

/// Whether a step has its answer.
pub fn is_answered(step: Step, draft: &Draft, catalog: Option<&Catalog>) -> bool {
    let request = &draft.request;
    let Some(catalog) = catalog else { return step == Step::Organization && draft.organization_chosen };
    match step {
        Step::Organization => draft.organization_chosen,
        Step::Product => product(draft, catalog).is_some(),
        Step::Platform => product(draft, catalog).is_some_and(|product| {
            product.platforms.iter().any(|platform| Some(&platform.id) == request.platform.as_ref())
        }),
        Step::IssueType => catalog.issue_types.iter().any(|it| it.id == request.issue_type),
        Step::Severity => Severity::parse(&request.severity).is_some(),
        Step::License => draft.license_answered,
        Step::Description => suggested::has_words(request),
        // Answered by submitting.
        Step::Articles => false,
    }
}

/// The step to show for the one that the address names: that one, or the first before it that has no answer yet.
pub fn reachable(wanted: Step, draft: &Draft, ground: Ground<'_>) -> Option<Step> {
    let steps = steps(draft, ground);
    let open = steps.iter().copied().find(|step| !is_answered(*step, draft, ground.catalog));
    let first_open = open.or(steps.last().copied())?;
    if wanted <= first_open && steps.contains(&wanted) {
        return Some(wanted);
    }
    // A step that does not apply stands for the next one that does.
    let next = steps.into_iter().find(|step| *step > wanted).unwrap_or(first_open);
    Some(next.min(first_open))
}

/// The step after `step`.
pub fn next(step: Step, draft: &Draft, ground: Ground<'_>) -> Option<Step> {
    steps(draft, ground).into_iter().find(|candidate| *candidate > step)
}

/// The step before `step`.
pub fn previous(step: Step, draft: &Draft, ground: Ground<'_>) -> Option<Step> {
    steps(draft, ground).into_iter().rev().find(|candidate| *candidate < step)
}

/// Takes another product; what belonged to the former one is forgotten. Returns the steps whose answers went.
pub fn choose_product(draft: &mut Draft, product: &ProductEntry) -> Vec<Step> {
    if draft.request.product == product.id.as_str() {
        return Vec::new();
    }
    product.id.as_str().clone_into(&mut draft.request.product);
    let platform = draft.request.platform.take().map(|_| Step::Platform);
    platform.into_iter().chain(clear_license(draft)).collect()
}

/// Takes another organization; licenses belong to one. Returns the steps whose answers went.
pub fn choose_organization(draft: &mut Draft, customer: Option<OrganizationId>, chosen: bool) -> Vec<Step> {
    let is_other = draft.request.customer != customer;
    draft.request.customer = customer;
    draft.organization_chosen = chosen;
    if is_other { clear_license(draft).into_iter().collect() } else { Vec::new() }
}

fn clear_license(draft: &mut Draft) -> Option<Step> {
    let license = draft.request.license.take();
    let version = draft.request.version.take();
    draft.license_answered = false;
    (license.is_some() || version.is_some()).then_some(Step::License)
}

/// Whether the draft is for a customer for whom the person may not submit (any more).
pub fn lost_customer(draft: &Draft, choices: &Choices) -> bool {
    let customer = draft.request.customer.as_ref();
    customer.is_some_and(|customer| choices.customers.iter().all(|choice| choice.id != *customer))
}

/// The step on which a field of the request stands.
pub fn step_of_field(field: &str) -> Step {
    match field {
        "customer" => Step::Organization,
        "product" => Step::Product,
        "platform" => Step::Platform,
        "issue_type" => Step::IssueType,
        "severity" => Step::Severity,
        "license" | "version" => Step::License,
        _ => Step::Description,
    }
}
