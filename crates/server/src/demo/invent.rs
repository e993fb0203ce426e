//! Invents one case from its index: the same index always gives the same case, whatever else is generated.

use caseport_domain::case::{SubmissionType, Verdict};
use caseport_domain::{CaseKind, Code as _, Level, LinkKind, RoleObject, Severity, Status};
use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

use super::words::{AGENTS, ANSWERS, COMPONENTS, DESCRIPTIONS, PRAISE, REPLIES, SUBJECTS, TRIGGERS};
use super::{DemoError, files};
use crate::random::hex;

/// How far back cases go.
const SPAN_MINUTES: i64 = 2 * 365 * 24 * 60;
const ISSUE_TYPES: [&str; 8] = [
    "installation",
    "configuration",
    "unexpected_behavior",
    "performance",
    "licensing",
    "update",
    "integration",
    "question",
];

/// An invented case; times in microseconds.
pub struct Invented {
    pub kind: &'static str,
    pub organization: Option<String>,
    pub filed_from: Option<String>,
    pub submitter: String,
    pub product: String,
    pub platform: Option<String>,
    pub issue_type: &'static str,
    pub severity: &'static str,
    pub license: Option<String>,
    pub version: Option<String>,
    pub subject: String,
    pub description: String,
    pub status: &'static str,
    pub plan: Option<&'static str>,
    pub created_at: i64,
    pub closed_at: Option<i64>,
    pub first_response_at: Option<i64>,
    pub rating: Option<(i64, Option<&'static str>)>,
    pub rated_at: Option<i64>,
    pub moments: Vec<Moment>,
    pub report: Option<Report>,
}

/// An entry of its history.
pub struct Moment {
    pub kind: &'static str,
    pub at: i64,
    pub user: Option<String>,
    pub agent: Option<&'static str>,
    pub text: Option<&'static str>,
    pub status: Option<&'static str>,
    pub payload: Option<String>,
}

/// What a false-detection case was made from.
pub struct Report {
    pub file_name: String,
    pub size: i64,
    pub sha256: String,
    pub submission_type: &'static str,
    pub verdict: &'static str,
    pub products: String,
}

impl Invented {
    /// When anything happened last.
    pub fn updated_at(&self) -> i64 {
        self.moments.last().map_or(self.created_at, |moment| moment.at)
    }
}

/// Who files for whom: the organization that a case is for, the one that it is filed from, and its people.
struct Desk {
    organization: Option<String>,
    plan: Option<&'static str>,
    filed_from: Option<String>,
    people: Vec<String>,
}

/// Invents cases about the demo's people and products.
pub struct Inventor {
    now: DateTime<Utc>,
    desks: Vec<Desk>,
    catalog: files::Catalog,
}

impl Inventor {
    /// For a demo that starts `now`.
    pub fn new(now: DateTime<Utc>) -> Result<Self, DemoError> {
        let data = files::organizations()?;
        // Nobody gets cases that their role would not have let them file.
        let files_own = |it: &files::Membership| {
            let custom =
                data.role.iter().find(|role| role.organization == it.organization && role.id == it.role);
            custom.is_none_or(|role| role.permissions.level(RoleObject::SupportService) >= Level::View)
        };
        let people = |id: &str| -> Vec<String> {
            let member = |account: &&files::Account| {
                account.membership.iter().any(|it| it.organization == id && files_own(it))
            };
            data.account.iter().filter(member).map(|account| account.id.clone()).collect()
        };
        let plan = |id: &str| data.organization.iter().find(|it| it.id == id).map(|it| it.plan.code());
        let own = data.organization.iter().map(|it| Desk {
            organization: Some(it.id.clone()),
            plan: Some(it.plan.code()),
            filed_from: Some(it.id.clone()),
            people: people(&it.id),
        });
        let filers = |id: &str| -> Vec<String> {
            let files = |it: &files::Membership| {
                it.organization == id && matches!(it.role.as_str(), "super_admin" | "admin" | "mdf_admin")
            };
            let member = |account: &&files::Account| account.membership.iter().any(files);
            data.account.iter().filter(member).map(|account| account.id.clone()).collect()
        };
        let for_customers = data.link.iter().filter(|link| link.kind == LinkKind::Partner).map(|link| Desk {
            organization: Some(link.customer.clone()),
            plan: plan(&link.customer),
            filed_from: Some(link.partner.clone()),
            people: filers(&link.partner),
        });
        let alone = data.account.iter().filter(|it| it.membership.is_empty()).map(|it| Desk {
            organization: None,
            plan: None,
            filed_from: None,
            people: vec![it.id.clone()],
        });
        let desks = own.chain(for_customers).chain(alone).filter(|desk| !desk.people.is_empty()).collect();
        Ok(Self { now, desks, catalog: files::catalog()? })
    }

    /// How long ago the case of that index was submitted.
    pub fn age(&self, index: u32) -> TimeDelta {
        let mut rng = StdRng::seed_from_u64(0xA6E0_0000_0000 ^ u64::from(index));
        TimeDelta::seconds(rng.random_range(60..SPAN_MINUTES * 60))
    }

