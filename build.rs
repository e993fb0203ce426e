//! Turns `locales/en.json` into one function per message, so that a missing message or argument does not compile and
//! an unused one fails the build (`dead_code` is denied in what is written here).
//!
//! A message is a text with `{name}` places, or an object of plural forms (`one`, `other`, ... after `Intl.PluralRules`)
//! chosen by `{count}`. Functions are named by the message's key; texts stand in the order of the keys.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::{env, fs, path::PathBuf};

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Message {
    Text(String),
    Plural(BTreeMap<String, String>),
}

fn main() {
    if let Err(error) = generate() {
        println!("cargo::error=locales/en.json: {error}");
    }
}

fn generate() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=locales/en.json");
    let messages: BTreeMap<String, Message> = serde_json::from_str(&fs::read_to_string("locales/en.json")?)?;
    let mut functions = String::new();
    let mut texts = String::new();
    for (index, (key, message)) in messages.iter().enumerate() {
        let (text, plural) = match message {
            Message::Text(text) => (text.clone(), false),
            Message::Plural(forms) => {
                if !forms.contains_key("other") {
                    return Err(format!("{key} has no form \"other\"").into());
                }
                let forms: Vec<String> = forms.iter().map(|(name, form)| format!("{name}={form}")).collect();
                (forms.join("|"), true)
            }
        };
        let places = places(&text).map_err(|error| format!("{key}: {error}"))?;
        writeln!(texts, "    {text:?},")?;
        functions.push_str(&function(key, index, &text, &places, plural));
    }
    let count = messages.len();
    let source = format!(
        "/// The English texts, in the order of their keys.\npub(super) const ENGLISH: [&str; {count}] = [\n{texts}];\n\n{functions}"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("messages.rs"), source)?;
    Ok(())
}

/// The names in braces, each once, in order; `count` comes first and is a number.
fn places(text: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let after = &rest[start + 1..];
        let end = after.find('}').ok_or("an opening brace without its end")?;
        let name = &after[..end];
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err(format!("{{{name}}} is not a name"));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = &after[end + 1..];
    }
    Ok(names)
}

fn function(key: &str, index: usize, text: &str, places: &[String], plural: bool) -> String {
    let doc = text.replace('\n', " ");
    let names = places.iter().filter(|name| !plural || *name != "count");
    let arguments: Vec<String> = names.clone().map(|name| format!("{name}: &str")).collect();
    let values: Vec<String> = names.map(|name| format!("(\"{name}\", {name})")).collect();
    let (arguments, values) = (arguments.join(", "), values.join(", "));
    if plural {
        let separator = if arguments.is_empty() { "" } else { ", " };
        return format!(
            "/// `{doc}`\npub(crate) fn {key}(count: u64{separator}{arguments}) -> String {{\n    super::plural({index}, count, &[{values}])\n}}\n"
        );
    }
    if places.is_empty() {
        return format!(
            "/// `{doc}`\npub(crate) fn {key}() -> &'static str {{\n    super::text({index})\n}}\n"
        );
    }
    format!(
        "/// `{doc}`\npub(crate) fn {key}({arguments}) -> String {{\n    super::fill({index}, &[{values}])\n}}\n"
    )
}
