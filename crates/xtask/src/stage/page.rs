//! Fills the build's names into the page and the other files that are served under their own names, and makes the page's
//! copies for addresses further down.
//!
//! A file writes `{{app.js}}`, `{{app.wasm}}`, `{{style.css}}`, `{{boot.js}}` or `{{build}}`; `{{up}}` is the way to the bundle's
//! folder, and `{{integrity of app.wasm}}` a digest. Where the page refers to a file in an attribute, it also gets the digest that the
//! browser is to check.
//!
//! The bundle does not know its own path, so every address in it is relative; and since the page answers addresses at any depth
//! (`cases/10000000`), there is one for each: `index.html`, `index.1.html` for addresses with one slash, and so on. `404.html` is for
//! hosts that rewrite nothing and know one page for whatever is missing: it tries each depth.

use std::collections::BTreeSet;
use std::path::Path;

use super::ASSETS;
use super::names::Build;
use crate::error::{Fail, Result};
use crate::files;

/// Kinds of files that may have placeholders.
const TEXTS: [&str; 5] = ["html", "js", "json", "webmanifest", "txt"];
/// The most slashes that an address of the app has, one at its end included.
const DEPTH: usize = 3;

/// Works on everything in the folder that is not named by content. All addresses begin with `base` where there is one, and are
/// relative otherwise.
pub fn fill_in(staging: &Path, build: &Build, base: Option<&str>) -> Result<()> {
    for path in files::all_in(staging)? {
        let is_text = path.extension().is_some_and(|it| TEXTS.iter().any(|text| it == *text));
        if !is_text || path.starts_with(staging.join(ASSETS)) {
            continue;
        }
        let text = files::read_text(&path)?;
        let filled = |text: &str, up: &str| {
            filled_in(text, build, base.unwrap_or(up))
                .map_err(|error| Fail::new(format!("{}: {error}", path.display())))
        };
        if path == staging.join("index.html") {
            for depth in 1..=DEPTH {
                let page = filled(&text, &up(depth))?;
                files::write(&staging.join(format!("index.{depth}.html")), page)?;
            }
            let tried = (0..=DEPTH).map(|depth| filled(&at_any_depth(&text, depth), &up(depth)));
            files::write(&staging.join("404.html"), merged(tried.collect::<Result<Vec<_>>>()?))?;
        }
        if text.contains("{{") {
            files::write(&path, filled(&text, "")?)?;
        }
    }
    Ok(())
}

/// The way up from an address with so many slashes.
fn up(depth: usize) -> String {
    "../".repeat(depth)
}

fn filled_in(text: &str, build: &Build, up: &str) -> Result<String> {
    let text = with_integrity(text, build).replace("{{up}}", up);
    placeholders_filled(&text, build, &format!("{up}{ASSETS}/"))
}

/// The page for any depth, as far as it belongs to one: without what is only fetched ahead, and with the elements that are
/// the same everywhere at depth 0 alone.
fn at_any_depth(page: &str, depth: usize) -> String {
    let is_ahead = |line: &str| line.contains("preload");
    let differs = |line: &str| line.contains("{{");
    page.lines()
        .filter(|line| !is_ahead(line) && (depth == 0 || differs(line)))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The first page, with each of its lines that differs followed by those of the others.
fn merged(pages: Vec<String>) -> String {
    let mut others: Vec<_> = pages.iter().skip(1).map(|page| page.lines()).collect();
    let is_of_a_file = |line: &str| {
        [" href=\"", " src=\""].iter().any(|it| line.contains(it)) && !line.contains("href=\"\"")
    };
    let mut page = String::new();
    for line in pages.first().map(|page| page.lines()).into_iter().flatten() {
        page.push_str(line);
        page.push('\n');
        if is_of_a_file(line) {
            for line in others.iter_mut().filter_map(Iterator::next) {
                page.push_str(line);
                page.push('\n');
            }
        }
    }
    page
}

/// Replaces every placeholder; file names get the prefix. `{{files of submit}}` is all that this part of the app needs beyond the
/// first file, with blanks between.
pub fn placeholders_filled(text: &str, build: &Build, prefix: &str) -> Result<String> {
    let mut filled = text.replace("{{build}}", &build.id);
    for file in &build.files {
        filled = filled.replace(&format!("{{{{{}}}}}", file.role), &format!("{prefix}{}", file.name));
        filled = filled.replace(&format!("{{{{integrity of {}}}}}", file.role), &file.integrity());
    }
    let parts: BTreeSet<_> = build.files.iter().flat_map(|file| &file.parts).collect();
    for part in parts {
        let needed = build.files.iter().filter(|file| file.parts.contains(part));
        let names: Vec<_> = needed.map(|file| format!("{prefix}{}", file.name)).collect();
        filled = filled.replace(&format!("{{{{files of {part}}}}}"), &names.join(" "));
    }
    match left_over(&filled) {
        Some(unknown) => Err(Fail::new(format!("nothing can be filled in for {{{{{unknown}}}}}"))),
        None => Ok(filled),
    }
}

/// Doubled braces around a name; others are none of our business.
fn left_over(text: &str) -> Option<&str> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b". _".contains(&b));
    text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0)).find(|name| is_name(name))
}

/// Line by line, since browsers check what an element loads but not what it fetches ahead for a script, and say so.
fn with_integrity(text: &str, build: &Build) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let mut line = line.to_owned();
        if !line.contains("as=\"fetch\"") {
            for file in &build.files {
                for attribute in ["src", "href"] {
                    let reference = format!("{attribute}=\"{{{{{}}}}}\"", file.role);
                    line =
                        line.replace(&reference, &format!("{reference} integrity=\"{}\"", file.integrity()));
                }
            }
        }
        line
    });
    lines.collect()
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
            parts: Vec::new(),
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
            r#"<link rel="stylesheet" href="/x/style.2.css" integrity="sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="><link rel="modulepreload" href="/x/app.1.js" integrity="sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="><p data-b="b1">"#
        );
    }

    #[test]
    fn a_part_names_what_it_needs() {
        let mut build = build();
        for file in &mut build.files {
            file.parts = vec!["case".to_owned()];
        }
        build.files[0].parts.push("submit".to_owned());
        let filled = |text| placeholders_filled(text, &build, "./").unwrap();
        assert_eq!(filled("'{{files of case}}'"), "'./app.1.js ./style.2.css'");
        assert_eq!(filled("'{{files of submit}}'"), "'./app.1.js'");
    }

    #[test]
    fn an_unknown_placeholder_is_an_error() {
        assert!(placeholders_filled("{{nothing.js}}", &build(), "/").is_err());
        assert!(placeholders_filled("a = {{b: 1}}; {{}}", &build(), "/").is_ok());
    }

    #[test]
    fn the_page_for_any_depth_tries_each_and_says_everything_else_once() {
        let page =
            "<link href=\"{{style.css}}\">\n<link rel=\"preload\" href=\"{{app.js}}\">\n<p><a href=\"\">\n";
        let tried = (0..=1).map(|depth| filled_in(&at_any_depth(page, depth), &build(), &up(depth)).unwrap());
        let page = merged(tried.collect());
        let integrity = build().files[0].integrity();
        let link = |up: &str| format!("<link href=\"{up}assets/style.2.css\" integrity=\"{integrity}\">\n");
        assert_eq!(page, format!("{}{}<p><a href=\"\">\n", link(""), link("../")));
    }
}
