//! Which steps a case needs, and which of them are answered: pure, so that every path through the wizard can be
//! tested without one.

use caseport_domain::Code as _;
use caseport_domain::Severity;
use caseport_domain::api::{Catalog, OrganizationRef, ProductEntry};
use caseport_domain::id::OrganizationId;
use caseport_domain::validate::NewCaseRequest;

use super::suggested;
use crate::api::Place;
use crate::i18n::messages;
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

/// Whether a catalog is the one for the organization that a case is for, submitted from `place`.
pub fn is_catalog_of(catalog: &Catalog, request: &NewCaseRequest, place: &Place) -> bool {
    let organization = catalog.organization.as_ref().map(|organization| organization.id.as_str());
    let wanted = request.customer.as_ref().map_or(place.as_str(), |customer| customer.as_str());
    organization.map_or(*place == Place::Personal, |organization| organization == wanted)
}

/// Answers that came with an address, and are not offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unoffered {
    /// Those that must be chosen again: what each is called, and what was given.
    pub gone: Vec<(&'static str, String)>,
    /// Those that can be typed by hand, and stay as if they had been.
    pub typed: Vec<(&'static str, String)>,
}

/// Leaves out the answers that the catalog does not offer.
pub fn leave_out_unoffered(draft: &mut Draft, catalog: &Catalog) -> Unoffered {
    let mut found = Unoffered::default();
    let product = product(draft, catalog);
    let Draft { request, .. } = draft;
    let mut leave_out = |step: Step, answer: &mut String, is_offered: bool| {
        if !is_offered && !answer.is_empty() {
            found.gone.push((step.heading(), std::mem::take(answer)));
        }
    };
    leave_out(Step::Product, &mut request.product, product.is_some());
    let is_issue_type = catalog.issue_types.iter().any(|it| it.id == request.issue_type);
    leave_out(Step::IssueType, &mut request.issue_type, is_issue_type);
    let is_severity = Severity::parse(&request.severity).is_some();
    leave_out(Step::Severity, &mut request.severity, is_severity);
    let platforms = product.map_or(&[][..], |product| &product.platforms);
    let platform = request.platform.take_if(|chosen| platforms.iter().all(|it| it.id != *chosen));
    // Without platforms to choose from, none is missed.
    found.gone.extend(platform.filter(|_| !platforms.is_empty()).map(|it| (Step::Platform.heading(), it)));
    let listed = request.license.as_ref().map(|given| catalog.licenses.iter().find(|it| it.id == *given));
    match (listed, product) {
        (Some(None), _) => {
            found.typed.extend(request.license.clone().map(|it| (messages::field_license(), it)));
        }
        (Some(Some(listed)), Some(product)) if listed.product != product.id => {
            request.license = None;
            found.gone.push((messages::field_license(), listed.name.clone()));
        }
        _ => {}
    }
    let is_version = |version: &&String| product.is_some_and(|product| product.versions.contains(version));
    let version = request.version.as_ref().filter(|version| !is_version(version));
    found.typed.extend(version.map(|version| (messages::field_version(), version.clone())));
    found
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
