//! Every text that the app shows, by typed keys: a message is a function (`messages::support_title()`), made from
//! `locales/en.json` by `build.rs`. The texts themselves come apart from the wasm, in the reader's [`language`]. Numbers,
//! dates and plurals are the browser's business (`Intl`), in [`format`].

pub mod format;
pub mod language;
pub mod roles;
pub mod said;

use caseport_domain::api::OrganizationEventKind;
use caseport_domain::case::{SubmissionType, Verdict};
use caseport_domain::policy::Ability;
use caseport_domain::response::{ResponseTarget, TargetUnit};
use caseport_domain::{Known, Severity, Tab};
use js_sys::{Array, Intl, JsString, Object};
use wasm_bindgen::JsCast as _;

use language::{Language, text};

#[deny(dead_code)]
pub(crate) mod messages {
    //! One function per message of `locales/en.json`.
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// A text in small letters, as the browser does it: Rust's tables of letters take 12 kB each.
pub fn lower(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// A text in capital letters.
pub fn upper(text: &str) -> String {
    JsString::from(text).to_upper_case().into()
}

/// The text at `index` with its places filled.
fn fill(index: usize, values: &[(&str, &str)]) -> String {
    replace(text(index), values)
}

/// The plural form for `count` of the text at `index` (`one=...|other=...`) with its places filled.
fn plural(index: usize, count: u64, values: &[(&str, &str)]) -> String {
    let category = plural_category(count);
    let form = |wanted: &str| {
        text(index)
            .split('|')
            .find_map(|form| form.strip_prefix(wanted).and_then(|rest| rest.strip_prefix('=')))
    };
    let chosen = form(&category).or_else(|| form("other")).unwrap_or_default();
    let number = format::number(count);
    let mut all = vec![("count", number.as_str())];
    all.extend_from_slice(values);
    replace(chosen, &all)
}

fn replace(text: &str, values: &[(&str, &str)]) -> String {
    let isolate = language::spoken().right_to_left;
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        if isolate {
            // A name, a number or an address keeps its own direction and does not pull the words around it along.
            filled.extend(["\u{2068}", value, "\u{2069}"]);
        } else {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

fn plural_category(count: u64) -> String {
    // Counts are far below 2^53, where f64 stops being exact.
    let rules = format::kept("plural", &[], &|| Intl::PluralRules::new(&locales(), &Object::new()).into());
    rules.unchecked_into::<Intl::PluralRules>().select(count as f64).into()
}

/// The language of the texts; dates and numbers follow the reader's country, too.
fn locales() -> Array {
    Array::of1(&language::spoken().tag.into())
}

/// A list as the screen names it.
pub fn tab_text(tab: Tab) -> &'static str {
    match tab {
        Tab::My => messages::tab_my(),
        Tab::Organization => messages::tab_organization(),
        Tab::Partner => messages::tab_partner(),
        Tab::Customer => messages::tab_customer(),
        Tab::FalseDetection => messages::tab_false_detection(),
    }
}

/// A severity as the screen names it: "S1 Critical".
pub fn severity_text(severity: Severity) -> &'static str {
    match severity {
        Severity::S1 => messages::severity_s1(),
        Severity::S2 => messages::severity_s2(),
        Severity::S3 => messages::severity_s3(),
        Severity::S4 => messages::severity_s4(),
    }
}

/// A verdict as the screen names it; one that is not known by its code.
pub fn verdict_text(verdict: &Known<Verdict>) -> String {
    let text = match verdict.value() {
        Some(Verdict::InQueue) => messages::verdict_in_queue(),
        Some(Verdict::InProgress) => messages::verdict_in_progress(),
        Some(Verdict::Inconclusive) => messages::verdict_inconclusive(),
        Some(Verdict::ConfirmedBenign) => messages::verdict_confirmed_benign(),
        Some(Verdict::ConfirmedMalicious) => messages::verdict_confirmed_malicious(),
        Some(Verdict::Rejected) => messages::verdict_rejected(),
        None => verdict.code(),
    };
    text.to_owned()
}

/// What a report says of a verdict, as the screen names it.
pub fn submission_text(kind: &Known<SubmissionType>) -> String {
    let text = match kind.value() {
        Some(SubmissionType::FalsePositive) => messages::false_positive(),
        Some(SubmissionType::FalseNegative) => messages::false_negative(),
        None => kind.code(),
    };
    text.to_owned()
}

/// What a person can do, as the screen names it.
pub fn ability_text(ability: Ability) -> &'static str {
    match ability {
        Ability::SubmitCases => messages::ability_submit_cases(),
        Ability::SubmitForCustomers => messages::ability_submit_for_customers(),
        Ability::SeeOrganizationCases => messages::ability_see_organization_cases(),
        Ability::CloseColleaguesCases => messages::ability_close_colleagues_cases(),
        Ability::SeePartnerCases => messages::ability_see_partner_cases(),
        Ability::SeeCustomerCases => messages::ability_see_customer_cases(),
        Ability::SeeColleaguesCustomerCases => messages::ability_see_colleagues_customer_cases(),
        Ability::WorkOnColleaguesCustomerCases => messages::ability_work_on_colleagues_customer_cases(),
        Ability::SeeCaseAccess => messages::ability_see_case_access(),
        Ability::ChangeCaseAccess => messages::ability_change_case_access(),
        Ability::SeeUsers => messages::ability_see_users(),
        Ability::ChangeUsers => messages::ability_change_users(),
        Ability::SeeRoles => messages::ability_see_roles(),
        Ability::ChangeRoles => messages::ability_change_roles(),
        Ability::SeeEventHistory => messages::ability_see_event_history(),
    }
}

/// What happened in an organization, as the screen names it.
pub fn event_text(kind: OrganizationEventKind) -> &'static str {
    match kind {
        OrganizationEventKind::SignedIn => messages::organization_signed_in(),
        OrganizationEventKind::CaseAccessChanged => messages::organization_case_access_changed(),
        OrganizationEventKind::RoleAdded => messages::organization_role_added(),
        OrganizationEventKind::RoleChanged => messages::organization_role_changed(),
        OrganizationEventKind::RoleDeleted => messages::organization_role_deleted(),
        OrganizationEventKind::UserRoleChanged => messages::organization_user_role_changed(),
        OrganizationEventKind::UserInvited => messages::organization_user_invited(),
        OrganizationEventKind::InvitationRevoked => messages::organization_invitation_revoked(),
        OrganizationEventKind::UserJoined => messages::organization_user_joined(),
        OrganizationEventKind::UserRemoved => messages::organization_user_removed(),
        OrganizationEventKind::SuperAdminTransferred => messages::organization_super_admin_transferred(),
        OrganizationEventKind::ViewedAs => messages::organization_viewed_as(),
        OrganizationEventKind::Refused => messages::organization_refused(),
    }
}

/// A response target in words: "8 business hours".
pub fn target_text(target: ResponseTarget) -> String {
    let value = u64::from(target.value);
    match target.unit {
        TargetUnit::Hours => messages::target_hours(value),
        TargetUnit::BusinessHours => messages::target_business_hours(value),
        TargetUnit::BusinessDays => messages::target_business_days(value),
    }
}
