//! What the app weighs on the wire, what the main file is made of, and whether that is within the budget
//! (`crates/xtask/budget.json`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::error::{Doing, Fail, Result};
use crate::stage::{BuildReport, Weight, named_main};
use crate::{files, paths, say};

/// A crate of which there is less is not worth a line.
const WORTH_A_LINE: usize = 2_000;

/// The first load in sum and by file, what loads on demand by part, and the main file by crate.
///
/// # Errors
/// The build is over the budget, or is not there.
pub fn table(dist: &Path) -> Result<String> {
    let report = BuildReport::read(dist)?;
    let (first, rest) = report.parts();
    let mut lines = vec![format!("Sizes of {} ({}), brotli / raw:", report.id, report.profile)];
    let weights = |name: &str, list: &[&Weight]| {
        line(name, list.iter().map(|it| it.wire()).sum(), list.iter().map(|it| it.raw).sum())
    };
    lines.push(weights("first load", &first));
    lines.extend(first.iter().map(|it| line(&format!("  {}", it.role), it.wire(), it.raw)));
    lines.push(weights("on demand, in all", &rest));
    for (part, list) in report.on_demand() {
        lines.push(weights(&format!("  {part} ({} files)", list.len()), &list));
    }
    lines.push("what app.wasm is made of, by crate, raw:".to_owned());
    let mut crates: Vec<_> = crates_in(&files::read(&named_main())?)?.into_iter().collect();
    crates.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let (large, small): (Vec<_>, Vec<_>) = crates.into_iter().partition(|(_, size)| *size >= WORTH_A_LINE);
    lines.extend(large.iter().map(|(name, size)| format!("    {name:30} {:>23}", say::bytes(*size))));
    lines.push(format!(
        "    {:30} {:>23}",
        format!("{} others", small.len()),
        say::bytes(small.iter().map(|(_, size)| size).sum())
    ));
    lines.push(String::new());
    say::out(&lines.join("\n"));
    check(dist)
}

/// The verdict on a build; in words where it is within the budget.
///
/// # Errors
/// It is over.
pub fn check(dist: &Path) -> Result<String> {
    let report = BuildReport::read(dist)?;
    let budget: Value =
        serde_json::from_str(&files::read_text(&paths::root().join("crates/xtask/budget.json"))?)
            .doing("budget.json is damaged")?;
    verdict(&report, &budget)
}

fn verdict(report: &BuildReport, budget: &Value) -> Result<String> {
    let allowed = |name: &str| {
        let figure = budget[name].as_u64().and_then(|it| usize::try_from(it).ok());
        figure.ok_or_else(|| Fail::new(format!("budget.json has no figure for {name:?}")))
    };
    let sum = |list: &[&Weight]| list.iter().map(|it| it.wire()).sum::<usize>();
    let first = ("the first load", sum(&report.parts().0), allowed("first_load")?);
    let each = allowed("part")?;
    let parts = report.on_demand().into_iter().map(|(part, list)| (part, sum(&list), each));
    let over: Vec<_> = std::iter::once(first)
        .chain(parts)
        .filter(|(_, size, allowed)| size > allowed)
        .map(|(what, size, allowed)| format!("{what}: {size} bytes, {} too many", size - allowed))
        .collect();
    if over.is_empty() {
        return Ok(format!("within the budget: {} of {} bytes to load first", first.1, first.2));
    }
    Err(Fail::new(format!("over the size budget (crates/xtask/budget.json): {}", over.join("; "))))
}

fn line(name: &str, brotli: usize, raw: usize) -> String {
    format!("  {name:32} {:>10} {:>12}", say::bytes(brotli), say::bytes(raw))
}

/// How many bytes each crate's functions take; what is generic counts where it was written.
fn crates_in(wasm: &[u8]) -> Result<BTreeMap<String, usize>> {
    let (mut imported, mut bodies, mut names) = (0u32, Vec::new(), BTreeMap::new());
    let mut crates = BTreeMap::<String, usize>::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.doing("the optimized wasm cannot be read")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.doing("the optimized wasm cannot be read")?;
                    imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(length(&body.range())),
            Payload::DataSection(data) => {
                *crates.entry("(data)".to_owned()).or_default() += length(&data.range());
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for name in subsections {
                    let Name::Function(map) = name.doing("names of the wasm")? else { continue };
                    for naming in map {
                        let naming = naming.doing("names of the wasm")?;
                        names.insert(naming.index, naming.name);
                    }
                }
            }
            _ => {}
        }
    }
    for (index, size) in (imported..).zip(bodies) {
        let name = names.get(&index).map_or_else(String::new, |name| crate_of(name));
        *crates.entry(name).or_default() += size;
    }
    Ok(crates)
}

fn length(range: &Range<u64>) -> usize {
    usize::try_from(range.end - range.start).unwrap_or_default()
}

/// The crate that a function was written in: the first that its path names.
fn crate_of(symbol: &str) -> String {
    let path = format!("{:#}", rustc_demangle::demangle(symbol));
    let path = path.trim_start_matches(['<', '&', '*', '(', '[']);
    let path = ["dyn ", "mut ", "impl "].iter().fold(path, |path, word| path.trim_start_matches(word));
    let end = path.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(path.len());
    let name = &path[..end];
    // A type parameter stands for whoever wrote the trait, which comes after `as`.
    match path.split_once(" as ") {
        Some((_, the_trait)) if name.len() == 1 => crate_of(the_trait),
        _ if path[end..].starts_with("::") => name.to_owned(),
        _ => "(other)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report() -> BuildReport {
        let weight = |role: &str, brotli, parts: &[&str]| Weight {
            role: role.to_owned(),
            parts: parts.iter().map(|it| (*it).to_owned()).collect(),
            raw: 1_000,
            brotli: Some(brotli),
        };
        BuildReport {
            id: "b".to_owned(),
            profile: "wasm-release".to_owned(),
            weights: vec![
                weight("app.wasm", 100, &[]),
                weight("boot.js", 20, &[]),
                weight("split_case.wasm", 30, &["case"]),
                weight("chunk_1.wasm", 10, &["case", "cases"]),
            ],
        }
    }

    #[test]
    fn a_byte_too_many_fails() {
        let verdict =
            |first_load, part| verdict(&report(), &json!({ "first_load": first_load, "part": part }));
        assert!(verdict(120, 40).is_ok());
        let over = verdict(119, 39).unwrap_err().to_string();
        assert!(over.contains("the first load: 120 bytes, 1 too many"), "{over}");
        assert!(over.contains("case: 40 bytes, 1 too many") && !over.contains("cases"), "{over}");
        assert!(super::verdict(&report(), &json!({ "first_load": 120 })).is_err());
    }

    #[test]
    fn functions_are_counted_for_who_wrote_them() {
        for (symbol, name) in [
            ("_ZN8caseport3nav3Nav2go17h0123456789abcdefE", "caseport"),
            (
                "_ZN53_$LT$T$u20$as$u20$tachys..view..any_view..IntoAny$GT$8into_any17h0123456789abcdefE",
                "tachys",
            ),
            ("_RNvNtNtCs8xCBOBAbXQR_8caseport5pages7sign_in10SignInForm", "caseport"),
            ("__wbindgen_malloc", "(other)"),
        ] {
            assert_eq!(crate_of(symbol), name, "{symbol}");
        }
    }
}
