//! Makes one style sheet of many: `style/main.css` (and `rest.css` after it) names the cascade layers and imports a file into each, which a browser
//! would fetch one after the other.
//!
//! Only that is understood: `@import "file.css" layer(name);` (or without a layer) at the top of a line. What goes wrong
//! only later in a browser, such as an address that is relative to the wrong file, stops the build.

use std::path::Path;

use super::Mode;
use crate::error::{Fail, Result};
use crate::files;

/// Whose page the styles are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The app's own.
    Page,
    /// An element in somebody else's page, where they live in a shadow root: there is no root and no body, no font size of a
    /// page that means anything, and the room is the element's and not the window's. What a vendor may override begins with
    /// a name of its own, or every page that has an `--accent` would change it.
    Element,
}

/// The bundle of a style sheet and its imports.
pub fn bundle(main: &Path, mode: Mode, place: Place) -> Result<String> {
    let dir = main.parent().unwrap_or_else(|| Path::new("."));
    let read = |name: &str| match place {
        Place::Page => files::read_text(&dir.join(name)),
        Place::Element => {
            let name = if name == PAGE { AROUND } else { name };
            Ok(for_element(name, &files::read_text(&dir.join(name))?))
        }
    };
    bundled(&files::read_text(main)?, mode, read)
        .map_err(|error| Fail::new(format!("{}: {error}", main.display())))
}

/// What is around the app: on its own page, and elsewhere.
const PAGE: &str = "page.css";
const AROUND: &str = "around.css";
/// Where what a vendor may override is written, one to a line.
const TOKENS: &str = "tokens.css";

fn for_element(name: &str, text: &str) -> String {
    let text = match name {
        TOKENS => overridable(&text.replace(":root", ".around")),
        _ => text.to_owned(),
    };
    let mut changed = String::with_capacity(text.len());
    for part in parts(&text) {
        match part {
            Part::Code(code) => {
                changed.push_str(&with_own_unit(&code.replace("@media (m", "@container caseport (m")));
            }
            Part::Quoted(text) => changed.push_str(text),
            Part::Comment => {}
        }
    }
    changed
}

/// `--name: value;` can be overridden as `--caseport-name`.
fn overridable(tokens: &str) -> String {
    let line = |line: &str| match line
        .trim()
        .strip_prefix("--")
        .and_then(|it| it.strip_suffix(';')?.split_once(": "))
    {
        Some((name, value)) => format!("  --{name}: var(--caseport-{name}, {value});\n"),
        None => format!("{line}\n"),
    };
    tokens.lines().map(line).collect()
}

/// `2rem` is as much as the element has found out it to be.
fn with_own_unit(code: &str) -> String {
    let mut pieces = code.split("rem");
    let mut changed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let length = changed.bytes().rev().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let goes_on = piece.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-');
        if length > 0 && !goes_on {
            let number = changed.split_off(changed.len() - length);
            changed.push_str(&format!("calc({number} * var(--rem))"));
        } else {
            changed.push_str("rem");
        }
        changed.push_str(piece);
    }
    changed
}

fn bundled(main: &str, mode: Mode, mut read: impl FnMut(&str) -> Result<String>) -> Result<String> {
    let mut bundle = String::new();
    for line in without_comments(main).lines() {
        let Some(rest) = line.trim().strip_prefix("@import") else {
            bundle.push_str(line);
            bundle.push('\n');
            continue;
        };
        let import = Import::parse(rest).ok_or_else(|| {
            Fail::new(format!("`{}` is not like `@import \"file.css\" layer(name);`", line.trim()))
        })?;
        let text = read(import.file)?;
        check(&text).map_err(|error| Fail::new(format!("{}: {error}", import.file)))?;
        let text = text.trim_end();
        bundle.push_str(&match import.layer {
            Some(layer) => format!("/* {} */\n@layer {layer} {{\n{text}\n}}\n", import.file),
            None => format!("/* {} */\n{text}\n", import.file),
        });
    }
    Ok(match mode {
        Mode::Dev => bundle,
        Mode::Release => minified(&bundle),
    })
}

struct Import<'a> {
    file: &'a str,
    layer: Option<&'a str>,
}

impl<'a> Import<'a> {
    /// Reads what follows `@import`.
    fn parse(rest: &'a str) -> Option<Self> {
        let rest = rest.trim().strip_suffix(';')?.trim_end();
        let (file, rest) = rest.strip_prefix('"')?.split_once('"')?;
        let rest = rest.trim();
        let layer = match rest.strip_prefix("layer(") {
            Some(rest) => Some(rest.strip_suffix(')')?.trim()),
            None if rest.is_empty() => None,
            None => return None,
        };
        Some(Self { file, layer })
    }
}

/// An imported file is a leaf, closes what it opens, and points only to what is served.
fn check(text: &str) -> Result<()> {
    let text = without_comments(text);
    if text.contains("@import") {
        return Err(Fail::new("only main.css and rest.css import"));
    }
    let mut depth = 0i32;
    for part in parts(&text) {
        if let Part::Code(code) = part {
            depth += code.matches('{').count() as i32 - code.matches('}').count() as i32;
        }
    }
    if depth != 0 {
        return Err(Fail::new("braces do not match"));
    }
    for address in text.split("url(").skip(1).filter_map(|rest| rest.split(')').next()) {
        let address = address.trim().trim_matches(['"', '\'']);
        if !["../", "#", "data:"].iter().any(|start| address.starts_with(start)) {
            let advice = "write the way from the bundle to a file of public/, beginning with `../`";
            return Err(Fail::new(format!("url({address}) leads elsewhere at every host; {advice}")));
        }
    }
    Ok(())
}

