//! Makes few modules of many. Parts of the app share code in every combination, and the splitter makes a module of each: a page
//! needs a hundred, most of which are smaller than what it costs to fetch, compile and link them.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::path::Path;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, FunctionSection, ImportSection, Module,
    TypeSection,
};
use wasmparser::{Parser, Payload, TypeRef};

use crate::error::{Doing, Fail, Result};
use crate::files;

/// A module of fewer bytes is small.
const SMALL: usize = 48 * 1024;

/// The part that is asked for with the first page: what it needs is apart, so that it comes without the rest.
const SOON: &str = "lists";

/// A module of what the splitter wrote, and where its loader makes it known.
struct Chunk {
    /// `chunk_8`.
    name: String,
    /// The parts of the app that need it.
    parts: BTreeSet<String>,
    bytes: Vec<u8>,
}

/// Joins the small modules of a folder that the splitter wrote, and has the loader load what they have become.
///
/// # Errors
/// The splitter writes something else than it is known to.
pub fn merge(dir: &Path, loader: &Path) -> Result<()> {
    let mut script = files::read_text(loader)?;
    let mut groups = BTreeMap::<&str, Vec<Chunk>>::new();
    for path in files::all_in(dir)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("chunk_") || path.extension().is_none_or(|it| it != "wasm") {
            continue;
        }
        let bytes = files::read(&path)?;
        if bytes.len() < SMALL {
            let parts = parts_of(&name, &script);
            let group = if parts.contains(SOON) { "soon" } else { "shared" };
            groups.entry(group).or_default().push(Chunk { name, parts, bytes });
            fs::remove_file(&path).doing(format_args!("cannot tidy up {}", path.display()))?;
        }
    }
    for (group, chunks) in groups {
        files::write(&dir.join(format!("{group}.wasm")), joined(&chunks)?)?;
        script = loading_together(script, group, &chunks)?;
    }
    files::write(loader, script)
}

/// The parts of the app that need a module: the loader's remark above it tells, or else its own name.
pub fn parts_of(name: &str, loader: &str) -> BTreeSet<String> {
    if let Some(part) = name.strip_prefix("split_") {
        return BTreeSet::from([part.to_owned()]);
    }
    let above = loader.split_once(&format!("const __{name} =")).map_or("", |(above, _)| above);
    let remark = above.trim_end().rsplit_once("/*").and_then(|(_, remark)| remark.strip_suffix("*/"));
    remark.map_or_else(BTreeSet::new, |remark| remark.split(',').map(|part| part.trim().to_owned()).collect())
}

/// The loader, which loads the group once where it has loaded each of it.
fn loading_together(mut script: String, group: &str, chunks: &[Chunk]) -> Result<String> {
    let parts: BTreeSet<_> = chunks.iter().flat_map(|it| &it.parts).map(String::as_str).collect();
    let remark = format!("/* {} */\n", parts.into_iter().collect::<Vec<_>>().join(", "));
    let mut one = None;
    for Chunk { name, .. } in chunks {
        let unknown = || Fail::new(format!("the loader does not load {name} as it did; see stage/merge.rs"));
        let start = script.find(&format!("const __{name} = makeLoad(")).ok_or_else(unknown)?;
        let remark = script[..start].rfind("/*").ok_or_else(unknown)?;
        let end = start + script[start..].find(", []);\n").ok_or_else(unknown)? + ", []);\n".len();
        let load = script[start..end].replace(name, group);
        script.replace_range(remark..end, "");
        one.get_or_insert(load);
    }
    if let (Some(place), Some(load)) = (script.find("export const "), one) {
        script.insert_str(place, &(remark + &load));
    }
    let is_of_group = |it: &str| chunks.iter().any(|chunk| it.strip_prefix("__") == Some(&chunk.name));
    let known = format!("__{group}");
    let lines = script.lines().map(|line| {
        let Some(list) = line.strip_prefix(", [").and_then(|it| it.strip_suffix("]));")) else {
            return line.to_owned();
        };
        let (merged, mut kept): (Vec<_>, Vec<_>) = list.split(", ").partition(|it| is_of_group(it));
        if !merged.is_empty() {
            kept.insert(0, &known);
        }
        format!(", [{}]));", kept.join(", "))
    });
    Ok(lines.map(|line| line + "\n").collect())
}

