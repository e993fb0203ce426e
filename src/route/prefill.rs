//! The wizard's address with answers in it: how other systems, and a follow-up case, begin a case.

use caseport_domain::validate::NewCaseRequest;

use super::{encode, parameter};

/// A new case with no answers: `/submit?new`.
const NEW: &str = "new";

/// The answers that an address gives; none where it is not about a new case.
pub(super) fn parse(query: &str) -> Option<NewCaseRequest> {
    let given = |name: &str| parameter(query, name).filter(|value| !value.is_empty());
    let text = |name: &str| given(name).unwrap_or_default();
    let request = NewCaseRequest {
        customer: given("customer").map(|id| id.as_str().into()),
        product: text("product"),
        platform: given("platform"),
        issue_type: text("issue_type"),
        severity: text("severity"),
        license: given("license"),
        version: given("version"),
        subject: text("subject"),
        description: text("description"),
        ccs: text("ccs").split(',').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect(),
    };
    let is_new = query.split('&').any(|part| part == NEW);
    (is_new || request != NewCaseRequest::default()).then_some(request)
}

/// The query that [`parse`] reads.
pub(super) fn query(request: &NewCaseRequest) -> String {
    let ccs = request.ccs.join(",");
    let pairs = [
        ("customer", request.customer.as_ref().map_or("", |id| id.as_str())),
        ("product", &request.product),
        ("platform", request.platform.as_deref().unwrap_or_default()),
        ("issue_type", &request.issue_type),
        ("severity", &request.severity),
        ("license", request.license.as_deref().unwrap_or_default()),
        ("version", request.version.as_deref().unwrap_or_default()),
        ("subject", &request.subject),
        ("description", &request.description),
        ("ccs", &ccs),
    ];
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if parts.is_empty() { NEW.to_owned() } else { parts.join("&") }
}
