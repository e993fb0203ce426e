//! The languages that there are catalogs for. A new one is a line here, a file in `locales/` and a line in `web/settings.js`.

/// A language that the app speaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47, the language alone.
    pub tag: &'static str,
    /// What the language calls itself.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
    /// The plural categories of whole numbers, by CLDR.
    pub plurals: &'static [&'static str],
}

/// The language that every message is in; where another one lacks a message, this one is shown.
pub const ENGLISH: &Language = &LANGUAGES[0];

/// Every language, English first.
pub const LANGUAGES: [Language; 4] = [
    Language { tag: "en", name: "English", right_to_left: false, plurals: &["one", "other"] },
    Language { tag: "de", name: "Deutsch", right_to_left: false, plurals: &["one", "other"] },
    Language { tag: "ja", name: "日本語", right_to_left: false, plurals: &["other"] },
    Language {
        tag: "ar",
        name: "العربية",
        right_to_left: true,
        plurals: &["zero", "one", "two", "few", "many", "other"],
    },
];
