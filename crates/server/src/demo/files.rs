//! The data files' shapes. They are part of the program.

use std::collections::BTreeMap;

use caseport_domain::api::OrganizationEventKind;
use caseport_domain::case::{SubmissionType, Verdict};
use caseport_domain::validate::RatingRequest;
use caseport_domain::{LinkKind, OrganizationKind, Permissions, Severity, SupportPlan};
use chrono::TimeDelta;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::DemoError;
use super::replies::Script;

static DEMO: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// `organizations.toml`.
#[derive(Debug, Deserialize)]
pub struct Organizations {
    pub organization: Vec<Organization>,
    pub link: Vec<Link>,
    pub role: Vec<Role>,
    pub account: Vec<Account>,
}

#[derive(Debug, Deserialize)]
pub struct Organization {
    pub id: String,
    pub name: String,
    pub kind: OrganizationKind,
    pub plan: SupportPlan,
    pub mdf_program: bool,
    pub ai_assistance: bool,
    pub time_zone: String,
}

#[derive(Debug, Deserialize)]
pub struct Link {
    pub partner: String,
    pub customer: String,
    pub kind: LinkKind,
}

#[derive(Debug, Deserialize)]
pub struct Role {
    pub organization: String,
    pub id: String,
    pub label: String,
    pub description: String,
    pub permissions: Permissions,
}

#[derive(Debug, Deserialize)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub email: String,
    pub locale: String,
    pub time_zone: String,
    pub note: String,
    #[serde(default = "yes")]
    pub sign_in: bool,
    #[serde(default)]
    pub membership: Vec<Membership>,
}

#[derive(Debug, Deserialize)]
pub struct Membership {
    pub organization: String,
    pub role: String,
    pub extended_case_view: bool,
    pub default: bool,
}

/// `catalog.toml`.
#[derive(Debug, Deserialize)]
pub struct Catalog {
    pub product: Vec<Product>,
    pub license: Vec<License>,
}

#[derive(Debug, Deserialize)]
pub struct Product {
    pub id: String,
    pub name: String,
    pub featured: bool,
    pub platforms: Vec<Platform>,
    pub versions: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Platform {
    pub id: String,
    pub label: String,
}

#[derive(Debug, Deserialize)]
pub struct License {
    pub id: String,
    pub organization: String,
    pub product: String,
    pub key: String,
    pub label: String,
    pub expires: i64,
}

#[derive(Debug, Deserialize)]
struct OrganizationEvents {
    event: Vec<OrganizationEvent>,
}

/// An entry of `administration.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEvent {
    pub organization: String,
    pub at: Age,
    pub kind: OrganizationEventKind,
    pub by: String,
    #[serde(default, rename = "for")]
    pub whom: Option<String>,
    #[serde(default)]
    pub for_name: Option<String>,
    #[serde(default)]
    pub role: Option<String>,
    /// What, old, new.
    #[serde(default)]
    pub changes: Vec<[String; 3]>,
    #[serde(default)]
    pub attempted: Option<OrganizationEventKind>,
    #[serde(default)]
    pub reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// A case of `cases/*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Empty or missing for a personal user's.
    #[serde(default)]
    pub organization: Option<String>,
    #[serde(default)]
    pub filed_from: Option<String>,
    pub submitter: String,
    pub product: String,
    #[serde(default)]
    pub platform: Option<String>,
    pub issue_type: String,
    pub severity: Severity,
    #[serde(default)]
    pub license: Option<String>,
    #[serde(default)]
    pub version: Option<String>,
    pub subject: String,
    pub description: String,
    #[serde(default)]
    pub ccs: Vec<String>,
    pub created: Age,
    #[serde(default)]
    pub event: Vec<Event>,
    #[serde(default)]
    pub detection: Option<Detection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub at: Age,
    pub kind: String,
    pub by: String,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub content: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub rating: Option<RatingRequest>,
    #[serde(default)]
    pub verdict: Option<Verdict>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detection {
    pub file_name: String,
    pub size: u64,
    pub sha256: String,
    pub submission_type: SubmissionType,
    pub products: Vec<String>,
    pub description: String,
}

/// How long before the start, such as `12d4h30m`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Age(pub TimeDelta);

impl TryFrom<String> for Age {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an age such as 12d4h30m");
        let mut total = TimeDelta::zero();
        let mut number = String::new();
        for c in text.chars() {
            if c.is_ascii_digit() {
                number.push(c);
                continue;
            }
            let count: i64 = std::mem::take(&mut number).parse().map_err(|_| wrong())?;
            total += match c {
                'd' => TimeDelta::days(count),
                'h' => TimeDelta::hours(count),
                'm' => TimeDelta::minutes(count),
                _ => return Err(wrong()),
            };
        }
        if number.is_empty() && !text.is_empty() { Ok(Self(total)) } else { Err(wrong()) }
    }
}

/// The people and organizations.
pub fn organizations() -> Result<Organizations, DemoError> {
    parse("organizations.toml", read("organizations.toml")?)
}

/// What happened in the organizations.
pub fn organization_events() -> Result<Vec<OrganizationEvent>, DemoError> {
    let file = "administration.toml";
    parse::<OrganizationEvents>(file, read(file)?).map(|events| events.event)
}

/// The products and licenses.
pub fn catalog() -> Result<Catalog, DemoError> {
    parse("catalog.toml", read("catalog.toml")?)
}

/// What the vendor's people answer.
pub fn replies() -> Result<Script, DemoError> {
    parse("replies.toml", read("replies.toml")?)
}

/// The cases of every file, by file.
pub fn cases() -> Result<BTreeMap<String, Vec<Case>>, DemoError> {
    let mut all = BTreeMap::new();
    for file in DEMO.get_dir("cases").into_iter().flat_map(Dir::files) {
        let name = file.path().display().to_string();
        let text = file.contents_utf8().ok_or_else(|| DemoError::data(&name, "is not UTF-8"))?;
        let cases: Cases = parse(&name, text)?;
        all.insert(name, cases.case);
    }
    Ok(all)
}

/// The articles' texts, by file.
pub fn articles() -> Result<BTreeMap<String, &'static str>, DemoError> {
    let files = DEMO.get_dir("articles").into_iter().flat_map(Dir::files);
    files
        .map(|file| {
            let name = file.path().display().to_string();
            let text = file.contents_utf8().ok_or_else(|| DemoError::data(&name, "is not UTF-8"))?;
            Ok((name, text))
        })
        .collect()
}

fn read(name: &str) -> Result<&'static str, DemoError> {
    let file = DEMO.get_file(name).and_then(include_dir::File::contents_utf8);
    file.ok_or_else(|| DemoError::data(name, "is missing or not UTF-8"))
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|error| DemoError::data(name, error.to_string()))
}

fn yes() -> bool {
    true
}
