//! Makes names short that only the app's wasm and its script call each other by: each has a hash in it, which no compression
//! makes smaller. And takes back what a dependency makes known to the page though nobody there asks for it: whatever is known
//! keeps its code in the app.

use std::collections::BTreeMap;
use std::ops::Range;

use wasm_encoder::{ExportSection, ImportSection, Module, RawSection, reencode};
use wasmparser::{Parser, Payload};

use crate::error::{Doing, Fail, Result};

/// Streams of a server's functions, which the app has none of; as the script calls them. The wasm does in small letters.
const UNUSED: [&str; 3] = ["IntoUnderlyingByteSource", "IntoUnderlyingSink", "IntoUnderlyingSource"];

/// The wasm and its script, which still fit each other.
///
/// # Errors
/// They are not what the tools are known to write.
pub fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut script = script.to_owned();
    for class in UNUSED {
        script = without_class(&script, class)?;
    }
    let mut names = Names::default();
    let mut module = Module::new();
    let mut reencoder = reencode::RoundtripReencoder;
    let unread = "the bound wasm cannot be read";
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.doing(unread)?;
        match &payload {
            Payload::ImportSection(imports) => {
                let mut shortened = ImportSection::new();
                for import in imports.clone().into_imports() {
                    let import = import.doing(unread)?;
                    let kind = reencode::Reencode::entity_type(&mut reencoder, import.ty).doing(unread)?;
                    shortened.import(import.module, &names.short(import.name), kind);
                }
                module.section(&shortened);
            }
            Payload::ExportSection(exports) => {
                let mut shortened = ExportSection::new();
                for export in exports.clone() {
                    let export = export.doing(unread)?;
                    if !is_unused(export.name) {
                        let kind =
                            reencode::Reencode::export_kind(&mut reencoder, export.kind).doing(unread)?;
                        shortened.export(&names.short(export.name), kind, export.index);
                    }
                }
                module.section(&shortened);
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    module.section(&RawSection { id, data: within(wasm, &range)? });
                }
            }
        }
    }
    Ok((module.finish(), names.in_script(&script)))
}

/// Short names by the long ones.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// A name that ends with a hash, or is a compiler's, has a short one; others are somebody else's business.
    fn short(&mut self, name: &str) -> String {
        let hash = name.rsplit_once('_').map_or("", |(_, end)| end);
        let is_hashed =
            name.starts_with("__wb") && hash.len() == 16 && hash.bytes().all(|it| it.is_ascii_hexdigit());
        if !is_hashed && !name.starts_with("_R") {
            return name.to_owned();
        }
        let next = format!("$_{}", self.0.len());
        self.0.entry(name.to_owned()).or_insert(next).clone()
    }

    fn in_script(&self, script: &str) -> String {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
        let mut shortened = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(start) = rest.find(is_part) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
            shortened.push_str(before);
            shortened.push_str(self.0.get(word).map_or(word, String::as_str));
            rest = after;
        }
        shortened.push_str(rest);
        shortened
    }
}

fn is_unused(export: &str) -> bool {
    let name = export.trim_start_matches("__wbg_");
    UNUSED
        .iter()
        .any(|class| name.strip_prefix(&class.to_lowercase()).is_some_and(|rest| rest.starts_with('_')))
}

/// The script without a class and what tidies up after it.
fn without_class(script: &str, class: &str) -> Result<String> {
    let changed =
        || Fail::new(format!("the generated script has no class {class} any more; see stage/shorten.rs"));
    let script = without(script, &format!("export class {class} {{"), "\n}\n").ok_or_else(changed)?;
    let script = without(&script, &format!("if (Symbol.dispose) {class}."), "\n").ok_or_else(changed)?;
    let script = without(&script, &format!("const {class}Finalization ="), ";\n").ok_or_else(changed)?;
    match script.contains(class) {
        true => Err(Fail::new(format!("the generated script uses {class}; see stage/shorten.rs"))),
        false => Ok(script),
    }
}

/// The text without the first of what begins and ends so.
fn without(text: &str, start: &str, end: &str) -> Option<String> {
    let (before, rest) = text.split_once(start)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{after}"))
}

fn within<'a>(wasm: &'a [u8], range: &Range<u64>) -> Result<&'a [u8]> {
    let range = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
    range.and_then(|(from, to)| wasm.get(from..to)).ok_or_else(|| Fail::new("the bound wasm ends too early"))
}

#[cfg(test)]
pub const CLASSES: &str = "export class IntoUnderlyingByteSource {\n    free() {\n    }\n}\nif (Symbol.dispose) IntoUnderlyingByteSource.x = 1;\nconst IntoUnderlyingByteSourceFinalization = (typeof F)\n    : new F();\n\
     export class IntoUnderlyingSink {\n}\nif (Symbol.dispose) IntoUnderlyingSink.x = 1;\nconst IntoUnderlyingSinkFinalization = 1;\n\
     export class IntoUnderlyingSource {\n}\nif (Symbol.dispose) IntoUnderlyingSource.x = 1;\nconst IntoUnderlyingSourceFinalization = 1;\n";

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, EntityType, ExportKind, Function, FunctionSection, TypeSection};

    use super::*;

    const READ: &str = "__wbg_read_e3bea75dace70752";

    /// Imports `READ` and `__wbindgen_throw`; exports two functions that nobody uses, and two that somebody does.
    fn wasm() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in [READ, "__wbindgen_throw"] {
            imports.import("./app_bg.js", name, EntityType::Function(0));
        }
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        for name in ["main", "_RINvNv6invoke", "intounderlyingsink_close", "__wbg_intounderlyingsource_free"]
        {
            exports.export(name, ExportKind::Func, 2);
        }
        let mut code = CodeSection::new();
        let mut nothing = Function::new([]);
        nothing.instructions().end();
        code.function(&nothing);
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    fn names(wasm: &[u8]) -> (Vec<String>, Vec<String>) {
        let (mut imported, mut exported) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ImportSection(section) => {
                    imported.extend(section.into_imports().map(|it| it.unwrap().name.to_owned()));
                }
                Payload::ExportSection(section) => {
                    exported.extend(section.into_iter().map(|it| it.unwrap().name.to_owned()));
                }
                _ => {}
            }
        }
        (imported, exported)
    }

    #[test]
    fn both_sides_have_the_same_short_names() {
        let script = format!("{CLASSES}{{ {READ}: 1, __wbindgen_throw: 2 }} // {READ}2\n_RINvNv6invoke()");
        let (wasm, script) = shorten(&wasm(), &script).unwrap();
        assert_eq!(
            names(&wasm),
            (
                vec!["$_0".to_owned(), "__wbindgen_throw".to_owned()],
                vec!["main".to_owned(), "$_1".to_owned()]
            )
        );
        assert_eq!(script, format!("{{ $_0: 1, __wbindgen_throw: 2 }} // {READ}2\n$_1()"));
    }

    #[test]
    fn a_script_that_looks_different_stops_the_build() {
        assert!(shorten(&wasm(), "").is_err());
        let used = format!("{CLASSES}new IntoUnderlyingSink()");
        assert!(shorten(&wasm(), &used).is_err());
    }
}
