//! Every text that the app shows, by typed keys: a message is a function (`messages::support_title()`), made from
//! `locales/en.json` by `build.rs`. Numbers, dates and plurals are the browser's business (`Intl`), in [`format`].

pub mod format;

use caseport_domain::case::{SubmissionType, Verdict};
use caseport_domain::response::{ResponseTarget, TargetUnit};
use caseport_domain::{Known, Severity, Tab};
use js_sys::{Array, Intl, Object};

#[deny(dead_code)]
pub(crate) mod messages {
    //! One function per message of `locales/en.json`.
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The text at `index`, in the order of the keys.
fn text(index: usize) -> &'static str {
    messages::ENGLISH.get(index).copied().unwrap_or_default()
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
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

fn plural_category(count: u64) -> String {
    // Counts are far below 2^53, where f64 stops being exact.
    Intl::PluralRules::new(&locales(), &Object::new()).select(count as f64).into()
}

/// The language of the texts; dates and numbers follow the reader's own locale.
fn locales() -> Array {
    Array::of1(&"en".into())
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

/// A response target in words: "8 business hours".
pub fn target_text(target: ResponseTarget) -> String {
    let value = u64::from(target.value);
    match target.unit {
        TargetUnit::Hours => messages::target_hours(value),
        TargetUnit::BusinessHours => messages::target_business_hours(value),
        TargetUnit::BusinessDays => messages::target_business_days(value),
    }
}