    /// The case of that index.
    pub fn case(&self, index: u32, age: TimeDelta) -> Invented {
        let mut rng = StdRng::seed_from_u64(0xCA5E_0000_0000 ^ u64::from(index));
        let desk = &self.desks[rng.random_range(0..self.desks.len())];
        let product = &self.catalog.product[rng.random_range(0..self.catalog.product.len())];
        let submitter = pick(&mut rng, &desk.people);
        let organization = desk.organization.as_deref();
        let licenses: Vec<&files::License> = self
            .catalog
            .license
            .iter()
            .filter(|it| Some(it.organization.as_str()) == organization && it.product == product.id)
            .collect();
        // A false-detection report is one's own, not a customer's.
        let own = desk.organization == desk.filed_from;
        let report = (own && rng.random_ratio(1, 16)).then(|| report(&mut rng, index, &product.id));
        let (subject, description) = text(&mut rng);
        let created = self.now - age;
        let mut case = Invented {
            kind: if report.is_some() { CaseKind::FalseDetection.code() } else { CaseKind::Support.code() },
            organization: desk.organization.clone(),
            filed_from: desk.filed_from.clone(),
            submitter,
            product: product.id.clone(),
            platform: product.platforms.choose(&mut rng).map(|it| it.id.clone()),
            issue_type: ISSUE_TYPES[rng.random_range(0..ISSUE_TYPES.len())],
            severity: severity(&mut rng).code(),
            license: licenses.choose(&mut rng).map(|it| it.id.clone()),
            version: product.versions.choose(&mut rng).cloned(),
            subject: report.as_ref().map_or(subject, |it| format!("False detection: {}", it.file_name)),
            description,
            status: Status::Open.code(),
            plan: desk.plan,
            created_at: created.timestamp_micros(),
            closed_at: None,
            first_response_at: None,
            rating: None,
            rated_at: None,
            moments: Vec::with_capacity(5),
            report,
        };
        live(&mut rng, &mut case, age);
        case
    }
}

/// Lets things happen between submission and now.
fn live(rng: &mut StdRng, case: &mut Invented, age: TimeDelta) {
    let left = age.num_microseconds().unwrap_or(0);
    let created = case.created_at;
    let by_user = |kind, at, case: &Invented| Moment {
        kind,
        at,
        user: Some(case.submitter.clone()),
        agent: None,
        text: None,
        status: None,
        payload: None,
    };
    let opened = Moment { status: Some(case.status), ..by_user("created", created, case) };
    case.moments.push(opened);
    // Each step takes from minutes to days; what would be in the future has not happened.
    let mut at = created;
    let mut step = |rng: &mut StdRng, max_hours: i64| {
        at += rng.random_range(60_000_000..max_hours * 3_600_000_000);
        (at - created < left).then_some(at)
    };
    let Some(replied) = step(rng, 30) else { return };
    case.first_response_at = Some(replied);
    case.status = Status::WaitingOnCustomer.code();
    case.moments.push(Moment {
        kind: "comment",
        at: replied,
        user: None,
        agent: Some(AGENTS[rng.random_range(0..AGENTS.len())]),
        text: Some(REPLIES[rng.random_range(0..REPLIES.len())]),
        status: Some(case.status),
        payload: None,
    });
    if rng.random_ratio(2, 3) {
        let Some(answered) = step(rng, 60) else { return };
        case.status = Status::WaitingOnVendor.code();
        let text = Some(ANSWERS[rng.random_range(0..ANSWERS.len())]);
        let status = Some(case.status);
        case.moments.push(Moment { text, status, ..by_user("comment", answered, case) });
    }
    if rng.random_ratio(1, 12) {
        return;
    }
    let Some(closed) = step(rng, 400) else { return };
    case.status = Status::Closed.code();
    case.closed_at = Some(closed);
    case.moments.push(Moment { status: Some(case.status), ..by_user("closed", closed, case) });
    if rng.random_ratio(3, 5) {
        return;
    }
    let Some(rated) = step(rng, 120) else { return };
    let stars = rng.random_range(1..=5_i64).max(rng.random_range(1..=5));
    let comment = rng.random_ratio(1, 3).then(|| PRAISE[rng.random_range(0..PRAISE.len())]);
    case.rating = Some((stars, comment));
    case.rated_at = Some(rated);
    let payload = serde_json::json!({ "rating": {
        "overall": stars, "solution": null, "speed": null, "comment": comment,
        "rated_at": DateTime::from_timestamp_micros(rated),
    }});
    case.moments.push(Moment { payload: Some(payload.to_string()), ..by_user("rated", rated, case) });
}

fn severity(rng: &mut StdRng) -> Severity {
    match rng.random_range(0..20) {
        0 => Severity::S1,
        1..=4 => Severity::S2,
        5..=13 => Severity::S3,
        _ => Severity::S4,
    }
}

fn text(rng: &mut StdRng) -> (String, String) {
    let component = COMPONENTS[rng.random_range(0..COMPONENTS.len())];
    let trigger = TRIGGERS[rng.random_range(0..TRIGGERS.len())];
    let number = rng.random_range(2..5_000).to_string();
    let filled =
        |pattern: &str| pattern.replace("{c}", component).replace("{t}", trigger).replace("{n}", &number);
    let subject = filled(SUBJECTS[rng.random_range(0..SUBJECTS.len())]);
    let description = filled(DESCRIPTIONS[rng.random_range(0..DESCRIPTIONS.len())]).replace("{s}", &subject);
    (subject, description)
}

fn report(rng: &mut StdRng, index: u32, product: &str) -> Report {
    let endings = ["exe", "dll", "docm", "jar", "msi", "pdf", "ps1", "zip"];
    let ending = endings[rng.random_range(0..endings.len())];
    Report {
        file_name: format!("sample-{index:06}.{ending}"),
        size: rng.random_range(1_024..80_000_000),
        sha256: hex(&Sha256::digest(format!("sample {index}"))),
        submission_type: SubmissionType::ALL[rng.random_range(0..SubmissionType::ALL.len())].code(),
        verdict: Verdict::ALL[rng.random_range(0..Verdict::ALL.len())].code(),
        products: serde_json::json!([product]).to_string(),
    }
}

fn pick(rng: &mut StdRng, from: &[String]) -> String {
    from.choose(rng).cloned().unwrap_or_default()
}