/// No comments, no indentation, no empty lines. More than that is worth nothing after brotli.
fn minified(text: &str) -> String {
    let mut lines = String::new();
    for line in without_comments(text).lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines.push_str(line);
        lines.push('\n');
    }
    lines
}

fn without_comments(text: &str) -> String {
    parts(text)
        .map(|part| match part {
            Part::Code(code) | Part::Quoted(code) => code,
            Part::Comment => "",
        })
        .collect()
}

enum Part<'a> {
    Code(&'a str),
    Quoted(&'a str),
    Comment,
}

/// Cuts a style sheet where strings and comments begin and end.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (length, kind): (usize, fn(&str) -> Part<'_>) = if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), |_| Part::Comment)
        } else if first == '"' || first == '\'' {
            (quoted_length(rest, first), |it| Part::Quoted(it))
        } else {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(at, c)| matches!(c, '"' | '\'') || (*c == '/' && rest[*at..].starts_with("/*")));
            (end.map_or(rest.len(), |(at, _)| at), |it| Part::Code(it))
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        Some(kind(part))
    })
}

fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str =
        "/* order */\n@layer reset, pages;\n\n@import \"reset.css\" layer(reset);\n@import \"plain.css\";\n";

    fn read(name: &str) -> Result<String> {
        match name {
            "reset.css" => Ok("/* a } in a comment */\n* {\n  margin: 0;\n}\n".to_owned()),
            "plain.css" => Ok("a::after { content: \"/* kept */ }\"; }\n".to_owned()),
            other => Err(Fail::new(format!("no {other}"))),
        }
    }

    #[test]
    fn imports_become_layers() {
        let bundle = bundled(MAIN, Mode::Dev, read).unwrap();
        assert!(bundle.contains("@layer reset, pages;"));
        assert!(bundle.contains("@layer reset {\n/* a } in a comment */\n* {\n  margin: 0;\n}\n}\n"));
        assert!(bundle.contains("a::after"));
        assert!(!bundle.contains("@import"));
    }

    #[test]
    fn an_element_has_its_own_root_room_unit_and_names() {
        let tokens = ":root {\n  color-scheme: light dark;\n  --accent: light-dark(red, #fff);\n  --size: 0.9375rem;\n}\n";
        let changed = for_element("tokens.css", tokens);
        assert_eq!(
            changed,
            ".around {\n  color-scheme: light dark;\n  --accent: var(--caseport-accent, light-dark(red, #fff));\n  \
             --size: var(--caseport-size, calc(0.9375 * var(--rem)));\n}\n"
        );
        let changed = for_element(
            "x.css",
            "@media (max-width: 900px) { a { flex: 1 1 16rem; --x: premium } }\n@media (forced-colors: active) {}",
        );
        assert_eq!(
            changed,
            "@container caseport (max-width: 900px) { a { flex: 1 1 calc(16 * var(--rem)); --x: premium } }\n\
             @media (forced-colors: active) {}"
        );
    }

    #[test]
    fn an_element_has_what_a_page_has_but_for_the_page_itself() {
        let main = crate::paths::root().join("style").join("main.css");
        let (page, element) = (
            bundle(&main, Mode::Dev, Place::Page).unwrap(),
            bundle(&main, Mode::Dev, Place::Element).unwrap(),
        );
        assert!(
            page.contains("min-height: 100dvh") && !page.contains(":host") && !page.contains("--caseport-")
        );
        assert!(element.contains(":host") && !element.contains("min-height: 100dvh"));
        // Whatever is only of a page must be in page.css, or name a part of the page that an element has not.
        for lost in ["html", "body ", "body{", ":root", "rem;", "@media (min-width", "@media (max-width"] {
            let found = element.lines().find(|line| line.trim_start().starts_with(lost));
            assert_eq!(found.filter(|line| !line.contains("body:has")), None, "{lost}");
        }
    }

    #[test]
    fn release_drops_comments_and_indentation_but_nothing_in_strings() {
        let bundle = bundled(MAIN, Mode::Release, read).unwrap();
        assert_eq!(
            bundle,
            "@layer reset, pages;\n@layer reset {\n* {\nmargin: 0;\n}\n}\na::after { content: \"/* kept */ }\"; }\n"
        );
    }

    #[test]
    fn what_would_break_in_the_browser_stops_the_build() {
        let bad = |text: &'static str| {
            bundled("@import \"x.css\" layer(x);", Mode::Dev, move |_| Ok(text.to_owned()))
        };
        assert!(bad("a {").is_err());
        assert!(bad("@import \"y.css\";").is_err());
        assert!(bad("a { background: url(icon.svg) }").is_err());
        assert!(bad("a { background: url(/icon.svg) }").is_err());
        assert!(bad("a { background: url(\"../icon.svg\") }").is_ok());
        assert!(bundled("@import url(x.css);", Mode::Dev, read).is_err());
        assert!(bundled("@import \"x.css\" layer(x)", Mode::Dev, read).is_err());
        assert!(bundled("@import \"missing.css\";", Mode::Dev, read).is_err());
    }
}
