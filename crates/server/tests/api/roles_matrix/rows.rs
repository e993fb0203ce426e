//! Who may what, as data. A request is such that it changes nothing, even of who may: something in it is unknown or cannot be,
//! which is told only to those who may.

use axum::http::Method;
use serde_json::{Value, json};

use super::Facts;
use crate::common::metadata;

/// When something holds.
#[derive(Clone, Copy)]
pub enum Rule {
    Anyone,
    Nobody,
    /// At least that level on an object.
    Needs(&'static str, u8),
    When(fn(&Facts) -> bool),
}

impl Rule {
    pub fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::Anyone => true,
            Self::Nobody => false,
            Self::Needs(object, need) => facts.level(object) >= *need,
            Self::When(holds) => holds(facts),
        }
    }
}

pub struct Row {
    pub method: Method,
    /// As the API's description has it.
    pub endpoint: &'static str,
    /// The address that is asked, with names of things for the test to fill in.
    pub path: String,
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
    /// Whom it is there for; 404 for others.
    pub visible: Rule,
    /// Who may; 403 for others.
    pub allowed: Rule,
    /// What those who may are answered.
    pub status: u16,
}

const VIEW: u8 = 1;
const FULL: u8 = 2;
const SUPPORT: &str = "support_service";
const ROLES: &str = "role_management";
const USERS: &str = "user_management";

/// "in an organization, SS >= View Only, and Extend Case View is on for the user"
fn sees_organization_cases(facts: &Facts) -> bool {
    facts.level(SUPPORT) >= VIEW && facts.extended
}

fn customer_organizations(facts: &Facts) -> bool {
    facts.level("support_service.customer_organizations") == FULL
}

fn customer_cases(facts: &Facts) -> u8 {
    facts.level("support_service.customer_cases")
}

/// A partner's case: through Customer Cases at the partner, through Partner Cases at the customer.
fn sees_partner_case(facts: &Facts) -> bool {
    if facts.partner {
        customer_cases(facts) >= VIEW || (facts.extended && customer_organizations(facts))
    } else {
        sees_organization_cases(facts)
    }
}

fn works_on_partner_case(facts: &Facts) -> bool {
    !facts.partner || customer_cases(facts) == FULL
}

fn closes_partner_case(facts: &Facts) -> bool {
    facts.partner && customer_cases(facts) == FULL
}

fn row(method: Method, endpoint: &'static str, allowed: Rule, status: u16) -> Row {
    let path = endpoint.to_owned();
    Row { method, endpoint, path, body: None, headers: Vec::new(), visible: Rule::Anyone, allowed, status }
}

impl Row {
    fn query(self, query: &str) -> Self {
        Self { path: format!("{}?{query}", self.path), ..self }
    }

    fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    fn seen(self, visible: Rule) -> Self {
        Self { visible, ..self }
    }

