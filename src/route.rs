//! Every address of the app, in one type: the menu, the page that is shown, its title and the tests go by it, and no
//! page builds an address as a string.

mod list_view;
mod organization;
mod prefill;

pub use list_view::{ListView, parse_columns, print_columns};
pub use organization::{EventsView, OrganizationPage, OrganizationRoute, UsersView};

use caseport_domain::Tab;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::NewCaseRequest;

use crate::i18n::messages;

/// An address of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Signing in; afterwards the app goes on to `next`, an address of its own.
    SignIn {
        /// Where to go afterwards.
        next: Option<String>,
    },
    /// Signing in, after it came to nothing at an identity provider.
    SignOnFailed {
        /// Why: the code of a `SignOnFailure`, or of one that this build does not know.
        failure: String,
        /// The provider's id.
        provider: String,
        /// Where to go afterwards.
        next: Option<String>,
    },
    /// What the window shows that was opened to sign in again, when it is done.
    SignedIn,
    /// The Support page: the newest cases of a list.
    Support(ListView),
    /// A whole list.
    Cases(ListView),
    /// A step of the wizard that submits a case.
    Submit(Step),
    /// The wizard with a new case that has these answers already.
    Prefilled(Box<NewCaseRequest>),
    /// The wizard's step after the case's creation: its files.
    Files(CaseNumber),
    /// The wizard's last page: a case that was just submitted.
    Submitted(CaseNumber),
    /// A case: its conversation.
    Case(CaseNumber),
    /// A case: its files, and who else is kept informed.
    CaseFiles(CaseNumber),
    /// The false-detection report that a case was made from.
    Detection(CaseNumber),
    /// The form that reports a false detection.
    ReportDetection,
    /// An article of the knowledge base, by its id.
    Article(String),
    /// My Organization, and Extend Case View.
    Organization(OrganizationRoute),
    /// An invitation to an organization, by its secret.
    Invitation(String),
    /// No page has this address.
    Unknown {
        /// The address as it came.
        path: String,
    },
}

/// The steps of the wizard up to the case's creation, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// "Choose organization"
    Organization,
    /// "Product"
    Product,
    /// "Platform"
    Platform,
    /// "Issue type"
    IssueType,
    /// "Severity"
    Severity,
    /// "License & version"
    License,
    /// "Subject & description"
    Description,
    /// "Suggested articles"
    Articles,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 8] = [
        Self::Organization,
        Self::Product,
        Self::Platform,
        Self::IssueType,
        Self::Severity,
        Self::License,
        Self::Description,
        Self::Articles,
    ];

    /// The step's part of the address.
    fn slug(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Product => "product",
            Self::Platform => "platform",
            Self::IssueType => "issue-type",
            Self::Severity => "severity",
            Self::License => "license-version",
            Self::Description => "description",
            Self::Articles => "articles",
        }
    }

    /// The step's heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Organization => messages::step_organization(),
            Self::Product => messages::step_product(),
            Self::Platform => messages::step_platform(),
            Self::IssueType => messages::step_issue_type(),
            Self::Severity => messages::step_severity(),
            Self::License => messages::step_license(),
            Self::Description => messages::step_description(),
            Self::Articles => messages::step_articles(),
        }
    }
}

/// What stays the same while a page only changes its address: a page is built anew when this changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Signing in.
    SignIn,
    /// The Support page.
    Support,
    /// A whole list.
    Cases,
    /// The wizard.
    Submit,
    /// A case.
    Case(CaseNumber),
    /// A false-detection report.
    Detection(CaseNumber),
    /// Reporting a false detection.
    ReportDetection,
    /// An article.
    Article(String),
    /// My Organization, and Extend Case View.
    Organization(OrganizationPage),
    /// An invitation.
    Invitation(String),
    /// No page has this address.
    Unknown,
}

impl Route {
    /// The home page.
    pub const HOME: Self = Self::Support(ListView::of(Tab::My));

    /// The route of an address of this site.
    pub fn of_address(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self::parse(path, query)
    }

