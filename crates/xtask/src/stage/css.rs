//! Makes one style sheet of many: `style/main.css` names the cascade layers and imports a file into each, which a browser
//! would fetch one after the other.
//!
//! Only that is understood: `@import "file.css" layer(name);` (or without a layer) at the top of a line. What goes wrong
//! only later in a browser, such as an address that is relative to the wrong file, stops the build.

use std::path::Path;

use super::Mode;
use crate::error::{Fail, Result};
use crate::files;

/// The bundle of a style sheet and its imports.
pub fn bundle(main: &Path, mode: Mode) -> Result<String> {
    let dir = main.parent().unwrap_or_else(|| Path::new("."));
    bundled(&files::read_text(main)?, mode, |name| files::read_text(&dir.join(name)))
        .map_err(|error| Fail::new(format!("{}: {error}", main.display())))
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
        return Err(Fail::new("only main.css imports"));
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
        if !["/", "#", "data:"].iter().any(|start| address.starts_with(start)) {
            let advice = "write the address under which a file of public/ is served, beginning with `/`";
            return Err(Fail::new(format!("url({address}) would be relative to the bundle; {advice}")));
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
        assert!(bad("a { background: url(\"/icon.svg\") }").is_ok());
        assert!(bundled("@import url(x.css);", Mode::Dev, read).is_err());
        assert!(bundled("@import \"x.css\" layer(x)", Mode::Dev, read).is_err());
        assert!(bundled("@import \"missing.css\";", Mode::Dev, read).is_err());
    }
}