    fn part(self, name: &str, value: &str) -> Self {
        Self { path: self.path.replace(name, value), ..self }
    }

    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// The rows for a partner organization, or for a customer.
pub fn rows(partner: bool) -> Vec<Row> {
    let mut rows = everybodys();
    rows.extend(lists());
    rows.extend(submitting(partner));
    rows.extend(of_case(
        "{own}",
        Rule::When(sees_organization_cases),
        Rule::Anyone,
        Rule::Needs(SUPPORT, FULL),
    ));
    let (works, closes) = (Rule::When(works_on_partner_case), Rule::When(closes_partner_case));
    rows.extend(of_case("{other}", Rule::When(sees_partner_case), works, closes));
    rows.extend(administration(partner));
    rows
}

fn everybodys() -> Vec<Row> {
    use Rule::Anyone;
    let (get, put, post) = (Method::GET, Method::PUT, Method::POST);
    vec![
        row(get.clone(), "/session", Anyone, 200),
        row(put, "/session/default-organization", Anyone, 422).with(json!({ "organization": "nothing" })),
        row(get.clone(), "/role-objects", Anyone, 200),
        row(get.clone(), "/articles/{id}", Anyone, 404).part("{id}", "nothing"),
        row(post.clone(), "/suggestions/{id}/solved", Anyone, 404).part("{id}", "nothing"),
        row(get.clone(), "/organizations/{org}/access", Anyone, 200),
        row(get.clone(), "/organizations/{org}/cases/counts", Anyone, 200),
        row(get.clone(), "/organizations/{org}/catalog", Anyone, 200),
        row(get.clone(), "/organizations/{org}/stream", Anyone, 200),
        row(post.clone(), "/organizations/{org}/suggestions", Rule::Needs(SUPPORT, VIEW), 200)
            .with(json!({ "subject": "license" })),
        row(get, "/false-detections/allowance", Anyone, 200),
        row(post, "/false-detections", Anyone, 422).with(json!({ "upload": "nothing" })),
    ]
}

fn lists() -> Vec<Row> {
    let tabs: [(&str, Rule); 5] = [
        ("my", Rule::Anyone),
        ("false_detection", Rule::Anyone),
        ("organization", Rule::When(sees_organization_cases)),
        // Partners have filed for the customer, and nobody for the partner.
        ("partner", Rule::When(|facts| !facts.partner && sees_organization_cases(facts))),
        // There are linked customers, and one has filed nothing here oneself.
        (
            "customer",
            Rule::When(|facts| {
                facts.partner && (customer_organizations(facts) || customer_cases(facts) >= VIEW)
            }),
        ),
    ];
    let of_tab = |(tab, rule): &(&str, Rule)| {
        ["cases", "cases.csv", "cases/customers"].map(|list| {
            let endpoint = match list {
                "cases" => "/organizations/{org}/cases",
                "cases.csv" => "/organizations/{org}/cases.csv",
                _ => "/organizations/{org}/cases/customers",
            };
            row(Method::GET, endpoint, *rule, 200).query(&format!("tab={tab}"))
        })
    };
    tabs.iter().flat_map(of_tab).collect()
}

fn submitting(partner: bool) -> Vec<Row> {
    let case = |customer: Option<&str>| {
        let mut case = json!({ "subject": "" });
        if let Some(customer) = customer {
            case["customer"] = customer.into();
        }
        case
    };
    let mut rows = vec![
        row(Method::POST, "/organizations/{org}/cases", Rule::Needs(SUPPORT, VIEW), 422).with(case(None)),
        row(Method::GET, "/organizations/{org}/customers", Rule::When(customer_organizations), 200),
    ];
    if partner {
        let rule = Rule::When(customer_organizations);
        rows.push(row(Method::POST, "/organizations/{org}/cases", rule, 422).with(case(Some("contoso"))));
        rows.push(
            row(Method::POST, "/organizations/{org}/cases", Rule::Nobody, 422).with(case(Some("litware"))),
        );
    }
    rows
}

/// A colleague's case.
fn of_case(number: &str, seen: Rule, works: Rule, closes: Rule) -> Vec<Row> {
    use Rule::{Anyone, Nobody};
    let (get, put, post, delete) = (Method::GET, Method::PUT, Method::POST, Method::DELETE);
    let mut rows = vec![
        row(get.clone(), "/cases/{number}", Anyone, 200),
        row(get.clone(), "/cases/{number}/history", Anyone, 200),
        row(get.clone(), "/cases/{number}/files", Anyone, 200),
        row(post.clone(), "/cases/{number}/comments", works, 422).with(json!({ "text": "" })),
        row(post.clone(), "/cases/{number}/escalation", works, 422).with(json!({ "reason": "" })),
        row(delete.clone(), "/cases/{number}/escalation", works, 409),
        row(put.clone(), "/cases/{number}/ccs", works, 422).with(json!({ "emails": ["nobody"] })),
        row(post.clone(), "/cases/{number}/close", closes, 422).with(json!({ "rating": { "overall": 9 } })),
        row(post.clone(), "/cases/{number}/reopen", closes, 409).with(json!({ "reason": "x" })),
        row(put.clone(), "/cases/{number}/rating", Nobody, 422).with(json!({ "overall": 9 })),
    ];
    let mut rows: Vec<Row> = rows.drain(..).map(|row| row.part("{number}", number).seen(seen)).collect();
    // There is no such comment, and no report behind it.
    for (method, endpoint) in
        [(put, "/cases/{number}/comments/{id}"), (delete, "/cases/{number}/comments/{id}")]
    {
        let row = row(method, endpoint, Anyone, 404).part("{number}", number).part("{id}", "1");
        rows.push(row.with(json!({ "text": "x" })));
    }
    rows.push(row(get.clone(), "/cases/{number}/detection", Anyone, 404).part("{number}", number));
    if number == "{own}" {
        rows.push(row(get, "/files/{id}", Anyone, 200).part("{id}", "{file}").seen(seen));
        // To a case that there is not; to others, `uploads_refused` tries.
        let upload = metadata(&[("case", "10000000")]);
        rows.push(
            row(post, "/uploads", Anyone, 404)
                .header("upload-length", "7")
                .header("upload-metadata", &upload),
        );
    }
    rows
}

fn administration(partner: bool) -> Vec<Row> {
    use Rule::Needs;
    let (get, put, post, delete) = (Method::GET, Method::PUT, Method::POST, Method::DELETE);
    let history = Needs("event_history", VIEW);
    let mut rows = vec![
        row(get.clone(), "/organizations/{org}/case-access", Needs(SUPPORT, VIEW), 200),
        row(put.clone(), "/organizations/{org}/case-access/{user}", Needs(SUPPORT, FULL), 404)
            .part("{user}", "nobody")
            .with(json!({ "enabled": true })),
        row(get.clone(), "/organizations/{org}/roles", Needs(ROLES, VIEW), 200),
        row(post.clone(), "/organizations/{org}/roles", Needs(ROLES, FULL), 422).with(json!({})),
        row(get.clone(), "/organizations/{org}/roles/{id}", Needs(ROLES, VIEW), 200).part("{id}", "user"),
        row(get.clone(), "/organizations/{org}/roles/{id}", Needs(ROLES, VIEW), 404).part("{id}", "nothing"),
        row(put.clone(), "/organizations/{org}/roles/{id}", Rule::Nobody, 200)
            .part("{id}", "user")
            .with(json!({})),
        row(delete.clone(), "/organizations/{org}/roles/{id}", Rule::Nobody, 200).part("{id}", "user"),
        row(get.clone(), "/organizations/{org}/users", Needs(USERS, VIEW), 200),
        row(put.clone(), "/organizations/{org}/users/{user}/role", Needs(USERS, FULL), 422)
            .part("{user}", "pia")
            .with(json!({ "role": "nothing" })),
        row(delete.clone(), "/organizations/{org}/users/{user}", Needs(USERS, FULL), 404)
            .part("{user}", "nobody"),
        row(post.clone(), "/organizations/{org}/super-admin", Rule::When(|facts| facts.super_admin), 422)
            .with(json!({ "user": "nobody" })),
        row(post.clone(), "/organizations/{org}/invitations", Needs(USERS, FULL), 422)
            .with(json!({ "email": "", "role": "user" })),
        row(post, "/organizations/{org}/invitations/{id}/resend", Needs(USERS, FULL), 404)
            .part("{id}", "nothing"),
        row(delete.clone(), "/organizations/{org}/invitations/{id}", Needs(USERS, FULL), 404)
            .part("{id}", "nothing"),
        row(get.clone(), "/organizations/{org}/users/{user}/view", Needs(ROLES, FULL), 404)
            .part("{user}", "nobody"),
        row(get.clone(), "/organizations/{org}/event-history", history, 200),
        row(get, "/organizations/{org}/event-history.csv", history, 200),
    ];
    if partner {
        // A role that somebody has.
        let endpoint = "/organizations/{org}/roles/{id}";
        rows.push(
            row(put, endpoint, Needs(ROLES, FULL), 422).part("{id}", "{role}").with(json!({ "label": "" })),
        );
        rows.push(row(delete, endpoint, Needs(ROLES, FULL), 409).part("{id}", "{role}"));
    }
    rows
}
