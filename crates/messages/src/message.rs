//! One message in one language: a text with `{name}` places, or one text for each plural category, chosen by `{count}`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::Language;

/// A message as a catalog has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Message {
    /// One text.
    Text(String),
    /// A text for each category of `Intl.PluralRules`.
    Plural(BTreeMap<String, String>),
}

impl Message {
    /// Whether a number chooses the text.
    pub fn is_plural(&self) -> bool {
        matches!(self, Self::Plural(_))
    }

    /// The texts, of which one is shown at a time.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let (one, several) = match self {
            Self::Text(text) => (Some(text), None),
            Self::Plural(forms) => (None, Some(forms.values())),
        };
        one.into_iter().chain(several.into_iter().flatten()).map(String::as_str)
    }

    /// The message in a line, as the app takes it apart again: plural forms as `one=...|other=...`.
    pub fn line(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Plural(forms) => {
                let forms: Vec<String> = forms.iter().map(|(name, form)| format!("{name}={form}")).collect();
                forms.join("|")
            }
        }
    }

    /// The names in braces, each once, in the order in which they come.
    ///
    /// # Errors
    /// A brace without its other one, or something in braces that is no name.
    pub fn places(&self) -> Result<Vec<String>, String> {
        let mut names: Vec<String> = Vec::new();
        for text in self.texts() {
            for name in places(text)? {
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        Ok(names)
    }

    /// Whether the message is whole in its language.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self, language: &Language) -> Result<(), String> {
        self.places()?;
        if self.texts().any(|text| text.trim().is_empty()) {
            return Err("is empty".to_owned());
        }
        let Self::Plural(forms) = self else { return Ok(()) };
        for form in forms.keys() {
            if !language.plurals.contains(&form.as_str()) {
                return Err(format!("has the plural form \"{form}\", which {} does not have", language.name));
            }
        }
        for form in language.plurals {
            if !forms.contains_key(*form) {
                return Err(format!("lacks the plural form \"{form}\""));
            }
        }
        if self.texts().any(|text| text.contains('|')) {
            return Err("has a plural form with \"|\" in it, which keeps the forms apart".to_owned());
        }
        Ok(())
    }

    /// Whether the message can stand for `english`: it is chosen in the same way and has the same places. A plural form
    /// may say the number in a word and leave `{count}` out.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check_against(&self, english: &Self) -> Result<(), String> {
        if self.is_plural() != english.is_plural() {
            let mistake = if english.is_plural() {
                "has one text where English has several"
            } else {
                "has several texts where English has one"
            };
            return Err(mistake.to_owned());
        }
        let known: BTreeSet<String> = english.places()?.into_iter().collect();
        for text in self.texts() {
            let found: BTreeSet<String> = places(text)?.into_iter().map(str::to_owned).collect();
            if let Some(unknown) = found.difference(&known).next() {
                return Err(format!("has a place {{{unknown}}} that English does not have"));
            }
            let missing = known.difference(&found).find(|name| !(self.is_plural() && *name == "count"));
            if let Some(missing) = missing {
                return Err(format!("lacks the place {{{missing}}}"));
            }
        }
        Ok(())
    }
}

fn places(text: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let after = &rest[start + 1..];
        let end = after.find('}').ok_or("has an opening brace without its end")?;
        let name = &after[..end];
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err(format!("has {{{name}}}, which is not a name"));
        }
        names.push(name);
        rest = &after[end + 1..];
    }
    Ok(names)
}
