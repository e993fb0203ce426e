//! Fills the build's names into the page and the other files that are served under their own names.
//!
//! A file writes `{{app.js}}`, `{{app.wasm}}`, `{{style.css}}`, `{{boot.js}}` or `{{build}}`. Where the page refers to
//! `boot.js` or `style.css` in an attribute, it also gets the digest that the browser is to check.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::ASSETS;
use super::names::Build;
use crate::error::{Fail, Result};
use crate::files;

/// Kinds of files that may have placeholders.
const TEXTS: [&str; 5] = ["html", "js", "json", "webmanifest", "txt"];
/// What the page gets a digest for: what it loads by an element of its own.
const CHECKED: [&str; 2] = ["boot.js", "style.css"];

/// Works on everything in the folder that is not named by content.
pub fn fill_in(staging: &Path, build: &Build, base: &str) -> Result<()> {
    let prefix = format!("{base}{ASSETS}/");
    for path in files::all_in(staging)? {
        let is_text = path.extension().is_some_and(|it| TEXTS.iter().any(|text| it == *text));
        if !is_text || path.starts_with(staging.join(ASSETS)) {
            continue;
        }
        let text = files::read_text(&path)?;
        if text.contains("{{") {
            let filled = placeholders_filled(&with_integrity(&text, build), build, &prefix)
                .map_err(|error| Fail::new(format!("{}: {error}", path.display())))?;
            files::write(&path, filled)?;
        }
    }
    Ok(())
}

/// Replaces every placeholder; file names get the prefix.
pub fn placeholders_filled(text: &str, build: &Build, prefix: &str) -> Result<String> {
    let mut filled = text.replace("{{build}}", &build.id);
    for file in &build.files {
        filled = filled.replace(&format!("{{{{{}}}}}", file.role), &format!("{prefix}{}", file.name));
    }
    match left_over(&filled) {
        Some(unknown) => Err(Fail::new(format!("nothing can be filled in for {{{{{unknown}}}}}"))),
        None => Ok(filled),
    }
}

/// Doubled braces around a name; others are none of our business.
fn left_over(text: &str) -> Option<&str> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'_')
    };
    text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0)).find(|name| is_name(name))
}

fn with_integrity(text: &str, build: &Build) -> String {
    let mut text = text.to_owned();
    for file in CHECKED.iter().filter_map(|role| build.file(role)) {
        let digest = base64(&Sha256::digest(&file.bytes));
        for attribute in ["src", "href"] {
            let reference = format!("{attribute}=\"{{{{{}}}}}\"", file.role);
            text = text.replace(&reference, &format!("{reference} integrity=\"sha256-{digest}\""));
        }
    }
    text
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let six = (bits >> (18 - 6 * place)) as usize & 63;
            text.push(if place <= group.len() { char::from(ALPHABET[six]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::names::Named;
    use super::*;

    fn build() -> Build {
        let file = |role: &str, name: &str| Named {
            role: role.to_owned(),
            name: name.to_owned(),
            bytes: b"abc".to_vec(),
        };
        Build {
            id: "b1".to_owned(),
            files: vec![file("app.js", "app.1.js"), file("style.css", "style.2.css")],
        }
    }

    #[test]
    fn attributes_get_names_and_digests() {
        let page = r#"<link rel="stylesheet" href="{{style.css}}"><link rel="modulepreload" href="{{app.js}}"><p data-b="{{build}}">"#;
        let filled = placeholders_filled(&with_integrity(page, &build()), &build(), "/x/").unwrap();
        assert_eq!(
            filled,
            r#"<link rel="stylesheet" href="/x/style.2.css" integrity="sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="><link rel="modulepreload" href="/x/app.1.js"><p data-b="b1">"#
        );
    }

    #[test]
    fn an_unknown_placeholder_is_an_error() {
        assert!(placeholders_filled("{{nothing.js}}", &build(), "/").is_err());
        assert!(placeholders_filled("a = {{b: 1}}; {{}}", &build(), "/").is_ok());
    }

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foo"), "Zm9v");
    }
}