/// What the modules before have of each kind, by which the next one's numbers move on.
#[derive(Default)]
struct Moved {
    types: u32,
    functions: u32,
    segments: u32,
}

impl Reencode for Moved {
    type Error = Infallible;

    fn type_index(&mut self, index: u32) -> std::result::Result<u32, reencode::Error> {
        Ok(self.types + index)
    }

    fn function_index(&mut self, index: u32) -> std::result::Result<u32, reencode::Error> {
        Ok(self.functions + index)
    }

    fn data_index(&mut self, index: u32) -> std::result::Result<u32, reencode::Error> {
        Ok(self.segments + index)
    }
}

/// One module of several that have the same memory, table and globals, all of them the app's.
fn joined(chunks: &[Chunk]) -> Result<Vec<u8>> {
    let (mut types, mut functions, mut code) =
        (TypeSection::new(), FunctionSection::new(), CodeSection::new());
    let (mut elements, mut data) = (ElementSection::new(), DataSection::new());
    let (mut imports, mut imported) = (ImportSection::new(), BTreeMap::new());
    for Chunk { name, bytes, .. } in chunks {
        let unread = || format!("{name}.wasm cannot be read");
        let strange = || Fail::new(format!("{name}.wasm has in it what no chunk had; see stage/merge.rs"));
        let mut moved = Moved { types: types.len(), functions: functions.len(), segments: data.len() };
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.doing(unread())? {
                Payload::TypeSection(section) => {
                    moved.parse_type_section(&mut types, section).doing(unread())?;
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.doing(unread())?;
                        // There is one of each kind at most, so that their numbers are the same in all modules.
                        let kind = match import.ty {
                            TypeRef::Memory(_) => "memory",
                            TypeRef::Table(_) => "table",
                            TypeRef::Global(_) => "global",
                            _ => return Err(strange()),
                        };
                        match imported.insert(kind, import.name) {
                            None => moved.parse_import(&mut imports, import).doing(unread())?,
                            Some(known) if known == import.name => {}
                            Some(_) => return Err(strange()),
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    moved.parse_function_section(&mut functions, section).doing(unread())?;
                }
                Payload::ElementSection(section) => {
                    moved.parse_element_section(&mut elements, section).doing(unread())?;
                }
                Payload::CodeSectionEntry(body) => {
                    moved.parse_function_body(&mut code, body).doing(unread())?;
                }
                Payload::DataSection(section) => {
                    moved.parse_data_section(&mut data, section).doing(unread())?;
                }
                Payload::ExportSection(section) if section.count() == 0 => {}
                // What is told of names is told of the main module.
                Payload::Version { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::DataCountSection { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                _ => return Err(strange()),
            }
        }
    }
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&elements);
    module.section(&DataCountSection { count: data.len() }).section(&code).section(&data);
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, GlobalType, Instruction, MemoryType, RefType, TableType,
        ValType,
    };
    use wasmparser::Validator;

    use super::*;

    /// A chunk with a function in a place of the table, and a text in a place of the memory.
    fn chunk(number: u32, parts: &[&str], with_table: bool) -> Chunk {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], vec![ValType::I32; number as usize]);
        let mut imports = ImportSection::new();
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        let (mut functions, mut elements, mut code) =
            (FunctionSection::new(), ElementSection::new(), CodeSection::new());
        if with_table {
            let table = TableType {
                element_type: RefType::FUNCREF,
                table64: false,
                minimum: 9,
                maximum: None,
                shared: false,
            };
            imports.import("__wasm_split", "table", EntityType::Table(table));
            let global = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            imports.import("__wasm_split", "global", EntityType::Global(global));
            functions.function(0);
            elements.active(
                None,
                &ConstExpr::i32_const(number as i32),
                Elements::Functions([0].as_slice().into()),
            );
            let mut body = Function::new([]);
            for _ in 0..number {
                body.instruction(&Instruction::GlobalGet(0));
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        imports.import("__wasm_split", "memory", EntityType::Memory(memory));
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(number as i32), *b"text");
        module.section(&types).section(&imports).section(&functions).section(&elements);
        module.section(&DataCountSection { count: 1 }).section(&code).section(&data);
        let parts = parts.iter().map(|it| (*it).to_owned()).collect();
        Chunk { name: format!("chunk_{number}"), parts, bytes: module.finish() }
    }

    #[test]
    fn a_joined_module_has_all_of_each_and_is_valid() {
        let chunks = [chunk(1, &[], false), chunk(2, &[], true), chunk(3, &[], true)];
        let module = joined(&chunks).unwrap();
        Validator::new().validate_all(&module).unwrap();
        let counts = Parser::new(0).parse_all(&module).filter_map(|payload| match payload.unwrap() {
            Payload::ImportSection(it) => Some(("imports", it.count())),
            Payload::FunctionSection(it) => Some(("functions", it.count())),
            Payload::ElementSection(it) => Some(("elements", it.count())),
            Payload::DataSection(it) => Some(("data", it.count())),
            _ => None,
        });
        assert_eq!(
            counts.collect::<Vec<_>>(),
            [("imports", 3), ("functions", 2), ("elements", 2), ("data", 3)]
        );
    }

    #[test]
    fn a_module_that_calls_others_by_name_stops_the_build() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("__wasm_split", "call", EntityType::Function(0));
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let strange = Chunk { name: "chunk_1".to_owned(), parts: BTreeSet::new(), bytes: module.finish() };
        assert!(joined(&[strange]).is_err());
    }

    /// The splitter's way of writing.
    const SCRIPT: &str = "\
/* case, lists */
const __chunk_8 = makeLoad(() => {
    fetch(new URL(\"./chunk_8.wasm\", import.meta.url));
}
, []);
/* case */
const __chunk_9 = makeLoad(() => {
    fetch(new URL(\"./chunk_9.wasm\", import.meta.url));
}
, []);
/* case, cases */
const __chunk_10 = makeLoad(() => {
    fetch(new URL(\"./chunk_10.wasm\", import.meta.url));
}
, []);
export const __wasm_split_load_case = wrapAsyncCb(makeLoad(() => {
    fetch(new URL(\"./split_case.wasm\", import.meta.url));
}
, [__chunk_8, __chunk_9, __chunk_10]));
";

    #[test]
    fn the_loader_loads_a_group_once() {
        let group = [chunk(10, &["case", "cases"], true), chunk(9, &["case"], true)];
        let script = loading_together(SCRIPT.to_owned(), "shared", &group).unwrap();
        assert!(!script.contains("chunk_9") && !script.contains("chunk_10"), "{script}");
        assert!(script.contains(
            "/* case, cases */\nconst __shared = makeLoad(() => {\n    fetch(new URL(\"./shared.wasm\", import.meta.url));\n}\n, []);\n"
        ), "{script}");
        assert!(script.contains(", [__shared, __chunk_8]));"), "{script}");
        assert_eq!(parts_of("shared", &script), BTreeSet::from(["case".to_owned(), "cases".to_owned()]));
    }

    #[test]
    fn chunks_know_what_needs_them() {
        let parts = |name| parts_of(name, SCRIPT).into_iter().collect::<Vec<_>>();
        assert_eq!(parts("chunk_8"), ["case", "lists"]);
        assert_eq!(parts("chunk_9"), ["case"]);
        assert_eq!(parts("split_submit"), ["submit"]);
    }

    #[test]
    fn a_loader_that_looks_different_stops_the_build() {
        let changed = SCRIPT.replace("const __chunk_9 = makeLoad(", "const __chunk_9 = load(");
        assert!(loading_together(changed, "shared", &[chunk(9, &[], true)]).is_err());
    }
}