    /// The route of a path and a query (without its question mark).
    pub fn parse(path: &str, query: &str) -> Self {
        let unknown = || Self::Unknown { path: path.to_owned() };
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [] => Self::Support(ListView::parse(query)),
            ["cases"] => Self::Cases(ListView::parse(query)),
            ["sign-in"] => {
                let next = parameter(query, "next").filter(|next| is_own_address(next));
                match (parameter(query, "error"), parameter(query, "provider")) {
                    (Some(failure), Some(provider)) => Self::SignOnFailed { failure, provider, next },
                    _ => Self::SignIn { next },
                }
            }
            ["signed-in"] => Self::SignedIn,
            ["submit"] => prefill::parse(query)
                .map_or(Self::Submit(Step::Organization), |request| Self::Prefilled(Box::new(request))),
            ["submit", "files"] => case_of(query).map_or_else(unknown, Self::Files),
            ["submit", "confirmation"] => case_of(query).map_or_else(unknown, Self::Submitted),
            ["submit", slug] => {
                let step = Step::ALL.into_iter().find(|step| step.slug() == *slug);
                step.map_or_else(unknown, Self::Submit)
            }
            ["articles", id] => decode(id).map_or_else(unknown, Self::Article),
            ["cases", number] => CaseNumber::parse(number).map_or_else(unknown, Self::Case),
            ["cases", number, "files"] => CaseNumber::parse(number).map_or_else(unknown, Self::CaseFiles),
            ["cases", number, "detection"] => CaseNumber::parse(number).map_or_else(unknown, Self::Detection),
            ["false-detections", "new"] => Self::ReportDetection,
            ["organization", rest @ ..] => {
                OrganizationRoute::parse(rest, query).map_or_else(unknown, Self::Organization)
            }
            ["invitations", secret] => decode(secret).map_or_else(unknown, Self::Invitation),
            _ => unknown(),
        }
    }

    /// The route's path and query within the app; the browser's address of it is [`crate::site::Site::href`]'s.
    pub fn address(&self) -> String {
        match self {
            Self::SignIn { next: None } => "/sign-in".to_owned(),
            Self::SignIn { next: Some(next) } => format!("/sign-in?next={}", encode(next)),
            Self::SignOnFailed { failure, provider, next } => {
                let next = next.as_ref().map(|next| format!("&next={}", encode(next))).unwrap_or_default();
                format!("/sign-in?error={}&provider={}{next}", encode(failure), encode(provider))
            }
            Self::SignedIn => "/signed-in".to_owned(),
            Self::Support(view) => with_query("/", &view.query()),
            Self::Cases(view) => with_query("/cases", &view.query()),
            Self::Submit(step) => format!("/submit/{}", step.slug()),
            Self::Prefilled(request) => format!("/submit?{}", prefill::query(request)),
            Self::Files(number) => format!("/submit/files?case={number}"),
            Self::Submitted(number) => format!("/submit/confirmation?case={number}"),
            Self::Case(number) => format!("/cases/{number}"),
            Self::CaseFiles(number) => format!("/cases/{number}/files"),
            Self::Detection(number) => format!("/cases/{number}/detection"),
            Self::ReportDetection => "/false-detections/new".to_owned(),
            Self::Article(id) => format!("/articles/{}", encode(id)),
            Self::Organization(route) => route.address(),
            Self::Invitation(secret) => format!("/invitations/{}", encode(secret)),
            Self::Unknown { path } => path.clone(),
        }
    }

    /// What the browser's tab says.
    pub fn title(&self) -> String {
        match self {
            Self::SignIn { .. } | Self::SignOnFailed { .. } => messages::sign_in_title().to_owned(),
            Self::SignedIn => messages::signed_in_title().to_owned(),
            Self::Support(_) => messages::support_title().to_owned(),
            Self::Cases(view) => crate::i18n::tab_text(view.tab).to_owned(),
            Self::Submit(step) => messages::submit_page_title(step.heading()),
            Self::Prefilled(_) => messages::submit_title().to_owned(),
            Self::Files(_) => messages::submit_page_title(messages::step_files()),
            Self::Submitted(number) | Self::Case(number) | Self::CaseFiles(number) => {
                messages::case_page_title(&number.to_string())
            }
            Self::Detection(number) => messages::detection_page_title(&number.to_string()),
            Self::ReportDetection => messages::report_detection().to_owned(),
            Self::Article(_) => messages::article().to_owned(),
            Self::Organization(route) => route.title().to_owned(),
            Self::Invitation(_) => messages::invitation().to_owned(),
            Self::Unknown { .. } => messages::unknown_title().to_owned(),
        }
    }

    /// The page that shows the route.
    pub fn page(&self) -> Page {
        match self {
            Self::SignIn { .. } | Self::SignOnFailed { .. } | Self::SignedIn => Page::SignIn,
            Self::Support(_) => Page::Support,
            Self::Cases(_) => Page::Cases,
            Self::Submit(_) | Self::Prefilled(_) | Self::Files(_) | Self::Submitted(_) => Page::Submit,
            Self::Case(number) | Self::CaseFiles(number) => Page::Case(*number),
            Self::Detection(number) => Page::Detection(*number),
            Self::ReportDetection => Page::ReportDetection,
            Self::Article(id) => Page::Article(id.clone()),
            Self::Organization(route) => Page::Organization(route.page()),
            Self::Invitation(secret) => Page::Invitation(secret.clone()),
            Self::Unknown { .. } => Page::Unknown,
        }
    }
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn case_of(query: &str) -> Option<CaseNumber> {
    CaseNumber::parse(&parameter(query, "case")?)
}

/// An address on this site, not a scheme or another host: where a sign-in may lead to.
fn is_own_address(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.contains('\\')
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let raw = pairs.into_iter().find(|(key, _)| *key == name)?.1;
    decode(&raw.replace('+', " "))
}

fn decode(text: &str) -> Option<String> {
    js_sys::decode_uri_component(text).ok().map(String::from)
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
