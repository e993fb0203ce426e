//! The texts of the app. Everything that it says stands in `locales/`, one catalog per language, English being the
//! measure of the others. Used at build time by two: the app's `build.rs` makes a function of each message, so that what is
//! missing does not compile; `xtask stage` writes a file per language, which the app fetches beside its wasm.
//!
//! A catalog with a mistake is an error of the build, in words that say where.

mod functions;
mod language;
mod message;

use std::collections::BTreeMap;
use std::path::Path;

pub use functions::functions;
pub use language::{ENGLISH, LANGUAGES, Language};
pub use message::Message;

/// The messages of a language, by key.
pub type Catalog = BTreeMap<String, Message>;

/// Beginnings of the keys of My Organization, which other languages than English may lack. Everything else is the Support
/// area, which every language has.
const MAY_BE_ENGLISH: [&str; 13] = [
    "ability_",
    "conflict_",
    "invit",
    "meaning_",
    "organization_",
    "people_",
    "person_",
    "role_",
    "transfer_",
    "users_",
    "view_as",
    "viewing_as",
    "where_",
];

/// What the Support page and the ways to fail say, which comes with the app's first file: keys, or the beginnings of keys, which
/// end with `_`. Every other text comes with the first part of the app that is not in that file.
const FIRST: [&str; 51] = [
    "account_of",
    "ask_",
    "case_lists",
    "ccs_changed_by",
    "change_rating",
    "column_",
    "crash_",
    "denied_title",
    "dismiss",
    "empty_customer",
    "empty_false_detection",
    "empty_my",
    "empty_narrowed",
    "empty_organization",
    "empty_partner",
    "error_",
    "extend_case_view",
    "help_title",
    "keeps_nothing",
    "list_count",
    "loading",
    "meanwhile_",
    "my_organization",
    "navigation",
    "new_cases",
    "newer_build",
    "newest_of",
    "newest_of_more",
    "of_case",
    "organization",
    "personal_scope",
    "rate",
    "rate_case",
    "reason_",
    "reload",
    "retry",
    "severity_",
    "sign_in",
    "skip_to_content",
    "stale",
    "stars_label",
    "status_",
    "submit_case",
    "support_title",
    "tab_",
    "time_just_now",
    "to_support",
    "unknown_",
    "view_all",
    "view_detection",
    "why",
];

/// The catalogs of all languages.
#[derive(Debug)]
pub struct Catalogs {
    english: Catalog,
    others: BTreeMap<&'static str, Catalog>,
}

impl Catalogs {
    /// Reads the folder with a file `xx.json` per language, and checks them.
    ///
    /// # Errors
    /// Every mistake in a line of its own.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let mut files = LANGUAGES.iter().map(|language| {
            let path = folder.join(format!("{}.json", language.tag));
            let text = std::fs::read_to_string(&path);
            text.map_err(|error| format!("{}: {error}", path.display())).map(|text| (language.tag, text))
        });
        let files: BTreeMap<_, _> = files.by_ref().collect::<Result<_, _>>()?;
        Self::of(|tag| files.get(tag).cloned().unwrap_or_default())
    }

    /// Checks the catalogs that `text` has for the languages' tags.
    ///
    /// # Errors
    /// Every mistake in a line of its own.
    pub fn of(text: impl Fn(&str) -> String) -> Result<Self, String> {
        let parse = |language: &'static Language| {
            let parsed: Result<Catalog, _> = serde_json::from_str(&text(language.tag));
            parsed.map_err(|error| format!("{}.json: {error}", language.tag))
        };
        let english = parse(ENGLISH)?;
        let mut mistakes = mistakes(ENGLISH, &english, &english);
        let mut others = BTreeMap::new();
        for language in LANGUAGES.iter().filter(|language| *language != ENGLISH) {
            let catalog = parse(language)?;
            mistakes.extend(self::mistakes(language, &catalog, &english));
            others.insert(language.tag, catalog);
        }
        if mistakes.is_empty() { Ok(Self { english, others }) } else { Err(mistakes.join("\n")) }
    }

    /// The English messages with their keys, in the order of all texts: those that come first, and the others; each by key.
    pub fn english(&self) -> impl Iterator<Item = (&str, &Message)> {
        let all = || self.english.iter().map(|(key, message)| (key.as_str(), message));
        all().filter(|(key, _)| is_first(key)).chain(all().filter(|(key, _)| !is_first(key)))
    }

    /// The texts of a language in their order; English where the language lacks one.
    pub fn texts(&self, language: &Language) -> Vec<String> {
        let catalog = self.others.get(language.tag).unwrap_or(&self.english);
        self.english().map(|(key, english)| catalog.get(key).unwrap_or(english).line()).collect()
    }

    /// How many texts come first.
    pub fn first(&self) -> usize {
        self.english.keys().filter(|key| is_first(key)).count()
    }

    /// The files of a language, each a JSON array of texts with [`Catalogs::signature`] before the first: what comes first, and
    /// what goes on from there.
    pub fn files(&self, language: &Language) -> [String; 2] {
        let mut first = self.texts(language);
        let rest = first.split_off(self.first());
        [first, rest].map(|texts| {
            let lines: Vec<String> = [self.signature()].into_iter().chain(texts).collect();
            serde_json::Value::from(lines).to_string()
        })
    }

    /// What the catalogs of one build have in common: a hash of the keys, by which the app notices a catalog of another
    /// build, where the same place in the order means another message.
    pub fn signature(&self) -> String {
        // FNV-1a: small, and the same everywhere.
        let keys = self.english().flat_map(|(key, _)| key.bytes().chain([b'\n']));
        let hash = keys.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// Whether the message comes with the app's first file.
fn is_first(key: &str) -> bool {
    FIRST.iter().any(|first| key == *first || (first.ends_with('_') && key.starts_with(first)))
}

/// Whether every language has the message.
fn is_for_everybody(key: &str) -> bool {
    !MAY_BE_ENGLISH.iter().any(|beginning| key.starts_with(beginning))
}

fn mistakes(language: &Language, catalog: &Catalog, english: &Catalog) -> Vec<String> {
    let in_file = |key: &str, mistake: &str| format!("{}.json: \"{key}\" {mistake}", language.tag);
    let lacking = english.keys().filter(|key| is_for_everybody(key) && !catalog.contains_key(*key));
    let mut mistakes: Vec<String> = lacking.map(|key| in_file(key, "is missing")).collect();
    for (key, message) in catalog {
        let checked = match english.get(key) {
            None => Err("is no message of en.json".to_owned()),
            Some(english) => message.check(language).and_then(|()| message.check_against(english)),
        };
        mistakes.extend(checked.err().map(|mistake| in_file(key, &mistake)));
    }
    mistakes
}

#[cfg(test)]
mod tests;
